import type { SqlEntityManager } from '@mikro-orm/sql'
import { CompiledQuery } from 'kysely'
import { createDigest, type Digest, type Row, sizeOf, type Value } from './rows.ts'
import type { ColumnShape, TableShape } from './table-shapes.ts'

/** Rows go and come in portions of about so many bytes, and at most so many rows. */
const portionBytes = 1_000_000
const portionRows = 1000

/** PostgreSQL, inside one transaction. */
export interface Target {
  /** Names of tables, views and sequences in the schema that connections use; extensions do not count. */
  contents(): Promise<string[]>
  /** As `show` of PostgreSQL tells, as `UTF8`. */
  encoding(): Promise<string>
  /** Takes out what migrations put in: the source has it, too. */
  empty(table: TableShape): Promise<void>
  insert(table: TableShape, rows: Iterable<Row>): Promise<void>
  /** The next row gets a larger number than `last`. */
  continueAfter(table: TableShape, last: bigint): Promise<void>
  digest(table: TableShape): Promise<Digest>
}

/** The database behind a manager that is in a transaction. */
export function targetOf(work: SqlEntityManager): Target {
  const run = async <Result>(sql: string, ...values: unknown[]): Promise<Result[]> =>
    (await work.getKysely().executeQuery<Result>(CompiledQuery.raw(sql, values))).rows
  return {
    async contents() {
      const found = await run<{ name: string }>(
        `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
         and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e') order by relname`,
      )
      return found.map(({ name }) => name)
    },
    async encoding() {
      const [row] = await run<{ server_encoding: string }>('show server_encoding')
      return row!.server_encoding
    },
    async empty({ name }) {
      await run(`delete from "${name}"`)
    },
    async insert({ name, columns }, rows) {
      const names = columns.map(column => `"${column.name}"`).join(', ')
      const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')
      const statement = `insert into "${name}" (${names}) select * from unnest(${arrays})`
      for (const portion of portions(rows))
        await run(
          statement,
          ...columns.map((column, index) => portion.map(row => parameter(column, row[index]!))),
        )
      await run(`analyze "${name}"`)
    },
    async continueAfter({ name, serial }, last) {
      const sequence = `pg_get_serial_sequence('"${name}"', '${serial}')`
      await run(`select setval(${sequence}, greatest($1::bigint, 1), $1::bigint > 0)`, last)
    },
    async digest(table) {
      const digest = createDigest()
      const { name, columns } = table
      const selected = columns.map(expressionOf).join(', ')
      await run(
        `declare moved no scroll cursor for select ${selected} from "${name}" order by ${orderOf(table)}`,
      )
      for (let count = 1; ; ) {
        const rows = await run<Record<string, string | number | Buffer | null>>(`fetch ${count} from moved`)
        if (rows.length === 0) break
        let bytes = 1
        for (const row of rows) {
          const values = columns.map(column => received(column, row[column.name]!))
          bytes += sizeOf(values)
          digest.add(values)
        }
        // By what the last ones took: a log's chunk may be a megabyte, a file's entry is a hundred bytes.
        count = Math.max(1, Math.min(portionRows, Math.floor((portionBytes * rows.length) / bytes)))
      }
      await run('close moved')
      return digest.read()
    },
  }
}

function* portions(rows: Iterable<Row>): Generator<Row[]> {
  let portion: Row[] = []
  let bytes = 0
  for (const row of rows) {
    portion.push(row)
    bytes += sizeOf(row)
    if (bytes < portionBytes && portion.length < portionRows) continue
    yield portion
    portion = []
    bytes = 0
  }
  if (portion.length > 0) yield portion
}

const parameter = ({ kind }: ColumnShape, value: Value): unknown =>
  kind === 'text' && value !== null ? Buffer.from(value as Uint8Array).toString() : value

/** 64-bit integers as text, or they would lose their last digits on the way. */
const expressionOf = ({ name, kind }: ColumnShape): string =>
  kind === 'integer' ? `"${name}"::text as "${name}"` : `"${name}"`

/** By the columns themselves, not by what is selected under their names; texts bytewise, as SQLite compares them. */
const orderOf = ({ name: table, key, columns }: TableShape): string =>
  columns
    .filter(({ name }) => key.includes(name))
    .toSorted((one, other) => key.indexOf(one.name) - key.indexOf(other.name))
    .map(({ name, kind }) => `"${table}"."${name}"${kind === 'text' ? ' collate "C"' : ''}`)
    .join(', ')

function received({ kind }: ColumnShape, value: string | number | Buffer | null): Value {
  if (value === null || Buffer.isBuffer(value)) return value
  if (kind === 'integer') return BigInt(value)
  return kind === 'number' ? Number(value) : Buffer.from(String(value))
}
