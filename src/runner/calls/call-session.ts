import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseLine } from '../../domain/borg/lines.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { keyFileContext, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import type { SettingValues } from '../../domain/settings/setting-definitions.ts'
import type { BorgCommand } from '../borg/command.ts'
import { decideOutcome, NO_EVIDENCE, observe, observeSsh } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { runBorg, type SessionFiles, type SessionOptions, stateFolder } from '../sessions/borg-session.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

/** How long Borg waits for its turn before it works, in milliseconds (BORG.md section 6). */
const lockPatience = 60_000
/** How long commands may take for which there is no setting, in milliseconds. */
const callTimeout = 120_000

/** One repository and a scratch folder for the files that Borg needs. */
export class CallSession {
  readonly world: World
  readonly repository: RepositoryRow
  readonly files: SessionFiles
  readonly settings: RunnerSettings
  readonly signal: AbortSignal

  constructor(
    world: World,
    settings: RunnerSettings,
    repository: RepositoryRow,
    folder: string,
    signal: AbortSignal,
  ) {
    this.world = world
    this.repository = repository
    this.settings = settings
    this.signal = signal
    this.files = { keyFile: join(folder, 'key'), sshLog: join(folder, 'ssh.log') }
  }

  /** The same with another key file. */
  withKey(sealedKeyFile: string): CallSession {
    const { world, settings, repository, files, signal } = this
    const session = new CallSession(world, settings, { ...repository, sealedKeyFile }, '', signal)
    session.files.keyFile = files.keyFile
    session.files.sshLog = files.sshLog
    return session
  }

  sealKey(content: string): string {
    return this.world.sealer.seal(content, keyFileContext(this.repository.id))
  }

  /** Removes what Borg knew of a repository that is gone. */
  async forgetState(): Promise<void> {
    await rm(stateFolder(this.settings, this.repository), { recursive: true, force: true })
  }

  /** Standard output of a command that succeeded, also with warnings. @throws Refused */
  async borg(command: BorgCommand, options: SessionOptions, longest?: number): Promise<string> {
    const timeout = longest ?? timeoutOf(command, await this.world.settings.values())
    const result = await runBorg(
      this.settings,
      this.world,
      this.repository,
      command,
      this.files,
      { timeout, signal: this.signal },
      options,
    )
    let evidence = NO_EVIDENCE
    for (const line of result.stderr.split('\n')) evidence = observe(evidence, parseLine(line))
    if (existsSync(this.files.sshLog))
      for (const line of readFileSync(this.files.sshLog, 'utf8').split('\n'))
        evidence = observeSsh(evidence, line)
    const outcome = decideOutcome({ ...result, cancelRequested: false, evidence })
    if (outcome.status === 'FAILED') throw new Refused(outcome.failure?.code ?? 'UNKNOWN')
    return result.stdout
  }
}

/** What an administrator allows a command, and the time that Borg may wait for its turn. */
function timeoutOf({ args }: BorgCommand, values: SettingValues): number {
  const seconds = new Map([
    ['info', values.infoTimeout],
    ['list', values.listTimeout],
    ['init', values.initTimeout],
  ]).get(args[0]!)
  return seconds === undefined ? callTimeout : seconds * 1000 + lockPatience
}
