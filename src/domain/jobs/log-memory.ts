/** What may be taken beyond the budget in small pieces, in bytes: the live edge of a log never waits behind old pages. */
const smallReserve = 4_000_000
/** The largest piece that counts as small, in bytes. */
const smallPiece = 16_384

/** How long a reader waits at a time: between two tries its rights are asked for again, in milliseconds. */
const patienceMs = 700

interface Waiter {
  bytes: number
  grant: () => void
}

/**
 * The budget for what followers of logs keep in memory, in bytes. What does not fit waits in line, until others have sent what they
 * took; the caller of {@link take} says how much it needs **before** it reads.
 */
export class LogMemory {
  readonly #maxBytes: number
  readonly #waiters: Waiter[] = []
  #used = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Bytes that are taken now. */
  get used(): number {
    return this.#used
  }

  /** Does a reader wait because others do not send what they took? */
  get isShort(): boolean {
    return this.#waiters.length > 0
  }

  /**
   * Takes bytes, as soon as there is room.
   *
   * @returns false when `signal` aborted, or there was no room within {@link patienceMs}: then nothing was taken
   */
  async take(bytes: number, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted) return false
    if (this.fits(bytes) && (this.#waiters.length === 0 || bytes <= smallPiece)) {
      this.#used += bytes
      return true
    }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const settle = (granted: boolean) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
      resolve(granted)
    }
    const waiter: Waiter = { bytes, grant: () => settle(true) }
    const giveUp = () => {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
      settle(false)
      this.#serve()
    }
    const timer = setTimeout(giveUp, patienceMs)
    signal?.addEventListener('abort', giveUp, { once: true })
    this.#waiters.push(waiter)
    return promise
  }

  /** Corrects what was taken, when the true size is known: more never waits, less lets others in. */
  add(bytes: number): void {
    this.#used += bytes
    if (bytes < 0) this.#serve()
  }

  /** Is there room for so many bytes? */
  fits(bytes: number): boolean {
    // A single piece that is larger than the budget has to go through, too.
    if (this.#used === 0) return true
    return this.#used + bytes <= this.#maxBytes + (bytes <= smallPiece ? smallReserve : 0)
  }

  #serve(): void {
    for (;;) {
      const next = this.#waiters[0]
      if (!next || !this.fits(next.bytes)) return
      this.#waiters.shift()
      this.#used += next.bytes
      next.grant()
    }
  }
}
