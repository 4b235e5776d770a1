import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { Scope } from '../scope.ts'

export type HealthRow = Selectable<Tables['repository_health']>

/** Of many repositories at once, in the order asked for; null where nothing was ever asked of one. */
export async function findHealth(scope: Scope, ids: readonly number[]): Promise<(HealthRow | null)[]> {
  const rows = await scope.db
    .selectFrom('repository_health')
    .selectAll()
    .where('repositoryId', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map(row => [row.repositoryId, row]))
  return ids.map(id => byId.get(id) ?? null)
}
