import { existsSync } from 'node:fs'
import type { Config } from './config.ts'
import { DomainError } from './domain/kernel/errors.ts'
import type { World } from './domain/kernel/scope.ts'
import { sqliteFile, useDatabase } from './platform/database.ts'
import { postgresqlWakeups } from './platform/postgresql-wakeups.ts'

/** What a person can mend who called a program that changes accounts. */
export class AccountError extends Error {
  override name = 'AccountError'
}

/**
 * Changes accounts beside a running server, or without one. The data directory's lock is the server's and is not taken: SQLite itself
 * orders who writes. A running server notices within a second, because it looks whether others have written
 * (`app-loops.ts`); on PostgreSQL it is told.
 *
 * @throws AccountError when there is no such user or no database; errors of `useDatabase`
 */
export async function changeAccounts<Result>(
  { databaseUrl, dataDir }: Config,
  username: string,
  change: (world: Pick<World, 'db'>) => Promise<Result>,
): Promise<Result> {
  if (!databaseUrl && !existsSync(sqliteFile(dataDir)))
    throw new AccountError(
      `There is no database in ${dataDir}: set DATA_DIR or DATABASE_URL as for the server.`,
    )
  await using database = await useDatabase(databaseUrl ? { databaseUrl } : { dataDir })
  const result = await change(database).catch(error => {
    if (!(error instanceof DomainError)) throw error
    throw new AccountError(
      error.code === 'NOT_FOUND' ? `There is no user called ${JSON.stringify(username)}.` : error.message,
    )
  })
  if (databaseUrl) await tell(databaseUrl)
  return result
}

/** A bell that cannot be rung costs servers the time until they look by themselves. */
async function tell(databaseUrl: string): Promise<void> {
  const wakeups = await postgresqlWakeups(databaseUrl, () => {})
  await wakeups.ring('access')
  await wakeups.close()
}

/** For `Program.explain`. */
export const explainAccountError = (error: unknown): string | null =>
  error instanceof AccountError ? error.message : null
