import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type FailureCode, failureOf } from '../domain/borg/failures.ts'
import { claimCall, failAbandonedCalls } from '../domain/borg-calls.ts'
import {
  adoptJob,
  adoptJobs,
  claimJob,
  expiredJobs,
  LostLeaseError,
  recordEnd,
  renewLeases,
} from '../domain/job-runs.ts'
import type { JobRow, Progress } from '../domain/job-states.ts'
import type { World } from '../domain/scope.ts'
import type { Wakeups } from '../domain/wakeups.ts'
import { answer } from './answer-calls.ts'
import { Detached } from './follow-step.ts'
import { removeCallFolders } from './old-spools.ts'
import { endProcesses, spooledJobs } from './orphans.ts'
import { Run } from './run.ts'
import { runBackup } from './run-backup.ts'
import type { RunnerSettings } from './settings.ts'

/** Slow poll: the net under lost bells, in milliseconds. */
const poll = 2000
const heartbeat = 5000
/** Short commands of an administrator that run at once. */
const callsAtOnce = 2
/** How often a run is taken up again after an error that nobody foresaw, before it is given up. */
const attempts = 5
/** Milliseconds before it is taken up again; twice as long each time, up to the second number. */
const pauses = [1000, 30_000] as const

/** Runs jobs and answers calls until it is stopped. */
export class RunnerWorker {
  readonly #world: World
  readonly #settings: RunnerSettings
  readonly #log: Logger
  readonly #stopClaiming = new AbortController()
  readonly #stopFollowing = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #answering = new Set<Promise<void>>()
  #loops: Promise<unknown> = Promise.resolve()
  #beatAt = 0

  constructor(world: World, settings: RunnerSettings, log: Logger) {
    this.#world = world
    this.#settings = settings
    this.#log = log
  }

