import { evaluateHealth } from '../domain/health/evaluate-health.ts'
import {
  hostedToProbe,
  type Probed,
  recordLooks,
  recordModification,
  recordOwnChange,
  recordStorage,
} from '../domain/hosting/hosted-probes.ts'
import type { World } from '../domain/kernel/scope.ts'
import { isLocked, measure, readHints, readLastModified } from './probe.ts'

/** No repository is measured for longer, in milliseconds (contract borgwarehouse, 6.7). */
const patience = 60_000

/** Which repositories to look at; null: all of the pools. */
export type Which = { ids: readonly number[] | null } | { names: readonly string[] }

/** How many repositories were looked at, and how many of them a client has made. */
export interface Look {
  probed: number
  made: number
}

/** Looks at hosted repositories and writes down what it finds: one measurement at a time, whoever asks. */
export class Prober {
  readonly #world: World
  readonly #pools: readonly string[]
  readonly #signal: AbortSignal
  readonly #report: (error: unknown, what: string) => void
  #measuring: Promise<unknown> = Promise.resolve()
  /** Changes that were seen while a compaction of ours ran. */
  readonly #undecided = new Map<number, Set<number>>()
  /** Measured while a client held its lock, whose files counted: they are measured again without it. */
  readonly #locked = new Set<number>()

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

  /** Were they changed? Archived ones are left out. @returns also the ids of those to measure now */
  async lookForChanges(which: Which): Promise<Look & { unmeasured: number[] }> {
    const found = await hostedToProbe(this.#world, { pools: this.#pools, archived: false, ...which })
    const changed: Probed[] = []
    const unlocked: number[] = []
    const seen: number[] = []
    let made = 0
    for (const repository of found) {
      if (this.#signal.aborted) break
      const lastModifiedAt = await readLastModified(repository.path)
      seen.push(repository.id)
      // What is not there, as on a disk that is not mounted, says nothing of when it was changed (contract borgwarehouse, 7.1).
      if (lastModifiedAt === null) continue
      made += 1
      if (this.#locked.has(repository.id) && !(await isLocked(repository.path))) unlocked.push(repository.id)
      if (lastModifiedAt === repository.lastModifiedAt || lastModifiedAt === repository.ownModifiedAt)
        continue
      if (await recordModification(this.#world, repository.id, lastModifiedAt)) changed.push(repository)
      else this.#undecidedOf(repository.id).add(lastModifiedAt)
    }
    await recordLooks(this.#world, seen)
    if (changed.length > 0) await this.#tell(changed.map(({ id }) => id))
    const unmeasured = new Set([...unlocked, ...changed.map(({ id }) => id)])
    return { probed: found.length, made, unmeasured: [...unmeasured] }
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

  /** How much do they take? One after the other, also those that somebody else asked for. */
  measure(which: Which): Promise<Look> {
    const measured = this.#measuring.then(() => this.#measure(which))
    this.#measuring = measured.catch(() => {})
    return measured
  }

  /** Resolves when nothing is being measured any more. */
  async idle(): Promise<void> {
    await this.#measuring
  }

  async #measure(which: Which): Promise<Look> {
    const found = await hostedToProbe(this.#world, { pools: this.#pools, archived: true, ...which })
    let measured = 0
    for (const { id, path, name } of found) {
      if (this.#signal.aborted) break
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(patience)])
      try {
        await this.#measureOne(id, path, signal)
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
    return { probed: found.length, made: measured }
  }

  async #measureOne(id: number, path: string, signal: AbortSignal): Promise<void> {
    let locked: boolean
    do {
      locked = await isLocked(path)
      if (locked) this.#locked.add(id)
      const sizeOnDisk = await measure(path, signal)
      const hints = await readHints(path)
      await recordStorage(this.#world, id, {
        sizeOnDisk,
        quotaUsed: hints?.quotaUsed ?? null,
        reclaimable: hints?.reclaimable ?? null,
      })
      // Given back while we measured: the size is neither that with the lock nor that without.
    } while (locked && !(await isLocked(path)))
    if (!locked) this.#locked.delete(id)
  }
}
