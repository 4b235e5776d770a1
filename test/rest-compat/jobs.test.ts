import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepository, expectData } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { collect, createSocket } from '../support/subscribe.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { addUser, createRest, errorText, type Rest, untilOver } from './rest.ts'

const folder = makeFolder()
const sources = makeTree(join(folder.path, 'sources'), { files: 2, bytes: 1000 })
const path = join(folder.path, 'main')
let server: TestServer
let rest: Rest

beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
  await createRepository(server, { name: 'main', path, sourceDirectories: [sources] })
  const made = await start({ repository: path })
  await start({ repository: '/no/such/päth' })
  await start({ repository: '/elsewhere' })
  await untilOver(rest, made.body.job_id)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const start = (json: object, more: object = {}) => rest('POST', '/api/backup/start', { json, ...more })

describe('jobs', () => {
  const ids = async (query: string, token?: string) =>
    (await rest('GET', `/api/backup/jobs${query}`, token === undefined ? {} : { token })).body.jobs.map(
      (job: { id: number }) => job.id,
    )

  test('are listed newest first, as many as asked for', async () => {
    const all = await ids('')
    expect(all).toEqual(all.toSorted((one: number, other: number) => other - one))
    expect(await ids('?limit=2')).toEqual(all.slice(0, 2))
    expect(await ids('?limit=0')).toEqual([])
    expect(await ids('?limit=-1')).toEqual(all)
    expect(await ids('?manual_only=true')).toEqual(all)
    expect(await ids('?scheduled_only=true')).toEqual([])
    expect(await ids(`?limit=1&repository=${encodeURIComponent('/no/such/päth')}`)).toHaveLength(1)
  })

  test('are listed beyond one page of the schema', async () => {
    for (let count = 0; count < 105; count += 1) await start({ repository: '/many' })
    expect(await ids('?repository=/many')).toHaveLength(105)
    expect(await ids('?repository=/many&limit=103')).toHaveLength(103)
  })

  test('say whether there are logs, and which archive they made', async () => {
    const { body } = await rest('GET', `/api/backup/jobs?limit=1&repository=${encodeURIComponent(path)}`)
    expect(body.jobs[0]).toMatchObject({
      has_logs: true,
      archive_name: expect.stringMatching(/^manual-backup-/),
      scheduled_job_id: null,
    })
    expect(body.jobs[0]).not.toHaveProperty('logs')
  })
})

describe('roles', () => {
  test('decide who may start, look and end', async () => {
    const viewer = await addUser(server, 'viewer', 'VIEWER', { repositoryId: 1, role: 'VIEWER' })
    const operator = await addUser(server, 'operator', 'OPERATOR', { repositoryId: 1, role: 'OPERATOR' })
    const stranger = await addUser(server, 'stranger', 'OPERATOR')
    const { job_id: id } = (await start({ repository: path }, { token: operator })).body
    await untilOver(rest, id, operator)

    const answer = async (method: string, address: string, token: string, json?: object) => {
      const { status, body } = await rest(method, address, { token, ...(json ? { json } : {}) })
      return [status, body.detail?.key?.replace('backend.errors.', '') ?? null]
    }
    const noRight = [403, 'auth.notEnoughPermissions']
    const notThere = [404, 'backup.backupJobNotFound']
    expect(await answer('POST', '/api/backup/start', viewer, { repository: path })).toEqual(noRight)
    expect(await answer('POST', '/api/backup/run', viewer, { repository_id: 1 })).toEqual(noRight)
    expect(await answer('POST', `/api/backup/cancel/${id}`, viewer)).toEqual(noRight)
    expect(await answer('POST', `/api/backup/jobs/${id}/retry`, viewer)).toEqual(noRight)
    for (const address of [`status/${id}`, `logs/${id}/stream`, `logs/${id}/download`]) {
      expect(await answer('GET', `/api/backup/${address}`, viewer)).toEqual([200, null])
      expect(await answer('GET', `/api/backup/${address}`, stranger)).toEqual(notThere)
    }
    for (const address of [`cancel/${id}`, `jobs/${id}/retry`, 'cancel/9999', 'jobs/9999/retry'])
      expect(await answer('POST', `/api/backup/${address}`, stranger)).toEqual(notThere)
    expect((await rest('GET', '/api/backup/jobs', { token: stranger })).body).toEqual({ jobs: [] })

    // To somebody without any right a path that is registered looks like one that is not.
    const { job_id: refused } = (await start({ repository: path }, { token: stranger })).body
    expect(await untilOver(rest, refused, stranger)).toMatchObject({
      status: 'failed',
      error_message: errorText('borg.unknownError'),
    })
    expect(await answer('GET', `/api/backup/status/${refused}`, viewer)).toEqual(notThere)
  })
})

