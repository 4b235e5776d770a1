import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepository } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeHeldBorg } from './fake-borg.ts'
import { addUser, createRest, keyOf, mistakesOf, type Rest, untilOver } from './rest.ts'

const folder = makeFolder()
const sources = makeTree(join(folder.path, 'sources'), { files: 2, bytes: 1000 })
const borg = makeHeldBorg(folder.path, 1)
const paths = ['one', 'two', 'three'].map(name => join(folder.path, name))
let server: TestServer
let rest: Rest
let viewer: string

beforeAll(async () => {
  server = await startTestServer({
    env: { BORG_PATH: borg.path, WORKER_CONCURRENCY: '3', LOG_RETENTION_DAYS: '77' },
  })
  rest = await createRest(server)
  for (const path of paths)
    await createRepository(server, { name: path.split('/').at(-1)!, path, sourceDirectories: [sources] })
  viewer = await addUser(server, 'viewer', 'VIEWER', { repositoryId: 1, role: 'VIEWER' })
})
afterAll(async () => {
  borg.release()
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const put = (json: object, more: object = {}) => rest('PUT', '/api/settings/system', { json, ...more })
const settings = async (token?: string) =>
  (await rest('GET', '/api/settings/system', token === undefined ? {} : { token })).body.settings
const start = (path: string) => rest('POST', '/api/backup/start', { json: { repository: path } })

describe('how many backups by hand may be under way', () => {
  test('is a limit that REST meets and queues do not', async () => {
    expect((await settings()).max_concurrent_backups).toBe(2)
    await put({ max_concurrent_backups: 1 })
    // All at once: one gets the place.
    const answers = await Promise.all(paths.map(start))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    const refused = answers.find(({ status }) => status === 409)!
    expect(refused.body).toEqual({
      detail: {
        key: 'backend.errors.backup.concurrentLimitReached',
        params: { limit: 1, active: 1 },
      },
    })
    expect(keyOf(await start('/no/such/path'))).toBe('backup.concurrentLimitReached')

    await put({ max_concurrent_backups: 2 })
    const busy = paths[answers.findIndex(({ status }) => status === 200)]!
    expect(keyOf(await start(busy))).toBe('jobs.repositoryOperationActive')
    const queued = await server.graphql(
      'mutation ($path: String!) { startBackupByPath(input: { path: $path }) { job { databaseId } } }',
      { path: busy },
    )
    // Two are under way now, and somebody who waits is not refused.
    const other = paths.find(path => path !== busy)!
    expect(keyOf(await start(other))).toBe('backup.concurrentLimitReached')
    expect(queued.errors).toBeUndefined()

    await put({ max_concurrent_backups: 0 })
    borg.release()
    await untilOver(rest, queued.data.startBackupByPath.job.databaseId)
    expect((await start(other)).body.detail.params).toEqual({ limit: 0, active: 0 })
    await put({ max_concurrent_backups: 2 })
    const { body } = await start(other)
    expect((await untilOver(rest, body.job_id)).status).toBe('completed')
  })
})

describe('the policy for logs', () => {
  test('decides whose logs are shown, and takes nothing away at once', async () => {
    const good = (await start(paths[0]!)).body.job_id
    expect((await untilOver(rest, good)).status).toBe('completed')
    const failed = (await start('/no/such/path')).body.job_id
    const seen = async (id: number) => {
      const status = await rest('GET', `/api/backup/status/${id}`)
      const { body } = await rest('GET', `/api/backup/logs/${id}/stream`)
      const download = await rest('GET', `/api/backup/logs/${id}/download`)
      return [status.body.logs !== null, body.lines.length > 0, download.status === 200]
    }
    expect((await settings()).log_save_policy).toBe('all_jobs')
    expect([await seen(good), await seen(failed)]).toEqual([
      [true, true, true],
      [true, true, true],
    ])
    await put({ log_save_policy: 'failed_only' })
    expect([await seen(good), await seen(failed)]).toEqual([
      [false, false, false],
      [true, true, true],
    ])
    await put({ log_save_policy: 'failed_and_warnings' })
    expect(await seen(good)).toEqual([false, false, false])
    await put({ log_save_policy: 'all_jobs' })
    expect(await seen(good)).toEqual([true, true, true])

    // Cleaning takes what the policy does not want, for good.
    expect((await rest('POST', '/api/settings/system/logs/cleanup')).body.message.key).toBe(
      'backend.success.settings.logCleanupNoop',
    )
    await put({ log_save_policy: 'failed_only' })
    const cleaned = await rest('POST', '/api/settings/system/logs/cleanup')
    expect(cleaned.body.message.key).toBe('backend.success.settings.logCleanupCompleted')
    expect(cleaned.body.cleanup_results.deleted_size_bytes).toBeGreaterThan(0)
    await put({ log_save_policy: 'all_jobs' })
    expect([await seen(good), await seen(failed)]).toEqual([
      [false, false, false],
      [true, true, true],
    ])
  })
})

describe('settings', () => {
  test('have the defaults of the configuration until somebody changes them', async () => {
    const { body } = await rest('GET', '/api/settings/system')
    expect(body.settings).toMatchObject({
      log_retention_days: 77,
      info_timeout: 600,
      lock_breaking_enabled: true,
      borg_version: expect.stringMatching(/^borg \d/),
    })
    expect(body.settings.timeout_sources.info_timeout).toBeNull()
    await put({ info_timeout: 30, log_retention_days: 5, lock_breaking_enabled: 'no', unknown_field: 1 })
    expect(await settings()).toMatchObject({
      info_timeout: 30,
      log_retention_days: 5,
      lock_breaking_enabled: false,
      timeout_sources: { info_timeout: 'saved', list_timeout: null },
    })
  })

  test('outlive the server', async () => {
    const rows = await server.graphql('{ settings { saved infoTimeout } }')
    expect(rows.data.settings.infoTimeout).toBe(30)
    expect(rows.data.settings.saved).toContain('infoTimeout')
    await server.graphql(
      'mutation { updateSettings(input: { infoTimeout: null }) { settings { infoTimeout } } }',
    )
    expect((await settings()).info_timeout).toBe(600)
  })

  test('are refused in words, all or none', async () => {
    const policy = await put({ log_save_policy: 'some', info_timeout: 7 })
    expect([policy.status, keyOf(policy)]).toEqual([400, 'settings.invalidLogSavePolicy'])
    expect(policy.body.detail.params).toEqual({ policies: 'all_jobs, failed_and_warnings, failed_only' })
    const size = await put({ log_max_total_size_mb: 9, info_timeout: 7 })
    expect([size.status, keyOf(size)]).toEqual([400, 'settings.logSizeTooSmall'])
    const limit = await put({ max_concurrent_scheduled_backups: -1 })
    expect([limit.status, keyOf(limit), limit.body.detail.params]).toEqual([
      400,
      'settings.invalidConcurrencyLimit',
      { field: 'max_concurrent_scheduled_backups' },
    ])
    expect(mistakesOf(await put({ info_timeout: 0 }))).toEqual(['value_error body.info_timeout'])
    expect(mistakesOf(await put({ info_timeout: 3e9 }))).toEqual(['value_error body.info_timeout'])
    expect(mistakesOf(await put({ auto_cleanup: 'maybe' }))).toEqual(['bool_parsing body.auto_cleanup'])
    const secret = await put({ metrics_token: 'too short' })
    expect(mistakesOf(secret)).toEqual(['value_error body.metrics_token'])
    expect(secret.text).not.toContain('too short')
    expect((await settings()).info_timeout).toBe(600)
    expect(keyOf(await put({}, { token: viewer }))).toBe('settings.adminAccessRequired')
  })

  test('keep their secrets from everybody but administrators', async () => {
    await put({ webhook_url: 'https://example.org/secret', metrics_token: 'a-long-metrics-token' })
    expect(await settings()).toMatchObject({
      webhook_url: 'https://example.org/secret',
      metrics_token_set: true,
    })
    expect((await settings(viewer)).webhook_url).toBe('')
    expect(JSON.stringify(await settings())).not.toContain('a-long-metrics-token')
  })
})

describe('what logs take', () => {
  test('is counted over the jobs that one may see', async () => {
    await untilOver(rest, (await start(paths[1]!)).body.job_id)
    const all = (await rest('GET', '/api/settings/system/logs/storage')).body.storage
    expect(all.total_size_bytes).toBeGreaterThan(0)
    expect(all.file_count).toBe(all.files_by_type.backup)
    const some = (await rest('GET', '/api/settings/system/logs/storage', { token: viewer })).body.storage
    expect(some.file_count).toBeLessThan(all.file_count)
  })

  test('a job leaves the history when it is old enough, and not before', async () => {
    const { body } = await rest('POST', '/api/settings/system/cleanup')
    expect(body).toMatchObject({ deleted_jobs: 0 })
  })
})

test('anybody may know what the server is', async () => {
  const { body } = await rest('GET', '/api/system/info', { token: null })
  expect(body).toMatchObject({
    borg_version: expect.stringMatching(/^borg \d/),
    borg2_version: null,
    feature_access: { borg_v2: false, multi_user: true, extra_users: true },
  })
})

describe('metrics', () => {
  const metrics = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/metrics`, { headers })
    return { status: response.status, text: await response.text() }
  }

  test('have the names that boards for Borg UI know', async () => {
    const { status, text } = await metrics()
    expect(status).toBe(200)
    const [name, path] = ['one', paths[0]!]
    for (const line of [
      `borg_repository_info{repository="${name}",path="${path}",type="local",mode="full"} 1`,
      `borg_repository_archive_count{repository="${name}"} `,
      `borg_repository_size_bytes{repository="${name}"} `,
      `borg_repository_last_backup_timestamp{repository="${name}"} `,
      `borg_backup_jobs_total{repository="${name}",status="completed"} `,
      `borg_backup_last_job_success{repository="${name}"} 1`,
    ])
      expect(text).toContain(`\n${line}`)
  })

  test('can be closed to those without the token, or to everybody', async () => {
    await put({ metrics_token: 'a-long-metrics-token', metrics_require_auth: true })
    expect(await metrics()).toEqual({ status: 401, text: '{"detail":"Invalid metrics token"}' })
    expect((await metrics({ 'x-borg-metrics-token': 'a-long-metrics-tokeN' })).status).toBe(401)
    expect((await metrics({ 'x-borg-metrics-token': 'a-long-metrics-token' })).status).toBe(200)
    expect((await metrics({ authorization: 'Bearer a-long-metrics-token' })).status).toBe(200)
    await put({ metrics_enabled: false })
    expect(await metrics({ 'x-borg-metrics-token': 'a-long-metrics-token' })).toEqual({
      status: 404,
      text: '{"detail":"Metrics disabled"}',
    })
  })
})

test('OpenID Connect is not a setting, and a wish for it says where it is configured', async () => {
  const asked = await put({
    oidc_enabled: true,
    oidc_client_id: 'borg-ui',
    oidc_client_secret: 'never repeated',
    oidc_scopes: '',
    log_retention_days: 6,
  })
  expect(mistakesOf(asked)).toEqual([
    'value_error body.oidc_enabled',
    'value_error body.oidc_client_id',
    'value_error body.oidc_client_secret',
  ])
  const said = asked.body.detail.map(({ msg, input }: { msg: string; input: unknown }) => [msg, input])
  expect(said[0]).toEqual([expect.stringContaining('set OIDC_ISSUER_URL and OIDC_CLIENT_ID'), true])
  expect(said[2]).toEqual([expect.stringContaining('set OIDC_CLIENT_SECRET'), '**********'])
  expect((await settings()).log_retention_days).not.toBe(6)
  // What is off everywhere is nothing to complain about, and neither is a key that nobody knows.
  const fine = await put({
    oidc_enabled: false,
    oidc_client_id: 'left over',
    mqtt_enabled: true,
    nonsense: 1,
  })
  expect(fine.status).toBe(200)
})
