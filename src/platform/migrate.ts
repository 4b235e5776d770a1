import { setTimeout as sleep } from 'node:timers/promises'
import type { MikroORM } from '@mikro-orm/core'
import type { Migration } from '@mikro-orm/migrations'
import type { AbstractSqlDriver, SqlEntityManager } from '@mikro-orm/sql'
import { isSqlite, migrationTable, readMigrationState } from './migration-state.ts'

/**
 * A committed schema change. The list is in order; names never change once released.
 *
 * - `expand` only adds what an older version does not notice: it goes on with the newer database, and may be started again.
 * - `contract` takes something away or narrows it; a version that does not know it refuses the database from then on.
 *
 * So a change that is not an addition takes two releases: the first one adds and uses both, the second one takes away.
 */
export interface NamedMigration {
  name: string
  kind: 'expand' | 'contract'
  class: new (...arguments_: ConstructorParameters<typeof Migration>) => Migration
}

/** A table that a migration changes was in use the whole time, as by a dump. Nothing was changed. */
export class DatabaseBusyError extends Error {
  override name = 'DatabaseBusyError'
}

/** How migrations are run where the default does not fit. */
export interface MigrationOptions {
  /** Default: the committed ones for this database. */
  readonly migrations?: readonly NamedMigration[] | undefined
  /** For how long to try while others use the tables, in milliseconds. */
  readonly patience?: number | undefined
  /** Told each time that an attempt has to wait for others. */
  readonly onBusy?: (() => void) | undefined
}

type AnyOrm = { em: unknown } & Pick<MikroORM, 'config'>

/** Any number, as long as nobody else in this database uses it. */
const advisoryLock = 8787_1

/**
 * For how long one attempt may wait for a table, in milliseconds: whoever comes after it waits behind it. Less than PostgreSQL's
 * `deadlock_timeout` (1 s), so that of two that wait for each other it is never a server's transaction that is ended.
 */
const lockTimeout = 500
const longestPause = 5000
const defaultPatience = 300_000

/**
 * Brings the schema to this version, in one transaction: all of it or nothing. Processes that start at the same moment come one
 * after the other. The common start, with nothing to do, costs a few small queries.
 *
 * @returns the names of those that were applied
 * @throws NewerDatabaseError, DatabaseBusyError, and whatever a migration throws; nothing is changed then
 */
export async function applyMigrations(orm: AnyOrm, options: MigrationOptions = {}): Promise<string[]> {
  const em = (orm.em as SqlEntityManager).fork()
  const migrations = options.migrations ?? (await committedMigrations(em))
  const { pending } = await readMigrationState(em, migrations)
  if (pending.length === 0) return []
  return isSqlite(em) ? withoutForeignKeys(em, migrations) : patiently(em, migrations, options)
}

/** The migrations of this version for a database of this kind. */
export async function committedMigrations(em: SqlEntityManager): Promise<readonly NamedMigration[]> {
  const { migrations } = isSqlite(em)
    ? await import('./migrations/sqlite/index.ts')
    : await import('./migrations/postgresql/index.ts')
  return migrations
}

/**
 * Applies what is pending as a part of the caller's transaction. On PostgreSQL it waits for other processes that are at it.
 *
 * @returns the names of those that were applied
 * @throws NewerDatabaseError, and whatever a migration throws
 */
export async function migrateWithin(
  work: SqlEntityManager,
  migrations: readonly NamedMigration[],
): Promise<string[]> {
  if (!isSqlite(work)) await takeMigrationLock(work)
  const { pending } = await readMigrationState(work, migrations)
  if (pending.length === 0) return []
  if (!isSqlite(work)) await work.execute(`set local lock_timeout = ${lockTimeout}`)
  await work.execute(migrationTable(work))
  for (const { name, class: Change } of pending) {
    const change = new Change(work.getDriver() as AbstractSqlDriver, work.config)
    await change.up()
    for (const statement of change.getQueries()) await work.execute(statement as string)
    await work.execute('insert into mikro_orm_migrations (name) values (?)', [name])
  }
  await noteRequirements(work, migrations)
  return pending.map(({ name }) => name)
}

/** PostgreSQL: from now until the end of the transaction no process migrates; waits for one that does. */
export async function takeMigrationLock(work: SqlEntityManager): Promise<void> {
  // Others may be at it for long, and so may be what is to be done.
  await work.execute('set local statement_timeout = 0')
  await work.execute(`select pg_advisory_xact_lock(${advisoryLock})`)
}

/** Writes down which of the applied migrations a process must know. */
async function noteRequirements(
  work: SqlEntityManager,
  migrations: readonly NamedMigration[],
): Promise<void> {
  const { requirements } = await readMigrationState(work, migrations)
  if (requirements === null) return
  const missing = migrations.filter(({ name, kind }) => kind === 'contract' && !requirements.includes(name))
  for (const { name } of missing)
    await work.execute('insert into schema_requirement (migration) values (?)', [name])
}

/**
 * Tries again while others use the tables. A migration that simply waited for a long transaction would have everybody else wait
 * behind itself; so each attempt gives up soon and lets them pass. Only one process attempts it: the lock among those that
 * migrate is kept meanwhile.
 */
async function patiently(
  em: SqlEntityManager,
  migrations: readonly NamedMigration[],
  { patience = defaultPatience, onBusy }: MigrationOptions,
): Promise<string[]> {
  return em.transactional(async work => {
    // A large table takes its time; a process that was frozen in the middle must not stop everybody for ever.
    await work.execute('set local statement_timeout = 0')
    await work.execute("set local idle_in_transaction_session_timeout = '60s'")
    await takeMigrationLock(work as SqlEntityManager)
    const deadline = Date.now() + patience
    for (let pause = 250; ; pause = Math.min(pause * 2, longestPause)) {
      try {
        // A savepoint: going back to it frees the tables that an attempt has got already.
        return await work.transactional(attempt => migrateWithin(attempt as SqlEntityManager, migrations))
      } catch (error) {
        if ((error as { code?: string }).code !== lockNotAvailable) throw error
        if (Date.now() > deadline) throw new DatabaseBusyError(busy(patience))
        onBusy?.()
        await sleep(pause * (0.5 + Math.random()))
      }
    }
  })
}

const busy = (patience: number): string =>
  `A table that has to be changed was in use for ${Math.round(patience / 1000)} seconds, perhaps by a dump of the database. ` +
  'Nothing was changed; try again when that is over.'

/** PostgreSQL, appendix "Error Codes". */
const lockNotAvailable = '55P03'

/**
 * SQLite rebuilds tables to alter them; with foreign keys on, dropping the old table would delete its children. The pragma
 * does nothing inside a transaction, so it is set around it.
 */
async function withoutForeignKeys(
  em: SqlEntityManager,
  migrations: readonly NamedMigration[],
): Promise<string[]> {
  await em.execute('pragma foreign_keys = off')
  try {
    return await em.transactional(async work => {
      const applied = await migrateWithin(work as SqlEntityManager, migrations)
      const broken = await work.execute('pragma foreign_key_check')
      if (broken.length > 0) throw new Error(`A migration left ${broken.length} broken references.`)
      return applied
    })
  } finally {
    await em.execute('pragma foreign_keys = on')
  }
}
