import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBackup, waitForJob } from '../support/api.ts'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { addUser, dateText, keyOf, mistakesOf, until, untilOver } from './rest.ts'

let world: RepositoryWorld
beforeAll(async () => {
  world = await createRepositoryWorld()
  for (const name of ['first', 'second']) await world.create(name)
  await world.create('watched', { mode: 'observe' })
})
afterAll(() => world[Symbol.asyncDispose]())

const cron = { cron_expression: '0 3 * * *', timezone: 'Europe/Berlin' }
const make = (json: object) => world.rest('POST', '/api/schedule/', { json })
const makeId = async (json: object): Promise<number> => (await make({ ...cron, ...json })).body.job.id
const change = (id: number, json: object) => world.rest('PUT', `/api/schedule/${id}`, { json })
const get = async (id: number) => (await world.rest('GET', `/api/schedule/${id}`)).body.job
const find = async (id: number) =>
  (await world.rest('GET', '/api/schedule')).body.jobs.find((job: { id: number }) => job.id === id)
const globalId = Buffer.from('ManagedRepository:1').toString('base64')
const act = (id: number, what: string) => world.rest('POST', `/api/schedule/${id}/${what}`)

describe('a schedule', () => {
  test('is made, shown and changed in what is given', async () => {
    const { body } = await make({ name: 'nightly', ...cron, repository: world.pathOf('first') })
    expect(body).toEqual({
      success: true,
      message: 'backend.success.schedule.scheduledJobCreated',
      job: {
        id: body.job.id,
        name: 'nightly',
        cron_expression: '0 3 * * *',
        schedule_mode: 'cron',
        availability_check_interval_minutes: 30,
        min_success_interval_minutes: 0,
        timezone: 'Europe/Berlin',
        repository: world.pathOf('first'),
        enabled: true,
        next_run: expect.stringMatching(/T0[12]:00:00\+00:00$/),
      },
    })
    const { id } = body.job
    const item = {
      ...body.job,
      repository_id: 1,
      repository_ids: [1],
      last_run: null,
      created_at: dateText,
      updated_at: dateText,
      description: null,
      archive_name_template: null,
      run_repository_scripts: false,
      pre_backup_script_id: null,
      post_backup_script_id: null,
      pre_backup_script_parameters: null,
      post_backup_script_parameters: null,
      run_prune_after: false,
      run_compact_after: false,
      prune_keep_hourly: 0,
      prune_keep_daily: 7,
      prune_keep_weekly: 4,
      prune_keep_monthly: 6,
      prune_keep_quarterly: 0,
      prune_keep_yearly: 1,
      prune_keep_within: null,
      last_prune: null,
      last_compact: null,
    }
    expect(await find(id)).toEqual(item)
    const job = await get(id)
    expect(job.next_runs).toHaveLength(5)
    expect(job.next_runs[0]).toBe(job.next_run)
    expect((await world.list()).find((repository: { id: number }) => repository.id === 1)).toMatchObject({
      has_schedule: true,
      schedule_enabled: true,
      schedule_name: 'nightly',
      schedule_timezone: 'Europe/Berlin',
      next_run: job.next_run,
    })

    expect(
      (await change(id, { run_prune_after: true, prune_keep_daily: 3, description: 'Hello' })).body,
    ).toEqual({
      success: true,
      message: 'backend.success.schedule.scheduledJobUpdated',
    })
    const parameters = { pre_backup_script_id: 4, pre_backup_script_parameters: { a: 1 } }
    await change(id, { repository_ids: [2, 1, 2], prune_keep_within: '2d', ...parameters })
    expect(await find(id)).toEqual({
      ...item,
      ...parameters,
      repository: null,
      repository_id: null,
      repository_ids: [2, 1],
      description: 'Hello',
      run_prune_after: true,
      prune_keep_daily: 3,
      prune_keep_within: '2d',
    })
    await change(id, {
      prune_keep_within: '',
      description: '',
      timezone: 'UTC',
      cron_expression: '30 4 * * 0',
    })
    expect(await find(id)).toMatchObject({
      prune_keep_within: '',
      description: '',
      next_run: expect.stringMatching(/T04:30:00\+00:00$/),
    })
    expect((await world.rest('DELETE', `/api/schedule/${id}/`)).body).toEqual({
      success: true,
      message: 'backend.success.schedule.scheduledJobDeleted',
    })
    const gone = await world.rest('GET', `/api/schedule/${id}`)
    expect(refusal(gone)).toEqual(keyed(404, 'schedule.scheduledJobNotFound'))
  })

  test('is switched and copied', async () => {
    const id = await makeId({ name: 'X', repository_id: 2 })
    const off = { success: true, message: 'backend.success.schedule.scheduledJobDisabled', enabled: false }
    expect((await act(id, 'toggle')).body).toEqual(off)
    expect(await get(id)).toMatchObject({ enabled: false, next_run: null, next_runs: expect.any(Array) })
    const copy = await act(id, 'duplicate')
    expect(copy.body).toEqual({
      success: true,
      message: 'backend.success.schedule.scheduledJobDuplicated',
      job: { id: expect.any(Number), name: 'Copy of X', enabled: false, ...cron },
    })
    expect((await act(id, 'duplicate')).body.job.name).toBe('Copy of X (2)')
    expect((await find(copy.body.job.id)).repository_ids).toEqual([2])
    const on = { success: true, message: 'backend.success.schedule.scheduledJobEnabled', enabled: true }
    expect((await act(id, 'toggle')).body).toEqual(on)
  })

  test('may be without repositories, and in a mode that never fires', async () => {
    const id = await makeId({ name: 'empty' })
    expect(await find(id)).toMatchObject({ repository: null, repository_id: null, repository_ids: null })
    expect(refusal(await act(id, 'run-now'))).toEqual(keyed(400, 'schedule.noRepositoriesConfigured'))
    const idle = (await make({ name: 'idle', schedule_mode: 'availability' })).body.job
    expect(idle).toMatchObject({ schedule_mode: 'availability', cron_expression: null, next_run: null })
  })

  test('is refused for a reason', async () => {
    await makeId({ name: 'taken' })
    const refused = async (json: object) => refusal(await make({ name: 'new', ...cron, ...json }))
    expect(await refused({ name: 'taken' })).toEqual(keyed(400, 'schedule.jobNameExists'))
    for (const cron_expression of ['nonsense', '61 * * * *', '', '0 0 30 2 *'])
      expect(await refused({ cron_expression })).toEqual(
        keyed(400, 'schedule.invalidCronExpression', { error: expect.any(String) }),
      )
    expect(await refused({ timezone: 'Mars/Base' })).toEqual(
      keyed(400, 'schedule.invalidTimezone', {
        error: 'Must be an IANA time zone, such as `Europe/Berlin`.',
      }),
    )
    expect(await refused({ repository_ids: [1, 3] })).toEqual(
      keyed(400, 'schedule.observabilityOnlyRepo', { name: 'watched' }),
    )
    expect(await refused({ repository_ids: [1, 99] })).toEqual(
      keyed(404, 'schedule.repositoryNotFound', { id: 99 }),
    )
    expect(await refused({ repository: '/nowhere' })).toEqual(
      keyed(404, 'schedule.repositoryNotFound', { id: '/nowhere' }),
    )
    expect(await refused({ schedule_mode: 'lunar' })).toEqual(keyed(422, 'schedule.invalidMode'))
    expect(await refused({ availability_check_interval_minutes: 0 })).toEqual(
      keyed(422, 'schedule.invalidAvailabilityInterval'),
    )
    const wrong = { archive_name_template: '{hostname}', prune_keep_daily: -1 }
    expect(mistakesOf(await make({ name: 'new', ...cron, ...wrong }))).toEqual([
      'value_error body.archive_name_template',
      'value_error body.prune_keep_daily',
    ])
    expect(mistakesOf(await make({ cron_expression: 7 }))).toEqual([
      'missing body.name',
      'string_type body.cron_expression',
    ])
    for (const path of ['toggle', 'duplicate', 'run-now'])
      expect(keyOf(await act(9999, path))).toBe('schedule.scheduledJobNotFound')
  })
})

