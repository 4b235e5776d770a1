import Database from 'better-sqlite3'
import { Kysely, PostgresDialect, type RawBuilder, SqliteDialect, sql } from 'kysely'
import pg from 'pg'
import type { Tables } from '../../src/entities/index.ts'
import { type DatabaseLocation, sqliteFile } from '../../src/platform/database.ts'

/** The tables of a server, beside it: for filling them and for looking at what it wrote. */
export type TablesBeside = Kysely<Tables> & AsyncDisposable

/** Opens the tables that a server has made. */
export function openBeside(location: DatabaseLocation): TablesBeside {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  const dialect =
    'databaseUrl' in location
      ? new PostgresDialect({ pool: new pg.Pool({ connectionString: location.databaseUrl, max: 1 }) })
      : new SqliteDialect({ database: new Database(sqliteFile(location.dataDir), { timeout: 10_000 }) })
  const db = new Kysely<Tables>({ dialect })
  return Object.assign(db, { [Symbol.asyncDispose]: () => db.destroy() })
}

/**
 * Copies rows onto the end of their table until there are `wanted`, doubling them: real ones would take too long. Ids must
 * be without gaps.
 *
 * @param changes what is different in a copy, by column; `before` is how many rows there were
 */
export async function multiply(
  db: Kysely<Tables>,
  table: 'repository' | 'job' | 'archive',
  wanted: number,
  changes: (before: number) => Record<string, RawBuilder<unknown>>,
): Promise<void> {
  const [one] = await db.selectFrom(table).selectAll().limit(1).execute()
  const columns = Object.keys(one!).filter(name => name !== 'id')
  for (;;) {
    const before = await countOf(db, table)
    if (before >= wanted) return
    const change = changes(before)
    const values = columns.map(name => change[name] ?? sql.ref(name))
    await sql`insert into ${sql.table(table)} (${sql.join(columns.map(name => sql.ref(name)))})
      select ${sql.join(values)} from ${sql.table(table)} where id <= ${wanted - before} order by id`.execute(
      db,
    )
  }
}

/** How many rows a table has. */
export async function countOf(db: Kysely<Tables>, table: keyof Tables): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db)
  return Number(rows[0]!.count)
}
