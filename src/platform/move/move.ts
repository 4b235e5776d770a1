import type { SqlEntityManager } from '@mikro-orm/sql'
import Database from 'better-sqlite3'
import { openPostgresql, openSqlite } from '../database.ts'
import { committedMigrations, migrateWithin, takeMigrationLock } from '../migrate.ts'
import { movedAway, readMigrationState } from '../migration-state.ts'
import type { Digest } from './rows.ts'
import { openSource, type Source } from './source.ts'
import { type TableShape, tableShapes } from './table-shapes.ts'
import { type Target, targetOf } from './target.ts'

/** Why nothing was moved. The target is as it was. */
export class MoveError extends Error {
  override name = 'MoveError'
}

/** The connection broke while the transaction was committed: PostgreSQL may have done it, or not. */
export class UncertainMoveError extends Error {
  override name = 'UncertainMoveError'
}

/** A table that was moved. */
export interface MovedTable extends Digest {
  readonly name: string
}

/** What is moved where. */
export interface Move {
  /** The SQLite file; nobody else may use it. */
  readonly file: string
  readonly databaseUrl: string
  /** Do everything, and then take it back. */
  readonly isDryRun: boolean
  /** Told of each table that is over there and the same. */
  readonly onTable: (table: MovedTable) => void
}

/** Of many mistakes so many are told. */
const mistakesShown = 20

/**
 * Copies all tables in one transaction, and commits when the rows of every table are the same on both sides: as many, with the same
 * SHA-256. Afterwards the SQLite file says that it was left, so that no server goes on with it.
 *
 * @throws MoveError, NewerDatabaseError, MovedDatabaseError, or an error of PostgreSQL: nothing was moved then; UncertainMoveError
 */
export async function moveToPostgresql({ file, databaseUrl, isDryRun, onTable }: Move): Promise<void> {
  await requireThisVersion(file)
  const orm = await openPostgresql(databaseUrl)
  const em = orm.em.fork() as SqlEntityManager
  try {
    using source = openSource(file)
    const tables = tableShapes(orm.getMetadata().getAll().values())
    await em.begin()
    try {
      await fill(em, source, tables, onTable)
    } catch (error) {
      // A connection that is gone has taken its transaction with it.
      await em.rollback().catch(() => {})
      throw error
    }
    if (isDryRun) return await em.rollback()
    await confirm(em)
  } finally {
    await orm.close()
  }
  leave(file)
}

/** @throws UncertainMoveError */
async function confirm(em: SqlEntityManager): Promise<void> {
  try {
    await em.commit()
  } catch (cause) {
    throw new UncertainMoveError(
      'The connection broke while the move was being confirmed. If the PostgreSQL database has tables, everything is there: start ' +
        'with DATABASE_URL. If it has none, nothing was moved: try again.',
      { cause },
    )
  }
}

/** @throws MoveError when the file holds less or more than the tables of this version */
async function requireThisVersion(file: string): Promise<void> {
  const orm = await openSqlite(file)
  try {
    const em = orm.em.fork() as unknown as SqlEntityManager
    const { pending, newer } = await readMigrationState(em, await committedMigrations(em))
    if (pending.length > 0)
      throw new MoveError('The SQLite database is of an older version. Run `npm run migrate` first.')
    if (newer.length > 0)
      throw new MoveError(
        `A newer version has added something to the SQLite database (${newer.join(', ')}). Move with that version.`,
      )
  } finally {
    await orm.close()
  }
}

async function fill(
  work: SqlEntityManager,
  source: Source,
  tables: readonly TableShape[],
  onTable: Move['onTable'],
): Promise<void> {
  for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
    await work.execute(`set local ${name} = 0`)
  const target = targetOf(work)
  await takeMigrationLock(work)
  await requireEmpty(target)
  const wanted = survey(source, tables)
  await migrateWithin(work, await committedMigrations(work))
  for (const table of tables.toReversed()) await target.empty(table)
  for (const [table, { rows, sha256 }] of wanted) {
    await copy(source, target, table)
    const got = await target.digest(table)
    if (got.rows !== rows || got.sha256 !== sha256)
      throw new MoveError(
        `${table.name} is not the same on both sides: ${rows} rows, ${sha256}; ${got.rows} rows, ${got.sha256}.`,
      )
    onTable({ name: table.name, rows, sha256 })
  }
}

async function requireEmpty(target: Target): Promise<void> {
  const [contents, encoding] = [await target.contents(), await target.encoding()]
  if (contents.length > 0)
    throw new MoveError(
      `The PostgreSQL database is not empty (${contents.slice(0, 5).join(', ')}${contents.length > 5 ? ', …' : ''}). Make a new one: nothing is ever overwritten.`,
    )
  if (encoding !== 'UTF8')
    throw new MoveError(`The encoding of the PostgreSQL database is ${encoding}, and must be UTF8.`)
}

/** What is to be moved, by table. @throws MoveError with everything that PostgreSQL cannot hold */
function survey(source: Source, tables: readonly TableShape[]): Map<TableShape, Digest> {
  const mistakes: string[] = []
  let count = 0
  const object = (mistake: string) => {
    count += 1
    if (mistakes.length < mistakesShown) mistakes.push(`  - ${mistake}`)
  }
  source.surveyAll(tables, object)
  const wanted = new Map(tables.map(table => [table, source.survey(table, object)]))
  if (count > mistakes.length) mistakes.push(`  … and ${count - mistakes.length} more.`)
  if (count > 0) throw new MoveError(['PostgreSQL cannot hold everything as it is:', ...mistakes].join('\n'))
  return wanted
}

async function copy(source: Source, target: Target, table: TableShape): Promise<void> {
  try {
    await target.insert(table, source.rows(table))
    if (table.serial) await target.continueAfter(table, source.lastNumber(table))
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    // Classes 22, 23 and 54: a value, a rule or a limit.
    if (!/^(22|23|54)/.test(String(code))) throw error
    throw new MoveError(`PostgreSQL refused rows of ${table.name}: ${message}`, { cause: error })
  }
}

/** Has every server refuse the file from now on. */
function leave(file: string): void {
  const database = new Database(file)
  try {
    database.prepare('insert into schema_requirement (migration) values (?)').run(movedAway)
  } finally {
    database.close()
  }
}
