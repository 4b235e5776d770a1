import type { Logger } from 'pino'
import { failureOf } from '../domain/borg/failures.ts'
import { claimCall, failAbandonedCalls } from '../domain/borg-calls.ts'
import {
  adoptJobs,
  claimJob,
  expiredJobs,
  LostLeaseError,
  recordEnd,
  renewLeases,
} from '../domain/job-runs.ts'
import type { JobRow } from '../domain/job-states.ts'
import type { World } from '../domain/scope.ts'
import type { Wakeups } from '../domain/wakeups.ts'
import { answer } from './answer-calls.ts'
import { Detached } from './follow-step.ts'
import { Run } from './run.ts'
import { runBackup } from './run-backup.ts'
import type { RunnerSettings } from './settings.ts'

/** Slow poll: the net under lost bells, in milliseconds. */
const poll = 2000
const heartbeat = 5000
/** Short commands of an administrator that run at once. */
const callsAtOnce = 2

/** Runs jobs and answers calls until it is stopped. */
export class RunnerWorker {
  readonly #world: World
  readonly #settings: RunnerSettings
  readonly #log: Logger
  readonly #stopClaiming = new AbortController()
  readonly #stopFollowing = new AbortController()
  readonly #running = new Set<Promise<void>>()
  #loops: Promise<unknown> = Promise.resolve()
  #calls = 0
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
    for (const job of await adoptJobs(this.#world, this.#settings.host)) {
      this.#log.info({ job: job.id }, 'adopting a run')
      this.#follow(job)
    }
    const { wakeups } = this.#world
    this.#loops = Promise.all([
      this.#every(wakeups, ['queue'], poll, () => this.#claimJobs()),
      this.#every(wakeups, ['calls'], poll, () => this.#claimCalls()),
      this.#every(wakeups, [], heartbeat, () => this.#beat()),
    ])
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
    if (this.#settings.shutdown === 'detach') this.#stopFollowing.abort()
    await Promise.allSettled([...this.#running])
    this.#stopFollowing.abort()
    await this.#loops
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
    const following = this.#run(job)
      .catch(error => this.#report(job, error))
      .finally(() => {
        this.#running.delete(following)
        // A slot and a repository are free.
        void this.#world.wakeups.ring('queue')
      })
    this.#running.add(following)
  }

  async #run(job: JobRow): Promise<void> {
    this.#log.info({ job: job.id, attempt: job.attempt }, 'running')
    const repository = await this.#world.db
      .selectFrom('repository')
      .selectAll()
      .where('id', '=', job.repositoryId)
      .executeTakeFirst()
    const run = new Run(this.#world, job)
    const code = !repository ? 'REPOSITORY_UNKNOWN' : !this.#settings.borg ? 'BORG_NOT_FOUND' : null
    if (!repository || code) return this.#fail(job, code!)
    await runBackup(run, this.#settings, repository, this.#stopFollowing.signal)
    this.#log.info({ job: job.id }, 'run ended')
  }

  async #report(job: JobRow, error: unknown): Promise<void> {
    if (error instanceof Detached) return this.#log.info({ job: job.id }, 'left for the next server')
    if (error instanceof LostLeaseError) return this.#log.warn({ job: job.id }, 'run was taken over')
    this.#log.error({ job: job.id, err: error }, 'run failed unexpectedly')
    await this.#fail(job, 'UNKNOWN').catch(again =>
      this.#log.error({ job: job.id, err: again }, 'could not end run'),
    )
  }

  async #fail(job: JobRow, code: Parameters<typeof failureOf>[0]): Promise<void> {
    const failure = failureOf(code)
    await recordEnd(
      this.#world,
      job,
      { lines: [{ content: `${failure.message} ${failure.remedy}`, source: 'SERVER' }] },
      { status: 'FAILED', failure, exitCode: null, cancelOutcome: null, archive: null, repositorySize: null },
    )
  }

  async #claimCalls(): Promise<void> {
    while (this.#calls < callsAtOnce) {
      const call = await claimCall(
        this.#world,
        this.#settings.host,
        this.#settings.pools,
        this.#settings.isSqlite,
      )
      if (!call) return
      this.#calls += 1
      const answering = answer(this.#world, this.#settings, call)
        .catch(error => this.#log.error({ err: error, call: call.kind }, 'call failed unexpectedly'))
        .finally(() => {
          this.#calls -= 1
          this.#running.delete(answering)
          void this.#world.wakeups.ring('calls')
        })
      this.#running.add(answering)
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
    for (const lost of await expiredJobs(this.#world, host)) await this.#fail(lost, 'WORKER_LOST')
    this.#beatAt = now
  }
}
