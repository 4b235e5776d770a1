import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createRepository, startBackup, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeFaucet } from './faucet.ts'
import { follow } from './follow.ts'

async function get(server: TestServer, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, { headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text }
}

/** One value of `/metrics`; undefined when it is not there. */
async function metric(server: TestServer, name: string): Promise<number | undefined> {
  const { text } = await get(server, '/metrics')
  const line = text.split('\n').find(candidate => candidate.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

it('is alive and ready with Borg, a worker and a database that can be written', async () => {
  await using server = await startTestServer()
  expect(await get(server, '/livez')).toMatchObject({ status: 200, text: '{"status":"alive"}' })
  for (const path of ['/readyz', '/healthz', '/health']) {
    const { status, text } = await get(server, path)
    expect({ status, ...JSON.parse(text) }).toEqual({
      status: 'ready',
      checks: { database: true, borg: true, worker: true },
    })
    expect(status).toBe(200)
  }
  // Something that cannot be written any more, and can again.
  await using tables = await openTables(server.dataDir)
  await sql`alter table one_time_secret rename to elsewhere`.execute(tables.db)
  const stuck = await get(server, '/readyz')
  await sql`alter table elsewhere rename to one_time_secret`.execute(tables.db)
  expect(stuck.status).toBe(503)
  expect(JSON.parse(stuck.text)).toMatchObject({ checks: { database: false } })
  expect((await get(server, '/readyz')).status).toBe(200)
})

it.each([
  ['without Borg', '/nonexistent'],
  ['with a Borg that does not work', '/bin/false'],
])('is alive but not ready %s, and fails its jobs in words', async (_name, borgPath) => {
  using folder = makeFolder()
  await using server = await startTestServer({ env: { BORG_PATH: borgPath } })
  expect((await get(server, '/livez')).status).toBe(200)
  const { status, text } = await get(server, '/readyz')
  expect(status).toBe(503)
  expect(JSON.parse(text)).toEqual({
    status: 'not ready',
    checks: { database: true, borg: false, worker: true },
  })
  const answer = await server.graphql(
    'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { id } } }',
    { input: { name: 'x', path: join(folder.path, 'x'), encryption: 'NONE' } },
  )
  expect(answer.errors).toMatchObject([{ extensions: { params: { failure: 'BORG_NOT_FOUND' } } }])
  expect((await server.graphql('{ server { borgVersion } }')).data).toEqual({ server: { borgVersion: null } })
})

it('counts jobs, their queue, backups and streams for Prometheus', async () => {
  using folder = makeFolder()
  using faucet = makeFaucet(folder.path)
  await using server = await startTestServer()
  const repository = await createRepository(server, {
    name: 'a "quoted" name',
    path: join(folder.path, 'repository'),
    sourceDirectories: [makeTree(join(folder.path, 'source'), { files: 1, bytes: 10 })],
    preBackupScript: faucet.script,
  })
  const label = 'vinculum_last_backup_timestamp_seconds{repository="a \\"quoted\\" name"}'
  const [first, second] = [await startBackup(server, repository), await startBackup(server, repository)]
  await waitForJob(server, first, job => job.progress.phase === 'PRE_HOOK')
  const progress = 'subscription ($id: ID!) { jobProgress(jobId: $id) { status } }'
  const token = await server.token()
  const socket = createSocket(server, token)
  await using one = follow(server, 'graphql-ws', token, progress, { id: first }, socket)
  await using other = follow(server, 'server-sent events', token, progress, { id: first })
  await Promise.all([one.atLeast(1), other.atLeast(1)])

  expect(await metric(server, 'vinculum_jobs{status="running"}')).toBe(1)
  expect(await metric(server, 'vinculum_jobs{status="pending"}')).toBe(1)
  expect(await metric(server, 'vinculum_running')).toBe(1)
  expect(await metric(server, 'vinculum_queue_age_seconds{pool="default"}')).toBeGreaterThan(0)
  expect(await metric(server, 'vinculum_queue_depth{pool="default"}')).toBe(1)
  expect(await metric(server, 'vinculum_running_jobs{pool="default"}')).toBe(1)
  expect(await metric(server, 'vinculum_workers{pool="default"}')).toBe(1)
  expect(await metric(server, 'vinculum_heartbeat_age_seconds{pool="default"}')).toBeLessThan(10)
  expect(await metric(server, 'vinculum_stream_clients{transport="websocket"}')).toBe(1)
  expect(await metric(server, 'vinculum_stream_clients{transport="sse"}')).toBe(1)
  expect(await metric(server, label)).toBeUndefined()

  faucet.close()
  await waitForJob(server, second)
  await Promise.all([one.end, other.end])
  await socket.dispose()
  expect(await metric(server, 'vinculum_jobs{status="completed"}')).toBe(2)
  expect(await metric(server, 'vinculum_jobs{status="running"}')).toBeUndefined()
  expect(await metric(server, 'vinculum_queue_age_seconds{pool="default"}')).toBe(0)
  const age = Date.now() / 1000 - (await metric(server, label))!
  expect(age).toBeGreaterThanOrEqual(0)
  expect(age).toBeLessThan(60)
  await expect.poll(() => metric(server, 'vinculum_stream_clients{transport="websocket"}')).toBe(0)
  expect(await metric(server, 'vinculum_stream_clients{transport="sse"}')).toBe(0)
  expect(await metric(server, 'process_resident_memory_bytes')).toBeGreaterThan(0)
})

it('tells its numbers to this machine only, or to whoever has the token', async () => {
  await using open = await startTestServer()
  expect((await get(open, '/metrics')).status).toBe(200)
  // A proxy on this machine speaks for somebody else.
  expect((await get(open, '/metrics', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(403)
  await using guarded = await startTestServer({ env: { METRICS_TOKEN: 'let-me-see' } })
  expect((await get(guarded, '/metrics')).status).toBe(401)
  expect((await get(guarded, '/metrics', { authorization: 'Bearer let-me-sea' })).status).toBe(401)
  const { status, headers, text } = await get(guarded, '/metrics', { authorization: 'Bearer let-me-see' })
  expect(status).toBe(200)
  expect(headers.get('content-type')).toContain('text/plain')
  expect(text).toContain('# HELP vinculum_jobs Jobs by status.')
})

it('gives every answer the id of its request, and logs it', async () => {
  await using server = await startTestServer({ env: { LOG_LEVEL: 'debug' } })
  const given = await get(server, '/livez', { 'x-request-id': 'proxy-1' })
  expect(given.headers.get('x-request-id')).toBe('proxy-1')
  const own = (await get(server, '/livez')).headers.get('x-request-id')
  expect(own).toMatch(/^[\da-f-]{36}$/)
  const forged = await get(server, '/livez', { 'x-request-id': '{"level":60}' })
  expect(forged.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  await get(server, '/livez?token=secret-in-an-address')
  await expect
    .poll(server.output)
    .toMatch(/"requestId":"proxy-1","method":"GET","path":"\/livez","status":200/)
  expect(server.output()).toContain(`"requestId":"${own}"`)
  expect(server.output()).not.toContain('secret-in-an-address')
})
