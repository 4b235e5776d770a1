import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mutate } from '../http/mutate.ts'
import { makeSlowBorg, type SlowBorg } from './fake-borg.ts'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { dateText, errorText, keyOf, mistakesOf, until, untilOver } from './rest.ts'

let world: RepositoryWorld
let path: string
let borg: SlowBorg
beforeAll(async () => {
  world = await createRepositoryWorld({
    makeEnvironment: folder => {
      borg = makeSlowBorg(folder)
      return { BORG_PATH: borg.path }
    },
  })
  path = world.pathOf('first')
  await world.create('first')
  for (const day of ['2026-01-01', '2026-01-02', '2026-01-03']) {
    await mutate(world.server, 'updateRepository', {
      repositoryId: idOf('ManagedRepository', 1),
      customFlags: [`--timestamp=${day}T12:00:00`],
    })
    const { body } = await world.rest('POST', '/api/backup/start', { json: { repository: path } })
    expect(await untilOver(world.rest, body.job_id)).toMatchObject({ status: 'completed' })
  }
})
afterAll(() => world[Symbol.asyncDispose]())

const idOf = (type: string, id: number) => Buffer.from(`${type}:${id}`).toString('base64')

const over = new Set(['completed', 'completed_with_warnings', 'failed', 'cancelled'])

const jobOf = async (kind: string, id: number) =>
  (await world.rest('GET', `/api/repositories/${kind}-jobs/${id}`)).body

const ended = (ask: () => Promise<{ status: string }>) =>
  until(async () => {
    const job = await ask()
    return over.has(job.status) ? (job as Record<string, unknown>) : undefined
  })

async function start(kind: string, json?: object) {
  const { status, body } = await world.rest('POST', `/api/repositories/1/${kind}`, json ? { json } : {})
  expect([status, body]).toEqual([
    200,
    { job_id: expect.any(Number), status: 'pending', message: `backend.success.repo.${kind}JobStarted` },
  ])
  return body.job_id as number
}

const over_ = { started_at: dateText, completed_at: dateText, error_message: null, repository_id: 1 }

