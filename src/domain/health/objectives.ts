import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'

/**
 * Writes how fresh a repository should be. Whether it is, is found out with the next look at it.
 *
 * @param freshnessSeconds null or not above zero: nothing is asked of it
 */
export async function writeObjective(
  db: Kysely<Tables>,
  repositoryId: number,
  freshnessSeconds: number | null,
  now = Date.now(),
): Promise<void> {
  await db
    .insertInto('repository_health')
    .values({ repositoryId, freshnessSeconds, status: 'UNKNOWN', since: now, lastAlertAt: now })
    .onConflict(conflict => conflict.column('repositoryId').doUpdateSet({ freshnessSeconds }))
    .execute()
}
