import { describe, expect, it } from 'vitest'
import { listArchives, makeGate, makePlace, updateRepository } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { createRepository, expectData, readLog, waitForJob } from '../support/api.ts'
import { createDatabase, itOn, openTables } from '../support/database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

const fields = `
  id databaseId isEnabled nextRunAt lastRunAt nextRuns(count: 3)
  lastSkip { dueAt reason repositories { name } }
  jobs(first: 100) { edges { node { id databaseId status trigger createdAt failure { code } repository { name }
    ... on BackupJob { archiveName } } } }
`

const create = async (server: TestServer, input: object): Promise<string> =>
  (await mutate(server, 'createSchedule', input, 'schedule { id }')).schedule.id

const read = async (server: TestServer, id: string): Promise<Answer['data']> => {
  const answer = await server.graphql(`query ($id: ID!) { schedule(id: $id) { ${fields} } }`, { id })
  const { jobs, ...schedule } = expectData(answer).schedule
  return { ...schedule, jobs: jobs.edges.map((edge: { node: object }) => edge.node) }
}

/** Waits until the schedule looks so. */
const untilSchedule = (server: TestServer, id: string, condition: (schedule: Answer['data']) => boolean) =>
  until(async () => {
    const schedule = await read(server, id)
    return condition(schedule) ? schedule : null
  }, 'the schedule has got there')

const disable = (server: TestServer, scheduleId: string) =>
  mutate(server, 'updateSchedule', { scheduleId, isEnabled: false }, 'schedule { nextRunAt }')

describe('one server', () => {
  it('makes backups by the clock, names them, and never lets them pile up', async () => {
    await using place = makePlace()
    await using server = await startTestServer()
    const gate = makeGate(place.at('gate'))
    const sources = makeTree(place.at('source'), { files: 3, bytes: 100 })
    const open = await createRepository(server, {
      name: 'open',
      path: place.at('open'),
      sourceDirectories: [sources],
    })
    const gated = await createRepository(server, {
      name: 'gated',
      path: place.at('gated'),
      sourceDirectories: [sources, gate.path],
      customFlags: ['--read-special'],
    })
    const id = await create(server, {
      name: 'every second',
      repositoryIds: [gated, open],
      cronExpression: '* * * * * *',
      archiveNameTemplate: '{job_name}/{repo_name} {date}',
    })
    await gate.reached()
    // The one that stands still is left out from now on; the other goes on.
    const busy = await untilSchedule(
      server,
      id,
      ({ lastSkip, jobs }) =>
        lastSkip !== null && jobs.filter((job: Answer['data']) => job.repository.name === 'open').length >= 2,
    )
    expect(busy.lastSkip.reason).toBe('PREVIOUS_RUN_ACTIVE')
    expect((await disable(server, id)).schedule.nextRunAt).toBeNull()
    gate.close()
    const { jobs } = await untilSchedule(server, id, schedule =>
      schedule.jobs.every((job: Answer['data']) => job.status === 'COMPLETED'),
    )
    const of = (name: string) => jobs.filter((job: Answer['data']) => job.repository.name === name)
    expect(of('gated')).toHaveLength(1)
    const date = new Date().toISOString().slice(0, 10)
    expect(of('gated')[0]).toMatchObject({ trigger: 'SCHEDULE', archiveName: `every-second-gated-${date}` })
    // Every archive has a name of its own, although the template gives the same one all day.
    const names = of('open').map((job: Answer['data']) => job.archiveName)
    expect(new Set(names).size).toBe(names.length)
    expect(listArchives(place.at('open'), place).toSorted()).toEqual(names.toSorted())
    // No instant came twice.
    await using tables = await openTables(server.dataDir)
    const due = (
      await tables.db.selectFrom('job').select('scheduleDueAt').where('repositoryId', '=', 1).execute()
    ).map(job => job.scheduleDueAt!)
    expect(new Set(due).size).toBe(due.length)
    expect(due.filter(at => at % 1000 !== 0)).toEqual([])
  })

  it('handles what was missed while it was down once, and then goes on', async () => {
    await using place = makePlace()
    await using first = await startTestServer()
    const repository = await createRepository(first, {
      name: 'missed',
      path: place.at('repository'),
      sourceDirectories: [makeTree(place.at('source'), { files: 3, bytes: 100 })],
    })
    const input = { repositoryIds: [repository], cronExpression: '0 3 * * *' }
    const id = await create(first, { name: 'nightly', ...input })
    const off = await create(first, { name: 'off', isEnabled: false, ...input })
    await first.kill()
    const missedAt = Date.now() - 5 * 86_400_000
    {
      // As if it had been down for five days.
      await using tables = await openTables(first.dataDir)
      await tables.db.updateTable('schedule').set({ nextRunAt: missedAt }).where('enabled', '=', 1).execute()
    }
    await using server = await first.restart()
    const schedule = await untilSchedule(server, id, ({ jobs }) => jobs.length > 0)
    expect(schedule.jobs).toHaveLength(1)
    expect(await waitForJob(server, schedule.jobs[0].id)).toMatchObject({ status: 'COMPLETED' })
    expect(schedule.nextRunAt).toBe(schedule.nextRuns[0])
    expect(Date.parse(schedule.nextRunAt)).toBeGreaterThan(Date.now())
    expect((await read(server, off)).jobs).toEqual([])

    // Again, killed right after: it was handled, so nothing more comes of it.
    await server.kill()
    await using again = await server.restart()
    expect((await read(again, id)).jobs).toHaveLength(1)
  })

  it('shows what cannot be done as a job that failed', async () => {
    await using place = makePlace()
    await using server = await startTestServer()
    const observed = await createRepository(server, {
      name: 'observed',
      path: place.at('observed'),
      sourceDirectories: [place.at('x')],
    })
    const gone = await createRepository(server, {
      name: 'gone',
      path: place.at('gone'),
      sourceDirectories: [],
    })
    const id = await create(server, {
      name: 'often',
      repositoryIds: [observed, gone],
      cronExpression: '0 0 1 1 *',
    })
    await updateRepository(server, observed, { mode: 'OBSERVE' })
    await mutate(
      server,
      'updateSchedule',
      { scheduleId: id, cronExpression: '* * * * * *' },
      'schedule { id }',
    )
    const failed = await untilSchedule(server, id, ({ jobs }) => jobs.length >= 2)
    const codes = failed.jobs.map((job: Answer['data']) => [
      job.repository.name,
      job.status,
      job.failure.code,
    ])
    expect(codes).toContainEqual(['observed', 'FAILED', 'REPOSITORY_OBSERVED'])
    expect(codes).toContainEqual(['gone', 'FAILED', 'NO_SOURCES'])
    expect((await readLog(server, failed.jobs[0].id)).map(line => line.source)).toEqual(['SERVER'])
    for (const repositoryId of [observed, gone])
      await mutate(server, 'deleteRepository', { repositoryId }, 'deletedRepositoryId')
    const empty = await untilSchedule(server, id, ({ lastSkip }) => lastSkip !== null)
    expect(empty.lastSkip).toMatchObject({ reason: 'NO_REPOSITORIES', repositories: [] })
  })
})

