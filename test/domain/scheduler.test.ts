import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Scope, systemViewer } from '../../src/domain/kernel/scope.ts'
import { createSchedule } from '../../src/domain/schedules/schedule-changes.ts'
import { lastSkipOf } from '../../src/domain/schedules/schedule-options.ts'
import { fireDueSchedules } from '../../src/domain/schedules/scheduler.ts'
import { type InProcess, openInProcess } from '../schema/in-process.ts'

let server: InProcess
let scope: Scope
beforeAll(async () => {
  server = await openInProcess(2)
  scope = { ...server.world, viewer: systemViewer }
  await scope.db.updateTable('repository').set({ sourceDirectories: '["/srv"]' }).execute()
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  await scope.db.deleteFrom('job').execute()
  await scope.db.deleteFrom('schedule').execute()
})

const at = (text: string) => Date.parse(text)
const day = 86_400_000

/** A schedule of the first repository, unless told otherwise, that fires next at `next`. */
async function add(cronExpression: string, next: number, repositoryIds = [1], timezone = 'UTC') {
  const input = { name: `s${repositoryIds}`, cronExpression, timezone, repositoryIds }
  const { id } = await createSchedule(scope, input)
  await scope.db.updateTable('schedule').set({ nextRunAt: next }).where('id', '=', id).execute()
  return id
}

const fire = (now: number) =>
  fireDueSchedules(server.world, now, error => {
    throw error
  })
const read = (id: number) =>
  scope.db.selectFrom('schedule').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const finishAll = () => scope.db.updateTable('job').set({ status: 'COMPLETED' }).execute()

/** For which instants there are jobs, and where. */
async function fired(): Promise<[number, number][]> {
  const jobs = await scope.db.selectFrom('job').selectAll().orderBy('id').execute()
  return jobs.map(job => [job.scheduleDueAt!, job.repositoryId!])
}

/** Lets every instant that is due from `from` on happen, each as soon as it is due. Returns those that made a job. */
async function live(from: number, until: number): Promise<string[]> {
  for (let now: number | null = from; now !== null && now <= until; ) {
    now = await fire(now)
    await finishAll()
  }
  return (await fired()).map(([dueAt]) => new Date(dueAt).toISOString())
}

it('makes one job per repository, in the order of the schedule, however many look at once', async () => {
  const now = at('2026-06-01T12:00:00Z')
  const id = await add('0 12 * * *', now, [2, 1])
  await Promise.all(Array.from({ length: 8 }, () => fire(now)))
  expect(await fired()).toEqual([
    [now, 2],
    [now, 1],
  ])
  expect(await read(id)).toMatchObject({ nextRunAt: now + day, lastRunAt: now })
})

it('handles what it missed once, and goes on with what comes', async () => {
  const missed = at('2026-06-01T12:00:00Z')
  const id = await add('*/10 * * * * *', missed)
  const now = missed + 30 * day + 4321
  const next = await fire(now)
  expect(await fired()).toEqual([[missed, 1]])
  expect(next).toBe(Math.ceil(now / 10_000) * 10_000)
  expect((await read(id)).nextRunAt).toBe(next)
  await finishAll()
  await fire(now)
  expect(await fired()).toHaveLength(1)
})

it('leaves an instant out where its last job is not over, and says so', async () => {
  const first = at('2026-06-01T12:00:00Z')
  const id = await add('0 * * * *', first, [1, 2])
  await fire(first)
  await scope.db.updateTable('job').set({ status: 'COMPLETED' }).where('repositoryId', '=', 2).execute()
  const second = first + 3_600_000
  await fire(second)
  expect(await fired()).toEqual([
    [first, 1],
    [first, 2],
    [second, 2],
  ])
  expect(lastSkipOf(await read(id))).toEqual({
    dueAt: second,
    reason: 'PREVIOUS_RUN_ACTIVE',
    repositoryIds: [1],
  })
  await finishAll()
  await fire(second + 3_600_000)
  expect(await fired()).toHaveLength(5)
})

it('fires a daily schedule once a day when clocks change', async () => {
  await add('30 2 * * *', at('2026-03-28T01:30:00Z'), [1], 'Europe/Berlin')
  expect(await live(at('2026-03-28T00:00:00Z'), at('2026-03-30T12:00:00Z'))).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ])
  await scope.db.deleteFrom('job').execute()
  await scope.db
    .updateTable('schedule')
    .set({ nextRunAt: at('2026-10-24T00:30:00Z') })
    .execute()
  expect(await live(at('2026-10-24T00:00:00Z'), at('2026-10-26T12:00:00Z'))).toEqual([
    '2026-10-24T00:30:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ])
})

it('comes back from a clock that was ahead, and repeats nothing', async () => {
  const now = at('2026-06-01T12:00:00Z')
  const id = await add('0 * * * *', now)
  await fire(now)
  await finishAll()
  // Three hours too early, and then right again.
  const ahead = now + 3 * 3_600_000
  await fire(ahead)
  await finishAll()
  expect(await fired()).toHaveLength(2)
  await fire(now + 60_000)
  expect((await read(id)).nextRunAt).toBe(now + 3_600_000)
  const instants = await live(now + 60_000, now + 5 * 3_600_000)
  expect(instants).toHaveLength(new Set(instants).size)
  expect(new Set(instants)).toEqual(
    new Set([0, 1, 2, 3, 4, 5].map(hours => new Date(now + hours * 3_600_000).toISOString())),
  )
})

it('has nothing to wait for when everything is disabled', async () => {
  await add('0 * * * *', at('2026-06-01T12:00:00Z'))
  await scope.db.updateTable('schedule').set({ enabled: 0 }).execute()
  expect(await fire(at('2026-06-01T13:00:00Z'))).toBeNull()
  expect(await fired()).toEqual([])
})
