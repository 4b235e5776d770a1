import type { World } from '../kernel/scope.ts'
import { Turns } from '../kernel/turns.ts'
import { batchLines, type LogBatch, type LogLine, readLines } from './job-log.ts'
import { LogMemory } from './log-memory.ts'

/** A batch for followers is at most this many characters, unless one line is longer: many batches are in memory at once. */
const batchCharacters = 250_000
/** What a line costs beside its text, and what a character costs as text and as a result that waits, in bytes. */
const lineBytes = 250
const characterBytes = 3
/** What a line of unknown length is taken for, in characters. */
const usualCharacters = 100
/** A read that is expected to be smaller needs no turn, in bytes. */
const smallBytes = 16_384
/** Batches that are not on their way to a follower are kept for the next one, as long as they are at most this share of all. */
const idleShare = 1 / 4
/** Unless the configuration says otherwise. */
const usualMaxBytes = 32_000_000

/** A batch that stays in memory until it is disposed of. */
export interface HeldBatch extends Disposable {
  readonly batch: LogBatch
}

/** Room for something that is made of a batch and is as large, such as a result as text. */
export interface ResultRoom extends Disposable {
  /** Says how large it became, in bytes. */
  setBytes(bytes: number): void
}

interface Place {
  batch: Promise<LogBatch>
  holders: number
  /** What it counts for in the budget; null when it does not count any more. */
  bytes: number | null
  /** Results that were made of it and are in memory. */
  results: number
}

/**
 * Batches of logs, shared by all who follow the same job: a line never changes, so a batch that was read once is right for ever, and
 * one that could hold more lines by now is merely short. How many are in memory at once is bounded, whatever the followers do.
 */
export class LogReader {
  readonly #db: World['db']
  readonly #memory: LogMemory
  readonly #turns = new Turns()
  readonly #maxIdleBytes: number
  /** By job and cursor; those that were let go last are at the end. */
  readonly #places = new Map<string, Place>()
  readonly #placeOf = new WeakMap<object, Place>()
  #idleBytes = 0

  /** @param maxBytes about how much memory batches and the results made from them may take together */
  constructor(db: World['db'], maxBytes = usualMaxBytes) {
    this.#db = db
    this.#memory = new LogMemory(maxBytes)
    this.#maxIdleBytes = maxBytes * idleShare
  }

  /** Do followers wait for others to take what they were sent? */
  get isShort(): boolean {
    return this.#memory.isShort
  }

  /** Bytes that batches and results take, by estimate. */
  get usedBytes(): number {
    return this.#memory.used
  }

  /**
   * The next lines after `after`, the very same object for all who ask for the same. Null when `signal` aborted, or when too much was
   * in memory for most of a second.
   *
   * @param expected how many lines there are at the most
   */
  async hold(jobId: number, after: number, expected: number, signal: AbortSignal): Promise<HeldBatch | null> {
    const key = `${jobId}:${after}`
    let place = this.#places.get(key)
    if (!place) {
      const bytes = Math.min(batchLines, expected) * (lineBytes + usualCharacters * characterBytes)
      this.#forgetIdle(this.#maxIdleBytes - bytes)
      if (!(await this.#memory.take(bytes, signal))) return null
      // Another follower may have read the same while this one waited.
      place = this.#places.get(key)
      if (place) this.#memory.add(-bytes)
      else place = this.#read(key, jobId, after, bytes)
    }
    if (place.holders === 0) this.#idleBytes -= place.bytes ?? 0
    place.holders += 1
    const held = place
    let isHeld = true
    const release = () => {
      if (isHeld) this.#release(key, held)
      isHeld = false
    }
    try {
      return { batch: await held.batch, [Symbol.dispose]: release }
    } catch (error) {
      release()
      throw error
    }
  }

  /**
   * Room for a result made of a batch. The first of each batch was taken with the batch; more, for other documents or other callers,
   * wait while too much is in memory. Null for what is no batch.
   *
   * @param makeRoom asked to forget results that are only kept in case
   */
  async room(batch: object, makeRoom: () => void): Promise<ResultRoom | null> {
    const place = this.#placeOf.get(batch)
    if (!place) return null
    let bytes = 0
    if (place.results > 0) {
      const wanted = place.bytes ?? 0
      if (!this.#memory.fits(wanted)) makeRoom()
      while (!(await this.#memory.take(wanted))) makeRoom()
      bytes = wanted
    }
    place.results += 1
    const included = bytes > 0 ? bytes : (place.bytes ?? 0)
    return {
      setBytes: size => {
        const more = Math.max(0, size - included)
        bytes += more
        this.#memory.add(more)
      },
      [Symbol.dispose]: () => {
        place.results -= 1
        this.#memory.add(-bytes)
        bytes = 0
      },
    }
  }

  #read(key: string, jobId: number, after: number, bytes: number): Place {
    const read = () => readLines(this.#db, jobId, after, batchLines, batchCharacters)
    // A look at the network before each large read: a thousand that start together read one after the other.
    const batch = bytes > smallBytes ? this.#turns.next().then(read) : read()
    const place: Place = { batch, holders: 0, bytes, results: 0 }
    this.#idleBytes += bytes
    this.#places.set(key, place)
    batch.then(
      read => {
        this.#placeOf.set(read, place)
        this.#grow(place, costOf(read.lines) - bytes)
        // Nothing there yet is not a fact to remember.
        if (read.lines.length === 0) this.#places.delete(key)
      },
      () => this.#places.delete(key),
    )
    return place
  }

  #grow(place: Place, bytes: number): void {
    if (place.bytes === null) return
    place.bytes += bytes
    if (place.holders === 0) this.#idleBytes += bytes
    this.#memory.add(bytes)
  }

  #release(key: string, place: Place): void {
    place.holders -= 1
    if (place.holders > 0) return
    this.#idleBytes += place.bytes ?? 0
    if (this.#places.get(key) === place) {
      this.#places.delete(key)
      this.#places.set(key, place)
      this.#forgetIdle(this.#memory.isShort ? 0 : this.#maxIdleBytes)
    } else this.#letGo(place)
  }

  /** Forgets what no follower holds, the longest unused first, until so many bytes are left. */
  #forgetIdle(maxBytes: number): void {
    if (this.#idleBytes <= maxBytes) return
    for (const [key, place] of this.#places) {
      if (place.holders > 0) continue
      this.#places.delete(key)
      this.#letGo(place)
      if (this.#idleBytes <= maxBytes) return
    }
  }

  #letGo(place: Place): void {
    const bytes = place.bytes ?? 0
    place.bytes = null
    this.#idleBytes -= bytes
    this.#memory.add(-bytes)
  }
}

const costOf = (lines: readonly LogLine[]): number =>
  lines.reduce((sum, line) => sum + line.content.length * characterBytes + lineBytes, 0)
