import type { Logger } from 'pino'
import { failAbandonedCalls } from '../domain/abandoned-calls.ts'
import { type BorgCallRow, type CallLane, claimCall } from '../domain/borg-calls.ts'
import { claimJob } from '../domain/jobs/job-claims.ts'
import { adoptJobs } from '../domain/jobs/job-leases.ts'
import type { JobRow } from '../domain/jobs/job-states.ts'
import type { World } from '../domain/scope.ts'
import type { Wakeups } from '../domain/wakeups.ts'
import { answer } from './answer-calls.ts'
import { mostDownloads } from './archives/downloads.ts'
import { tidyMounts, unmountEverything } from './archives/mounts.ts'
import { Heartbeat } from './heartbeat.ts'
import { Detached } from './processes/follow-step.ts'
import { removeCallFolders } from './processes/old-spools.ts'
import { endProcesses, spooledJobs } from './processes/orphans.ts'
import { runJob } from './run-job.ts'
import type { RunnerSettings } from './settings.ts'

/** Slow poll: the net under lost bells, in milliseconds. */
const poll = 2000
/** How often mounts are looked after, in milliseconds. */
const mountInterval = 5000
/** Short commands that run at once, and beside them long readings, and streams to other servers. */
const callsAtOnce: Record<CallLane, number> = { short: 2, long: 2, streaming: mostDownloads }

/** Runs jobs and answers calls until it is stopped. */
export class RunnerWorker {
  readonly #world: World
  readonly #settings: RunnerSettings
  readonly #log: Logger
  readonly #heartbeat: Heartbeat
  readonly #stopClaiming = new AbortController()
  readonly #stopFollowing = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #answering: Record<CallLane, Set<Promise<void>>> = {
    short: new Set(),
    long: new Set(),
    streaming: new Set(),
  }
  #loops: Promise<unknown> = Promise.resolve()

  constructor(world: World, settings: RunnerSettings, log: Logger) {
    this.#world = world
    this.#settings = settings
    this.#log = log
    this.#heartbeat = new Heartbeat(world, settings, log)
  }

  /** Takes over what an earlier process on this machine left behind, then begins to claim. */
  async start(): Promise<void> {
    await this.#heartbeat.beat()
    await failAbandonedCalls(this.#world, this.#settings.host)
    await removeCallFolders(this.#settings.spoolDir)
    await unmountEverything(this.#world, this.#settings)
    const adopted = await adoptJobs(this.#world, this.#settings)
    const spooled = await spooledJobs(this.#settings)
    for (const job of adopted) {
      this.#log.info({ job: job.id }, 'adopting a run')
      this.#follow(job)
    }
    const { wakeups } = this.#world
    this.#loops = Promise.all([
      this.#endOrphans(spooled.filter(id => adopted.every(job => job.id !== id))),
      this.#every(wakeups, ['queue'], poll, () => this.#claimJobs()),
      ...(['short', 'long', 'streaming'] as const).map(lane =>
        this.#every(wakeups, ['calls'], poll, () => this.#claimCalls(lane)),
      ),
      this.#every(wakeups, [], this.#heartbeat.interval, () => this.#heartbeat.beat()),
      this.#every(wakeups, [], mountInterval, () => tidyMounts(this.#world, this.#settings)),
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
    return this.#heartbeat.silence
  }

  get running(): number {
    return this.#running.size
  }

  /** Claims nothing more; leaves Borg to the next server, or waits for it (`WORKER_SHUTDOWN`). */
  async stop(): Promise<void> {
    this.#stopClaiming.abort()
    if (this.#settings.shutdown === 'detach') this.#stopFollowing.abort(new Detached())
    await this.#loops
    await Promise.all([this.#running, ...Object.values(this.#answering)].flatMap(works => [...works]))
    await unmountEverything(this.#world, this.#settings)
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
      const job = await claimJob(this.#world, this.#settings)
      if (!job) return
      this.#follow(job)
    }
  }

  #follow(job: JobRow): void {
    const following = runJob(this.#world, this.#settings, this.#log, job, this.#stopFollowing.signal)
      .catch(error => this.#log.error({ job: job.id, err: error }, 'could not end a run'))
      .finally(() => {
        this.#running.delete(following)
        // A slot and a repository are free.
        void this.#world.wakeups.ring('queue')
      })
    this.#running.add(following)
  }

  async #claimCalls(lane: CallLane): Promise<void> {
    while (this.#answering[lane].size < callsAtOnce[lane] && !this.#stopClaiming.signal.aborted) {
      const { host, pools, isSqlite } = this.#settings
      const call = await claimCall(this.#world, host, pools, isSqlite, lane)
      if (!call) return
      // Nobody's work is lost with a stream: it ends at once when the worker stops.
      const stopping = lane === 'streaming' ? this.#stopClaiming : this.#stopFollowing
      this.#answer(call, this.#answering[lane], stopping.signal)
    }
  }

  #answer(call: BorgCallRow, others: Set<Promise<void>>, signal: AbortSignal): void {
    const answering = answer(this.#world, this.#settings, call, signal)
      .catch(error => this.#log.error({ err: error, call: call.kind }, 'call failed unexpectedly'))
      .finally(() => {
        others.delete(answering)
        void this.#world.wakeups.ring('calls')
      })
    others.add(answering)
  }
}