const itOnPostgresql = itOn('PostgreSQL', 'SQLite serves one process')

describe('several servers', () => {
  itOnPostgresql('fire each instant once between them, also when one of them is killed', async () => {
    await using place = makePlace()
    const env = { DATABASE_URL: await createDatabase(), SECRET_KEY: 'k'.repeat(40) }
    await using one = await startTestServer({ env })
    await using other = await startTestServer({ env })
    const repository = await createRepository(one, {
      name: 'shared',
      path: place.at('repository'),
      sourceDirectories: [],
    })
    // Without sources each job ends at once, so that every instant makes one.
    const id = await create(one, { name: 'tick', repositoryIds: [repository], cronExpression: '* * * * * *' })
    await untilSchedule(other, id, ({ jobs }) => jobs.length >= 4)
    await one.kill()
    const { length } = (await read(other, id)).jobs
    await untilSchedule(other, id, ({ jobs }) => jobs.length >= length + 3)
    await disable(other, id)
    const { jobs } = await read(other, id)
    await using tables = await openTables(env.DATABASE_URL)
    const rows = await tables.db.selectFrom('job').select('scheduleDueAt').orderBy('id').execute()
    const instants = rows.map(row => row.scheduleDueAt!)
    expect(instants).toHaveLength(jobs.length)
    // None twice, and none between two seconds; a busy machine may leave one out.
    expect(instants).toEqual([...new Set(instants)].toSorted((early, late) => early - late))
    expect(instants.filter(at => at % 1000 !== 0)).toEqual([])
  })
})
