/** More events than this are not kept for a client that does not read. */
const most = 1000

/**
 * Events that wait for one client: a bounded queue in which a later event with the same key takes the place of the
 * earlier one. One that overflows ends, and its client comes back for the present state.
 */
export class Outbox<Event> {
  readonly #events = new Map<string, Event>()
  #wake: (() => void) | undefined
  #closed = false

  /** @param key events with the same key replace each other until they are taken */
  put(key: string, event: Event): void {
    if (this.#closed) return
    this.#events.set(key, event)
    if (this.#events.size > most) this.close()
    this.#wake?.()
  }

  /** What is in it still comes out; then it ends. */
  close(): void {
    this.#closed = true
    this.#wake?.()
  }

  async *take(): AsyncGenerator<Event> {
    for (;;) {
      for (const [key, event] of this.#events) {
        this.#events.delete(key)
        yield event
      }
      if (this.#events.size > 0) continue
      if (this.#closed) return
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
      this.#wake = undefined
    }
  }
}
