import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Logger } from 'pino'
import type { BorgCallRow } from '../domain/calls/borg-calls.ts'
import { poolFolders, removeOldMeasurements } from '../domain/hosting/hosted-probes.ts'
import { finishRemoval, unfinishedRemovals } from '../domain/hosting/hosted-removals.ts'
import type { World } from '../domain/kernel/scope.ts'
import { createHostingAnswers, type HostingSettings } from './answer-hosting-calls.ts'
import { HostedKeyLines } from './hosted-key-lines.ts'
import { Prober, type Which } from './prober.ts'
import { removalProblem, remove } from './storage.ts'
import { watchPools } from './watch.ts'

/** Keeps the files of hosted repositories as the tables say, as long as it runs. */
export class HostingWorker {
  readonly #world: World
  readonly #settings: HostingSettings
  readonly #log: Logger
  readonly #lines: HostedKeyLines
  readonly #stopping = new AbortController()
  readonly #prober: Prober
  #loops: Promise<unknown> = Promise.resolve()
  #stopWatching: () => Promise<void> = async () => {}
  /** Answers a call that is about hosted files. */
  readonly answer: (call: BorgCallRow) => Promise<object>

  constructor(world: World, settings: HostingSettings, log: Logger) {
    this.#world = world
    this.#settings = settings
    this.#log = log
    const report = (err: unknown, what: string) => log.error({ err }, what)
    this.#lines = new HostedKeyLines(world, settings, (finding, isRepaired) => {
      if (isRepaired) log.warn(finding, 'repaired a line of authorized_keys')
      else if (finding.kind !== 'FOREIGN') log.warn(finding, 'left an odd line of authorized_keys alone')
    })
    this.#prober = new Prober(world, settings.pools, this.#stopping.signal, report)
    this.answer = createHostingAnswers(world, settings, this.#lines, this.#prober, report)
  }

  /** Repairs what has come apart while nobody looked, and looks at everything from then on. */
  async start(): Promise<void> {
    await this.#reconcile()
    await this.#watch()
    const { pollSeconds, storageIntervalMinutes } = this.#world.hosting
    this.#loops = Promise.all([
      this.#every(pollSeconds * 1000, () => this.#lookForChanges({ ids: null })),
      this.#every(storageIntervalMinutes * 60_000, async () => {
        await this.#prober.measure({ ids: null })
        await removeOldMeasurements(this.#world)
      }),
      this.#every(pollSeconds * 1000, first => this.#finishRemovals(first ? 0 : unfinishedAge)),
    ])
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#stopWatching()
    await this.#loops
    await this.#prober.idle()
  }

  /** After a compaction of ours (`endedAt`: when it ended well). Never fails: the job has done its work. */
  async compacted(id: number, path: string, endedAt: number | null): Promise<void> {
    await this.#prober.settleCompaction(id, path, endedAt).catch(error => this.#failed(error))
    this.#prober.measure({ ids: [id] }).catch(error => this.#failed(error))
  }

  async #reconcile(): Promise<void> {
    try {
      await this.#lines.repair()
    } catch (error) {
      this.#log.error({ err: error }, 'authorized_keys could not be brought up to date')
    }
  }

  /** After every push; where that does not work, as on network storage, {@link start} looks from time to time. */
  async #watch(): Promise<void> {
    const { poolDir } = this.#world.hosting
    try {
      await mkdir(poolDir, { recursive: true, mode: 0o700 })
      const folders = await poolFolders(this.#world, this.#settings.pools)
      const look = (names: readonly string[]) =>
        void this.#lookForChanges({ names }).catch(error => this.#failed(error))
      this.#stopWatching = watchPools([...new Set([poolDir, ...folders])], look, error =>
        this.#log.warn(
          { err: error },
          'hosted repositories are not watched completely, but looked at from time to time',
        ),
      )
    } catch (error) {
      this.#log.error({ err: error, poolDir }, 'the folder of hosted repositories cannot be used')
    }
  }

  async #lookForChanges(which: Which): Promise<void> {
    const { unmeasured: ids } = await this.#prober.lookForChanges(which)
    if (ids.length > 0) this.#prober.measure({ ids }).catch(error => this.#failed(error))
  }

  #failed(error: unknown): void {
    if (!this.#stopping.signal.aborted)
      this.#log.error({ err: error }, 'a look at hosted repositories failed')
  }

  async #every(interval: number, work: (isFirst: boolean) => Promise<void>): Promise<void> {
    const { signal } = this.#stopping
    using bell = this.#world.wakeups.listen([], signal)
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      await work(isFirst).catch(error => this.#failed(error))
      await bell.next(interval)
    }
  }

  /** Those that a server did not end: it died, or the one that asked gave up waiting. */
  async #finishRemovals(age: number): Promise<void> {
    for (const place of await unfinishedRemovals(this.#world, this.#settings.pools, age)) {
      await this.#lines.write(null)
      if (await removalProblem(place)) {
        this.#log.warn(
          { repository: basename(place.path) },
          'the files of a deleted repository cannot be found now',
        )
        continue
      }
      await remove(place)
      await finishRemoval(this.#world, place.id)
    }
  }
}

/** Younger removals are somebody's who is at it, in milliseconds. */
const unfinishedAge = 30_000
