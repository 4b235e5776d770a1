import { evaluateHealth } from '../domain/health/evaluate-health.ts'
import {
  hostedToProbe,
  type Probed,
  recordLooks,
  recordModification,
  recordOwnChange,
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
  /** Changes that were seen while a compaction of ours ran. */
  readonly #undecided = new Map<number, Set<number>>()

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
      // What is not there, as on a disk that is not mounted, says nothing of when it was changed (contract borgwarehouse, 7.1).
      if (lastModifiedAt === null) continue
      if (lastModifiedAt === repository.lastModifiedAt || lastModifiedAt === repository.ownModifiedAt)
        continue
      if (await recordModification(this.#world, repository.id, lastModifiedAt)) changed.push(repository)
      else this.#undecidedOf(repository.id).add(lastModifiedAt)
    }
    await recordLooks(this.#world, seen)
    if (changed.length > 0) await this.#tell(changed.map(({ id }) => id))
    return { probed: found.length, changed }
  }

  /**
   * Now that Borg has ended a compaction of ours, everything else that was seen meanwhile was done by clients, before it had its turn.
   *
   * @param endedAt when it ended well, in unix milliseconds; null when it changed nothing
   */
  async settleCompaction(id: number, path: string, endedAt: number | null): Promise<void> {
    const now = await readLastModified(path)
    const own = now !== null && endedAt !== null && now <= endedAt ? now : null
    if (own !== null) await recordOwnChange(this.#world, id, own)
    const byClients = [...this.#undecidedOf(id), now ?? 0].filter(at => at !== own)
    this.#undecided.delete(id)
    const newest = Math.max(0, ...byClients)
    if (newest > 0 && (await recordModification(this.#world, id, newest, true))) await this.#tell([id])
  }

  async #tell(ids: readonly number[]): Promise<void> {
    await evaluateHealth(this.#world, ids)
    await this.#world.wakeups.ring('health')
  }

  #undecidedOf(id: number): Set<number> {
    const known = this.#undecided.get(id) ?? new Set()
    this.#undecided.set(id, known)
    return known
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
