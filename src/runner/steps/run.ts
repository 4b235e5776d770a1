import type { Logger } from 'pino'
import { visibleText } from '../../domain/borg/lines.ts'
import type { LogSource, NewLine } from '../../domain/jobs/job-log.ts'
import type { RestoreCheckResult } from '../../domain/jobs/job-results.ts'
import { type Archived, LostLeaseError, type RunNews, recordNews } from '../../domain/jobs/job-runs.ts'
import type { JobPhase, JobRow, Progress } from '../../domain/jobs/job-states.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { type Evidence, NO_EVIDENCE, type Outcome } from '../borg/outcome.ts'
import type { Started } from '../processes/spool.ts'

/** The processes of a run, in order. `borg` is what the job is about; a restore may need several, then `borg-2` and so on. */
export type StepName = 'pre-hook' | 'borg' | `borg-${number}` | 'prune' | 'compact' | 'post-hook'

/** Is it a script of the user's, and not Borg? */
export const isHook = (step: string): boolean => step.startsWith('pre-hook') || step.startsWith('post-hook')

/** Everything that the next worker must know to go on where this one stopped; JSON on the job row. */
export interface RunState {
  step: StepName | null
  /** Folder of the step's spool: `<step>.<attempt>`. */
  spool: string | null
  /** Unix milliseconds: hooks have a time-out that a restart does not renew. */
  stepStartedAt: number
  /** The step's process, as soon as it is known. */
  started: Started | null
  ending: Ending
  evidence: Evidence
  /** Proves which archives are this run's own (`runMark`); null before Borg was started, and for a run of an older version. */
  token: string | null
  preHook: HookEnd | null
  postHook: HookEnd | null
  borg: BorgEnd | null
  /** The maintenance after a backup. */
  prune: Outcome | null
  compact: Outcome | null
  restore: RestoreState | null
  /** What a restore check has compared. */
  restoreCheck: RestoreCheckResult | null
  /** The first source that was not there, where that ended the run. */
  missingSource: string | null
  /** Once it is known, nothing but the tidying up and the post-backup script is left. */
  outcome: Outcome | null
  /** Bytes of standard output that are in the log already; only of output that is not Borg's result. */
  outOffset: number
  /** Is ssh's own log in the log already? */
  sshLogRead: boolean
  /** May lines be missing that were printed? */
  logIncomplete: boolean
}

/** What a run knows although it could not be written down, as on a full disk; it outlives the errors after which a run is taken up again. */
export interface RunMemory {
  logIncomplete: boolean
}

/** What a restore found in the archive, and how far it is. */
export interface RestoreState {
  /** Regular files. */
  fileCount: number
  /** Bytes. */
  totalSize: number
  /** Bytes that calls of Borg which are over have written. */
  doneSize: number
  /** Without any symbolic link. */
  destination: string
  /** Are there chosen paths that are not in the archive? */
  isPartial: boolean
  /** How each of its calls of Borg ended. */
  ends: Outcome[]
}

/** What was done to end a step's process. */
export interface Ending {
  /** When SIGTERM was sent, in unix milliseconds. */
  asked: number | null
  /** SIGKILL was sent, because it did not end when it was asked to. */
  forced: boolean
  /** SIGKILL was sent, because its time was up. */
  timedOut: boolean
}

export const NOT_ENDING: Ending = { asked: null, forced: false, timedOut: false }

export type HookEnd = 'OK' | 'FAILED' | 'TIMED_OUT' | 'CANCELLED'

/** How Borg itself ended. */
export interface BorgEnd {
  exitCode: number | null
  /** Killed, because it did not end when it was asked to. */
  forced: boolean
  outcome: Outcome
  archive: Archived | null
  /** Deduplicated size of all archives in bytes, as Borg's cache knows it. */
  repositorySize: number | null
}

const freshState: RunState = {
  step: null,
  spool: null,
  stepStartedAt: 0,
  started: null,
  ending: NOT_ENDING,
  evidence: NO_EVIDENCE,
  token: null,
  preHook: null,
  postHook: null,
  borg: null,
  prune: null,
  compact: null,
  restore: null,
  restoreCheck: null,
  missingSource: null,
  outcome: null,
  outOffset: 0,
  sshLogRead: false,
  logIncomplete: false,
}