/** The pruning and compaction after a backup have rows of their own, with their part of the log. */
async function itsMaintenance(job: number, schedule: number) {
  const get = async (path: string) => (await world.rest('GET', path)).body
  for (const kind of ['prune', 'compact']) {
    const row = {
      id: job,
      repository_id: 1,
      status: 'completed',
      started_at: dateText,
      completed_at: dateText,
      error_message: null,
    }
    const one = await get(`/api/repositories/${kind}-jobs/${job}`)
    expect(one).toMatchObject(row)
    expect((await get(`/api/repositories/1/${kind}-jobs?scheduled_only=true`)).jobs).toMatchObject([row])
    expect((await get(`/api/repositories/1/${kind}-jobs?limit=0`)).jobs).toEqual([])
    for (const query of [`job_type=${kind}`, `job_type=${kind}&status=completed`])
      expect(await get(`/api/activity/recent?${query}`)).toMatchObject([
        {
          id: job,
          type: kind,
          activity_key: `${kind}-${job}`,
          triggered_by: 'schedule',
          schedule_id: schedule,
        },
      ])
    expect(await get(`/api/activity/recent?job_type=${kind}&status=failed`)).toEqual([])
    // Lines are counted from the first one of the part.
    const whole = await get(`/api/activity/backup/${job}/logs?limit=-1`)
    const log = await get(`/api/activity/${kind}/${job}/logs`)
    const texts = log.lines.map((line: { content: string }) => line.content)
    expect(log.total_lines).toBe(texts.length)
    expect(log.has_more).toBe(false)
    expect(texts.length).toBeLessThan(whole.total_lines)
    expect(log.lines.map((line: { line_number: number }) => line.line_number)).toEqual(
      texts.map((_text: string, index: number) => index + 1),
    )
    const all = whole.lines.map((line: { content: string }) => line.content).join('\n')
    expect(all).toContain(texts.join('\n'))
    expect(texts.join('\n')).toMatch(kind === 'prune' ? /by-hand-\d{10}/ : /compaction|freed/i)
    expect(one.logs.split('\n')).toHaveLength(texts.length)
    if (texts.length > 1)
      expect((await get(`/api/activity/${kind}/${job}/logs?offset=1&limit=1`)).lines).toEqual([log.lines[1]])
    expect(await get(`/api/activity/${kind}/${job}/logs/download`)).toBe(`${texts.join('\n')}\n`)
  }
  // Nothing is counted twice where the parts are what they are.
  const kinds = (await get('/api/activity/recent')).map((found: { id: number; type: string }) => [
    found.id,
    found.type,
  ])
  expect(
    kinds
      .filter(([id]: [number]) => id === job)
      .map(([, type]: [number, string]) => type)
      .sort(),
  ).toEqual(['backup', 'compact', 'prune'])
  const { data } = await world.server.graphql(
    '{ jobs(filter: { kinds: [PRUNE, COMPACT] }) { edges { node { databaseId } } } }',
  )
  expect(data.jobs.edges).toEqual([])
  expect((await world.rest('GET', `/api/repositories/check-jobs/${job}`)).status).toBe(404)
  expect((await world.rest('GET', '/api/repositories/prune-jobs/99999')).status).toBe(404)
}

