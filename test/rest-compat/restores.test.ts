import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installFake } from '../fixtures/journeys.ts'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { dateText, errorText, mistakesOf, until, untilOver } from './rest.ts'

let world: RepositoryWorld
/** The sources as the archive names them. */
let stored: string
beforeAll(async () => {
  world = await createRepositoryWorld({
    // `list` waits until there is a file `go`: everything that Borg does here can be held up.
    makeEnvironment: folder => {
      writeFileSync(join(folder, 'go'), '')
      return { BORG_PATH: installFake('hesitant-borg.sh', folder) }
    },
  })
  stored = world.sources.slice(1)
  await world.create('first')
  const { body } = await world.rest('POST', '/api/backup/start', { json: { repository_id: 1 } })
  expect(await untilOver(world.rest, body.job_id)).toMatchObject({ status: 'completed' })
})
afterAll(() => world[Symbol.asyncDispose]())

const archiveName = async () =>
  JSON.parse((await world.rest('GET', '/api/archives/list?repository=1')).body.archives).archives[0].name

const wish = async (more: object = {}) => ({
  repository: '1',
  repository_id: 1,
  archive: await archiveName(),
  paths: [stored],
  destination: world.pathOf('restored'),
  ...more,
})

async function start(more: object = {}): Promise<number> {
  const { status, body } = await world.rest('POST', '/api/restore/start', { json: await wish(more) })
  expect([status, body]).toEqual([
    200,
    {
      job_id: expect.any(Number),
      status: 'pending',
      message: 'backend.success.restore.restoreJobStarted',
    },
  ])
  return body.job_id
}

const isOver = (job: { status: string }) => !['pending', 'running'].includes(job.status)

const ended = (path: string) =>
  until(async () => {
    const { body } = await world.rest('GET', path)
    return isOver(body) ? body : undefined
  })

test('a preview names what would be written, and writes nothing', async () => {
  const { body } = await world.rest('POST', '/api/restore/preview', {
    json: await wish({ repository: world.pathOf('first'), paths: [`/${stored}/d0/file-1`, 'no/such'] }),
  })
  expect(body).toEqual({ preview: `${stored}/d0/file-1\nNot in the archive: no/such` })
  expect(existsSync(world.pathOf('restored'))).toBe(false)
})

test('a restore brings files back and shows how far it is', async () => {
  const id = await start()
  const job = await ended(`/api/restore/status/${id}`)
  expect(job).toEqual({
    id,
    repository: world.pathOf('first'),
    archive: await archiveName(),
    destination: world.pathOf('restored'),
    status: 'completed',
    started_at: dateText,
    completed_at: dateText,
    progress: 100,
    error_message: null,
    logs: expect.stringMatching(/^STDOUT:\n\n\nSTDERR:\n[\s\S]*d0\/file-1/),
    progress_details: {
      nfiles: expect.any(Number),
      current_file: expect.any(String),
      progress_percent: 100,
      restore_speed: expect.any(Number),
      estimated_time_remaining: 0,
    },
  })
  expect(job.progress_details.nfiles).toBeGreaterThanOrEqual(5)
  for (const name of readdirSync(join(world.sources, 'd0')))
    expect(readFileSync(join(world.pathOf('restored'), stored, 'd0', name))).toEqual(
      readFileSync(join(world.sources, 'd0', name)),
    )
  const listed = await world.rest('GET', '/api/restore/jobs?limit=1')
  expect(listed.body.jobs).toEqual([{ ...job, logs: null }])
  expect((await world.rest('GET', '/api/restore/jobs?limit=0')).body.jobs).toEqual([])
  expect(refusal(await world.rest('POST', `/api/restore/cancel/${id}`))).toEqual(
    keyed(400, 'restore.canOnlyCancelRunningJobs'),
  )
})

test('contents_only leaves the folders above out', async () => {
  const destination = world.pathOf('contents')
  const id = await start({
    restore_layout: 'contents_only',
    paths: [`${stored}/d0`],
    destination,
    path_metadata: [{ path: `${stored}/d0`, type: 'directory' }],
  })
  expect(await ended(`/api/restore/status/${id}`)).toMatchObject({ status: 'completed' })
  expect(readdirSync(destination)).toEqual(['d0'])
})

test('what goes wrong has its key', async () => {
  const some = await start({ paths: [`${stored}/d0/file-1`, 'no/such'] })
  expect(await ended(`/api/restore/status/${some}`)).toMatchObject({
    status: 'completed_with_warnings',
    error_message: errorText('service.restoreCompletedWithWarnings'),
  })
  const none = await start({ archive: 'never made' })
  expect(await ended(`/api/restore/status/${none}`)).toMatchObject({
    status: 'failed',
    error_message: errorText('borg.archiveDoesNotExist'),
  })
  const unsafe = await world.rest('POST', '/api/restore/start', { json: await wish({ destination: '/etc' }) })
  expect(mistakesOf(unsafe)).toEqual(['value_error body.destination'])
  // How files come to another machine: test/journeys/restore-over-ssh.test.ts.
  for (const path of ['start', 'preview']) {
    const over = async (destination_connection_id: number | null) =>
      world.rest('POST', `/api/restore/${path}`, {
        json: await wish({ destination_type: 'ssh', destination_connection_id }),
      })
    expect(mistakesOf(await over(null))).toEqual(['value_error body.destination_connection_id'])
    expect(refusal(await over(99))).toEqual(keyed(404, 'repo.sshConnectionNotFound', { id: 99 }))
  }
  const dots = await world.rest('POST', '/api/restore/preview', { json: await wish({ paths: ['../x'] }) })
  expect(mistakesOf(dots)).toEqual(['value_error body.paths'])
  const nothing = await world.rest('POST', '/api/restore/start', { json: {} })
  expect(mistakesOf(nothing)).toEqual([
    'missing body.repository',
    'missing body.archive',
    'missing body.paths',
    'missing body.destination',
    'missing body.repository_id',
  ])
  for (const [path, more, status, key] of [
    ['start', { repository_id: 99 }, 404, 'repositoryNotFound'],
    ['preview', { repository: 'nowhere' }, 404, 'repositoryNotFound'],
  ] as const)
    expect(refusal(await world.rest('POST', `/api/restore/${path}`, { json: await wish(more) }))).toEqual(
      keyed(status, `restore.${key}`),
    )
  const preview = await world.rest('POST', '/api/restore/preview', {
    json: await wish({ archive: 'never made' }),
  })
  expect(refusal(preview)).toEqual(
    keyed(500, 'restore.failedPreviewRestore', { error: expect.stringContaining('archive') }),
  )
  for (const [method, path] of [
    ['GET', 'status/9999'],
    ['POST', 'cancel/9999'],
  ] as const)
    expect(refusal(await world.rest(method, `/api/restore/${path}`))).toEqual(
      keyed(404, 'restore.restoreJobNotFound'),
    )
})

