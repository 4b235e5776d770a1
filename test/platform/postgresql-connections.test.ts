import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { outageOf } from '../../src/domain/kernel/outages.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.ts'

let postgres: TestPostgres
let url: string
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
})
afterAll(() => postgres[Symbol.asyncDispose]())

it('a statement that was sent into the void is given up, and the next one gets another connection', async () => {
  await using proxy = await startTcpProxy(Number(new URL(url).port))
  const database = await openDatabase({ databaseUrl: throughProxy(url, proxy) })
  try {
    await sql`select 1`.execute(database.db)
    proxy.forget()
    const begin = performance.now()
    const error = await sql`select 1`.execute(database.db).catch((thrown: unknown) => thrown)
    expect(outageOf(error)).toBe('DATABASE_AWAY')
    expect(performance.now() - begin).toBeLessThan(20_000)
    expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }])
  } finally {
    await database.close()
  }
})

it('a statement that takes long by itself is left alone', async () => {
  const database = await openDatabase({ databaseUrl: url })
  try {
    // Longer than it takes to become suspicious.
    expect((await sql`select 1 as one from pg_sleep(13)`.execute(database.db)).rows).toEqual([{ one: 1 }])
  } finally {
    await database.close()
  }
})