  /** Takes over what an earlier process on this machine left behind, then begins to claim. */
  async start(): Promise<void> {
    await this.#beat()
    await failAbandonedCalls(this.#world, this.#settings.host)
    await removeCallFolders(this.#settings.spoolDir)
    const adopted = await adoptJobs(this.#world, this.#settings.host)
    const spooled = await spooledJobs(this.#settings)
    for (const job of adopted) {
      this.#log.info({ job: job.id }, 'adopting a run')
      this.#follow(job)
    }
    const { wakeups } = this.#world
    this.#loops = Promise.all([
      this.#endOrphans(spooled.filter(id => adopted.every(job => job.id !== id))),
      this.#every(wakeups, ['queue'], poll, () => this.#claimJobs()),
      this.#every(wakeups, ['calls'], poll, () => this.#claimCalls()),
      this.#every(wakeups, [], heartbeat, () => this.#beat()),
    ])
  }

  /** Jobs that were given up while this machine was silent or down may still run here. */
  async #endOrphans(jobs: readonly number[]): Promise<void> {
    try {
      await Promise.all(jobs.map(id => endProcesses(this.#settings, id)))
    } catch (error) {
      this.#log.error({ err: error }, 'could not end the processes of jobs that were given up')
    }
  }

  /** Milliseconds since the last sign of life. */
  get silence(): number {
    return Date.now() - this.#beatAt
  }

  get running(): number {
    return this.#running.size
  }

  /** Claims nothing more; leaves Borg to the next server, or waits for it (`WORKER_SHUTDOWN`). */
  async stop(): Promise<void> {
    this.#stopClaiming.abort()
    if (this.#settings.shutdown === 'detach') this.#stopFollowing.abort(new Detached())
    await this.#loops
    await Promise.all([...this.#running, ...this.#answering])
    await this.#world.db.deleteFrom('worker').where('host', '=', this.#settings.host).execute()
  }

  async #every(
    wakeups: Wakeups,
    topics: Parameters<Wakeups['listen']>[0],
    interval: number,
    work: () => Promise<void>,
  ): Promise<void> {
    const { signal } = this.#stopClaiming
    using bell = wakeups.listen(topics, signal)
    while (!signal.aborted) {
      try {
        await work()
      } catch (error) {
        this.#log.error({ err: error }, 'worker loop failed, trying again')
      }
      await bell.next(interval)
    }
  }

  async #claimJobs(): Promise<void> {
    while (this.#running.size < this.#settings.concurrency && !this.#stopClaiming.signal.aborted) {
      const job = await claimJob(
        this.#world,
        this.#settings.host,
        this.#settings.pools,
        this.#settings.isSqlite,
      )
      if (!job) return
      this.#follow(job)
    }
  }

  #follow(job: JobRow): void {
    const following = this.#runToItsEnd(job)
      .catch(error => this.#log.error({ job: job.id, err: error }, 'could not end a run'))
      .finally(() => {
        this.#running.delete(following)
        // A slot and a repository are free.
        void this.#world.wakeups.ring('queue')
      })
    this.#running.add(following)
  }

  /**
   * Runs a job until it is over, is left to the next server, or belongs to somebody else. An error that nobody foresaw,
   * such as a database that does not answer or a full disk, ends no run: it is taken up again where it stands, as after
   * a restart, and given up only when that does not help.
   */
  async #runToItsEnd(claimed: JobRow): Promise<void> {
    let job = claimed
    for (let failures = 0; ; ) {
      try {
        return await this.#run(job, failures)
      } catch (error) {
        if (this.#stopFollowing.signal.aborted)
          return this.#log.info({ job: job.id }, 'left for the next server')
        this.#log.error({ job: job.id, err: error }, 'run failed unexpectedly, taking it up again')
        failures += 1
      }
      const again = await this.#takeUpAgain(job, failures)
      if (again === 'detached') return
      if (again === 'lost') return endProcesses(this.#settings, job.id)
      job = again
    }
  }

  /** Waits until the database takes the run under a new attempt. */
  async #takeUpAgain(job: JobRow, failures: number): Promise<JobRow | 'lost' | 'detached'> {
    const { signal } = this.#stopFollowing
    const [shortest, longest] = pauses
    for (let tries = failures - 1; ; tries += 1) {
      await sleep(Math.min(longest, shortest * 2 ** tries), null, { signal }).catch(() => {})
      if (signal.aborted) return 'detached'
      try {
        return (await adoptJob(this.#world, this.#settings.host, job.id)) ?? 'lost'
      } catch (error) {
        this.#log.error({ job: job.id, err: error }, 'run cannot be taken up again yet')
      }
    }
  }

  async #run(job: JobRow, failures: number): Promise<void> {
    this.#log.info({ job: job.id, attempt: job.attempt }, 'running')
    const repository = await this.#world.db
      .selectFrom('repository')
      .selectAll()
      .where('id', '=', job.repositoryId)
      .executeTakeFirst()
    if (!repository) return this.#giveUp(job, 'REPOSITORY_UNKNOWN')
    if (failures >= attempts) return this.#giveUp(job, 'UNKNOWN')
    await runBackup(new Run(this.#world, job), this.#settings, repository, this.#stopFollowing.signal)
    this.#log.info({ job: job.id }, 'run ended')
  }

  /** Nothing of a job that is over may still run. */
  async #giveUp(job: JobRow, code: FailureCode): Promise<void> {
    await endProcesses(this.#settings, job.id)
    await this.#fail(job, code)
  }

  async #fail(job: JobRow, code: FailureCode): Promise<void> {
    const failure = failureOf(code)
    const progress: Progress = { ...JSON.parse(job.progress), phase: 'DONE', at: Date.now() }
    await recordEnd(
      this.#world,
      job,
      { lines: [{ content: `${failure.message} ${failure.remedy}`, source: 'SERVER' }], progress },
      { status: 'FAILED', failure, exitCode: null, cancelOutcome: null, archive: null, repositorySize: null },
    )
  }

  async #claimCalls(): Promise<void> {
    while (this.#answering.size < callsAtOnce && !this.#stopClaiming.signal.aborted) {
      const call = await claimCall(
        this.#world,
        this.#settings.host,
        this.#settings.pools,
        this.#settings.isSqlite,
      )
      if (!call) return
      const answering = answer(this.#world, this.#settings, call, this.#stopFollowing.signal)
        .catch(error => this.#log.error({ err: error, call: call.kind }, 'call failed unexpectedly'))
        .finally(() => {
          this.#answering.delete(answering)
          void this.#world.wakeups.ring('calls')
        })
      this.#answering.add(answering)
    }
  }

  /** Renews the leases and shows that this worker lives. Runs of a machine that fell silent are given up. */
  async #beat(): Promise<void> {
    const now = Date.now()
    const { host, pools, borg, concurrency } = this.#settings
    const alive = {
      pools: pools.join(','),
      borgVersion: borg?.version.text ?? null,
      concurrency,
      heartbeatAt: now,
    }
    await this.#world.db
      .insertInto('worker')
      .values({ host, startedAt: now, ...alive })
      .onConflict(conflict => conflict.column('host').doUpdateSet(alive))
      .execute()
    await renewLeases(this.#world, host)
    for (const lost of await expiredJobs(this.#world, host))
      await this.#fail(lost, 'WORKER_LOST').catch(ignoreLostLease)
    this.#beatAt = now
  }
}

/** Another worker was first, or the silent one is back. */
function ignoreLostLease(error: unknown): void {
  if (!(error instanceof LostLeaseError)) throw error
}
