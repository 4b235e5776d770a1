import type { Result } from './shared-results.ts'

/** A socket or a response. */
interface Writer {
  readonly destroyed: boolean
  readonly writableLength: number
  readonly writableNeedDrain: boolean
  once(event: 'drain' | 'close', listener: () => void): unknown
  removeListener(event: 'drain' | 'close', listener: () => void): unknown
}

/**
 * What all streams of one connection send, one after the other: nothing more is written, and so nothing more is read for it, while the
 * client has not taken what was written before. There is no time-out here: `Connections` cuts clients that do not read.
 */
export class Outbox {
  readonly #writer: Writer
  readonly #maxBytes: number
  #sending: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** @param maxBytes that may wait for the client */
  constructor(writer: Writer, maxBytes: number) {
    this.#writer = writer
    this.#maxBytes = maxBytes
  }

  /**
   * Sends a result when it is its turn. Resolves when the client has taken most of it, or it was a small one; false when the
   * connection is gone.
   */
  send(result: Result, write: () => void): Promise<boolean> | boolean {
    if (this.#waiting === 0 && this.#hasRoom() && typeof result === 'string') {
      if (!this.#writer.destroyed) write()
      return !this.#writer.destroyed
    }
    return this.#inTurn(async () => {
      if (!(await this.#room())) return false
      write()
      return typeof result === 'string' || this.#room()
    })
  }

  /** Waits until something may be sent. False when the connection is gone. */
  room(): Promise<boolean> | boolean {
    if (this.#waiting === 0 && this.#hasRoom()) return !this.#writer.destroyed
    return this.#inTurn(() => this.#room())
  }

  #hasRoom(): boolean {
    return this.#writer.writableLength <= this.#maxBytes
  }

  #inTurn(work: () => Promise<boolean>): Promise<boolean> {
    this.#waiting += 1
    const done = this.#sending.then(work).finally(() => {
      this.#waiting -= 1
    })
    this.#sending = done.catch(() => {})
    return done
  }

  async #room(): Promise<boolean> {
    const writer = this.#writer
    while (!writer.destroyed && !this.#hasRoom() && writer.writableNeedDrain)
      await new Promise<void>(resolve => {
        const settle = () => {
          writer.removeListener('drain', settle)
          writer.removeListener('close', settle)
          resolve()
        }
        writer.once('drain', settle)
        writer.once('close', settle)
      })
    return !writer.destroyed
  }
}
