import { mkdirSync, writeFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../domain/kernel/scope.ts'
import {
  keyFileContext,
  passphraseContext,
  type RepositoryRow,
} from '../../domain/repositories/repositories.ts'
import type { BorgCommand } from '../borg/command.ts'
import { baseEnvironment, isRemoteLocation, type SshSettings } from '../borg/environment.ts'
import { Refused } from '../borg/refused.ts'
import { connectionFiles } from '../processes/connection-files.ts'
import { type Command, runShort, type ShortResult } from '../processes/process.ts'
import { openSealed } from './secrets.ts'
import type { RunnerSettings } from './settings.ts'
import { connectionSettings } from './ssh-session.ts'

/** Files that one Borg process may need, in a folder that only this server's user can read. */
export interface SessionFiles {
  keyFile: string
  sshLog: string
}

/** Borg's cache, security data and keys of one repository. */
export const stateFolder = (settings: RunnerSettings, { id }: Pick<RepositoryRow, 'id'>): string =>
  join(settings.stateDir, String(id))

export interface SessionOptions {
  /** The repository was moved, or is seen for the first time: an administrator has said so. */
  trustLocation?: boolean
}

/**
 * The command line, environment and secrets for Borg on one repository. The passphrase travels on a descriptor; a key
 * file is written to `files.keyFile` (0600) and an SSH key beside it, which the caller removes when Borg is gone.
 *
 * @throws Error when this machine has no usable Borg
 */
export async function borgCommand(
  settings: RunnerSettings,
  world: Pick<World, 'db' | 'sealer'>,
  repository: RepositoryRow,
  command: BorgCommand,
  files: SessionFiles,
  options: SessionOptions = {},
): Promise<Command> {
  if (!settings.borg) throw new Error('This machine has no usable Borg.')
  const stateDirectory = stateFolder(settings, repository)
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
  const usesKeyFile = repository.encryption.startsWith('KEYFILE') || repository.sealedKeyFile !== null
  if (repository.sealedKeyFile)
    writeFileSync(
      files.keyFile,
      openSealed(world.sealer, repository.sealedKeyFile, keyFileContext(repository.id)),
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
      ? await sshSettings(settings, world, repository, files)
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
      ? openSealed(world.sealer, repository.sealedPassphrase, passphraseContext(repository.id))
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
  world: Pick<World, 'db' | 'sealer'>,
  repository: RepositoryRow,
  command: BorgCommand,
  files: SessionFiles,
  { timeout, signal }: Limits,
  options: SessionOptions = {},
): Promise<ShortResult> {
  const ready = await borgCommand(settings, world, repository, command, files, options)
  return runShort(ready, timeout, signal)
}

/** By the repository's connection, or with the server's own keys. @throws Refused `INVALID_ARGUMENTS` */
async function sshSettings(
  settings: RunnerSettings,
  world: Pick<World, 'db' | 'sealer'>,
  { connectionId, remotePath }: RepositoryRow,
  { keyFile, sshLog }: SessionFiles,
): Promise<SshSettings> {
  // It becomes a word of ssh's command line, which would take it for an option.
  if (remotePath?.startsWith('-')) throw new Refused('INVALID_ARGUMENTS')
  const how =
    connectionId === null
      ? { keyFiles: await existing(settings.sshKeyFiles), knownHostsFile: settings.sshKnownHostsFile }
      : (await connectionSettings(world, connectionId, connectionFiles(keyFile, sshLog), settings)).ssh
  const acceptsNewHostKeys = connectionId === null && settings.pinsOnFirstUse
  return { ...how, acceptsNewHostKeys, remotePath: remotePath ?? undefined, logFile: sshLog }
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
