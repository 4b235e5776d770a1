import Database from 'better-sqlite3'
import { type CompiledQuery, Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { type Scope, systemViewer } from '../../src/domain/kernel/scope.ts'
import type { Tables } from '../../src/entities/index.ts'
import { type DatabaseLocation, openDatabase, sqliteFile } from '../../src/platform/database.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'
import { makeWorld } from '../../test/support/world.ts'

/** The domain on a database of its own, without a server: it is the database that is measured. */
export interface Subject extends AsyncDisposable {
  /** Sees everything. */
  readonly scope: Scope
  readonly db: Kysely<Tables>
  readonly isSqlite: boolean
  /** The statements since it was last asked. */
  takeStatements(): CompiledQuery[]
}

/** Makes the tables and opens them, by one connection whose statements are noted. */
export async function openSubject(location: DatabaseLocation): Promise<Subject> {
  const database = await openDatabase(location)
  let statements: CompiledQuery[] = []
  const db = new Kysely<Tables>({
    dialect:
      'databaseUrl' in location
        ? new PostgresDialect({ pool: new pg.Pool({ connectionString: location.databaseUrl, max: 1 }) })
        : new SqliteDialect({ database: new Database(sqliteFile(location.dataDir)) }),
    log: ({ level, query }) => {
      if (level === 'query') statements.push(query)
    },
  })
  const world = makeWorld({ ...database, db }, embeddedWakeups(), '/nowhere')
  return {
    scope: { ...world, viewer: systemViewer },
    db,
    isSqlite: database.isSqlite,
    takeStatements() {
      const taken = statements
      statements = []
      return taken
    },
    async [Symbol.asyncDispose]() {
      world.settings[Symbol.dispose]()
      await db.destroy()
      await database.close()
    },
  }
}
