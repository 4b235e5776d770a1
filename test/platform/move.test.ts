import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { SqlEntityManager } from '@mikro-orm/sql'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { openDatabase, openTables } from '../../src/platform/database.ts'
import { MovedDatabaseError } from '../../src/platform/migration-state.ts'
import { type MovedTable, MoveError, moveToPostgresql } from '../../src/platform/move/move.ts'
import { everything, fillEverything, tablesOf } from '../fixtures/full-database.ts'
import { createDatabase, createEmptyDatabase, itOn } from '../support/database.ts'
import { makeFolder } from '../support/trees.ts'

const it = itOn('SQLite', 'both databases are in every test')

let folder: ReturnType<typeof makeFolder>
let file: string
let databaseUrl: string
beforeEach(async () => {
  folder = makeFolder()
  file = join(folder.path, 'vinculum.db')
  databaseUrl = await createEmptyDatabase()
  const database = await openDatabase({ dataDir: folder.path })
  await fillEverything(database.em.fork() as SqlEntityManager, 'SQLite')
  await database.close()
})
afterEach(() => folder[Symbol.dispose]())

/** Changes the SQLite database behind everybody's back. */
function change(work: (sqlite: Sqlite.Database) => void): void {
  const sqlite = new Sqlite(file)
  sqlite.pragma('foreign_keys = off')
  work(sqlite)
  sqlite.close()
}

async function move(options: { isDryRun?: boolean; onTable?: (table: MovedTable) => void } = {}) {
  const moved: MovedTable[] = []
  await moveToPostgresql({
    file,
    databaseUrl,
    isDryRun: false,
    onTable: table => moved.push(table),
    ...options,
  })
  return moved
}

/** Names of the tables that are on PostgreSQL now. */
async function tablesThere(): Promise<string[]> {
  const orm = await openTables({ databaseUrl })
  const tables = await tablesOf(orm.em.fork() as unknown as SqlEntityManager, 'PostgreSQL')
  await orm.close()
  return tables
}

const insert = (sqlite: Sqlite.Database, table: string, row: Record<string, unknown>) =>
  sqlite
    .prepare(
      `insert into "${table}" (${Object.keys(row).map(name => `"${name}"`)}) values (${Object.keys(row).map(() => '?')})`,
    )
    .run(...Object.values(row))

const texts = [
  '',
  ' ',
  '\u{1f600}e\u0301\ufeff',
  'NULL',
  '{"a",\\N}',
  "'; drop table job; --",
  'a\r\n\tb\\n',
  '\u0001\u007f',
]

/** Rows at the edges of what can be stored, and more than one portion of them. */
function fillWithOddities(sqlite: Sqlite.Database): void {
  const at = Number.MAX_SAFE_INTEGER
  const long = randomBytes(1_000_000).toString('hex')
  const lines = [...texts, long, ...Array.from({ length: 2500 }, (_nothing, index) => `line ${index}`)]
  for (const [index, content] of lines.entries())
    insert(sqlite, 'log_chunk', {
      jobId: 1,
      firstLine: index + 2,
      lastLine: index + 2,
      source: 'BORG',
      at,
      content,
    })
  const keys = [Buffer.alloc(0), Buffer.from(Array.from({ length: 256 }, (_nothing, byte) => byte))]
  for (const [index, sortKey] of keys.entries())
    insert(sqlite, 'archive_entry', {
      archiveId: 1,
      number: index + 2,
      parent: 0,
      rank: -1,
      sortKey,
      name: texts[index],
      type: '-',
      size: at,
      modifiedAt: -at,
    })
  // In another order than a language would have it.
  for (const name of ['a', 'B', 'Z', 'ä', '\u{1f600}', '\uffee', '_', ...texts])
    if (name !== 'x') insert(sqlite, 'setting', { name, value: 'null', updatedAt: 0 })
  sqlite.prepare('update "repository_health" set "freshnessSeconds" = 0.1').run()
  for (let id = 2; id <= 9; id += 1)
    insert(sqlite, 'auth_event', { type: 'x', authSource: 'x', succeeded: 1, createdAt: 0 })
  sqlite.prepare('delete from "auth_event" where "id" > 5').run()
}

