import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'

export type HealthRow = Selectable<Tables['repository_health']>
export type HealthStatus = HealthRow['status']

/** What is asked of a repository, and how it was found last. */
export type Objective = Pick<HealthRow, 'status' | 'since' | 'freshnessSeconds'>

/** Is anything asked at all? */
export const hasObjective = ({ freshnessSeconds }: Pick<Objective, 'freshnessSeconds'>): boolean =>
  freshnessSeconds !== null && freshnessSeconds > 0

/**
 * How a repository is now: fresh, late, or not to be said. One that has never succeeded, or not since its objective was set, is late
 * when as much time has passed since then: it is `UNKNOWN` exactly from then on (`since`).
 *
 * @param lastSuccessAt unix milliseconds; null: never
 * @param now unix milliseconds
 */
export function statusAt(objective: Objective, lastSuccessAt: number | null, now: number): HealthStatus {
  if (!hasObjective(objective)) return 'UNKNOWN'
  const allowed = objective.freshnessSeconds! * 1000
  if (lastSuccessAt !== null && now - lastSuccessAt <= allowed) return 'HEALTHY'
  return objective.status === 'UNKNOWN' && now - objective.since <= allowed ? 'UNKNOWN' : 'STALE'
}

/** The last instant that ECMAScript can write down. */
const lastInstant = 8.64e15

/** When a repository becomes late if nothing happens, or when it became so; null when nothing is asked of it, or never. */
export function staleAt(objective: Objective, lastSuccessAt: number | null): number | null {
  if (!hasObjective(objective)) return null
  if (objective.status === 'STALE') return objective.since
  const start =
    objective.status === 'UNKNOWN'
      ? Math.max(objective.since, lastSuccessAt ?? 0)
      : (lastSuccessAt ?? objective.since)
  const at = start + objective.freshnessSeconds! * 1000
  return at <= lastInstant ? Math.ceil(at) : null
}
