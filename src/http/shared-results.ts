import type { LogReader, ResultRoom } from '../domain/jobs/log-reader.ts'

/** A result as JSON: small ones as text, large ones as bytes that all sockets share and none copies. */
export type Result = string | Buffer

/** The longest result that stays text, in characters. */
const maxTextLength = 16_384
/** Results of log batches that no stream sends at the moment are kept for the next one up to this size altogether, in bytes. */
const maxIdleBytes = 4_000_000

/** A result that stays in memory until it is disposed of. */
export interface SharedResult extends Disposable {
  readonly result: Result
}

interface Entry {
  result: Promise<Result>
  users: number
  bytes: number
  /** Takes it out of the map. */
  forget: () => void
  /** Null: no log batch, and small. */
  room: ResultRoom | null
}

/** Results of events, made once for all streams that send the same. The event goes, its results go. */
export class SharedResults {
  readonly #reader: LogReader
  readonly #byEvent = new WeakMap<object, Map<string, Entry>>()
  readonly #idle = new Set<Entry>()
  #idleBytes = 0

  constructor(reader: LogReader) {
    this.#reader = reader
  }

  /**
   * @param key the same for all whose result is the same
   * @param make makes the result as text, once
   */
  async take(event: object, key: string, make: () => Promise<string>): Promise<SharedResult> {
    let results = this.#byEvent.get(event)
    if (!results) {
      results = new Map()
      this.#byEvent.set(event, results)
    }
    const entry = results.get(key) ?? this.#add(results, event, key, make)
    if (this.#idle.delete(entry)) this.#idleBytes -= entry.bytes
    entry.users += 1
    const release = () => this.#release(entry)
    try {
      return { result: await entry.result, [Symbol.dispose]: release }
    } catch (error) {
      entry.forget()
      release()
      throw error
    }
  }

  #add(results: Map<string, Entry>, event: object, key: string, make: () => Promise<string>): Entry {
    const entry: Entry = {
      result: Promise.resolve(''),
      users: 0,
      bytes: 0,
      forget: () => {
        if (results.get(key) === entry) results.delete(key)
      },
      room: null,
    }
    entry.result = this.#make(entry, event, make)
    results.set(key, entry)
    return entry
  }

  async #make(entry: Entry, event: object, make: () => Promise<string>): Promise<Result> {
    entry.room = await this.#reader.room(event, () => this.#dropIdle(0))
    const text = await make()
    const result = text.length <= maxTextLength ? text : Buffer.from(text)
    entry.bytes = result.length
    entry.room?.setBytes(result.length)
    return result
  }

  #release(entry: Entry): void {
    entry.users -= 1
    if (entry.users > 0 || !entry.room) return
    this.#idle.add(entry)
    this.#idleBytes += entry.bytes
    this.#dropIdle(this.#reader.isShort ? 0 : maxIdleBytes)
  }

  #dropIdle(maxBytes: number): void {
    for (const entry of this.#idle) {
      if (this.#idleBytes <= maxBytes) return
      this.#idle.delete(entry)
      this.#idleBytes -= entry.bytes
      entry.forget()
      entry.room?.[Symbol.dispose]()
      entry.room = null
    }
  }
}
