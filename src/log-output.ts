import { fstatSync, write } from 'node:fs'
import type { Writable } from 'node:stream'
import { isatty } from 'node:tty'

/** What waits to be written may take so much, in bytes; lines that come then are dropped. */
const maxWaitingBytes = 2 ** 20
/** So much is written at once, in bytes. */
const maxChunkBytes = 2 ** 16

/** Writes some bytes, in whole or in part, and says how many; or why not. */
type Sink = (bytes: Buffer, done: (error: Error | null, written: number) => void) => void

/**
 * Where a process prints its lines. Lines that cannot be written are lost and counted, and nothing else happens: neither a full disk
 * nor a pipe that is full or closed blocks the event loop, or ends the process.
 */
export class LogOutput {
  readonly #sink: Sink
  readonly #describeLoss: (lost: number) => string
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #isWriting = false
  /** The last line that was written is not whole. */
  #isTorn = false
  #lost = 0
  #untold = 0
  #whenIdle: (() => void)[] = []

  /**
   * @param stream the process's own for that descriptor; it is not asked for when that is a file
   * @param describeLoss a line that says how many lines were lost, for when there is room again
   */
  constructor(descriptor: 1 | 2, stream: () => Writable, describeLoss: (lost: number) => string) {
    this.#describeLoss = describeLoss
    const kind = fstatSync(descriptor)
    const isStream = kind.isFIFO() || kind.isSocket() || isatty(descriptor)
    // Node writes to files on the event loop, and waits for nothing else.
    this.#sink = isStream ? toStream(stream()) : toFile(descriptor)
  }

  /** Lines that were lost so far. */
  get lost(): number {
    return this.#lost
  }

  /** Takes whole lines, each with its end. */
  write(lines: string): void {
    const bytes = Buffer.from(lines)
    if (this.#waitingBytes + bytes.length > maxWaitingBytes) this.#lose(bytes)
    else {
      this.#waiting.push(bytes)
      this.#waitingBytes += bytes.length
      this.#writeNext()
    }
  }

  /** Resolves when all was written or lost, and after some milliseconds at the latest. */
  flush(timeoutMs: number): Promise<void> {
    if (!this.#isWriting) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#whenIdle.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #writeNext(): void {
    if (this.#isWriting) return
    const chunk = this.#take()
    if (!chunk) {
      for (const resolve of this.#whenIdle.splice(0)) resolve()
      return
    }
    this.#writeAll(chunk, (error, rest) => {
      if (error) this.#lose(rest)
      if (error || this.#untold === 0) return this.#writeNext()
      const lost = this.#untold
      this.#writeAll(Buffer.from(`${this.#describeLoss(lost)}\n`), tellingError => {
        if (!tellingError) this.#untold -= lost
        this.#writeNext()
      })
    })
  }

  #writeAll(lines: Buffer, done: (error: Error | null, rest: Buffer) => void): void {
    this.#isWriting = true
    const bytes = this.#isTorn ? Buffer.concat([Buffer.of(newline), lines]) : lines
    const writeRest = (rest: Buffer) =>
      this.#sink(rest, (error, written) => {
        if (written > 0) this.#isTorn = rest[written - 1] !== newline
        const left = rest.subarray(written)
        if (!error && left.length > 0) return writeRest(left)
        this.#isWriting = false
        done(error, left.length > lines.length ? lines : left)
      })
    writeRest(bytes)
  }

  #take(): Buffer | null {
    let length = 0
    let count = 0
    while (
      count < this.#waiting.length &&
      (count === 0 || length + this.#waiting[count]!.length <= maxChunkBytes)
    )
      length += this.#waiting[count++]!.length
    this.#waitingBytes -= length
    return count === 0 ? null : Buffer.concat(this.#waiting.splice(0, count))
  }

  #lose(lines: Buffer): void {
    const count = Math.max(
      1,
      lines.reduce((sum, byte) => (byte === newline ? sum + 1 : sum), 0),
    )
    this.#lost += count
    this.#untold += count
  }
}

const newline = 10

const toFile =
  (descriptor: number): Sink =>
  (bytes, done) =>
    write(descriptor, bytes, (error, written) => done(error, error ? 0 : written))

function toStream(stream: Writable): Sink {
  let broken: Error | null = null
  stream.on('error', error => {
    broken = error
  })
  return (bytes, done) => {
    if (broken || stream.destroyed) return setImmediate(done, broken ?? new Error('closed'), 0)
    stream.write(bytes, error => done(error ?? null, error ? 0 : bytes.length))
  }
}