describe('maintenance', () => {
  test('checks', async () => {
    const id = await start('check', {
      max_duration: 0,
      check_extra_flags: "--verify-data --glob-archives '*'",
    })
    const job = await ended(() => jobOf('check', id))
    expect(job).toEqual({
      id,
      ...over_,
      status: 'completed',
      progress: 100,
      progress_message: 'Check completed successfully',
      logs: expect.stringContaining('no problems found'),
    })
    const { logs: _logs, ...item } = job
    const listed = await world.rest('GET', '/api/repositories/1/check-jobs')
    expect(listed.body.jobs).toEqual([{ ...item, has_logs: true, scheduled_check: false }])
    const scheduled = await world.rest('GET', '/api/repositories/1/check-jobs?scheduled_only=true')
    expect(scheduled.body.jobs).toEqual([])
    expect((await world.list())[0]).toMatchObject({ last_check: dateText, last_compact: null })
  })

  test('prunes for show at once, then for good', async () => {
    const rule = { keep_daily: 2, keep_weekly: 0, keep_monthly: 0, keep_yearly: 0 }
    const shown = await world.rest('POST', '/api/repositories/1/prune', { json: { ...rule, dry_run: true } })
    expect([shown.status, shown.body]).toEqual([
      200,
      {
        job_id: expect.any(Number),
        status: 'completed',
        dry_run: true,
        prune_result: { success: true, stdout: expect.stringContaining('Would prune'), stderr: '' },
      },
    ])
    expect(shown.body.prune_result.stdout).toMatch(/^(\[stderr\] .*\n)+$/)
    await mutate(world.server, 'updateSettings', { logSavePolicy: 'FAILED_ONLY' })
    const hidden = await world.rest('POST', '/api/repositories/1/prune', { json: { ...rule, dry_run: true } })
    expect(hidden.body.prune_result.stdout).toMatch(/^\[stderr\] Would prune: \S+\n$/)
    expect((await jobOf('prune', hidden.body.job_id)).logs).toBe('')
    await mutate(world.server, 'updateSettings', { logSavePolicy: 'ALL_JOBS' })
    expect((await world.list())[0].archive_count).toBe(3)
    const id = await start('prune', rule)
    const job = await ended(() => jobOf('prune', id))
    expect(job).toEqual({
      id,
      ...over_,
      status: 'completed',
      logs: expect.stringContaining('Pruning archive'),
    })
    expect((await world.list())[0].archive_count).toBe(2)
    const { body } = await world.rest('GET', '/api/repositories/1/prune-jobs?limit=1')
    const { logs: _logs, ...item } = job
    expect(body.jobs).toEqual([{ ...item, has_logs: true }])
  })

  test('compacts', async () => {
    const id = await start('compact')
    const job = await ended(() => jobOf('compact', id))
    expect(job).toEqual({
      id,
      ...over_,
      status: 'completed',
      progress: 100,
      progress_message: 'Compact completed successfully',
      logs: expect.stringContaining('compaction freed about'),
    })
    const { logs: _logs, ...item } = job
    expect((await world.rest('GET', '/api/repositories/1/compact-jobs')).body.jobs).toEqual([item])
    expect((await world.list())[0].last_compact).toEqual(dateText)
  })

  test('deletes an archive, and fails for one that is not there', async () => {
    const { data } = await world.server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { name } } } } } }',
      { id: idOf('ManagedRepository', 1) },
    )
    const [{ node: archive }] = data.repository.archives.edges
    const statusOf = async (id: number) => (await world.rest('GET', `/api/archives/delete-jobs/${id}`)).body
    const path_ = `/api/archives/${encodeURIComponent(archive.name)}?repository=${encodeURIComponent(path)}`
    const started = await world.rest('DELETE', path_)
    expect(started.body).toEqual({
      job_id: expect.any(Number),
      status: 'pending',
      message: 'backend.success.archives.deletionStarted',
    })
    expect(await ended(() => statusOf(started.body.job_id))).toMatchObject({
      ...over_,
      archive_name: archive.name,
      status: 'completed',
      progress: 100,
      has_logs: true,
    })
    expect((await world.list())[0].archive_count).toBe(1)
    const again = await world.rest('DELETE', path_)
    expect(await ended(() => statusOf(again.body.job_id))).toMatchObject({
      status: 'failed',
      error_message: errorText('borg.archiveDoesNotExist'),
    })
    const id = again.body.job_id
    expect(refusal(await world.rest('POST', `/api/archives/delete-jobs/${id}/cancel`))).toEqual(
      keyed(400, 'backup.canOnlyCancelRunningJobs'),
    )
    expect(keyOf(await world.rest('GET', '/api/archives/delete-jobs/1'))).toBe('archives.deleteJobNotFound')
    expect(keyOf(await world.rest('DELETE', '/api/archives/a?repository=/nowhere'))).toBe(
      'restore.repositoryNotFound',
    )
    expect(mistakesOf(await world.rest('DELETE', '/api/archives/a'))).toEqual(['missing query.repository'])
  })

  test('says what is wrong', async () => {
    const send = (kind: string, json?: object, id = 1) =>
      world.rest('POST', `/api/repositories/${id}/${kind}`, json ? { json } : {})
    expect(refusal(await send('check', { check_extra_flags: '--repair --verify-data' }))).toEqual(
      keyed(422, 'repo.checkFlagsRequireUnlimitedDuration', { flags: '--repair, --verify-data' }),
    )
    expect(mistakesOf(await send('check', { check_extra_flags: '--rsh=evil' }))).toEqual([
      'value_error body.check_extra_flags',
    ])
    expect(mistakesOf(await send('check', { check_extra_flags: '"open' }))).toEqual([
      'value_error body.check_extra_flags',
    ])
    expect(mistakesOf(await send('check', { max_duration: -1 }))).toEqual(['value_error body.max_duration'])
    for (const within of [2, '2 days'])
      expect(refusal(await send('prune', { keep_within: within }))).toEqual(
        keyed(422, 'repo.invalidPruneKeepWithin'),
      )
    expect(mistakesOf(await send('prune'))).toEqual(['missing body'])
    expect(mistakesOf(await send('prune', { keep_daily: -1, keep_weekly: 'x' }))).toEqual([
      'int_parsing body.keep_weekly',
    ])
    for (const keep_daily of [-1, 2 ** 31])
      expect(mistakesOf(await send('prune', { keep_daily }))).toEqual(['value_error body.keep_daily'])
    expect(mistakesOf(await send('check', { max_duration: 2 ** 31 }))).toEqual([
      'value_error body.max_duration',
    ])
    expect(refusal(await send('compact', undefined, 99))).toEqual(keyed(404, 'repo.repositoryNotFound'))
    for (const kind of ['check', 'compact', 'prune'])
      expect(keyOf(await world.rest('GET', `/api/repositories/${kind}-jobs/1`))).toBe(
        `repo.${kind}JobNotFound`,
      )
  })
})