describe('the record of a repository that is deleted', () => {
  const gone = join(folder.path, 'gone')
  const graphql = async (query: string, token: string, variables: object = {}) =>
    (await server.graphql(query, variables, token)).data
  const key = async (token: string, input: object): Promise<string> => {
    const query = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }'
    const answer = await server.graphql(
      query,
      { input: { name: 'key', permissions: ['READ', 'CREATE'], ...input } },
      token,
    )
    return expectData(answer).createApiKey.secret
  }

  /** What a caller gets to know of a job, by every door. */
  async function doors(id: number, token: string): Promise<Record<string, unknown>> {
    const job = Buffer.from(`BackupJob:${id}`).toString('base64')
    const get = async (address: string) => (await rest('GET', address, { token })).status
    const socket = createSocket(server, token)
    const follow = async (field: string) => {
      const [first] = await collect(socket, `subscription ($id: ID!) { ${field} }`, { id: job })
      return first?.errors?.[0]?.extensions.code ?? 'OK'
    }
    const lists = await graphql(
      `query ($id: ID!, $path: String!) {
        job(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } logStorage { logCount }
        jobs(filter: { repositoryPath: $path }) { edges { node { id } } }
        dashboard { recentJobs { count } }
      }`,
      token,
      { id: job, path: gone },
    )
    const found = {
      job: lists.job !== null,
      node: lists.node !== null,
      nodes: lists.nodes[0] !== null,
      jobs: lists.jobs.edges.length,
      logs: lists.logStorage.logCount,
      recent: lists.dashboard.recentJobs.length > 0,
      log: await follow('jobLog(jobId: $id) { endCursor }'),
      progress: await follow('jobProgress(jobId: $id) { status }'),
      list: (await rest('GET', `/api/backup/jobs?repository=${encodeURIComponent(gone)}`, { token })).body
        .jobs.length,
      activity: (await rest('GET', '/api/activity/recent', { token })).body.filter(
        (item: { id: number }) => item.id === id,
      ).length,
      status: await get(`/api/backup/status/${id}`),
      stream: await get(`/api/backup/logs/${id}/stream`),
      download: await get(`/api/backup/logs/${id}/download`),
      lines: await get(`/api/activity/backup/${id}/logs`),
      file: await get(`/api/activity/backup/${id}/logs/download`),
    }
    await socket.dispose()
    return found
  }

  const nothing = {
    job: false,
    node: false,
    nodes: false,
    jobs: 0,
    logs: 0,
    recent: false,
    log: 'NOT_FOUND',
    progress: 'NOT_FOUND',
    list: 0,
    activity: 0,
    status: 404,
    stream: 404,
    download: 404,
    lines: 404,
    file: 404,
  }

  test('gives its jobs to administrators, and to nobody who could not see them before', async () => {
    const other = await createRepository(server, {
      name: 'other',
      path: join(folder.path, 'other'),
      sourceDirectories: [sources],
    })
    const repository = await createRepository(server, {
      name: 'gone',
      path: gone,
      sourceDirectories: [sources],
    })
    const repositoryId = Number(Buffer.from(repository, 'base64').toString().split(':')[1])
    const requester = await addUser(server, 'requester', 'OPERATOR', { repositoryId, role: 'OPERATOR' })
    const { userId } = { userId: (await graphql('{ viewer { id } }', requester)).viewer.id }
    await server.graphql(
      'mutation ($input: GrantRepositoryAccessInput!) { grantRepositoryAccess(input: $input) { user { id } } }',
      { input: { userId, repositoryId: other, role: 'OPERATOR' } },
    )
    const { job_id: id } = (await start({ repository: gone }, { token: requester })).body
    await untilOver(rest, id, requester)
    const narrow = await key(requester, { repositoryIds: [other] })
    const wide = await key(requester, {})
    const reader = await key(await server.token(), { permissions: ['READ'] })
    expect(await doors(id, requester)).toEqual({ ...(await doors(id, wide)), log: 'OK', status: 200 })
    expect(await doors(id, narrow)).toEqual(nothing)

    await server.graphql(
      'mutation ($input: RevokeRepositoryAccessInput!) { revokeRepositoryAccess(input: $input) { user { id } } }',
      { input: { userId, repositoryId: repository } },
    )
    expect(await doors(id, requester)).toEqual(nothing)
    expectData(
      await server.graphql(
        'mutation ($id: ID!) { deleteRepository(input: { repositoryId: $id }) { deletedRepositoryId } }',
        { id: repository },
      ),
    )
    for (const token of [requester, wide, narrow]) expect(await doors(id, token)).toEqual(nothing)
    // A narrowed key of an administrator sees what repositories give it; this has none any more.
    expect(await doors(id, reader)).toMatchObject({ job: false, list: 0, log: 'NOT_FOUND', status: 404 })
    expect(await doors(id, await server.token())).toMatchObject({
      job: true,
      node: true,
      jobs: 1,
      list: 1,
      activity: 1,
      log: 'OK',
      status: 200,
      stream: 200,
      download: 200,
      lines: 200,
    })
  })
})
