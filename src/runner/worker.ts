import type { Logger } from 'pino'
import { failAbandonedCalls } from '../domain/calls/abandoned-calls.ts'
import { type BorgCallRow, type CallLane, claimCall, strayCalls } from '../domain/calls/borg-calls.ts'
import { signOff } from '../domain/calls/workers.ts'
import { claimJob } from '../domain/jobs/job-claims.ts'
import { adoptJobs, adoptStrays } from '../domain/jobs/job-leases.ts'
import type { JobRow } from '../domain/jobs/job-states.ts'
import type { World } from '../domain/kernel/scope.ts'
import type { Bell, Topic } from '../domain/kernel/wakeups.ts'
import { answer } from './calls/answer-calls.ts'
import { openCreations, settleCreation } from './calls/creations.ts'
import { Heartbeat } from './heartbeat.ts'
import { removeCallFolders } from './jobs/old-spools.ts'
import { endProcesses, spooledJobs } from './jobs/orphans.ts'
import { runJob } from './jobs/run-job.ts'
import { tidyLostMounts, tidyMounts, unmountEverything } from './mounts/mounts.ts'
import { mostDownloads } from './sessions/downloads.ts'
import type { RunnerSettings } from './sessions/settings.ts'
import { Detached } from './steps/follow-step.ts'

/** Slow poll: the net under lost bells, in milliseconds. */
const poll = 2000
/** How often mounts are looked after, in milliseconds. */
const mountInterval = 5000
/** How often it is looked for repositories that a request has begun to make and given up, in milliseconds. */
const creationInterval = 60_000
/** Short commands that run at once, and beside them long readings, and streams to other servers. */
const callsAtOnce: Record<CallLane, number> = { short: 2, long: 2, streaming: mostDownloads }

/** What a worker claims: jobs, and calls by their lanes. */
type Claimed = CallLane | 'jobs'

