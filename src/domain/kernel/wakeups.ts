/** What can change. A topic says *where to look*, never what is there: the rows are the truth. */
export type Topic =
  /** A job was queued, or a repository became free. */
  | 'queue'
  /** Some job changed in a way that a dashboard shows. */
  | 'jobs'
  /** Somebody's rights changed: a grant, a key, a sign-out, a deactivated user. */
  | 'access'
  /** A {@link BorgCall} waits for a worker. */
  | 'calls'
  /** A schedule was made or changed. */
  | 'schedules'
  /** An administrator changed a setting. */
  | 'settings'
  /** The health of some repository changed, or was looked at. */
  | 'health'
  /** An alert waits to be delivered. */
  | 'alerts'
  /** This job's row or log changed. */
  | `job:${number}`
  /** This call was answered, or there is more of what it streams. */
  | `call:${number}`
  /** The caller has taken some of what this call streams, or has gone. */
  | `stream:${number}`
  /** The index of this archive grew, or its building ended. */
  | `index:${number}`

/** Rings are coalesced: many before {@link Bell.next} count as one, and none is lost while the bell exists. */
export interface Bell extends Disposable {
  /** Resolves at the next ring, after `timeout` milliseconds, or when the listener's signal aborts. Never rejects. */
  next(timeout: number): Promise<void>
  /** Was there a ring since it was last asked? Forgets it. */
  take(): boolean
  /** Rings this bell alone. */
  ring(): void
}

/**
 * The one port with two implementations (DESIGN.md). Losing a ring costs latency, never correctness: every listener
 * looks again when its timeout has passed.
 */
export interface Wakeups {
  /** Several topics travel together, at the price of one. */
  ring(...topics: Topic[]): Promise<void>
  listen(topics: readonly Topic[], signal?: AbortSignal): Bell
  close(): Promise<void>
}

/** A bell that remembers one ring until somebody asks. */
export class CoalescingBell implements Bell {
  #rung = false
  #wake: (() => void) | undefined
  readonly #onDispose: () => void

  constructor(onDispose: () => void = () => {}) {
    this.#onDispose = onDispose
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async next(timeout: number): Promise<void> {
    if (!this.#rung)
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, timeout)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    this.#wake = undefined
    this.#rung = false
  }

  take(): boolean {
    const rung = this.#rung
    this.#rung = false
    return rung
  }

  [Symbol.dispose](): void {
    this.#onDispose()
    this.ring()
  }
}
