import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

let postgres: TestPostgres
let url: string
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
})
afterAll(() => postgres[Symbol.asyncDispose]())

it('parameters of the URL count', async () => {
  await expect(openDatabase({ databaseUrl: `${url}?sslmode=require` })).rejects.toThrow('SSL')
  const database = await openDatabase({ databaseUrl: `${url}?application_name=somebody` })
  await database.em.fork().getConnection().execute('select 1')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query("select 1 from pg_stat_activity where application_name = 'somebody'")
  await client.end()
  await database.close()
  expect(rows).not.toEqual([])
})

it('a mistyped name is a mistake, and makes no database', async () => {
  await expect(openDatabase({ databaseUrl: url.replace(/\/test_\d+$/, '/nosuch') })).rejects.toThrow(
    'does not exist',
  )
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query("select 1 from pg_database where datname = 'nosuch'")
  await client.end()
  expect(rows).toEqual([])
})
