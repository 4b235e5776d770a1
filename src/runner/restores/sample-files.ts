import { copyOf } from '../../domain/archives/archive-tree.ts'

/** A sample has at most so many files, and so many bytes. */
const mostFiles = 100
const mostBytes = 512 * 1024 * 1024

/** A file that may be compared. */
export interface Candidate {
  path: string
  /** Bytes. */
  size: number
}

/**
 * Picks files at random from a listing of any length, holding no more than it may pick. Every file has the same chance;
 * those that no longer fit into the budget of bytes are left out.
 */
export class SamplePicker {
  readonly #random: () => number
  readonly #picked: Candidate[] = []
  #smallest: Candidate | null = null
  #seen = 0

  /** @param random from 0 to 1, 1 excluded */
  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  add(candidate: Candidate): void {
    this.#seen += 1
    if (!this.#smallest || candidate.size < this.#smallest.size) this.#smallest = copy(candidate)
    if (this.#picked.length < mostFiles) this.#picked.push(copy(candidate))
    else {
      const place = Math.floor(this.#random() * this.#seen)
      if (place < mostFiles) this.#picked[place] = copy(candidate)
    }
  }

  /** The sample; empty only when there was nothing. When every file is too large, it is the smallest one. */
  sample(): Candidate[] {
    const sample: Candidate[] = []
    let bytes = 0
    for (const candidate of shuffled(this.#picked, this.#random)) {
      if (bytes + candidate.size > mostBytes) continue
      sample.push(candidate)
      bytes += candidate.size
    }
    return sample.length > 0 || !this.#smallest ? sample : [this.#smallest]
  }
}

/** The text that a path was cut from is a whole portion of Borg's output. */
const copy = ({ path, size }: Candidate): Candidate => ({ path: copyOf(path), size })

/** In random order, so that the budget favours nobody (Fisher and Yates). */
function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const copied = [...items]
  for (let last = copied.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    ;[copied[last], copied[other]] = [copied[other]!, copied[last]!]
  }
  return copied
}
