/** How often the main thread shows that it turns, and is looked at, in milliseconds. */
export const checkMs = 100

/** What the watching thread is given. */
export interface WatchdogOrder {
  /** A number that changes whenever the main thread turns, and 1 when the process has started. */
  readonly beats: Int32Array<SharedArrayBuffer>
  /** See `domain/health/activities.ts`. */
  readonly activities: SharedArrayBuffer
  /** A block of this length is reported, in milliseconds. */
  readonly reportMs: number
  /** After a block of this length the process ends itself, in milliseconds; 0: never. */
  readonly exitMs: number
  /** The name of the function that is called in the main thread when signals are no longer left to it. */
  readonly stuckName: string
  /** Does the log show warnings? */
  readonly logs: boolean
}