/** Runs jobs and answers calls until it is stopped. */
export class RunnerWorker {
  readonly #world: World
  readonly #settings: RunnerSettings
  readonly #log: Logger
  readonly #heartbeat: Heartbeat
  readonly #stopClaiming = new AbortController()
  readonly #stopFollowing = new AbortController()
  /** By the number of the job. */
  readonly #running = new Map<number, Promise<void>>()
  /** By the number of the call. */
  readonly #answering: Record<CallLane, Map<number, Promise<void>>> = {
    short: new Map(),
    long: new Map(),
    streaming: new Map(),
  }
  /** What was claimed and not answered: it may have been carried out, and then it is ours without our knowing. */
  readonly #unsure = new Set<Claimed>()
  /** Rung when a place of ours is free again; no other worker need hear of that. */
  readonly #claiming: Partial<Record<Claimed, Bell>> = {}
  #loops: Promise<unknown> = Promise.resolve()
  /** When the turns began that have not ended yet: of the loops that claim work, show life and look after mounts. */
  readonly #turns = new Set<{ readonly since: number }>()

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
    await this.#settleCreations(true)
    await unmountEverything(this.#world, this.#settings)
    const adopted = await adoptJobs(this.#world, this.#settings)
    const spooled = await spooledJobs(this.#settings)
    for (const job of adopted) {
      this.#log.info({ job: job.id }, 'adopting a run')
      this.#follow(job)
    }
    const listen = (...topics: Topic[]) => this.#world.wakeups.listen(topics, this.#stopClaiming.signal)
    const claim = (what: Claimed, topic: Topic, work: () => Promise<void>) => {
      const bell = listen(topic)
      this.#claiming[what] = bell
      return this.#every(bell, poll, work)
    }
    this.#loops = Promise.all([
      this.#endOrphans(spooled.filter(id => adopted.every(job => job.id !== id))),
      claim('jobs', 'queue', () => this.#claimJobs()),
      ...(['short', 'long', 'streaming'] as const).map(lane =>
        claim(lane, 'calls', () => this.#claimCalls(lane)),
      ),
      this.#every(listen(), this.#heartbeat.interval, () => this.#heartbeat.beat()),
      this.#every(listen(), mountInterval, () => tidyMounts(this.#world, this.#settings)),
      this.#every(listen(), mountInterval, () => tidyLostMounts(this.#world, this.#settings)),
      this.#every(listen(), creationInterval, () => this.#settleCreations(false)),
    ])
  }

  /** Repositories that were begun, here or by an earlier process, and given up. */
  async #settleCreations(isStart: boolean): Promise<void> {
    for (const creation of await openCreations(this.#settings)) {
      const settlement = await settleCreation(this.#world, this.#settings, creation)
      const { location } = creation
      if (settlement === 'UNDONE')
        this.#log.warn({ location }, 'removed an empty repository that was being made')
      if (settlement === 'LEFT' || (settlement === 'KEPT' && isStart))
        this.#log.warn(
          { location },
          'a repository was made without being registered: import it, its key is kept',
        )
    }
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

  /** How long a turn of one of its loops has not ended, in milliseconds; 0 when all turn. */
  get stuckMs(): number {
    const since = Math.min(...[...this.#turns].map(turn => turn.since))
    return this.#turns.size === 0 ? 0 : performance.now() - since
  }

  get running(): number {
    return this.#running.size
  }

  /** Claims nothing more; leaves Borg to the next server, or waits for it (`WORKER_SHUTDOWN`). */
  async stop(): Promise<void> {
    this.#stopClaiming.abort()
    if (this.#settings.shutdown === 'detach') this.#stopFollowing.abort(new Detached())
    await this.#loops
    await Promise.all(
      [this.#running, ...Object.values(this.#answering)].flatMap(works => [...works.values()]),
    )
    try {
      await unmountEverything(this.#world, this.#settings)
      await signOff(this.#world, this.#settings.host)
    } catch (error) {
      // The next start tidies up, and silence tells the others.
      this.#log.warn({ err: error }, 'could not sign off')
    }
  }

  async #every(ownBell: Bell, interval: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopClaiming
    using bell = ownBell
    while (!signal.aborted) {
      const turn = { since: performance.now() }
      this.#turns.add(turn)
      try {
        await work()
      } catch (error) {
        this.#log.error({ err: error }, 'worker loop failed, trying again')
      } finally {
        this.#turns.delete(turn)
      }
      await bell.next(interval)
    }
  }

  async #claimJobs(): Promise<void> {
    if (this.#unsure.has('jobs')) {
      const strays = await adoptStrays(this.#world, this.#settings, [...this.#running.keys()])
      for (const job of strays) this.#follow(job)
    }
    while (this.#running.size < this.#settings.concurrency && !this.#stopClaiming.signal.aborted) {
      this.#unsure.add('jobs')
      const job = await claimJob(this.#world, this.#settings)
      this.#unsure.delete('jobs')
      if (!job) return
      this.#follow(job)
    }
  }

  #follow(job: JobRow): void {
    const following = runJob(this.#world, this.#settings, this.#log, job, this.#stopFollowing.signal)
      .catch(error => this.#log.error({ job: job.id, err: error }, 'could not end a run'))
      .finally(() => {
        this.#running.delete(job.id)
        this.#claiming.jobs?.ring()
      })
    this.#running.set(job.id, following)
  }

  async #claimCalls(lane: CallLane): Promise<void> {
    const { host, pools } = this.#settings
    const answering = this.#answering[lane]
    if (this.#unsure.has(lane)) {
      const strays = await strayCalls(this.#world, host, lane, [...answering.keys()])
      for (const call of strays) this.#answer(call, lane)
    }
    while (answering.size < callsAtOnce[lane] && !this.#stopClaiming.signal.aborted) {
      this.#unsure.add(lane)
      const call = await claimCall(this.#world, host, pools, lane)
      this.#unsure.delete(lane)
      if (!call) return
      this.#answer(call, lane)
    }
  }

  #answer(call: BorgCallRow, lane: CallLane): void {
    // Nobody's work is lost with a stream: it ends at once when the worker stops.
    const { signal } = lane === 'streaming' ? this.#stopClaiming : this.#stopFollowing
    const answering = answer(this.#world, this.#settings, call, signal)
      .catch(error => this.#log.error({ err: error, call: call.kind }, 'call failed unexpectedly'))
      .finally(() => {
        this.#answering[lane].delete(call.id)
        this.#claiming[lane]?.ring()
      })
    this.#answering[lane].set(call.id, answering)
  }
}
