import { notFound } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import type { JobRow } from './job-states.ts'

/** Slow poll under lost bells, in milliseconds. */
const poll = 1000

/** The current row of one job, kept up to date while somebody follows it. */
export interface FollowedJob extends Disposable {
  /** The latest row; the very same object until it changes. */
  current(): JobRow
}

/** One reader per followed job, however many follow it: the bell rings once, the row is read once, all look at it. */
export class JobFeeds {
  readonly #world: World
  readonly #feeds = new Map<number, Feed>()

  constructor(world: World) {
    this.#world = world
  }

  /**
   * @param ring called after each change
   * @throws DomainError `NOT_FOUND`; access is the caller's business
   */
  async follow(jobId: number, ring: () => void): Promise<FollowedJob> {
    let feed = this.#feeds.get(jobId)
    if (!feed) {
      feed = new Feed(this.#world, jobId)
      this.#feeds.set(jobId, feed)
    }
    const joined = feed
    joined.members.add(ring)
    const leave = () => {
      joined.members.delete(ring)
      if (joined.members.size > 0) return
      joined.stop()
      if (this.#feeds.get(jobId) === joined) this.#feeds.delete(jobId)
    }
    try {
      await joined.ready
    } catch (error) {
      leave()
      throw error
    }
    return { current: () => joined.row!, [Symbol.dispose]: leave }
  }
}

class Feed {
  readonly members = new Set<() => void>()
  readonly ready: Promise<void>
  row: JobRow | null = null
  readonly #world: World
  readonly #jobId: number
  readonly #stopped = new AbortController()

  constructor(world: World, jobId: number) {
    this.#world = world
    this.#jobId = jobId
    const started = Promise.withResolvers<void>()
    this.ready = started.promise
    void this.#run(started)
  }

  stop(): void {
    this.#stopped.abort()
  }

  async #run(started: PromiseWithResolvers<void>): Promise<void> {
    const { signal } = this.#stopped
    // The bell first, then the row: a change in between is not missed. Who may look changes with the repository's record.
    using bell = this.#world.wakeups.listen([`job:${this.#jobId}`, 'access'], signal)
    while (!signal.aborted) {
      try {
        const row = await this.#read()
        const old = this.row
        if (
          !old ||
          old.revision !== row.revision ||
          old.lineCount !== row.lineCount ||
          old.progress !== row.progress ||
          old.repositoryId !== row.repositoryId ||
          old.logDeletedAt !== row.logDeletedAt
        ) {
          this.row = row
          for (const ring of this.members) ring()
        }
        started.resolve()
      } catch (error) {
        // Members time out by themselves; a database that comes back is read again.
        started.reject(error)
      }
      await bell.next(poll)
    }
  }

  async #read(): Promise<JobRow> {
    const row = await this.#world.db
      .selectFrom('job')
      .selectAll()
      .where('id', '=', this.#jobId)
      .executeTakeFirst()
    if (!row) throw notFound('job')
    return row
  }
}
