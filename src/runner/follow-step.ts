import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, startDetached } from './process.ts'
import { isAlive, signalGroup, signalProcess } from './process-identity.ts'
import type { Run, StepName } from './run.ts'
import {
  claimAsNeverStarted,
  makeSpool,
  readExitCode,
  readStarted,
  removeSecrets,
  type Spool,
  type Started,
  spoolOf,
} from './spool.ts'
import { Tail } from './tail.ts'

/** One process of a job: how to start it, what to do with its lines, and when to end it. */
export interface Step {
  name: StepName
  spoolDir: string
  /** Called once, right before the start; may write files into the spool. */
  prepare(spool: Spool): Promise<Command>
  /** Hooks print both streams into one file, in order. */
  mergeOutput: boolean
  onLine(line: string): void
  /** A post-backup hook also runs after a cancel. */
  cancellable: boolean
  /** Should the process be ended for its own sake, as Borg on a full disk? */
  shouldAbort(): boolean
  /** Milliseconds from the start, after which the whole group is killed. */
  timeout: number
  /** Milliseconds between asking the process to end and killing its group. */
  grace: number
}

export interface StepEnd {
  /** Null: killed together with its wrapper, or lost in a reboot. */
  exitCode: number | null
  forced: boolean
  timedOut: boolean
  spool: Spool
}

/** The server goes down and leaves the process to the next one. */
export class Detached extends Error {
  override name = 'Detached'
}

/** How often the spool is looked at: half of the goal for the latency of a line (issue: 30 ms), in milliseconds. */
const beat = 15
/** How long a wrapper may take to say who it is. */
const startPatience = 10_000

/**
 * Starts a step, or adopts the process that an earlier server started, and follows it to its end.
 *
 * @throws Detached when `signal` aborts; LostLeaseError when the job was taken over. The process goes on in both cases.
 */
export async function followStep(run: Run, step: Step, signal: AbortSignal): Promise<StepEnd> {
  const spool = await startOrAdopt(run, step)
  await using tail = await Tail.open(spool.err, run.spoolOffset)
  const process_ = new Watched(run, step, spool)
  for (;;) {
    if (signal.aborted) {
      await run.flush()
      throw new Detached()
    }
    // Asked before reading: what was printed before the end is read after it.
    const ended = process_.hasEnded()
    const { lines, offset, atEnd, hasMore } = await tail.read()
    for (const line of lines) step.onLine(line)
    run.spoolOffset = offset
    await run.flush()
    if (ended && atEnd) break
    await process_.control()
    if (!hasMore) await sleep(beat)
  }
  const { lines, offset } = tail.end()
  for (const line of lines) step.onLine(line)
  run.spoolOffset = offset
  await removeSecrets(spool)
  return { exitCode: readExitCode(spool), forced: process_.forced, timedOut: process_.timedOut, spool }
}

async function startOrAdopt(run: Run, step: Step): Promise<Spool> {
  if (run.state.step === step.name && run.state.spool) {
    const spool = spoolOf(step.spoolDir, run.job.id, run.state.spool)
    if (!claimAsNeverStarted(spool)) {
      run.note(`Picked up again after a restart of the server.`)
      return spool
    }
  }
  // A fresh folder for each start: a wrapper that comes late can do no harm in the old one.
  const name = `${step.name}.${run.job.attempt}`
  const spool = spoolOf(step.spoolDir, run.job.id, name)
  run.state = { ...run.state, step: step.name, spool: name, stepStartedAt: Date.now() }
  run.spoolOffset = 0
  await run.write({})
  makeSpool(spool)
  startDetached(await step.prepare(spool), spool, step.mergeOutput)
  return spool
}

/** Looks after one process: is it there, should it go, is it gone? */
class Watched {
  forced = false
  timedOut = false
  readonly #run: Run
  readonly #step: Step
  readonly #spool: Spool
  readonly #watchedSince = Date.now()
  #started: Started | null = null
  #askedToEndAt: number | null = null
  #goneSince: number | null = null

  constructor(run: Run, step: Step, spool: Spool) {
    this.#run = run
    this.#step = step
    this.#spool = spool
  }

  /** True when there is an exit code, or when there will be none. */
  hasEnded(): boolean {
    if (readExitCode(this.#spool) !== null) return true
    this.#started ??= readStarted(this.#spool)
    if (!this.#started) return Date.now() - this.#watchedSince > startPatience
    if (isAlive(this.#started.process)) return false
    // The wrapper writes the code right after the process is gone: give it a moment.
    this.#goneSince ??= Date.now()
    return Date.now() - this.#goneSince > 1000
  }

  /** Ends the process when somebody wants it, it should end for its own sake, or its time is up. */
  async control(): Promise<void> {
    const cancelled = await this.#run.isCancelRequested()
    const wanted = (cancelled && this.#step.cancellable) || this.#step.shouldAbort()
    if (!this.#started || this.#goneSince !== null) return
    const now = Date.now()
    if (now - this.#run.state.stepStartedAt > this.#step.timeout && !this.timedOut) {
      this.timedOut = true
      signalGroup(this.#started.group, 'SIGKILL')
    } else if (wanted && this.#askedToEndAt === null) {
      this.#askedToEndAt = now
      // To Borg's own pid: a signal to the group would end ssh first (BORG.md fact 2). A hook's children count, too.
      if (this.#step.name === 'borg') signalProcess(this.#started.process, 'SIGTERM')
      else signalGroup(this.#started.group, 'SIGTERM')
    } else if (this.#askedToEndAt !== null && now - this.#askedToEndAt > this.#step.grace && !this.forced) {
      this.forced = true
      signalGroup(this.#started.group, 'SIGKILL')
    }
  }
}
