import { mkdirSync, writeFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { keyFileContext, passphraseContext, type RepositoryRow } from '../domain/repositories.ts'
import type { Sealer } from '../domain/sealed.ts'
import type { BorgCommand } from './borg/command.ts'
import { baseEnvironment, isRemoteLocation } from './borg/environment.ts'
import { type Command, runShort, type ShortResult } from './process.ts'
import type { RunnerSettings } from './settings.ts'

/** Files that one Borg process may need, in a folder that only this server's user can read. */
export interface SessionFiles {
  keyFile: string
  sshLog: string
}

export interface SessionOptions {
  /** The repository was moved, or is seen for the first time: an administrator has said so. */
  trustLocation?: boolean
}

/**
 * The command line, environment and secrets for Borg on one repository. The passphrase travels on a descriptor; a key
 * file is written to `files.keyFile` (0600), which the caller removes when Borg is gone.
 *
 * @throws Error when this machine has no usable Borg
 */
export async function borgCommand(
  settings: RunnerSettings,
  sealer: Sealer,
  repository: RepositoryRow,
  command: BorgCommand,
  files: SessionFiles,
  options: SessionOptions = {},
): Promise<Command> {
  if (!settings.borg) throw new Error('This machine has no usable Borg.')
  const stateDirectory = join(settings.stateDir, String(repository.id))
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
  const usesKeyFile = repository.encryption.startsWith('KEYFILE') || repository.sealedKeyFile !== null
  if (repository.sealedKeyFile)
    writeFileSync(
      files.keyFile,
      sealerOpens(sealer, repository.sealedKeyFile, keyFileContext(repository.id)),
      {
        mode: 0o600,
      },
    )
  const trust = options.trustLocation ?? false
  const environment = baseEnvironment({
    stateDirectory,
    hostId: settings.host,
    location: repository.path,
    hasPassphrase: repository.sealedPassphrase !== null,
    keyFile: usesKeyFile ? files.keyFile : undefined,
    ssh: isRemoteLocation(repository.path)
      ? {
          keyFiles: await existing(settings.sshKeyFiles),
          remotePath: repository.remotePath ?? undefined,
          knownHostsFile: settings.sshKnownHostsFile,
          logFile: files.sshLog,
        }
      : undefined,
    // A repository without encryption is known to be one: its record says so.
    allowUnknownUnencrypted: trust || repository.encryption === 'NONE',
    allowRelocated: trust,
  })
  return {
    file: settings.borg.path,
    args: command.args,
    env: { ...environment, ...command.env },
    passphrase: repository.sealedPassphrase
      ? sealerOpens(sealer, repository.sealedPassphrase, passphraseContext(repository.id))
      : null,
  }
}

/** How long a short command may take, and who may end it. */
export interface Limits {
  /** Milliseconds. */
  timeout: number
  signal: AbortSignal
}

/** Runs a short Borg command on a repository and keeps its output. @throws the reason of `limits.signal` */
export async function runBorg(
  settings: RunnerSettings,
  sealer: Sealer,
  repository: RepositoryRow,
  command: BorgCommand,
  files: SessionFiles,
  { timeout, signal }: Limits,
  options: SessionOptions = {},
): Promise<ShortResult> {
  const ready = await borgCommand(settings, sealer, repository, command, files, options)
  return runShort(ready, timeout, signal)
}

function sealerOpens(sealer: Sealer, sealed: string, context: string): string {
  try {
    return sealer.open(sealed, context)
  } catch (cause) {
    throw new Error('A stored secret cannot be opened: was SECRET_KEY changed?', { cause })
  }
}

async function existing(files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    files.map(file =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  )
  return found.flat()
}
