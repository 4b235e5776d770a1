import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { createDatabase, itOn, openTables } from '../support/database.ts'

const it = itOn(
  'PostgreSQL',
  'a worker beside others needs PostgreSQL; a server is asked in the same way on both',
)

let databaseUrl: string
let cluster: Cluster
beforeAll(async () => {
  databaseUrl = await createDatabase()
  cluster = await startCluster({ databaseUrl, servers: 1, workers: 1 })
})
afterAll(() => cluster?.[Symbol.asyncDispose]())

const program = join(import.meta.dirname, '../../src/healthcheck.ts')

/** Runs the check as a container does, in the environment of its process. */
function check(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; said: string }>()
  const options = { env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, ...env }, timeout: 30_000 }
  const child = execFile(process.execPath, [program], options, (_error, stdout, stderr) =>
    resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
  )
  return promise
}

const nowhere = 'postgres://vinculum:hush-hush@127.0.0.1:1/vinculum'

it('a worker is well as long as it says so in the database', async () => {
  const [worker] = cluster.workers
  const env = { ROLE: 'worker', DATA_DIR: worker!.dataDir }
  expect(await check(env)).toEqual({ code: 0, said: '' })
  const cut = await check({ ...env, DATABASE_URL: nowhere })
  expect(cut).toMatchObject({ code: 1, said: expect.stringMatching(/ECONNREFUSED/) })
  expect(cut.said).not.toMatch(/hush|\n +at /)

  await worker!.kill()
  await using tables = await openTables(databaseUrl)
  await tables.db
    .updateTable('worker')
    .set({ heartbeatAt: Date.now() - 60_000 })
    .execute()
  expect(await check(env)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^The worker is silent for \d\d s\.\n$/),
  })
  await tables.db.deleteFrom('worker').execute()
  expect(await check(env)).toEqual({ code: 1, said: 'The worker has not started yet.\n' })
})

it('a server is well as long as it is ready', async () => {
  const [server] = cluster.servers
  const env = { ROLE: 'server', PORT: new URL(server!.url).port, HOST: '0.0.0.0' }
  expect(await check(env)).toEqual({ code: 0, said: '' })
  await server!.kill()
  expect(await check(env)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^http:\/\/127.0.0.1:\d+\/readyz does not answer\.\n$/),
  })
  expect(await check({ ...env, PORT: 'none' })).toMatchObject({
    code: 1,
    said: expect.stringMatching(/PORT must be/),
  })
})