test('a running restore is cancelled and stays cancelled', async () => {
  const more = await wish({ destination: world.pathOf('cancelled') })
  rmSync(world.pathOf('go'))
  try {
    const { body } = await world.rest('POST', '/api/restore/start', { json: more })
    const path = `/api/restore/status/${body.job_id}`
    await until(async () => (await world.rest('GET', path)).body.status === 'running')
    const { status, body: answer } = await world.rest('POST', `/api/restore/cancel/${body.job_id}`)
    expect([status, answer]).toEqual([
      200,
      { message: 'backend.success.restore.restoreCancelled', process_terminated: true },
    ])
    expect((await world.rest('GET', path)).body).toMatchObject({
      status: 'cancelled',
      error_message: errorText('restore.cancelledByUser'),
    })
  } finally {
    writeFileSync(world.pathOf('go'), '')
  }
})

async function check(repository: number, json?: object): Promise<number> {
  const { status, body } = await world.rest('POST', `/api/repositories/${repository}/restore-check`, { json })
  expect([status, body]).toEqual([
    200,
    {
      job_id: expect.any(Number),
      status: 'pending',
      message: 'backend.success.repo.restoreCheckJobStarted',
    },
  ])
  return body.job_id
}

test('a restore check shows its mode and its end', async () => {
  const id = await check(1)
  const job = await ended(`/api/repositories/restore-check-jobs/${id}`)
  const { logs, ...item } = job
  expect(item).toEqual({
    id,
    repository_id: 1,
    status: 'completed',
    started_at: dateText,
    completed_at: dateText,
    error_message: null,
    progress: 100,
    progress_message: 'Restore check completed successfully',
    has_logs: true,
    archive_name: await archiveName(),
    probe_paths: [],
    full_archive: false,
    mode: 'canary',
  })
  expect(logs).toContain('Comparing 5 files')
  const probed = await check(1, { paths: [`/${stored}/d0/file-2`] })
  expect(await ended(`/api/repositories/restore-check-jobs/${probed}`)).toMatchObject({
    status: 'completed',
    mode: 'probe_paths',
    probe_paths: [`${stored}/d0/file-2`],
  })
  const full = await check(1, { full_archive: true })
  expect(await ended(`/api/repositories/restore-check-jobs/${full}`)).toMatchObject({
    status: 'completed',
    mode: 'full_archive',
    full_archive: true,
  })
  const { body } = await world.rest('GET', '/api/repositories/1/restore-check-jobs')
  expect(body.jobs.map((one: { id: number }) => one.id)).toEqual([full, probed, id])
  expect(body.jobs[2]).toEqual(item)
  expect((await world.rest('GET', '/api/repositories/99/restore-check-jobs')).body).toEqual({ jobs: [] })
})

test('a restore check needs a backup, good paths, and its turn', async () => {
  await world.create('empty')
  const id = await check(2)
  expect(await ended(`/api/repositories/restore-check-jobs/${id}`)).toMatchObject({
    status: 'needs_backup',
    archive_name: null,
    error_message: 'The repository has no archive.',
    mode: 'canary',
  })
  const bad = await world.rest('POST', '/api/repositories/1/restore-check', { json: { paths: ['a/../b'] } })
  expect(refusal(bad)).toEqual(keyed(400, 'repo.invalidRestoreCheckPaths'))
  expect(refusal(await world.rest('GET', '/api/repositories/restore-check-jobs/9999'))).toEqual(
    keyed(404, 'repo.restoreCheckJobNotFound'),
  )
  expect(refusal(await world.rest('POST', '/api/repositories/99/restore-check'))).toEqual(
    keyed(404, 'repo.repositoryNotFound'),
  )
  rmSync(world.pathOf('go'))
  const running = await check(1)
  try {
    await until(async () => {
      const { body } = await world.rest('GET', `/api/repositories/restore-check-jobs/${running}`)
      return body.status === 'running'
    })
    const second = await world.rest('POST', '/api/repositories/1/restore-check')
    expect(refusal(second)).toEqual(
      keyed(
        409,
        'repo.restoreCheckAlreadyRunning',
        expect.objectContaining({
          repository_id: 1,
          active_job_id: running,
          active_operation: 'restore_check',
        }),
      ),
    )
    expect((await world.rest('GET', '/api/repositories/1/running-jobs')).body).toMatchObject({
      has_running_jobs: true,
      restore_check_job: { id: running, status: 'running' },
    })
  } finally {
    writeFileSync(world.pathOf('go'), '')
  }
  expect(await ended(`/api/repositories/restore-check-jobs/${running}`)).toMatchObject({
    status: 'completed',
  })
})
