import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readPools } from '../../src/domain/calls/workers.ts'
import type { Database } from '../../src/platform/database.ts'
import { openTables } from '../support/database.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
let database: Database
beforeAll(async () => {
  database = await openTables(folder.path)
})
afterAll(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

const now = 1_000_000_000

const addJob = (pool: string, status: 'PENDING' | 'RUNNING' | 'COMPLETED', createdAt: number) =>
  database.db
    .insertInto('job')
    .values({
      kind: 'BACKUP',
      status,
      trigger: 'MANUAL',
      repositoryPath: '/r',
      pool,
      createdAt,
      changedAt: createdAt,
      lineCount: 0,
      logBytes: 0,
      progress: '{}',
    })
    .execute()

const addWorker = (host: string, pools: string, heartbeatAt: number) =>
  database.db
    .insertInto('worker')
    .values({ host, pools, concurrency: 3, startedAt: 0, heartbeatAt })
    .execute()

it('sums up every pool that something names, with what waits and who works', async () => {
  await addJob('near', 'PENDING', now - 5000)
  await addJob('near', 'PENDING', now - 9000)
  await addJob('near', 'RUNNING', now - 20_000)
  await addJob('far', 'COMPLETED', now - 1)
  await addJob('nobody', 'PENDING', now - 1000)
  await addWorker('a', 'near,far', now - 2000)
  await addWorker('b', 'far', now - 1000)
  await addWorker('dead', 'near', now - 60_000)
  await addWorker('long dead', 'lost', now - 90_000)
  expect(await readPools({ db: database.db, now: () => sql<number>`${now}` })).toEqual([
    { name: 'far', queued: 0, queueAge: 0, running: 0, workers: 2, slots: 6, heartbeatAge: 1000 },
    { name: 'lost', queued: 0, queueAge: 0, running: 0, workers: 0, slots: 0, heartbeatAge: 90_000 },
    { name: 'near', queued: 2, queueAge: 9000, running: 1, workers: 1, slots: 3, heartbeatAge: 2000 },
    { name: 'nobody', queued: 1, queueAge: 1000, running: 0, workers: 0, slots: 0, heartbeatAge: Infinity },
  ])
})
