/** Ends what was opened, the last first and one after the other, and knows what it waits for. */
export class Ending {
  readonly #stack: AsyncDisposableStack
  #waitsFor: { name: string; isBounded: boolean } | null = null

  constructor(stack: AsyncDisposableStack) {
    this.#stack = stack
  }

  /**
   * @param name what ends, for people
   * @param isBounded false: it takes as long as an administrator wanted it to take
   */
  add(name: string, end: () => unknown, isBounded = true): void {
    this.#stack.defer(async () => {
      this.#waitsFor = { name, isBounded }
      await end()
      this.#waitsFor = null
    })
  }

  /** What is ending now. */
  get waitsFor(): { readonly name: string; readonly isBounded: boolean } | null {
    return this.#waitsFor
  }
}
