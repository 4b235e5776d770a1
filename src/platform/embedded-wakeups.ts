import { type Bell, CoalescingBell, type Topic, type Wakeups } from '../domain/kernel/wakeups.ts'

/** Bells by topic: the part that every implementation of the port shares. */
export class BellBoard {
  readonly #bells = new Map<Topic, Set<CoalescingBell>>()

  listen(topics: readonly Topic[], signal?: AbortSignal): Bell {
    const wake = () => bell.ring()
    const bell = new CoalescingBell(() => {
      signal?.removeEventListener('abort', wake)
      for (const topic of topics) {
        const bells = this.#bells.get(topic)
        bells?.delete(bell)
        if (bells?.size === 0) this.#bells.delete(topic)
      }
    })
    signal?.addEventListener('abort', wake, { once: true })
    if (signal?.aborted) bell.ring()
    for (const topic of topics) {
      const bells = this.#bells.get(topic)
      if (bells) bells.add(bell)
      else this.#bells.set(topic, new Set([bell]))
    }
    return bell
  }

  ring(topic: Topic): void {
    for (const bell of this.#bells.get(topic) ?? []) bell.ring()
  }

  ringAll(): void {
    for (const bells of this.#bells.values()) for (const bell of bells) bell.ring()
  }
}

/** The port inside one process: an event target. */
export function embeddedWakeups(): Wakeups {
  const board = new BellBoard()
  return {
    async ring(...topics) {
      for (const topic of topics) board.ring(topic)
    },
    listen: (topics, signal) => board.listen(topics, signal),
    close: async () => board.ringAll(),
  }
}