describe('a move', () => {
  it('takes every row of every table, as it is', async () => {
    change(fillWithOddities)
    const moved = await move()
    const rows = Object.fromEntries(moved.map(({ name, rows }) => [name, rows]))
    expect(rows).toMatchObject({ log_chunk: 2510, archive_entry: 3, setting: 16, auth_event: 5 })
    expect(Object.values(rows)).not.toContain(0)

    const sqlite = new Sqlite(file, { readonly: true })
    const orm = await openTables({ databaseUrl })
    const em = orm.em.fork() as unknown as SqlEntityManager
    const tables = await tablesOf(em, 'PostgreSQL')
    expect(moved.map(({ name }) => name).toSorted()).toEqual([...tables, 'schema_requirement'].toSorted())
    // Compared once more in another way, without what the move itself believes.
    const text = (row: object) => JSON.stringify(Object.entries(row).toSorted())
    for (const [table, there] of Object.entries(await everything(em, tables))) {
      const here = sqlite.prepare(`select * from "${table}"`).all() as object[]
      expect(there.map(text).toSorted(), table).toEqual(here.map(text).toSorted())
    }
    // Numbers that were given once are never given again.
    const [event] = await em.execute<{ id: number }[]>(
      `insert into "auth_event" ("type", "authSource", "succeeded", "createdAt") values ('x', 'x', 1, 0) returning "id"`,
    )
    expect(event).toEqual({ id: 10 })
    sqlite.close()
    await orm.close()
    // A server finds what it expects, and nothing to do.
    await (await openDatabase({ databaseUrl })).close()
  })

  it('is done once: the old tables are left alone from then on', async () => {
    await move()
    await expect(openDatabase({ dataDir: folder.path })).rejects.toThrow(MovedDatabaseError)
    databaseUrl = await createEmptyDatabase()
    await expect(move()).rejects.toThrow(MovedDatabaseError)
    expect(await tablesThere()).toEqual([])
  })

  it('that is only tried leaves nothing', async () => {
    const tried = await move({ isDryRun: true })
    expect(await tablesThere()).toEqual([])
    expect(await move()).toEqual(tried)
  })

  it('takes no row when one of them changed meanwhile', async () => {
    const onTable = ({ name }: MovedTable) => {
      if (name === 'user_account')
        change(sqlite => sqlite.prepare(`update "log_chunk" set "content" = 'y'`).run())
    }
    await expect(move({ onTable })).rejects.toThrow('log_chunk is not the same on both sides: 1 rows, ')
    expect(await tablesThere()).toEqual([])
    await move()
  })

  it('writes nothing into a database that holds anything', async () => {
    databaseUrl = await createDatabase()
    await expect(move()).rejects.toThrow(/not empty \(alert_delivery, .*, …\)/)
  })

  it('writes nothing before everything that is wrong was said', async () => {
    change(sqlite => {
      sqlite.prepare(`update "log_chunk" set "content" = 'a' || char(0) || 'b'`).run()
      sqlite
        .prepare(`update "job" set "failureMessage" = cast(x'c328' as text), "lineCount" = 3000000000`)
        .run()
      sqlite.prepare(`update "repository" set "name" = ?`).run('\u{1f600}'.repeat(256))
      sqlite.prepare(`update "session" set "expiresAt" = 'soon', "userId" = 77`).run()
      sqlite.exec('create table "notes" ("id" integer)')
    })
    const error = await move().catch(error => error)
    expect(error).toBeInstanceOf(MoveError)
    expect(error.message.split('\n').toSorted()).toEqual(
      [
        'PostgreSQL cannot hold everything as it is:',
        '  - log_chunk (jobId 1, lastLine 1): content contains a zero byte',
        '  - job (id 1): failureMessage is not valid UTF-8',
        '  - job (id 1): lineCount is a number beyond 2³¹',
        '  - repository (id 1): name has 256 characters, and 255 is the most',
        '  - session (id "x"): expiresAt is not a whole number',
        '  - session (rowid 1): refers to a row of user_account that is not there',
        '  - notes: a table that this version does not know',
      ].toSorted(),
    )
    expect(await tablesThere()).toEqual([])
  })

  it('says what PostgreSQL has refused', async () => {
    // Longer than an entry of an index may be.
    change(sqlite =>
      sqlite.prepare('update "archive_entry" set "path" = ?').run(randomBytes(9000).toString('hex')),
    )
    await expect(move()).rejects.toThrow(/^PostgreSQL refused rows of archive_entry: .*index row/)
    expect(await tablesThere()).toEqual([])
  })
})
