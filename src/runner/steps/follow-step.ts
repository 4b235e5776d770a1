import { setTimeout as sleep } from 'node:timers/promises'
import { beginActivity } from '../../domain/health/activities.ts'
import { killPatience, releaseTree, signalTree, treeBeat } from '../processes/hook-tree.ts'
import { type Command, startDetached } from '../processes/process.ts'
import { isAlive, signalGroup, signalProcess } from '../processes/process-identity.ts'
import {
  claimAsNeverStarted,
  makeSpool,
  readExitCode,
  readStarted,
  removeSecrets,
  type Spool,
  type Started,
  spoolOf,
} from '../processes/spool.ts'
import { Tail } from '../processes/tail.ts'
import { type Ending, isHook, NOT_ENDING, type Run, type StepName } from './run.ts'
import { RoomWatch } from './spool-room.ts'

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
  /** Killed, because it did not end when it was asked to. */
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
/** How long a process may take to say who it is. */
const startPatience = 30_000

/**
 * Starts a step, or adopts the process that an earlier server started, and follows it to its end.
 *
 * @throws Detached when `signal` aborts; LostLeaseError when the job was taken over. The process goes on in both cases.
 */
export async function followStep(run: Run, step: Step, signal: AbortSignal): Promise<StepEnd> {
  const spool = await startOrAdopt(run, step)
  using _ = beginActivity(`job ${run.job.id}, step ${step.name}`)
  await using tail = await Tail.open(spool.err, run.spoolOffset)
  const process_ = new Watched(run, step, spool)
  const room = new RoomWatch(run, spool.folder)
  for (;;) {
    if (signal.aborted) {
      await run.flush()
      throw new Detached()
    }
    // Asked before reading: what was printed before the end is read after it.
    const ended = process_.hasEnded() && process_.isTreeGone()
    await room.look()
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
  if (isHook(step.name)) releaseTree(spool)
  const { forced, timedOut } = run.state.ending
  return { exitCode: readExitCode(spool), forced, timedOut, spool }
}

async function startOrAdopt(run: Run, step: Step): Promise<Spool> {
  if (run.state.step === step.name && run.state.spool) {
    const spool = spoolOf(step.spoolDir, run.job.id, run.state.spool)
    makeSpool(spool)
    if (run.state.started || !claimAsNeverStarted(spool)) {
      run.note('Picked up again after an interruption of the server.')
      return spool
    }
  }
  // A fresh folder for each start: a process that comes late can do no harm in the old one.
  const name = `${step.name}.${run.job.attempt}`
  const spool = spoolOf(step.spoolDir, run.job.id, name)
  run.state = {
    ...run.state,
    step: step.name,
    spool: name,
    stepStartedAt: Date.now(),
    started: null,
    ending: NOT_ENDING,
  }
  run.spoolOffset = 0
  await run.write({})
  makeSpool(spool)
  const command = await step.prepare(spool)
  // Whoever was out of touch for too long meanwhile must not start what somebody else may have begun.
  await run.confirm()
  startDetached(command, spool, step.mergeOutput)
  return spool
}

/** Looks after one process: is it there, should it go, is it gone? */
class Watched {
  readonly #run: Run
  readonly #step: Step
  readonly #spool: Spool
  readonly #watchedSince = Date.now()
  #goneSince: number | null = null
  #treeLookedAt = 0
  #treeKilledAt: number | null = null

  constructor(run: Run, step: Step, spool: Spool) {
    this.#run = run
    this.#step = step
    this.#spool = spool
  }

  /** True when there is an exit code, or when there will be none. */
  hasEnded(): boolean {
    if (readExitCode(this.#spool) !== null) return true
    const started = this.#findStarted()
    if (!started) return this.#neverStarts()
    if (isAlive(started.process)) return false
    // The wrapper writes the code right after the process is gone: give it a moment.
    this.#goneSince ??= Date.now()
    return Date.now() - this.#goneSince > 1000
  }

  /**
   * A script that was ended takes along everything that it started, whether that is in its group or not. What one that ended by itself
   * left running goes on.
   */
  isTreeGone(): boolean {
    const { asked, forced, timedOut } = this.#run.state.ending
    if (!isHook(this.#step.name) || (asked === null && !timedOut)) return true
    const now = Date.now()
    if (now - this.#treeLookedAt < treeBeat) return false
    this.#treeLookedAt = now
    const byForce = forced || timedOut || now - asked! > this.#step.grace
    if (byForce) this.#treeKilledAt ??= now
    const isLeft = signalTree(this.#spool, byForce ? 'SIGKILL' : 0)
    return !isLeft || (this.#treeKilledAt !== null && now - this.#treeKilledAt > killPatience)
  }

  /** Who it is; kept on the job's row as well, where others on this machine see that it lives. */
  #findStarted(): Started | null {
    const { state } = this.#run
    if (state.started) return state.started
    const started = readStarted(this.#spool)
    if (started) {
      this.#run.state = { ...state, started }
      this.#run.report({})
    }
    return started
  }

  /** After the patience: whoever has not said by now who it is must never start. */
  #neverStarts(): boolean {
    if (Date.now() - this.#watchedSince < startPatience) return false
    return claimAsNeverStarted(this.#spool) || this.#findStarted() === null
  }

  /** Ends the process when somebody wants it, it should end for its own sake, or its time is up. */
  async control(): Promise<void> {
    const cancelled = await this.#run.isCancelRequested()
    const wanted = (cancelled && this.#step.cancellable) || this.#step.shouldAbort()
    const { started, ending, stepStartedAt } = this.#run.state
    if (!started || this.#goneSince !== null) return
    const now = Date.now()
    if (!ending.timedOut && now - stepStartedAt > this.#step.timeout) {
      await this.#end({ timedOut: true }, () => this.#kill(started))
    } else if (wanted && !ending.asked) {
      await this.#end({ asked: now }, () => this.#askToEnd(started))
    } else if (ending.asked && !ending.forced && now - ending.asked > this.#step.grace) {
      await this.#end({ forced: true }, () => this.#kill(started))
    }
  }

  /** Written down first: a server that comes after this one knows who did it. */
  async #end(how: Partial<Ending>, signal: () => boolean): Promise<void> {
    this.#run.state = { ...this.#run.state, ending: { ...this.#run.state.ending, ...how } }
    await this.#run.write({})
    const { started } = this.#run.state
    if (started && isAlive(started.process)) signal()
  }

  /** To Borg's own pid: a signal to the group would end ssh first (BORG.md fact 2). A hook's children count, too. */
  #askToEnd({ process: process_, group }: Started): boolean {
    if (!isHook(this.#step.name)) return signalProcess(process_, 'SIGTERM')
    signalTree(this.#spool, 'SIGTERM')
    return signalGroup(group, 'SIGTERM')
  }

  /** First what left the group: without the script, which may still start more, nothing is waited for any longer. */
  #kill({ group }: Started): boolean {
    if (isHook(this.#step.name)) signalTree(this.#spool, 'SIGKILL')
    return signalGroup(group, 'SIGKILL')
  }
}
