import Database from 'better-sqlite3'
import { type CompiledQuery, Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { type Scope, systemViewer } from '../../src/domain/scope.ts'
import { CurrentSettings } from '../../src/domain/settings.ts'
import type { Tables } from '../../src/entities/index.ts'
import { type DatabaseLocation, openDatabase, sqliteFile } from '../../src/platform/database.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'

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
  const { now, close } = await openDatabase(location)
  await close()
  let statements: CompiledQuery[] = []
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  const db = new Kysely<Tables>({
    dialect:
      'databaseUrl' in location
        ? new PostgresDialect({ pool: new pg.Pool({ connectionString: location.databaseUrl, max: 1 }) })
        : new SqliteDialect({ database: new Database(sqliteFile(location.dataDir)) }),
    log: ({ level, query }) => {
      if (level === 'query') statements.push(query)
    },
  })
  const wakeups = embeddedWakeups()
  const settings = new CurrentSettings(db, wakeups)
  const alerts = { checkSeconds: 60, repeatHours: 25, storagePercent: 90, hasMail: false }
  // What is left out is not asked for by anything that is measured here.
  const scope = { db, now, wakeups, settings, alerts, viewer: systemViewer } as unknown as Scope
  return {
    scope,
    db,
    isSqlite: !('databaseUrl' in location),
    takeStatements() {
      const taken = statements
      statements = []
      return taken
    },
    async [Symbol.asyncDispose]() {
      settings[Symbol.dispose]()
      await db.destroy()
    },
  }
}
