import Database from 'better-sqlite3'
import { createDigest, type Digest, nameOf, objectionTo, type Row } from './rows.ts'
import type { ColumnShape, TableShape } from './table-shapes.ts'

/** An SQLite database that is only read. */
export interface Source extends Disposable {
  /** All rows of a table in the order of their keys, one at a time. */
  rows(table: TableShape): IterableIterator<Row>
  /** The highest number that the table ever gave to a row. */
  lastNumber(table: TableShape): bigint
  /** Counts and adds up a table, and tells of each value that PostgreSQL cannot hold. */
  survey(table: TableShape, object: (mistake: string) => void): Digest
  /** Tells what no table by itself shows: rows that others refer to and that are not there, and tables that nobody knows. */
  surveyAll(tables: readonly TableShape[], object: (mistake: string) => void): void
}

/** Tables that are not the application's. */
const ownTables = /^(mikro_orm_migrations|sqlite_.*)$/

/** Opens the file; nothing is ever written to it. */
export function openSource(file: string): Source {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  database.defaultSafeIntegers()
  const source: Source = {
    rows({ name, columns, key }) {
      const selected = columns.map(expressionOf).join(', ')
      const order = key.map(part => `"${part}"`).join(', ')
      return database.prepare<[], Row>(`select ${selected} from "${name}" order by ${order}`).raw().iterate()
    },
    lastNumber({ name, serial }) {
      const query = `select max(coalesce((select seq from sqlite_sequence where name = ?), 0), coalesce((select max("${serial}") from "${name}"), 0))`
      return database.prepare<[string], bigint>(query).pluck().get(name)!
    },
    survey(table, object) {
      const digest = createDigest()
      for (const row of source.rows(table)) {
        digest.add(row)
        for (const [index, column] of table.columns.entries()) {
          const objection = objectionTo(column, row[index]!)
          if (objection) object(`${nameOf(table, row)}: ${column.name} ${objection}`)
        }
      }
      return digest.read()
    },
    surveyAll(tables, object) {
      const broken = database.prepare<[], [string, bigint, string]>('pragma foreign_key_check').raw()
      for (const [table, row, parent] of broken.iterate())
        object(`${table} (rowid ${row}): refers to a row of ${parent} that is not there`)
      const names = database
        .prepare<[], string>("select name from sqlite_master where type = 'table'")
        .pluck()
      for (const name of names.iterate())
        if (!ownTables.test(name) && tables.every(table => table.name !== name))
          object(`${name}: a table that this version does not know`)
    },
    [Symbol.dispose]: () => database.close(),
  }
  return source
}

/** Texts come as their bytes: what is not UTF-8 would be replaced on the way otherwise, and nobody would know. */
function expressionOf({ name, kind }: ColumnShape): string {
  const isNumber = `typeof("${name}") in ('integer', 'real')`
  return kind === 'text'
    ? `case when ${isNumber} then "${name}" else cast("${name}" as blob) end`
    : `"${name}"`
}
