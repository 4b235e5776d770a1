import { unavailable } from './errors.ts'

/** Who waits, as far as the queue cares. */
export interface Place {
  /** Those with the same share have one place in the round together, however many they are. */
  share: string
  /** Every other place goes to those who are known, as long as there are any. */
  isKnown: boolean
}

export interface FairQueueLimits {
  /** So many tasks run at once. */
  maxRunning: number
  /** So many wait; of more, the newest of the share that has most waits no longer. */
  maxWaiting: number
  /** No task waits longer for its turn. */
  waitTimeoutMs: number
}

interface Waiter {
  start(): void
  giveUp(): void
}

type Lane = Map<string, Set<Waiter>>

/**
 * Runs a few tasks at once, and lets the shares take turns for the rest: a flood under one share costs others one turn each, not
 * their place.
 */
export class FairQueue {
  readonly #limits: FairQueueLimits
  /** First those who are known. Shares in the order of their next turn. */
  readonly #lanes: readonly [Lane, Lane] = [new Map(), new Map()]
  #nextLane: 0 | 1 = 0
  #running = 0
  #waiting = 0

  constructor(limits: FairQueueLimits) {
    this.#limits = limits
  }

  /** @throws DomainError `UNAVAILABLE` when it was not its turn in time; then the task was not started */
  async run<Result>(place: Place, task: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#limits.maxRunning) this.#running += 1
    else await this.#turn(place)
    try {
      return await task()
    } finally {
      this.#startNext()
    }
  }

  #turn({ share, isKnown }: Place): Promise<void> {
    const lane = this.#lanes[isKnown ? 0 : 1]
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      clearTimeout(timer)
      this.#remove(lane, share, waiter)
    }
    const waiter: Waiter = {
      start() {
        leave()
        // Tasks that are over at once, because the guess is not allowed any more, would hold the event loop up all together.
        setImmediate(resolve)
      },
      giveUp() {
        leave()
        reject(unavailable('Too many sign-ins at once. Try again in a moment.'))
      },
    }
    const timer = setTimeout(waiter.giveUp, this.#limits.waitTimeoutMs)
    const waiters = lane.get(share)
    if (waiters) waiters.add(waiter)
    else lane.set(share, new Set([waiter]))
    this.#waiting += 1
    if (this.#waiting > this.#limits.maxWaiting) this.#largestShare().at(-1)!.giveUp()
    return promise
  }

  #remove(lane: Lane, share: string, waiter: Waiter): void {
    const waiters = lane.get(share)
    if (!waiters?.delete(waiter)) return
    this.#waiting -= 1
    if (waiters.size === 0) lane.delete(share)
  }

  #largestShare(): Waiter[] {
    let largest = new Set<Waiter>()
    for (const lane of this.#lanes)
      for (const waiters of lane.values()) if (waiters.size > largest.size) largest = waiters
    return [...largest]
  }

  #startNext(): void {
    const lane = this.#lanes.find((each, index) => index >= this.#nextLane && each.size > 0) ?? this.#lanes[0]
    const next = lane.entries().next()
    if (next.done) {
      this.#running -= 1
      return
    }
    this.#nextLane = lane === this.#lanes[0] ? 1 : 0
    const [share, waiters] = next.value
    const [waiter] = waiters
    // To the end of the round, before what is left of it is looked at again.
    lane.delete(share)
    lane.set(share, waiters)
    waiter!.start()
  }
}
