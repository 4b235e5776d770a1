/** Work between two looks at the network takes about this long, in milliseconds. */
const sliceMs = 10
/** At most so many turns at once. */
const maxAtOnce = 8

/**
 * Lets many streams work one after the other, and the network be looked at in between: a thousand that start together do not hold
 * everybody else up. How many go at once follows from how long the last ones took.
 */
export class Turns {
  readonly #queue: (() => void)[] = []
  #atOnce = 2
  #isScheduled = false

  /** The caller's turn. */
  next(): Promise<void> {
    return new Promise(resolve => {
      this.#queue.push(resolve)
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#run())
  }

  #run(): void {
    const begin = performance.now()
    for (const go of this.#queue.splice(0, this.#atOnce)) go()
    // What they do happens in promises, before the next phase of the loop.
    setImmediate(() => {
      const took = performance.now() - begin
      if (took > sliceMs) this.#atOnce = Math.max(1, this.#atOnce >> 1)
      else if (took < sliceMs / 2) this.#atOnce = Math.min(maxAtOnce, this.#atOnce * 2)
      this.#isScheduled = false
      if (this.#queue.length > 0) this.#schedule()
    })
  }
}
