import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'

/**
 * Orders everything in transactions that makes or ends sessions of one user: none is refreshed from a session that ends at the same
 * moment.
 */
export async function orderSessionChanges(db: Kysely<Tables>, userId: number): Promise<void> {
  await db
    .updateTable('user_account')
    .set(({ ref }) => ({ role: ref('role') }))
    .where('id', '=', userId)
    .execute()
}

/**
 * Ends sessions of a user, in a transaction. Who listens on `access` has to be told afterwards.
 *
 * @param except the session that stays; null: none does
 * @returns how many ended
 */
export async function endSessions(
  db: Kysely<Tables>,
  userId: number,
  except: string | null,
): Promise<number> {
  await orderSessionChanges(db, userId)
  let gone = db.deleteFrom('session').where('userId', '=', userId)
  if (except !== null) gone = gone.where('id', '<>', except)
  return Number((await gone.executeTakeFirst()).numDeletedRows)
}