describe('run now', () => {
  test('one repository: a job with a name from the template', async () => {
    const id = await makeId({
      name: 'by hand',
      repository_id: 1,
      enabled: false,
      archive_name_template: '{job_name} {timestamp}',
      run_prune_after: true,
      run_compact_after: true,
    })
    const { body } = await act(id, 'run-now')
    expect(body).toEqual({
      job_id: expect.any(Number),
      status: 'pending',
      message: 'backend.success.schedule.scheduledJobStarted',
    })
    expect(await untilOver(world.rest, body.job_id)).toMatchObject({
      status: 'completed',
      triggered_by: 'schedule',
      maintenance_status: 'maintenance_completed',
    })
    await itsMaintenance(body.job_id, id)
    const { jobs } = (await world.rest('GET', '/api/backup/jobs?scheduled_only=true')).body
    expect(jobs[0]).toMatchObject({
      id: body.job_id,
      scheduled_job_id: id,
      archive_name: expect.stringMatching(/^by-hand-\d{10}$/),
    })
    expect(await find(id)).toMatchObject({
      last_run: dateText,
      next_run: null,
      last_prune: dateText,
      last_compact: dateText,
    })
  })

  test('a repository that is busy: refused, as when it is asked for directly', async () => {
    const id = await makeId({ name: 'impatient', repository_id: 1 })
    const queued = await Promise.all([1, 2, 3].map(() => startBackup(world.server, globalId)))
    const refused = await act(id, 'run-now')
    expect([refused.status, keyOf(refused)]).toEqual([409, 'jobs.repositoryOperationActive'])
    expect(refused.body.detail.params).toMatchObject({ repository_id: 1, requested_operation: 'backup' })
    for (const job of queued) await waitForJob(world.server, job)
  })

  test('several repositories: all their jobs', async () => {
    const id = await makeId({ name: 'both', repository_ids: [2, 1] })
    const { body } = await act(id, 'run-now')
    expect(body).toEqual({
      job_ids: [expect.any(Number), expect.any(Number)],
      status: 'pending',
      message: 'backend.success.schedule.scheduledJobStartedMulti',
    })
    const ended = await Promise.all(body.job_ids.map((job: number) => untilOver(world.rest, job)))
    expect(ended.map(job => [job.status, job.repository])).toEqual([
      ['completed', world.pathOf('second')],
      ['completed', world.pathOf('first')],
    ])
    await world.rest('DELETE', `/api/schedule/${id}`)
    const { jobs } = (await world.rest('GET', '/api/backup/jobs?scheduled_only=true')).body
    // What it made stays, without it.
    expect(jobs.find((job: { id: number }) => job.id === body.job_ids[0])).toMatchObject({
      triggered_by: 'schedule',
      scheduled_job_id: null,
    })
  })
})

