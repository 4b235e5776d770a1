import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRepository, expectData } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'
import { mutate, refusal } from './mutate.ts'

let server: TestServer
const folder = makeFolder()
let repository: string
beforeAll(async () => {
  server = await startTestServer()
  repository = await createRepository(server, {
    name: 'one',
    path: join(folder.path, 'one'),
    sourceDirectories: ['/srv'],
  })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const read = async (query: string, variables = {}) => expectData(await server.graphql(query, variables))
const settings = `schedule { name description cronExpression timezone isEnabled nextRunAt
  backup { archiveNameTemplate pruneAfter compactAfter retention { daily weekly within } legacy { mode } } }`

it('are changed in what is given; null clears what can be cleared', async () => {
  const { schedule } = await mutate(
    server,
    'createSchedule',
    {
      name: ' nightly ',
      repositoryIds: [repository, repository],
      cronExpression: '@daily',
      description: 'every night',
      archiveNameTemplate: '{repo_name}-{now}',
      pruneAfter: true,
      retention: { daily: 3, within: '2d' },
    },
    'schedule { id name repositories { name } kind backup { retention { daily weekly within } } nextRuns(count: 2) }',
  )
  expect(schedule).toMatchObject({
    name: 'nightly',
    kind: 'BACKUP',
    repositories: [{ name: 'one' }],
    backup: { retention: { daily: 3, weekly: 4, within: '2d' } },
  })
  expect(Date.parse(schedule.nextRuns[1]) - Date.parse(schedule.nextRuns[0])).toBe(86_400_000)
  const scheduleId = schedule.id
  const change = async (input: object) =>
    (await mutate(server, 'updateSchedule', { scheduleId, ...input }, settings)).schedule
  const before = await change({})
  expect(await change({ compactAfter: true })).toEqual({
    ...before,
    backup: { ...before.backup, compactAfter: true },
  })
  expect(
    await change({ description: null, archiveNameTemplate: null, timezone: 'Asia/Tokyo' }),
  ).toMatchObject({
    name: 'nightly',
    description: null,
    nextRunAt: expect.stringMatching(/T15:00:00.000Z$/),
    backup: { archiveNameTemplate: null, pruneAfter: true },
  })
  expect(await change({ isEnabled: false })).toMatchObject({ isEnabled: false, nextRunAt: null })
})

it('are refused with a message for every field that is wrong', async () => {
  expect(
    await refusal(server, 'createSchedule', {
      name: '',
      repositoryIds: [repository],
      cronExpression: '0 25 * * *',
      timezone: 'Europe/Atlantis',
      archiveNameTemplate: '{hostname}',
      pruneAfter: true,
      retention: { daily: 0, weekly: 0, monthly: 0, yearly: 0 },
    }),
  ).toMatchObject({
    code: 'INVALID_INPUT',
    fields: {
      name: expect.any(String),
      cronExpression: expect.stringContaining('hour: 25'),
      timezone: expect.stringContaining('IANA'),
      archiveNameTemplate: expect.stringContaining('braces'),
      retention: 'Must keep something.',
    },
  })
  const nobody = Buffer.from('ManagedRepository:99').toString('base64')
  const cronExpression = '@daily'
  expect(
    await refusal(server, 'createSchedule', { name: 'x', repositoryIds: [nobody], cronExpression }),
  ).toMatchObject({
    code: 'NOT_FOUND',
  })
  const { schedule } = await mutate(
    server,
    'setCheckSchedule',
    { repositoryId: repository, cronExpression },
    'schedule { id }',
  )
  expect(await refusal(server, 'duplicateSchedule', { scheduleId: schedule.id })).toMatchObject({
    fields: { scheduleId: 'Must be that of a backup schedule.' },
  })
  expect(
    await refusal(server, 'setCheckSchedule', { repositoryId: repository, flags: ['--rsh=x'] }),
  ).toMatchObject({
    fields: { flags: expect.stringContaining('--rsh') },
  })
})

it('are foreseen, and their expressions tried', async () => {
  const { schedule } = await mutate(
    server,
    'createSchedule',
    { name: 'often', repositoryIds: [repository], cronExpression: '0 */10 * * * *' },
    'schedule { id nextRunAt }',
  )
  const { upcomingRuns } = await read('{ upcomingRuns(hours: 1, kinds: [BACKUP]) { at schedule { id } } }')
  expect(upcomingRuns).toHaveLength(6)
  expect(upcomingRuns[0]).toEqual({ at: schedule.nextRunAt, schedule: { id: schedule.id } })
  const { once } = await read('{ once: upcomingRuns(hours: 1, kinds: [BACKUP], runsEach: 1) { at } }')
  expect(once).toEqual([{ at: schedule.nextRunAt }])
  const { good, bad } = await read(`{
    good: validateCron(expression: "0 0 2 * * MON 2030", timezone: "Europe/Berlin", count: 1) { isValid problem nextRuns description }
    bad: validateCron(expression: "0 2 * *") { isValid problem nextRuns description }
  }`)
  expect(good).toEqual({
    isValid: true,
    problem: null,
    nextRuns: ['2030-01-07T01:00:00.000Z'],
    description: 'At 02:00, only on Monday, only in 2030',
  })
  expect(bad).toMatchObject({ isValid: false, nextRuns: [], description: null })
  for (const query of [
    '{ validateCron(expression: "@daily", count: 101) { isValid } }',
    '{ upcomingRuns(hours: 0) { at } }',
  ])
    expect((await server.graphql(query)).errors?.[0]?.extensions.code).toBe('INVALID_INPUT')
})

it('say which jobs they made', async () => {
  const { schedule } = await mutate(
    server,
    'createSchedule',
    { name: 'by hand', repositoryIds: [repository], cronExpression: '@yearly', compactAfter: true },
    'schedule { id databaseId }',
  )
  const { jobs } = await mutate(
    server,
    'runScheduleNow',
    { scheduleId: schedule.id },
    'jobs { id trigger schedule { name } databaseIds { schedule } ... on BackupJob { maintenance { prunes compacts } } }',
  )
  expect(jobs).toMatchObject([
    {
      trigger: 'SCHEDULE',
      schedule: { name: 'by hand' },
      databaseIds: { schedule: schedule.databaseId },
      maintenance: { prunes: false, compacts: true },
    },
  ])
  const query = 'query ($id: ID!) { jobs(filter: { scheduleId: $id }) { edges { node { id } } } }'
  const found = await read(query, { id: schedule.id })
  expect(found.jobs.edges).toEqual([{ node: { id: jobs[0].id } }])
})
