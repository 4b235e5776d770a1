import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { removeOldLogs } from '../../src/domain/jobs/log-retention.ts'
import type { World } from '../../src/domain/kernel/scope.ts'
import type { LogSavePolicy } from '../../src/domain/settings/setting-definitions.ts'
import type { Database } from '../../src/platform/database.ts'
import { openTables } from '../support/database.ts'
import { makeFolder } from '../support/trees.ts'

const day = 86_400_000
const folder = makeFolder()
let database: Database
beforeAll(async () => {
  database = await openTables(folder.path)
})
afterAll(async () => {
  await database.close()
  folder[Symbol.dispose]()
})
beforeEach(() => database.db.deleteFrom('job').execute())

type Status = 'RUNNING' | 'PENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'COMPLETED_WITH_WARNINGS'

/** A job with a log of `bytes`, that ended (or, running, began) `ageDays` ago. Returns its id. */
async function addJob(status: Status, ageDays: number, bytes: number): Promise<number> {
  const at = Date.now() - ageDays * day
  const running = status === 'RUNNING' || status === 'PENDING'
  const { id } = await database.db
    .insertInto('job')
    .values({
      kind: 'BACKUP',
      status,
      trigger: 'MANUAL',
      repositoryPath: '/r',
      pool: 'default',
      createdAt: at,
      changedAt: at,
      finishedAt: running ? null : at,
      lineCount: 1,
      logBytes: bytes,
      progress: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const content = 'x'.repeat(bytes - 1)
  await database.db
    .insertInto('log_chunk')
    .values({ jobId: id, firstLine: 1, lastLine: 1, source: 'BORG', at, content })
    .execute()
  return id
}

const remove = async (days: number, totalBytes: number, policy: LogSavePolicy = 'ALL_JOBS') =>
  (await removeOldLogs({ db: database.db } as World, { days, totalBytes, policy })).jobIds

async function idsWithLog(): Promise<number[]> {
  const rows = await database.db.selectFrom('log_chunk').select('jobId').orderBy('jobId').execute()
  return rows.map(row => row.jobId)
}

it('keeps the logs of every outcome until they are too old', async () => {
  const outcomes = ['COMPLETED', 'FAILED', 'CANCELLED', 'COMPLETED_WITH_WARNINGS'] as const
  const old = []
  const young = []
  for (const outcome of outcomes) {
    old.push(await addJob(outcome, 31, 100))
    young.push(await addJob(outcome, 29, 100))
  }
  expect((await remove(30, 0)).sort()).toEqual(old.sort())
  expect(await idsWithLog()).toEqual(young.sort())
  // The jobs themselves stay in the history.
  const { count } = await database.db
    .selectFrom('job')
    .select(expression => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  expect(Number(count)).toBe(8)
})

it('removes the oldest logs beyond the total size, and no more than needed', async () => {
  const oldest = await addJob('COMPLETED', 5, 400)
  const middle = await addJob('FAILED', 3, 400)
  const youngest = await addJob('COMPLETED', 1, 400)
  expect(await remove(0, 900)).toEqual([oldest])
  expect(await idsWithLog()).toEqual([middle, youngest])
  expect(await remove(0, 900)).toEqual([])
})

it('never touches a job that is queued or running', async () => {
  const running = await addJob('RUNNING', 400, 5000)
  const pending = await addJob('PENDING', 400, 5000)
  const finished = await addJob('COMPLETED', 1, 200)
  const small = await addJob('COMPLETED', 0, 50)
  expect(await remove(30, 100)).toEqual([finished])
  // Nor does the log of a long run take the place of finished ones.
  expect(await idsWithLog()).toEqual([running, pending, small])
})

it('keeps everything for ever when it is told to', async () => {
  const id = await addJob('COMPLETED', 4000, 1000)
  expect(await remove(0, 0)).toEqual([])
  expect(await idsWithLog()).toEqual([id])
})

it('keeps only the logs that the policy wants', async () => {
  const [clean, warned, failed] = [
    await addJob('COMPLETED', 0, 100),
    await addJob('COMPLETED_WITH_WARNINGS', 0, 100),
    await addJob('FAILED', 0, 100),
  ]
  const running = await addJob('RUNNING', 0, 100)
  const troubled = await addJob('COMPLETED', 0, 100)
  await database.db
    .updateTable('log_chunk')
    .set({ content: 'nothing\nsome WARNING here' })
    .where('jobId', '=', troubled)
    .execute()
  expect(await remove(0, 0)).toEqual([])
  expect(await remove(0, 0, 'FAILED_AND_WARNINGS')).toEqual([clean])
  expect(await remove(0, 0, 'FAILED_ONLY')).toEqual([warned, troubled])
  expect(await idsWithLog()).toEqual([failed, running])
})
