import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { requireVerb } from '../kernel/access.ts'
import { invalidInput, notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { evaluateHealth } from './evaluate-health.ts'
import { findHealth, type HealthView } from './health-views.ts'

/**
 * Writes how fresh a repository should be. Whether it is, is found out with the next look at it; another objective than before counts
 * from now on.
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
    .onConflict(conflict =>
      conflict
        .column('repositoryId')
        .doUpdateSet({ freshnessSeconds, status: 'UNKNOWN', since: now })
        .where('repository_health.freshnessSeconds', 'is distinct from', freshnessSeconds),
    )
    .execute()
}

/** What was out of use starts over: its time counts from now on. */
export async function restartObjective(db: Kysely<Tables>, repositoryId: number): Promise<void> {
  await db
    .updateTable('repository_health')
    .set({ status: 'UNKNOWN', since: Date.now() })
    .where('repositoryId', '=', repositoryId)
    .execute()
}

/**
 * Says how fresh a repository should be, and looks at once whether it is.
 *
 * @param freshnessSeconds null or not above zero: nothing is asked of it
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`
 */
export async function setHealthObjective(
  scope: Scope,
  repositoryId: number,
  freshnessSeconds: number | null,
): Promise<HealthView> {
  requireVerb(viewerOf(scope), repositoryId, 'administer')
  const repository = await scope.db
    .selectFrom('repository')
    .select('id')
    .where('id', '=', repositoryId)
    .where('state', '=', 'READY')
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
  if (freshnessSeconds !== null && !Number.isFinite(freshnessSeconds))
    throw invalidInput({ freshnessSeconds: 'Must be a number of seconds.' })
  await writeObjective(scope.db, repositoryId, freshnessSeconds)
  await evaluateHealth(scope, [repositoryId])
  await scope.wakeups.ring('health')
  return (await findHealth(scope, [repositoryId]))[0]!
}