test('a check that runs is shown, refuses other work, and is cancelled', async () => {
  borg.slowDown('check')
  const id = await start('check')
  const running = await until(async () => {
    const { body } = await world.rest('GET', '/api/repositories/1/running-jobs')
    return body.check_job?.progress === 50 ? body : undefined
  })
  expect(running).toEqual({
    has_running_jobs: true,
    check_job: {
      id,
      status: 'running',
      progress: 50,
      progress_message: 'Checking segments',
      started_at: dateText,
    },
    compact_job: null,
    prune_job: null,
    restore_check_job: null,
    wipe_job: null,
  })
  expect((await world.list())[0].has_running_maintenance).toBe(true)
  const params = {
    repository_id: 1,
    repository: path,
    requested_operation: 'check',
    active_operation: 'check',
    active_operation_class: 'repository_read',
    active_job_table: 'check_jobs',
    active_job_id: id,
    active_status: 'running',
  }
  expect(refusal(await world.rest('POST', '/api/repositories/1/check'))).toEqual(
    keyed(409, 'repo.checkAlreadyRunning', params),
  )
  expect(refusal(await world.rest('POST', '/api/repositories/1/compact'))).toEqual(
    keyed(409, 'jobs.repositoryOperationActive', { ...params, requested_operation: 'compact' }),
  )
  expect(refusal(await world.rest('POST', '/api/backup/start', { json: { repository: path } }))).toEqual(
    keyed(409, 'jobs.repositoryOperationActive', { ...params, requested_operation: 'backup' }),
  )

  // A deletion waits for its turn, also twice for different archives; the same one is refused, and can be given up.
  const waiting = await world.rest('DELETE', '/api/archives/some?repository=1')
  expect(waiting.status).toBe(200)
  expect(refusal(await world.rest('DELETE', '/api/archives/some?repository=1'))).toEqual(
    keyed(409, 'archives.deleteAlreadyRunning', { jobId: waiting.body.job_id }),
  )
  const given = await world.rest('POST', `/api/archives/delete-jobs/${waiting.body.job_id}/cancel`)
  expect(given.body).toEqual({ message: 'backend.success.archives.deletionCancelled' })

  await mutate(world.server, 'cancelJob', { jobId: idOf('CheckJob', id) })
  expect(await jobOf('check', id)).toMatchObject({
    status: 'cancelled',
    progress_message: null,
    error_message: errorText('backup.cancelledByUser'),
  })
  expect((await world.rest('GET', '/api/repositories/1/running-jobs')).body.has_running_jobs).toBe(false)
  expect((await world.list())[0].has_running_maintenance).toBe(false)
})

