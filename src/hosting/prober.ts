import { evaluateHealth } from '../domain/health/evaluate-health.ts'
import {
  hostedToProbe,
  type Probed,
  recordLooks,
  recordModification,
  recordStorage,
} from '../domain/hosting/hosted-probes.ts'
import type { World } from '../domain/scope.ts'
import { measure, readHints, readLastModified } from './probe.ts'

/** No repository is measured for longer, in milliseconds (contract borgwarehouse, 6.7). */
const patience = 60_000

/** Which repositories to look at; null: all of the pools. */
export type Which = { ids: readonly number[] | null } | { names: readonly string[] }

/** Looks at hosted repositories and writes down what it finds: one measurement at a time, whoever asks. */
export class Prober {
  readonly #world: World
  readonly #pools: readonly string[]
  readonly #signal: AbortSignal
  readonly #report: (error: unknown, what: string) => void
  #measuring: Promise<unknown> = Promise.resolve()

  constructor(
    world: World,
    pools: readonly string[],
    signal: AbortSignal,
    report: (error: unknown, what: string) => void,
  ) {
    this.#world = world
    this.#pools = pools
    this.#signal = signal
    this.#report = report
  }

  /** Were they changed? Archived ones are left out. @returns how many were looked at, and which have news */
  async lookForChanges(which: Which): Promise<{ probed: number; changed: Probed[] }> {
    const found = await hostedToProbe(this.#world, { pools: this.#pools, archived: false, ...which })
    const changed: Probed[] = []
    const seen: number[] = []
    for (const repository of found) {
      if (this.#signal.aborted) break
      const lastModifiedAt = await readLastModified(repository.path)
      seen.push(repository.id)
      if (lastModifiedAt === repository.lastModifiedAt) continue
      if (await recordModification(this.#world, repository.id, lastModifiedAt)) changed.push(repository)
    }
    await recordLooks(this.#world, seen)
    if (changed.length > 0) {
      await evaluateHealth(
        this.#world,
        changed.map(({ id }) => id),
      )
      await this.#world.wakeups.ring('health')
    }
    return { probed: found.length, changed }
  }

  /** How much do they take? One after the other, also those that somebody else asked for. @returns how many were measured */
  measure(which: Which): Promise<number> {
    const measured = this.#measuring.then(() => this.#measure(which))
    this.#measuring = measured.catch(() => {})
    return measured
  }

  /** Resolves when nothing is being measured any more. */
  async idle(): Promise<void> {
    await this.#measuring
  }

  async #measure(which: Which): Promise<number> {
    const found = await hostedToProbe(this.#world, { pools: this.#pools, archived: true, ...which })
    let measured = 0
    for (const { id, path, name } of found) {
      if (this.#signal.aborted) break
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(patience)])
      try {
        const sizeOnDisk = await measure(path, signal)
        const hints = await readHints(path)
        await recordStorage(this.#world, id, {
          sizeOnDisk,
          quotaUsed: hints?.quotaUsed ?? null,
          reclaimable: hints?.reclaimable ?? null,
        })
        measured += 1
      } catch (error) {
        // Nobody has made it yet.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
        if (!this.#signal.aborted) this.#report(error, `hosted repository ${name} could not be measured`)
      }
    }
    if (measured > 0)
      await evaluateHealth(
        this.#world,
        found.map(({ id }) => id),
      )
    return measured
  }
}
