import { sql } from 'kysely'
import type { World } from '../kernel/scope.ts'

/** A reservation is renewed this often, in milliseconds. */
const renewal = 3000

/** One that was not renewed for so long is nobody's, in milliseconds, by the clock of the database. */
export const longestSilence = 30_000

/**
 * Does what a repository is reserved for: it is in state `CREATING`, so that nobody else takes its name and path. Says all the while
 * that somebody is at it.
 */
export async function whileReserved<Result>(
  { db, now }: World,
  id: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const renew = () =>
    db
      .updateTable('repository')
      .set({ updatedAt: now() })
      .where('id', '=', id)
      .where('state', '=', 'CREATING')
      .execute()
  await renew()
  // Whoever cannot be reached now may be the next time.
  const renewing = setInterval(() => renew().catch(() => {}), renewal)
  try {
    return await work()
  } finally {
    clearInterval(renewing)
  }
}

/**
 * Gives up names and paths that a server reserved and then died: whoever asked for that repository got no answer. So does
 * what a server was about to destroy.
 *
 * @param silence milliseconds; those that were renewed since may still be somebody's
 */
export async function removeUnfinished({ db, now }: World, silence = longestSilence): Promise<void> {
  await db
    .deleteFrom('repository')
    .where('state', '=', 'CREATING')
    // Hosted ones have lines and files, which the hosting worker removes first.
    .where('kind', '=', 'MANAGED')
    .where('updatedAt', '<=', sql<number>`${now()} - ${silence}`)
    .execute()
}
