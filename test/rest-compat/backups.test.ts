import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepository } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { createRest, dateText, errorText, keyOf, type Rest, untilOver } from './rest.ts'

const folder = makeFolder()
const sources = makeTree(join(folder.path, 'sources'), { files: 20, bytes: 1000 })
const path = join(folder.path, 'main')
let server: TestServer
let rest: Rest

beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
  await createRepository(server, { name: 'main', path, sourceDirectories: [sources] })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const start = (json: object, more: object = {}) => rest('POST', '/api/backup/start', { json, ...more })
const startAndWait = async (json: object) => untilOver(rest, (await start(json)).body.job_id)

describe('a backup', () => {
  test('is started by path and shows all that the old server shows', async () => {
    const started = await start({ repository: path, options: { ignored: true } })
    expect(started.body).toEqual({
      job_id: expect.any(Number),
      status: 'pending',
      message: 'Backup job started',
    })
    const done = await untilOver(rest, started.body.job_id)
    expect(done).toEqual({
      id: started.body.job_id,
      repository: path,
      status: 'completed',
      started_at: dateText,
      completed_at: dateText,
      progress: 100,
      error_message: null,
      logs: `Logs saved to: backup_job_${started.body.job_id}_logs.txt`,
      maintenance_status: null,
      backup_plan_id: null,
      backup_plan_run_id: null,
      backup_plan_name: null,
      execution_mode: 'local',
      triggered_by: 'manual',
      retry_attempt: 1,
      retry_original_job_id: null,
      retry_source_job_id: null,
      retry_requested_by_user_id: null,
      retry_requested_at: null,
      progress_details: {
        current_file: '',
        progress_percent: 100,
        backup_speed: expect.any(Number),
        total_expected_size: expect.any(Number),
        estimated_time_remaining: 0,
        nfiles: 20,
        original_size: expect.any(Number),
        compressed_size: expect.any(Number),
        deduplicated_size: expect.any(Number),
      },
      route_strategy: 'server_direct',
    })
    expect(done.progress_details.original_size).toBeGreaterThanOrEqual(20_000)
  })

  test('is started by id too: as a number, or as a text that is no path', async () => {
    for (const json of [{ repository_id: 1 }, { repository: '1' }, { repository: '', repository_id: 1 }])
      expect(await startAndWait(json)).toMatchObject({ repository: path, status: 'completed' })
  })

  test('that names no repository is a job that failed', async () => {
    const unknown = {
      status: 'failed',
      started_at: null,
      completed_at: dateText,
      error_message: errorText('borg.unknownError'),
    }
    for (const json of [{}, { repository: '' }, { repository_id: 'three' }, { repository_id: 999 }])
      expect(await startAndWait(json)).toMatchObject({ ...unknown, repository: 'default' })
    const named = await startAndWait({ repository: '/no/such/päth' })
    expect(named).toMatchObject({ ...unknown, repository: '/no/such/päth', route_strategy: null })
    const { body } = await rest('GET', `/api/backup/logs/${named.id}/stream`)
    expect(body.lines).toEqual([{ line_number: 1, content: expect.stringContaining('/no/such/päth') }])
  })

  test('that cannot be made is a job that failed', async () => {
    const add = (name: string, input: object) =>
      createRepository(server, {
        name,
        path: join(folder.path, name),
        sourceDirectories: [sources],
        ...input,
      })
    await add('watched', { mode: 'OBSERVE' })
    await add('empty', { sourceDirectories: [] })
    await add('sourceless', { sourceDirectories: [join(folder.path, 'gone')] })
    await add('hooked', { preBackupScript: 'exit 3' })
    await add('after', { postBackupScript: 'exit 3' })
    await add('vanished', {})
    rmSync(join(folder.path, 'vanished'), { recursive: true })

    const message = async (name: string) => {
      const { status, error_message } = await startAndWait({ repository: join(folder.path, name) })
      return [status, error_message]
    }
    expect(await message('watched')).toEqual(['failed', errorText('borg.unknownError')])
    expect(await message('empty')).toEqual(['failed', errorText('borg.unknownError')])
    expect(await message('sourceless')).toEqual([
      'failed',
      errorText('filesystem.pathNotFound', `{"path": "${join(folder.path, 'gone')}"}`),
    ])
    expect(await message('hooked')).toEqual([
      'failed',
      '{"key": "backend.errors.service.preBackupHooksFailed", "params": {"failed": 1, "total": 1}}',
    ])
    expect(await message('after')).toEqual([
      'completed_with_warnings',
      '{"key": "backend.errors.service.postBackupHooksFailed", "params": {"failed": 1, "total": 1}}',
    ])
    expect(await message('vanished')).toEqual([
      'failed',
      errorText('repo.repositoryDirNotExist', `{"path": "${join(folder.path, 'vanished')}"}`),
    ])
  })

  test('with a warning says so', async () => {
    await createRepository(server, {
      name: 'partly',
      path: join(folder.path, 'partly'),
      sourceDirectories: [sources, join(folder.path, 'gone')],
    })
    expect(await startAndWait({ repository: join(folder.path, 'partly') })).toMatchObject({
      status: 'completed_with_warnings',
      error_message:
        '{"key": "backend.errors.service.backupCompletedWithWarning", "params": {"exitCode": 1}}',
    })
  })

  test('is started once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'nightly-1' }
    const first = await start({ repository: path }, { headers })
    const again = await start({ repository: path }, { headers })
    expect(again.body).toEqual(first.body)
    await untilOver(rest, first.body.job_id)
    expect((await start({ repository: path }, { headers })).body).toEqual(first.body)
    const other = await start({ repository: join(folder.path, 'partly') }, { headers })
    expect([other.status, keyOf(other)]).toEqual([422, 'backup.idempotencyKeyReused'])
    const bad = await start({ repository: path }, { headers: { 'idempotency-key': 'two words' } })
    expect(bad.body.detail[0].loc).toEqual(['header', 'idempotency-key'])
  })
})
