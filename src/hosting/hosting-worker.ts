import type { Logger } from 'pino'
import type { BorgCallRow } from '../domain/borg-calls.ts'
import { finishRemoval, unfinishedRemovals } from '../domain/hosting/hosted-removals.ts'
import type { World } from '../domain/scope.ts'
import { createHostingAnswers, type HostingSettings } from './answer-hosting-calls.ts'
import { HostedKeyLines } from './hosted-key-lines.ts'
import { remove } from './storage.ts'

/** Keeps the files of hosted repositories as the tables say, as long as it runs. */
export class HostingWorker {
  readonly #world: World
  readonly #settings: HostingSettings
  readonly #log: Logger
  readonly #lines: HostedKeyLines
  readonly #stopping = new AbortController()
  #loop: Promise<void> = Promise.resolve()
  /** Answers a call that is about hosted files. */
  readonly answer: (call: BorgCallRow) => Promise<object>

  constructor(world: World, settings: HostingSettings, log: Logger) {
    this.#world = world
    this.#settings = settings
    this.#log = log
    this.#lines = new HostedKeyLines(world, settings)
    this.answer = createHostingAnswers(world, settings, this.#lines, (err, what) => log.error({ err }, what))
  }

  /** Repairs what has come apart while nobody looked, and finishes removals. */
  async start(): Promise<void> {
    await this.#reconcile()
    this.#loop = this.#watch()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
  }

  async #reconcile(): Promise<void> {
    try {
      for (const { kind, line, repositoryName, fingerprint } of await this.#lines.repair()) {
        const facts = { finding: kind, line, repositoryName, fingerprint }
        if (kind === 'MISSING' || kind === 'CHANGED')
          this.#log.warn(facts, 'repaired a line of authorized_keys')
        else if (kind !== 'FOREIGN') this.#log.warn(facts, 'left an odd line of authorized_keys alone')
      }
    } catch (error) {
      this.#log.error({ err: error }, 'authorized_keys could not be brought up to date')
    }
  }

  /** Removals that a server did not end: it died, or the one that asked gave up waiting. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping
    using bell = this.#world.wakeups.listen([], signal)
    for (let age = 0; !signal.aborted; age = unfinishedAge) {
      try {
        await this.#finishRemovals(age)
      } catch (error) {
        this.#log.error({ err: error }, 'a removed repository could not be cleared away')
      }
      await bell.next(this.#world.hosting.pollSeconds * 1000)
    }
  }

  async #finishRemovals(age: number): Promise<void> {
    for (const place of await unfinishedRemovals(this.#world, this.#settings.pools, age)) {
      await this.#lines.write()
      await remove(place)
      await finishRemoval(this.#world, place.id)
    }
  }
}

/** Younger removals are somebody's who is at it, in milliseconds. */
const unfinishedAge = 30_000
