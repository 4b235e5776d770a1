/** How many there may be at once. */
export interface TallyLimits {
  all: number
  byAddress: number
  byCredential: number
}

/** Counts what is open, altogether, by address and by credential, and refuses what would be too many. */
export class Tally {
  readonly #limits: TallyLimits
  readonly #byAddress = new Map<string, number>()
  readonly #byCredential = new Map<string, number>()
  #all = 0

  constructor(limits: TallyLimits) {
    this.#limits = limits
  }

  /** A place, to be disposed of when it is free again; null when there are too many. Empty names are not counted for themselves. */
  enter(address: string, credential: string): Disposable | null {
    if (this.#all >= this.#limits.all) return null
    if (address && (this.#byAddress.get(address) ?? 0) >= this.#limits.byAddress) return null
    if (credential && (this.#byCredential.get(credential) ?? 0) >= this.#limits.byCredential) return null
    this.#all += 1
    count(this.#byAddress, address, 1)
    count(this.#byCredential, credential, 1)
    let isOpen = true
    return {
      [Symbol.dispose]: () => {
        if (!isOpen) return
        isOpen = false
        this.#all -= 1
        count(this.#byAddress, address, -1)
        count(this.#byCredential, credential, -1)
      },
    }
  }
}

function count(map: Map<string, number>, key: string, change: number): void {
  if (!key) return
  const next = (map.get(key) ?? 0) + change
  if (next > 0) map.set(key, next)
  else map.delete(key)
}
