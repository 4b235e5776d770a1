import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { EntityCaseNamingStrategy } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import type { Database as BetterSqlite, Statement } from 'better-sqlite3'
import { CompiledQuery, type DatabaseConnection, type Kysely, type RawBuilder, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { entities, type Tables } from '../entities/index.ts'
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

/**
 * Opens the database and brings it to this version's schema.
 *
 * @throws NewerDatabaseError, DatabaseBusyError (nothing is changed then), and Error when it cannot be reached
 */
export async function openDatabase(
  location: DatabaseLocation,
  options?: MigrationOptions,
): Promise<Database> {
  const orm = await openTables(location)
  try {
    await applyMigrations(orm, options)
  } catch (error) {
    await orm.close()
    throw error
  }
  return databaseOf(orm, location)
}

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
  const isSqlite = !('databaseUrl' in location)
  return {
    isSqlite,
    now: isSqlite ? ownClock : serverClock,
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
export const openTables = (location: DatabaseLocation) =>
  'databaseUrl' in location
    ? openPostgresql(location.databaseUrl, location.connections)
    : openSqlite(sqliteFile(location.dataDir))

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

/** Opens a MikroORM on an SQLite file: WAL, one connection, prepared statements kept. */
export async function openSqlite(file: string) {
  const { MikroORM } = await import('@mikro-orm/sqlite')
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  const orm = await MikroORM.init({
    ...common,
    dbName: file,
    // Not `FULL`: in WAL mode `NORMAL` survives a killed process; only a power cut may lose the last commits,
    // and those lines are read again from the spool.
    onCreateConnection: async connection => {
      for (const pragma of [
        'journal_mode = WAL',
        'synchronous = NORMAL',
        'busy_timeout = 5000',
        'temp_store = MEMORY',
        'cache_size = -16000',
      ])
        await (connection as DatabaseConnection).executeQuery(CompiledQuery.raw(`pragma ${pragma}`))
    },
  })
  keepStatements(await orm.em.getConnection().getNativeClient())
  return orm
}

/** Opens a MikroORM on PostgreSQL; 64-bit integers arrive as numbers (all of ours stay below 2^53). */
export async function openPostgresql(databaseUrl: string, connections = 10) {
  const [{ MikroORM }, { default: pg }, { connectionOptions, statementTimeout, watchPool }] =
    await Promise.all([import('@mikro-orm/postgresql'), import('pg'), import('./postgresql-connections.ts')])
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  return MikroORM.init({
    ...common,
    clientUrl: databaseUrl,
    // A mistyped name is a mistake, and no wish for another database.
    ensureDatabase: false,
    pool: { max: connections },
    driverOptions: {
      // MikroORM reads host, user and name out of the URL, and would leave out `sslmode` and all other parameters.
      connectionString: databaseUrl,
      ...connectionOptions,
      statement_timeout: statementTimeout,
      onPoolCreated: (pool: Pool) => watchPool(pool, databaseUrl),
    },
  })
}

/** kysely prepares every statement anew; keeping them halves the cost of a small read. */
function keepStatements(native: BetterSqlite): void {
  const prepare = native.prepare.bind(native)
  const statements = new LRUCache<string, Statement>({ max: 300 })
  native.prepare = ((sql: string) => {
    const known = statements.get(sql)
    // A statement that is being iterated cannot be run a second time.
    if (known && !known.busy) return known
    const made = prepare(sql)
    statements.set(sql, made)
    return made
  }) as typeof native.prepare
}