test('seconds: the clock makes jobs', async () => {
  const id = await makeId({ name: 'ticking', repository_id: 2, cron_expression: '*/2 * * * * *' })
  const job = await until(async () => {
    const { jobs } = (await world.rest('GET', '/api/backup/jobs?scheduled_only=true')).body
    return jobs.find((found: { scheduled_job_id: number }) => found.scheduled_job_id === id)
  })
  await world.rest('DELETE', `/api/schedule/${id}`)
  expect(await untilOver(world.rest, job.id)).toMatchObject({ status: 'completed' })
})

test('what helps to make schedules', async () => {
  const id = await makeId({ name: 'soon', repository_id: 1, cron_expression: '* * * * *', timezone: 'UTC' })
  const { body } = await world.rest('GET', '/api/schedule/upcoming-jobs?hours=2')
  expect(body).toMatchObject({ success: true, hours_ahead: 2 })
  expect(body.upcoming_jobs.find((job: { id: number }) => job.id === id)).toEqual({
    id,
    type: 'schedule',
    name: 'soon',
    repository: world.pathOf('first'),
    repository_id: 1,
    repository_ids: [1],
    next_run: dateText,
    cron_expression: '* * * * *',
    timezone: 'UTC',
  })
  await world.rest('DELETE', `/api/schedule/${id}`)
  expect((await world.rest('GET', '/api/schedule/cron-presets')).body.presets).toHaveLength(11)
  const tried = async (json: object) =>
    (await world.rest('POST', '/api/schedule/validate-cron', { json })).body
  const good = await tried({ minute: '30', hour: '2', timezone: 'Europe/Berlin' })
  expect(good).toEqual({
    success: true,
    cron_expression: '30 2 * * *',
    timezone: 'Europe/Berlin',
    next_runs: Array.from({ length: 10 }, () => dateText),
    description: 'At 02:30',
  })
  expect(await tried({ minute: '61' })).toEqual({
    success: false,
    error: expect.stringContaining('minute'),
    cron_expression: '61 * * * *',
  })
})

test('operators schedule what they may back up, viewers nothing', async () => {
  const operator = await addUser(world.server, 'operator', 'OPERATOR', { repositoryId: 1, role: 'OPERATOR' })
  const viewer = await addUser(world.server, 'viewer', 'VIEWER', { repositoryId: 1, role: 'OPERATOR' })
  const theirs = await makeId({ name: 'of both', repository_ids: [1, 2] })
  const hidden = await makeId({ name: 'of the second', repository_ids: [2] })
  const as = (token: string, json: object) => world.rest('POST', '/api/schedule/', { token, json })
  const own = await as(operator, { name: 'own', ...cron, repository_id: 1 })
  expect(own.status).toBe(200)
  expect(refusal(await as(operator, { name: 'none', ...cron }))).toEqual(
    keyed(403, 'auth.insufficientPermissions'),
  )
  // The role is looked at before the body is.
  expect(refusal(await as(viewer, {}))).toEqual(keyed(403, 'schedule.operatorAccessRequired'))
  const { jobs } = (await world.rest('GET', '/api/schedule/', { token: operator })).body
  const seen = jobs.map((job: { name: string }) => job.name)
  expect(seen).toEqual(expect.arrayContaining(['of both', 'own']))
  expect(seen).not.toContain('of the second')
  // Of what they may not see, they read nothing.
  expect(jobs.find((job: { id: number }) => job.id === theirs).repository_ids).toEqual([1])
  const put = (id: number) => world.rest('PUT', `/api/schedule/${id}`, { token: operator, json: {} })
  expect(refusal(await put(theirs))).toEqual(keyed(403, 'auth.notEnoughPermissions'))
  expect(refusal(await put(hidden))).toEqual(keyed(404, 'schedule.scheduledJobNotFound'))
})
