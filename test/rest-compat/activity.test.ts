import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepository } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeHeldBorg } from './fake-borg.ts'
import { addUser, createRest, dateText, keyOf, type Rest, until, untilOver } from './rest.ts'

const folder = makeFolder()
const sources = makeTree(join(folder.path, 'sources'), { files: 2, bytes: 1000 })
const borg = makeHeldBorg(folder.path, 1200)
const path = join(folder.path, 'main')
let server: TestServer
let rest: Rest
let viewer: string
let stranger: string
let running: number

beforeAll(async () => {
  server = await startTestServer({ env: { BORG_PATH: borg.path } })
  rest = await createRest(server)
  await createRepository(server, { name: 'main', path, sourceDirectories: [sources] })
  viewer = await addUser(server, 'viewer', 'VIEWER', { repositoryId: 1, role: 'VIEWER' })
  stranger = await addUser(server, 'stranger', 'VIEWER')
  running = (await start(path)).body.job_id
})
afterAll(async () => {
  borg.release()
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const start = (repository: string) => rest('POST', '/api/backup/start', { json: { repository } })
const recent = async (query = '', token?: string) =>
  (await rest('GET', `/api/activity/recent${query}`, token === undefined ? {} : { token })).body
const logs = (id: number, query = '') => rest('GET', `/api/activity/backup/${id}/logs${query}`)

/** The frames of an event stream as they come. */
async function* frames(token: string, signal?: AbortSignal, inLink = false) {
  const response = await fetch(`${server.url}/api/events/stream${inLink ? `?token=${token}` : ''}`, {
    headers: inLink ? {} : { authorization: `Bearer ${token}` },
    ...(signal ? { signal } : {}),
  })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  let text = ''
  for await (const chunk of response.body!) {
    text += Buffer.from(chunk).toString()
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const frame = text.slice(0, end)
      text = text.slice(end + 2)
      if (frame.startsWith('data: ')) yield { frame, ...JSON.parse(frame.slice(6)) }
    }
  }
}

describe('while a backup runs', () => {
  test('its lines are there, numbered for good, in pages that say whether there is more', async () => {
    await until(async () => ((await logs(running)).body.total_lines > 1200 ? true : undefined))
    const first = (await logs(running)).body
    expect(first.lines).toHaveLength(500)
    expect(first.lines[0].line_number).toBe(1)
    expect(first.has_more).toBe(true)
    const second = (await logs(running, '?offset=500&limit=3')).body
    expect(second.lines.map((line: { line_number: number }) => line.line_number)).toEqual([501, 502, 503])
    expect(second).toMatchObject({ has_more: true, total_lines: first.total_lines })
    const rest = (await logs(running, '?offset=503&limit=-1')).body
    expect(rest.has_more).toBe(false)
    expect(rest.lines.at(-1).line_number).toBe(rest.total_lines)
    expect((await logs(running, '?limit=0')).body).toMatchObject({ lines: [], has_more: true })
    expect((await logs(running, '?offset=-5&limit=1')).body.lines[0].line_number).toBe(1)
  })

  test('it can be neither downloaded nor deleted', async () => {
    const download = await rest('GET', `/api/activity/backup/${running}/logs/download`)
    expect([download.status, keyOf(download)]).toEqual([400, 'activity.cannotDownloadLogsForRunningJob'])
    const deleted = await rest('DELETE', `/api/activity/backup/${running}`)
    expect([deleted.status, keyOf(deleted)]).toEqual([400, 'activity.cannotDeleteRunningJob'])
  })
})

describe('events', () => {
  test('tell those who may see the job, on every connection, how it goes and how it ends', async () => {
    const second = (await rest('POST', '/api/settings/tokens', { json: { name: 'events' }, token: viewer }))
      .body.token
    const watch = async (token: string, inLink: boolean) => {
      const seen: Awaited<ReturnType<ReturnType<typeof frames>['next']>>['value'][] = []
      for await (const event of frames(token, undefined, inLink)) {
        seen.push(event)
        if (seen.length === 2) ready()
        if (event.type === 'job_finished') return seen
      }
      throw new Error('The stream ended.')
    }
    let waiting = 3
    const { promise: allReady, resolve } = Promise.withResolvers<void>()
    const ready = () => {
      waiting -= 1
      if (waiting === 0) resolve()
    }
    const watching = [watch(viewer, false), watch(viewer, true), watch(second, false)]
    const other = new AbortController()
    const unseen: string[] = []
    const strangers = (async () => {
      for await (const { type } of frames(stranger, other.signal)) unseen.push(type)
    })().catch(() => {})
    // Each has been told of the progress of the run that was there before.
    await allReady
    borg.release()
    for (const seen of await Promise.all(watching)) {
      expect(seen[0].frame).toMatch(
        /^data: \{"type": "connection_established", "data": \{"message": "SSE connection established"\}, "timestamp": "[^"]+"\}$/,
      )
      expect(seen[0].timestamp).toEqual(dateText)
      const told = seen
        .filter(({ type }) => type === 'job_status')
        .map(({ data }) => `${data.job_id} ${data.status}`)
      expect(told).toEqual([...new Set(told)])
      expect(seen.find(({ type }) => type === 'backup_progress').data).toMatchObject({
        job_id: running,
        status: 'running',
        progress_details: { nfiles: expect.any(Number) },
      })
      expect(seen.at(-1).data).toMatchObject({
        job_id: running,
        job_type: 'backup',
        repository: path,
        status: 'completed',
        error_message: null,
      })
    }
    other.abort()
    await strangers
    expect(unseen).toEqual(['connection_established'])
  })

  test('end with the credential, and are not for nobody', async () => {
    const token = await addUser(server, 'leaver', 'VIEWER')
    let opened = () => {}
    const open = new Promise<void>(resolve => {
      opened = resolve
    })
    const ended = (async () => {
      for await (const _event of frames(token)) opened()
      return Date.now()
    })()
    await open
    await server.graphql('mutation { signOut { signedOut } }', {}, token)
    const revoked = Date.now()
    expect((await ended) - revoked).toBeLessThan(1000)

    const none = await rest('GET', '/api/events/stream', { token: null })
    expect([none.status, keyOf(none)]).toEqual([401, 'events.notAuthenticated'])
    const bad = await rest('GET', '/api/events/stream', { token })
    expect([bad.status, keyOf(bad)]).toEqual([401, 'events.invalidAuthCredentials'])
  })
})

describe('the history', () => {
  test('holds what one may see, newest first', async () => {
    expect((await untilOver(rest, running)).status).toBe('completed')
    const failed = (await start('/no/such/path')).body.job_id
    const all = await recent()
    expect(all.map((item: { id: number }) => item.id)).toEqual([failed, running])
    expect(all[1]).toMatchObject({
      activity_key: `backup-${running}`,
      type: 'backup',
      status: 'completed',
      repository: 'main',
      repository_path: path,
      has_logs: true,
      log_file_path: null,
      archive_name: expect.stringMatching(/^manual-backup-/),
    })
    // Refused at once, before that backup ran: what never started does not stay on top for ever.
    const next = (await start(path)).body.job_id
    expect((await untilOver(rest, next)).status).toBe('completed')
    expect((await recent()).map((item: { id: number }) => item.id)).toEqual([next, failed, running])
    expect((await rest('DELETE', `/api/activity/backup/${next}`)).status).toBe(200)
    expect(await recent('?limit=1')).toHaveLength(1)
    expect(await recent('?status=completed&job_type=backup')).toHaveLength(1)
    expect(await recent('?job_type=check')).toEqual([])
    expect(await recent('?job_type=nonsense')).toEqual([])
    expect((await recent('', viewer)).map((item: { id: number }) => item.id)).toEqual([running])
    expect(await recent('', stranger)).toEqual([])
  })

  test('gives the log of a job of the very type that is named', async () => {
    const download = await rest('GET', `/api/activity/backup/${running}/logs/download?token=${viewer}`, {
      token: null,
    })
    expect(download.text.split('\n').length).toBeGreaterThan(1200)
    expect(download.headers.get('content-disposition')).toContain(`backup_job_${running}_logs.txt`)
    for (const type of ['check', 'package']) {
      const answer = await rest('GET', `/api/activity/${type}/${running}/logs`)
      expect([answer.status, answer.body.detail]).toEqual([
        404,
        { key: 'backend.errors.activity.jobNotFound', params: { jobType: type } },
      ])
    }
    expect(keyOf(await rest('GET', `/api/activity/nonsense/${running}/logs`))).toBe('activity.invalidJobType')
    expect((await rest('GET', `/api/activity/backup/${running}/logs`, { token: stranger })).status).toBe(404)
  })

  test('forgets a job when an administrator wants it to', async () => {
    const refused = await rest('DELETE', `/api/activity/backup/${running}`, { token: viewer })
    expect([refused.status, keyOf(refused)]).toEqual([403, 'activity.adminOnlyDelete'])
    const { body } = await rest('DELETE', `/api/activity/backup/${running}`)
    expect(body).toEqual({
      success: true,
      message: 'backend.success.activity.jobDeleted',
      job_id: running,
      job_type: 'backup',
    })
    expect((await rest('DELETE', `/api/activity/backup/${running}`)).status).toBe(404)
    expect((await logs(running)).status).toBe(404)
  })
})

test('the dashboard shows what one may see', async () => {
  const seen = async (token?: string) => {
    const more = token === undefined ? {} : { token }
    const overview = (await rest('GET', '/api/dashboard/overview', more)).body
    const status = (await rest('GET', '/api/dashboard/status', more)).body
    return [overview.total_repositories, overview.repository_health.healthy, status.recent_jobs.length]
  }
  expect(await seen()).toEqual([1, 1, 1])
  expect(await seen(viewer)).toEqual([1, 1, 0])
  expect(await seen(stranger)).toEqual([0, 0, 0])
  const { body } = await rest('GET', '/api/dashboard/metrics')
  expect(body.disk_usage).toBeGreaterThan(0)
  expect((await rest('GET', '/api/dashboard/schedule')).body).toEqual({ scheduled_jobs: [] })
})

test('a stream that is open does not keep the server from stopping', async () => {
  const token = await server.token()
  let opened = () => {}
  const open = new Promise<void>(resolve => {
    opened = resolve
  })
  const ended = (async () => {
    for await (const _event of frames(token)) opened()
    return 'ended'
  })()
  await open
  const began = Date.now()
  expect(await server.stop()).toBe(0)
  expect(await ended).toBe('ended')
  // Nobody was waited for: requests that are being answered get five seconds.
  expect(Date.now() - began).toBeLessThan(4500)
})
