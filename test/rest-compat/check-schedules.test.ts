import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { dateText, mistakesOf } from './rest.ts'

let world: RepositoryWorld
beforeAll(async () => {
  world = await createRepositoryWorld()
  await world.create('checked')
})
afterAll(() => world[Symbol.asyncDispose]())

const check = '/api/repositories/1/check-schedule'
const restoreCheck = '/api/repositories/1/restore-check-schedule'
const put = (path: string, json: object) => world.rest('PUT', path, { json })
const where = () => ({
  repository_id: 1,
  repository_name: 'checked',
  repository_path: world.pathOf('checked'),
})

test('checks of a repository', async () => {
  expect((await world.rest('GET', check)).body).toEqual({
    ...where(),
    check_cron_expression: null,
    check_schedule_enabled: false,
    check_timezone: 'UTC',
    timezone: 'UTC',
    last_scheduled_check: null,
    next_scheduled_check: null,
    check_max_duration: 3600,
    check_extra_flags: null,
    notify_on_check_success: false,
    notify_on_check_failure: true,
    enabled: false,
  })
  const set = await put(check, {
    cron_expression: '0 4 * * 0',
    timezone: 'Europe/Berlin',
    max_duration: 0,
    check_extra_flags: '--verify-data --last 2',
    notify_on_success: true,
  })
  const keys = {
    check_cron_expression: '0 4 * * 0',
    check_schedule_enabled: true,
    check_timezone: 'Europe/Berlin',
    timezone: 'Europe/Berlin',
    last_scheduled_check: null,
    next_scheduled_check: dateText,
    check_max_duration: 0,
    check_extra_flags: '--verify-data --last 2',
    notify_on_check_success: true,
    notify_on_check_failure: true,
  }
  expect(set.body).toEqual({ success: true, repository: { id: 1, name: 'checked', ...keys } })
  expect((await world.rest('GET', check)).body).toEqual({ ...where(), ...keys, enabled: true })
  // It is no schedule for backups, whatever route is asked.
  expect((await world.rest('GET', '/api/schedule/')).body.jobs).toEqual([])
  expect((await world.rest('GET', '/api/schedule/1')).status).toBe(404)

  const off = await put(check, { schedule_enabled: false })
  expect(off.body.repository).toMatchObject({ check_schedule_enabled: false, next_scheduled_check: null })
  const cleared = await put(check, { schedule_enabled: true, cron_expression: '' })
  expect(cleared.body.repository).toMatchObject({
    check_cron_expression: null,
    check_schedule_enabled: true,
    next_scheduled_check: null,
    check_extra_flags: '--verify-data --last 2',
  })

  expect(refusal(await put(check, { cron_expression: 'never' }))).toEqual(
    keyed(400, 'repo.invalidCronExpression', { error: expect.any(String) }),
  )
  expect(refusal(await put(check, { timezone: 'Nowhere' }))).toEqual(
    keyed(400, 'schedule.invalidTimezone', { error: expect.any(String) }),
  )
  expect(refusal(await put(check, { max_duration: 60 }))).toEqual(
    keyed(422, 'repo.checkFlagsRequireUnlimitedDuration', { flags: '--verify-data' }),
  )
  expect(mistakesOf(await put(check, { check_extra_flags: '--rsh evil' }))).toEqual([
    'value_error body.check_extra_flags',
  ])
  expect(refusal(await put('/api/repositories/9/check-schedule', {}))).toEqual(
    keyed(404, 'repo.repositoryNotFound'),
  )
})

test('restore checks of a repository', async () => {
  const paths = ['/etc/hosts', 'home']
  const set = await put(restoreCheck, { cron_expression: '@monthly', paths })
  const keys = {
    restore_check_cron_expression: '@monthly',
    restore_check_schedule_enabled: true,
    restore_check_timezone: 'UTC',
    timezone: 'UTC',
    restore_check_paths: paths,
    restore_check_full_archive: false,
    restore_check_canary_enabled: false,
    restore_check_mode: 'probe_paths',
    last_restore_check: null,
    last_scheduled_restore_check: null,
    next_scheduled_restore_check: expect.stringMatching(/-01T00:00:00\+00:00$/),
    notify_on_restore_check_success: false,
    notify_on_restore_check_failure: true,
  }
  expect(set.body).toEqual({ success: true, repository: { id: 1, name: 'checked', ...keys } })
  expect((await world.rest('GET', restoreCheck)).body).toEqual({ ...where(), ...keys, enabled: true })
  const full = await put(restoreCheck, { full_archive: true, paths: [] })
  expect(full.body.repository).toMatchObject({ restore_check_mode: 'full_archive', restore_check_paths: [] })
  expect(refusal(await put(restoreCheck, { paths: ['../etc'] }))).toEqual(
    keyed(400, 'repo.invalidRestoreCheckPaths'),
  )
})

test('a check by the clock; nothing is left of its schedule when the repository goes', async () => {
  const { id } = (await world.create('short')).body.repository
  const path = `/api/repositories/${id}/check-schedule`
  await put(path, { cron_expression: '* * * * * *', max_duration: 0 })
  const query = `query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository {
    checkSchedule { id } latestJob { kind status trigger schedule { kind } } } } }`
  const globalId = Buffer.from(`ManagedRepository:${id}`).toString('base64')
  const read = async () => (await world.server.graphql(query, { id: globalId })).data.repository
  await expect.poll(read, { timeout: 60_000 }).toMatchObject({
    latestJob: { kind: 'CHECK', status: 'COMPLETED', trigger: 'SCHEDULE', schedule: { kind: 'CHECK' } },
  })
  const { checkSchedule } = await read()
  await put(path, { schedule_enabled: false })
  await expect.poll(read, { timeout: 60_000 }).toMatchObject({ latestJob: { status: 'COMPLETED' } })
  expect((await world.rest('DELETE', `/api/repositories/${id}`)).status).toBe(200)
  const gone = await world.server.graphql('query ($id: ID!) { schedule(id: $id) { id } }', {
    id: checkSchedule.id,
  })
  expect(gone.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
})