test('prunings and deletions that run are cancelled', async () => {
  borg.slowDown('prune', 'delete')
  const pruning = await start('prune', {})
  await until(async () => ((await jobOf('prune', pruning)).status === 'running' ? true : undefined))
  const twice = await world.rest('POST', '/api/repositories/1/prune', { json: {} })
  expect([twice.status, keyOf(twice)]).toEqual([409, 'repo.pruneAlreadyRunning'])
  await mutate(world.server, 'cancelJob', { jobId: idOf('PruneJob', pruning) })
  expect(await jobOf('prune', pruning)).toMatchObject({ status: 'cancelled' })

  const { body } = await world.rest('DELETE', '/api/archives/some?repository=1')
  const statusOf = async () => (await world.rest('GET', `/api/archives/delete-jobs/${body.job_id}`)).body
  const running = await until(async () => {
    const job = await statusOf()
    return job.status === 'running' && job.has_logs === false ? job : undefined
  })
  expect(running).toMatchObject({ progress: 50, logs: null, completed_at: null })
  const cancelled = await world.rest('POST', `/api/archives/delete-jobs/${body.job_id}/cancel`)
  expect(cancelled.body).toEqual({ message: 'backend.success.archives.deletionCancelled' })
  expect(await statusOf()).toMatchObject({
    status: 'cancelled',
    error_message: errorText('backup.cancelledByUser'),
  })
})

describe('a backup that prunes and compacts afterwards', () => {
  const backUp = async (archiveName: string, maintenance: object) => {
    const input = { repositoryId: idOf('ManagedRepository', 1), archiveName, maintenance }
    const { job } = await mutate(world.server, 'startBackup', input, 'job { databaseId }')
    return job.databaseId as number
  }
  const statusOf = async (id: number) => (await world.rest('GET', `/api/backup/status/${id}`)).body
  // The archives of this year all stay.
  const prune = { yearly: 100, daily: 100 }

  test('says how that goes and went, and is listed with it', async () => {
    borg.slowDown('prune')
    const id = await backUp('with-both', { prune, compact: true })
    const running = await until(async () => {
      const job = await statusOf(id)
      return job.maintenance_status === 'running_prune' ? job : undefined
    })
    expect(running).toMatchObject({ status: 'running', completed_at: null })
    expect((await world.list())[0].has_running_maintenance).toBe(true)
    borg.slowDown('compact')
    await until(async () => (await statusOf(id)).maintenance_status === 'running_compact' || undefined)
    borg.slowDown()
    const done = { id, status: 'completed', maintenance_status: 'maintenance_completed' }
    expect(await untilOver(world.rest, id)).toMatchObject(done)
    const { body } = await world.rest('GET', '/api/backup/jobs?limit=1')
    expect(body.jobs).toMatchObject([done])
    const alone = await backUp('with-compact', { compact: true })
    expect(await untilOver(world.rest, alone)).toMatchObject({ maintenance_status: 'compact_completed' })
    const pruned = await backUp('with-prune', { prune, compact: false })
    expect(await untilOver(world.rest, pruned)).toMatchObject({ maintenance_status: 'prune_completed' })
  })

  test('loses its maintenance alone when it is cancelled then', async () => {
    borg.slowDown('prune')
    const id = await backUp('kept', { prune, compact: true })
    await until(async () => (await statusOf(id)).maintenance_status === 'running_prune' || undefined)
    expect((await world.rest('POST', `/api/backup/cancel/${id}`)).body).toEqual({
      message: 'backend.success.backup.backupCancelled',
      process_terminated: true,
    })
    expect(await statusOf(id)).toMatchObject({
      status: 'completed_with_warnings',
      maintenance_status: 'prune_failed',
    })
    const { data } = await world.server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { name } } } } } }',
      { id: idOf('ManagedRepository', 1) },
    )
    const names = data.repository.archives.edges.map((edge: { node: { name: string } }) => edge.node.name)
    expect(names).toContain('kept')
  })
})
