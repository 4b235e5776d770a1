import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { hashSecret } from '../kernel/hash-secret.ts'
import type { World } from '../kernel/scope.ts'

/**
 * Allowances: so many uses of something within a window of time that begins with the first. They are counted in the
 * database, so that whoever is refused by one server is refused by all, and after a restart, too.
 */
export interface Spent {
  used: number
  /** Until the whole allowance is there again, in milliseconds. */
  rest: number
}

const spentOf = ({ used, until }: Pick<Selectable<Tables['allowance']>, 'used' | 'until'>, now: number) => ({
  used,
  rest: until - now,
})

/** What was used up under this key; null: nothing. */
export async function lookAtAllowance({ db }: Pick<World, 'db'>, key: string): Promise<Spent | null> {
  const now = Date.now()
  const row = await db
    .selectFrom('allowance')
    .select(['used', 'until'])
    .where('keyHash', '=', hashSecret(key))
    .where('until', '>', now)
    .executeTakeFirst()
  return row ? spentOf(row, now) : null
}

/**
 * Uses one, whether there is any left or not. Of many at once, each gets another number.
 *
 * @param window milliseconds
 */
export async function spendAllowance({ db }: Pick<World, 'db'>, key: string, window: number): Promise<Spent> {
  const now = Date.now()
  const row = await db
    .insertInto('allowance')
    .values({ keyHash: hashSecret(key), used: 1, until: now + window })
    .onConflict(conflict =>
      conflict.column('keyHash').doUpdateSet(({ eb, ref }) => {
        const over = eb('allowance.until', '<=', now)
        return {
          used: eb
            .case()
            .when(over)
            .then(1)
            .else(eb('allowance.used', '+', 1))
            .end(),
          until: eb.case().when(over).then(ref('excluded.until')).else(ref('allowance.until')).end(),
        }
      }),
    )
    .returning(['used', 'until'])
    .executeTakeFirstOrThrow()
  return spentOf(row, now)
}

/**
 * Keeps a mark under this key from now on: what {@link lookAtAllowance} finds until `window` milliseconds have passed.
 */
export async function extendAllowance({ db }: Pick<World, 'db'>, key: string, window: number): Promise<void> {
  const until = Date.now() + window
  await db
    .insertInto('allowance')
    .values({ keyHash: hashSecret(key), used: 1, until })
    .onConflict(conflict => conflict.column('keyHash').doUpdateSet({ until }))
    .execute()
}

/** Gives back what was used, unless it was `most` or more: that is only over when its time is. */
export async function restoreAllowance({ db }: Pick<World, 'db'>, key: string, most: number): Promise<void> {
  await db.deleteFrom('allowance').where('keyHash', '=', hashSecret(key)).where('used', '<', most).execute()
}

/** Gives all of it back, however much was used. */
export async function forgetAllowance({ db }: Pick<World, 'db'>, key: string): Promise<void> {
  await db.deleteFrom('allowance').where('keyHash', '=', hashSecret(key)).execute()
}

/** Removes what does not count any more. */
export async function removeOldAllowances({ db }: Pick<World, 'db'>): Promise<void> {
  await db.deleteFrom('allowance').where('until', '<=', Date.now()).execute()
}
