import { createHash } from 'node:crypto'
import pg from 'pg'
import { inject, it } from 'vitest'
import type { Tables } from '../../src/entities/index.ts'
import { type Database, openDatabase } from '../../src/platform/database.ts'

/** The database of this run: each project of vitest.config.ts has one. */
export const databaseKind = process.env.TEST_DATABASE === 'postgresql' ? 'PostgreSQL' : 'SQLite'

/** `it` for what is so on one database only; `_reason` says why the other one needs no such test. */
export const itOn = (kind: typeof databaseKind, _reason: string) => it.runIf(kind === databaseKind)

/**
 * The PostgreSQL database of a server's data directory, made when there is none; null when this run is on SQLite. One
 * directory has one database, so that whoever starts on it again, or looks into it, finds the same tables.
 */
export async function databaseUrlOf(dataDir: string): Promise<string | null> {
  if (databaseKind === 'SQLite') return null
  const name = nameFor(dataDir)
  await administer(async (client, template) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database "${name}" template "${template}"`)
  })
  return urlOf(name)
}

/** Removes it, whoever is connected to it still. */
export async function dropDatabaseOf(dataDir: string): Promise<void> {
  if (databaseKind === 'SQLite') return
  await administer(client => client.query(`drop database if exists "${nameFor(dataDir)}" with (force)`))
}

/** A PostgreSQL database with all tables, whatever this run is on: for several servers, or for a test of both. */
export async function createDatabase(): Promise<string> {
  const name = `own_${crypto.randomUUID()}`
  await administer((client, template) => client.query(`create database "${name}" template "${template}"`))
  return urlOf(name)
}

/** A PostgreSQL database without any table. */
export async function createEmptyDatabase(): Promise<string> {
  const name = `empty_${crypto.randomUUID()}`
  await administer(client => client.query(`create database "${name}"`))
  return urlOf(name)
}

/** Ends every connection to a database, as a broken network does. */
export async function breakConnections(url: string): Promise<void> {
  const end = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
  await administer(client => client.query(end, [new URL(url).pathname.slice(1)]))
}

/** The tables of a data directory, beside its server or without one; or those of a PostgreSQL database. */
export async function openTables(dataDirOrUrl: string): Promise<Database & AsyncDisposable> {
  const isUrl = dataDirOrUrl.startsWith('postgres:')
  const databaseUrl = isUrl ? dataDirOrUrl : await databaseUrlOf(dataDirOrUrl)
  const database = await openDatabase(databaseUrl ? { databaseUrl } : { dataDir: dataDirOrUrl })
  return { ...database, [Symbol.asyncDispose]: () => database.close() }
}

/** Every row of every table of a data directory as text: what somebody reads who steals the database. */
export async function dumpOf(dataDir: string): Promise<string> {
  await using tables = await openTables(dataDir)
  const known = await tables.db.introspection.getTables()
  const rows = known.map(({ name }) =>
    tables.db
      .selectFrom(name as keyof Tables)
      .selectAll()
      .execute(),
  )
  return JSON.stringify(await Promise.all(rows), (_key, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  )
}

const nameFor = (dataDir: string): string =>
  `of_${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)}`

function urlOf(name: string): string {
  const url = new URL(inject('migratedDatabase'))
  url.pathname = name
  return url.href
}

async function administer(work: (client: pg.Client, template: string) => Promise<unknown>): Promise<void> {
  const template = new URL(inject('migratedDatabase')).pathname.slice(1)
  const client = new pg.Client({ connectionString: urlOf('postgres') })
  await client.connect()
  try {
    await work(client, template)
  } finally {
    await client.end()
  }
}