/** How often progress alone is worth a write, in milliseconds. */
const progressInterval = 250
/** How often the row is asked whether somebody wants to cancel, in milliseconds. */
const askInterval = 100

/** The bookkeeping of one run: gathers news and writes them, always under the fence of its attempt. */
export class Run {
  readonly world: World
  readonly job: JobRow
  /** The server's own log, not the job's. */
  readonly log: Logger
  readonly #memory: RunMemory
  state: RunState
  progress: Progress
  spoolOffset: number
  archiveName: string | null

  #lines: NewLine[] = []
  #dirty = false
  #writtenAt = 0
  #writtenPhase: JobPhase
  #askedAt = 0
  #cancelRequested: boolean

  constructor(world: World, job: JobRow, log: Logger, memory: RunMemory) {
    this.world = world
    this.job = job
    this.log = log
    this.#memory = memory
    this.state = job.runState === null ? freshState : { ...freshState, ...JSON.parse(job.runState) }
    this.progress = JSON.parse(job.progress)
    this.spoolOffset = job.spoolOffset
    this.#writtenPhase = this.progress.phase
    this.archiveName = job.archiveName
    this.#cancelRequested = job.cancelRequestedAt !== null
  }

  /** May lines be missing that Borg or a script have printed? */
  get isLogIncomplete(): boolean {
    return this.#memory.logIncomplete || this.state.logIncomplete
  }

  noteIncompleteLog(): void {
    this.#memory.logIncomplete = true
  }

  /** Adds a line of the server's own to the log. */
  note(text: string): void {
    this.add(text, 'SERVER')
  }

  add(raw: string, source: LogSource): void {
    this.#lines.push({ content: visibleText(raw.replaceAll('\n', ' ')), source })
  }

  report(progress: Partial<Progress>): void {
    this.progress = { ...this.progress, ...progress, at: Date.now() }
    this.#dirty = true
  }

  /** Enters a phase that dashboards show. */
  async enterPhase(phase: JobPhase): Promise<void> {
    if (this.progress.phase === phase) return
    this.report({ phase })
    await this.write({})
  }

  /** Writes what has gathered: lines at once, progress alone only a few times a second. @throws LostLeaseError */
  async flush(): Promise<void> {
    const due = this.#dirty && Date.now() - this.#writtenAt >= progressInterval
    if (this.#lines.length > 0 || due) await this.write({})
  }

  /** @throws LostLeaseError */
  async write(extra: RunNews): Promise<void> {
    const notable = this.progress.phase !== this.#writtenPhase
    const news = this.takeNews()
    await recordNews(this.world, this.job, { ...news, notable, ...extra })
  }

  /** Takes back lines that were handed over and not written after all. */
  giveBack({ lines = [] }: RunNews): void {
    this.#lines = [...lines, ...this.#lines]
  }

  /** Hands over everything that is not written yet, for the transaction that ends the run. */
  takeNews(): RunNews {
    const lines = this.#lines
    this.#lines = []
    this.#dirty = false
    this.#writtenAt = Date.now()
    this.#writtenPhase = this.progress.phase
    return {
      lines,
      progress: this.progress,
      spoolOffset: this.spoolOffset,
      runState: JSON.stringify({ ...this.state, logIncomplete: this.isLogIncomplete }),
      ...(this.archiveName === null ? {} : { archiveName: this.archiveName }),
    }
  }

  /** Does somebody want to cancel? Asks the row, but not more often than ten times a second. @throws LostLeaseError */
  async isCancelRequested(): Promise<boolean> {
    if (this.#cancelRequested || Date.now() - this.#askedAt < askInterval) return this.#cancelRequested
    await this.confirm()
    return this.#cancelRequested
  }

  /** Asks the row whether the job is still ours, at this very moment. @throws LostLeaseError */
  async confirm(): Promise<void> {
    this.#askedAt = Date.now()
    const row = await this.world.db
      .selectFrom('job')
      .select(['attempt', 'status', 'cancelRequestedAt'])
      .where('id', '=', this.job.id)
      .executeTakeFirst()
    if (row?.attempt !== this.job.attempt || row.status !== 'RUNNING')
      throw new LostLeaseError(`Job ${this.job.id} was taken over.`)
    this.#cancelRequested = row.cancelRequestedAt !== null
  }
}
