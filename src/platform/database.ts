import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EntityCaseNamingStrategy, MikroORM } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Pool } from 'pg'
import { DatabaseDamagedError, outageOf } from '../domain/kernel/outages.ts'
import { entities, type Tables } from '../entities/index.ts'
import { DatabaseFile, noteDatabase, requireKnownDatabase } from './database-file.ts'
import { applyMigrations, committedMigrations, type MigrationOptions } from './migrate.ts'
import { readMigrationState } from './migration-state.ts'

/** The database behind everything: `em` for units of work, `db` for hot reads and for the log. */
export interface Database {
  readonly isSqlite: boolean
  readonly em: SqlEntityManager
  readonly db: Kysely<Tables>
  /** See `World.now`. */
  now(): RawBuilder<number>
  close(): Promise<void>
}

/** Where the tables live: a file below the data directory, or a PostgreSQL server. */
export type DatabaseLocation = { dataDir: string } | PostgresqlLocation

export interface PostgresqlLocation {
  databaseUrl: string
  /** The most connections to it at once; 10 unless told otherwise. */
  connections?: number
}

/** The file with the tables. */
export const sqliteFile = (dataDir: string): string => join(dataDir, 'vinculum.db')

const common = {
  entities: [...entities],
  // Columns are spelled like properties, so rows need no renaming on the way through kysely.
  namingStrategy: EntityCaseNamingStrategy,
  allowGlobalContext: false,
  // The migrator would print each step; errors are thrown anyway.
  logger: () => {},
}

/** How a database is opened where the default does not fit. */
export interface OpenOptions extends MigrationOptions {
  /** Told once when the file of an SQLite database was taken away or is damaged, with what to do. */
  readonly onTrouble?: ((trouble: string) => void) | undefined
}

/**
 * Opens the database and brings it to this version's schema.
 *
 * @throws NewerDatabaseError, DatabaseBusyError, DatabaseMissingError, DatabaseDamagedError (nothing is changed then), and Error when it
 *   cannot be reached
 */
export async function openDatabase(location: DatabaseLocation, options: OpenOptions = {}): Promise<Database> {
  const file = 'dataDir' in location ? sqliteFile(location.dataDir) : null
  if (file) requireKnownDatabase(file)
  const orm = await openTables(location, options.onTrouble)
  try {
    await applyMigrations(orm, options)
    if (file) noteDatabase(file)
  } catch (error) {
    await orm.close()
    throw file && outageOf(error) === 'DATABASE_DAMAGED' ? damagedAtStart(file, error as Error) : error
  }
  return databaseOf(orm, location)
}

const damagedAtStart = (file: string, cause: Error) =>
  new DatabaseDamagedError(
    `The database ${file} is damaged. Put back a backup of it, without -wal and -shm, and start again.`,
    { cause },
  )

/** The database has not the schema of this version yet. */
export class OlderDatabaseError extends Error {
  override name = 'OlderDatabaseError'
}

/**
 * Opens the database as it is, beside those who use it.
 *
 * @throws OlderDatabaseError, NewerDatabaseError, MovedDatabaseError, and Error when it cannot be reached
 */
export async function useDatabase(location: DatabaseLocation): Promise<Database & AsyncDisposable> {
  const orm = await openTables(location)
  try {
    const em = orm.em.fork() as SqlEntityManager
    const { pending } = await readMigrationState(em, await committedMigrations(em))
    if (pending.length > 0)
      throw new OlderDatabaseError('The database is of an older version. Run `npm run migrate` first.')
  } catch (error) {
    await orm.close()
    throw error
  }
  return { ...databaseOf(orm, location), [Symbol.asyncDispose]: () => orm.close() }
}

function databaseOf(orm: Awaited<ReturnType<typeof openTables>>, location: DatabaseLocation): Database {
  const em = orm.em as SqlEntityManager
  return {
    isSqlite: 'dataDir' in location,
    now: 'dataDir' in location ? ownClock : serverClock,
    em,
    db: em.fork().getKysely<Tables>() as unknown as Kysely<Tables>,
    close: () => orm.close(),
  }
}

/** Which database that is, for people: without the user and the password. */
export function describeLocation(location: DatabaseLocation): string {
  if ('dataDir' in location) return `SQLite, ${sqliteFile(location.dataDir)}`
  const { host, pathname } = new URL(location.databaseUrl)
  return `PostgreSQL, database ${decodeURIComponent(pathname.slice(1))} on ${host}`
}

/** Opens the tables as they are. */
export const openTables = (location: DatabaseLocation, onTrouble?: (trouble: string) => void) =>
  'databaseUrl' in location
    ? openPostgresql(location.databaseUrl, location.connections)
    : openSqlite(sqliteFile(location.dataDir), onTrouble)

/** SQLite runs in this process and has no other clock. */
const ownClock = () => sql<number>`${Date.now()}`
/** When the statement began. */
const serverClock = () => sql<number>`(extract(epoch from statement_timestamp()) * 1000)::bigint`

/**
 * After repositories were written with ids of their own: makes PostgreSQL's next one larger than all there are. SQLite sees to that
 * itself.
 */
export async function skipUsedRepositoryIds(
  { isSqlite }: Pick<Database, 'isSqlite'>,
  db: Kysely<Tables>,
): Promise<void> {
  if (isSqlite) return
  const sequence = sql`pg_get_serial_sequence('repository', 'id')`
  await sql`select setval(${sequence}, greatest(nextval(${sequence}), (select max("id") from "repository")))`.execute(
    db,
  )
}

/** Opens a MikroORM on an SQLite file. Its constructor, and not its `init`, which would look for extensions: a third of a start. */
export async function openSqlite(path: string, onTrouble?: (trouble: string) => void) {
  const { sqliteDriver } = await import('./sqlite.ts')
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  return new MikroORM({ ...common, dbName: path, driver: sqliteDriver(new DatabaseFile(path, onTrouble)) })
}

/** Opens a MikroORM on PostgreSQL; 64-bit integers arrive as numbers (all of ours stay below 2^53). */
export async function openPostgresql(databaseUrl: string, connections = 10) {
  const [{ default: pg }, { LeasingPostgresqlDriver }, ours] = await Promise.all([
    import('pg'),
    import('./postgresql.ts'),
    import('./postgresql-connections.ts'),
  ])
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  return new MikroORM({
    ...common,
    driver: LeasingPostgresqlDriver,
    clientUrl: databaseUrl,
    // A mistyped name is a mistake, and no wish for another database.
    ensureDatabase: false,
    pool: { max: connections },
    driverOptions: {
      // MikroORM reads host, user and name out of the URL, and would leave out `sslmode` and all other parameters.
      connectionString: databaseUrl,
      ...ours.connectionOptions,
      statement_timeout: ours.statementTimeout,
      onPoolCreated: (pool: Pool) => ours.watchPool(pool, databaseUrl),
    },
  })
}
