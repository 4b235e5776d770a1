import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { conflict } from '../kernel/errors.ts'

/** The row that requests for one more backup take turns at. */
const turnstile = 'admission'

/**
 * Refuses one more backup by hand when as many as `limit` are queued or running (contract borg-ui, 3.7).
 * Part of the caller's transaction, which others that ask wait for: of two at once for the last place, one gets it.
 *
 * @throws DomainError `CONFLICT` `TOO_MANY_BACKUPS` with `limit` and `active` in `params`
 */
export async function requireManualPlace(db: Kysely<Tables>, limit: number): Promise<void> {
  const now = Date.now()
  await db
    .insertInto('setting')
    .values({ name: turnstile, value: 'null', updatedAt: now })
    .onConflict(row => row.column('name').doUpdateSet({ updatedAt: now }))
    .execute()
  const { count } = await db
    .selectFrom('job')
    .select(expression => expression.fn.countAll<number | string>().as('count'))
    .where('kind', '=', 'BACKUP')
    .where('scheduleId', 'is', null)
    .where('trigger', '!=', 'SCHEDULE')
    .where('status', 'in', ['PENDING', 'RUNNING'])
    .executeTakeFirstOrThrow()
  const active = Number(count)
  if (active >= limit)
    throw conflict(
      'TOO_MANY_BACKUPS',
      `${active} backups are queued or running, and at most ${limit} may be at once.`,
      { limit, active },
    )
}
