import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import { failLostCalls } from '../domain/calls/lost-calls.ts'
import { showLife } from '../domain/calls/workers.ts'
import { expiredJobs, renewLeases } from '../domain/jobs/job-leases.ts'
import { LostLeaseError } from '../domain/jobs/job-runs.ts'
import type { JobRow } from '../domain/jobs/job-states.ts'
import type { World } from '../domain/kernel/scope.ts'
import { failJob } from './jobs/run-job.ts'
import { isAlive, isBorgRunning, signalProcess } from './processes/process-identity.ts'
import type { RunnerSettings } from './sessions/settings.ts'
import type { RunState } from './steps/run.ts'

/** The longest time between two signs of life, in milliseconds. */
const longestInterval = 5000

/**
 * Shows that a worker lives, keeps its leases, and gives up what silent workers ran. Time is measured by a clock that nobody
 * sets; instants that others see are the database's.
 */
export class Heartbeat {
  /** Milliseconds between two beats: some may fail before the lease is over. */
  readonly interval: number
  readonly #world: World
  readonly #settings: RunnerSettings
  readonly #log: Logger
  readonly #startedAt = Date.now()
  #beatAt = performance.now()
  #inTouchSince = performance.now()

  constructor(world: World, settings: RunnerSettings, log: Logger) {
    this.#world = world
    this.#settings = settings
    this.#log = log
    this.interval = Math.min(longestInterval, settings.lease / 5)
  }

  /** Milliseconds since the last beat. */
  get silence(): number {
    return performance.now() - this.#beatAt
  }

  async beat(): Promise<void> {
    const { host, machine, pools, borg, concurrency, lease } = this.#settings
    await showLife(this.#world, {
      host,
      machine,
      pools: pools.join(','),
      borgVersion: borg?.version.text ?? null,
      concurrency,
      startedAt: this.#startedAt,
    })
    await renewLeases(this.#world, this.#settings)
    if (this.silence > lease / 2) this.#inTouchSince = performance.now()
    this.#beatAt = performance.now()
    if (this.#isWitness()) await this.#giveUpLost()
  }

  /**
   * Whoever was out of touch itself cannot tell a silent worker from a silent database: after an outage the others get as much
   * time to come back as a lease has.
   */
  #isWitness(): boolean {
    return performance.now() - this.#inTouchSince > this.#settings.lease
  }

  async #giveUpLost(): Promise<void> {
    for (const job of await expiredJobs(this.#world, this.#settings)) {
      if (this.#isStillAtWork(job)) continue
      this.#log.warn({ job: job.id, worker: job.workerHost }, 'its worker is silent, giving the run up')
      await failJob(this.#world, job, 'WORKER_LOST').catch(ignoreLostLease)
    }
    await failLostCalls(this.#world, this.#settings)
  }

  /**
   * Does the Borg of a silent worker still run, on this very machine? Then its repository is not free, whoever follows it. Only
   * somebody who cancels the run ends it.
   */
  #isStillAtWork({ runState, cancelRequestedAt, workerHost, repositoryPath }: JobRow): boolean {
    const started = runState === null ? null : (JSON.parse(runState) as RunState).started
    // Its worker may have died between the start and writing it down.
    if (!started) return isBorgRunning(workerHost!, repositoryPath)
    if (!isAlive(started.process)) return false
    if (cancelRequestedAt !== null) signalProcess(started.process, 'SIGTERM')
    return true
  }
}

/** Another worker was first, or the silent one is back. */
function ignoreLostLease(error: unknown): void {
  if (!(error instanceof LostLeaseError)) throw error
}
