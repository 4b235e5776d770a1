import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHosted } from '../schema/roles.ts'
import { expectData, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { freshPublicKey } from '../support/ssh-keys.ts'
import { makeFolder } from '../support/trees.ts'
import { mutate, refusal } from './mutate.ts'

let folder: ReturnType<typeof makeFolder>
let server: TestServer
beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({
    env: { HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos'), SSH_SERVER_PORT: '2222' },
  })
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const clientEnv = () => ({
  ...process.env,
  BORG_BASE_DIR: join(folder.path, 'client'),
  BORG_PASSPHRASE: 'known to the client alone',
})

/** One field of a hosted repository. */
async function read(id: string, field: string) {
  const document = `query ($id: ID!) { node(id: $id) { ... on HostedRepository { ${field} } } }`
  return expectData(await server.graphql(document, { id })).node[field]
}

/** A hosted repository that its client has made, encrypted. */
async function hostAndInit(settings: object = {}): Promise<{ id: string; path: string }> {
  const id = await createHosted(server, settings)
  const path = join(folder.path, 'repos', await read(id, 'name'))
  execFileSync('borg', ['init', '-e', 'repokey-blake2', path], { env: clientEnv(), stdio: 'pipe' })
  return { id, path }
}

/** Queues a compaction and waits for its end. */
async function compact(id: string, input: object = {}) {
  const { job } = await mutate(server, 'startCompact', { repositoryId: id, ...input }, 'job { id }')
  return waitForJob(server, job.id)
}

describe('what needs a repository that this server can open', () => {
  let hosted: string
  beforeAll(async () => {
    hosted = await createHosted(server)
  })

  it.each([
    ['startBackup', {}],
    ['startCheck', {}],
    ['startPrune', {}],
    ['deleteArchive', { archiveName: 'a' }],
    ['startRestore', { archiveName: 'a', destination: '/tmp/somewhere' }],
    ['startRestoreCheck', {}],
    ['mountArchive', {}],
    ['refreshArchives', {}],
    ['updateRepository', { name: 'other' }],
    ['setRepositoryKeyFile', { keyFile: 'BORG_KEY' }],
    ['exportRepositoryKey', {}],
    ['deleteRepository', {}],
    ['setCheckSchedule', { cronExpression: '0 0 1 1 *' }],
    ['setRestoreCheckSchedule', { cronExpression: '0 0 1 1 *' }],
  ])('%s is refused for hosted ones', async (name, input) => {
    expect(await refusal(server, name, { repositoryId: hosted, ...input })).toMatchObject({
      code: 'CONFLICT',
      reason: 'REPOSITORY_HOSTED',
    })
  })

  it('so are schedules, and destruction by name', async () => {
    const refused = { code: 'CONFLICT', reason: 'REPOSITORY_HOSTED' }
    const schedule = { name: 'n', cronExpression: '0 0 1 1 *', repositoryIds: [hosted] }
    expect(await refusal(server, 'createSchedule', schedule)).toMatchObject(refused)
    const input = { repositoryId: hosted, confirmName: await read(hosted, 'name') }
    expect(await refusal(server, 'destroyRepository', input)).toMatchObject(refused)
  })

  it('a backup by path is recorded as one of a repository that Borg UI does not know', async () => {
    const path = await read(hosted, 'path')
    const { job } = await mutate(server, 'startBackupByPath', { path }, 'job { id }')
    expect(await waitForJob(server, job.id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'REPOSITORY_UNKNOWN' },
    })
  })
})

it('reports all mistakes at once, and leaves nothing', async () => {
  const input = {
    alias: 'two\nlines',
    sshPublicKey: 'command="sh" ssh-ed25519 AAAA',
    quota: 9_999_999,
    comment: 'zero \0',
    icon: 'IconSkull',
    storageTarget: '/etc',
    pool: 'a b',
  }
  const refused = await refusal(server, 'createHostedRepository', input)
  expect(refused.code).toBe('INVALID_INPUT')
  expect(Object.keys(refused.fields as object).sort()).toEqual(Object.keys(input).sort())
})

it('changes what is given, and lists by what is asked', async () => {
  const id = await createHosted(server, { alias: 'of Ada', icon: 'IconServer', freshnessSeconds: 3600 })
  await createHosted(server, { alias: 'of Grace', appendOnly: true })
  await mutate(server, 'updateHostedRepository', { repositoryId: id, comment: 'c', icon: null })
  const list = async (filter: object) =>
    expectData(
      await server.graphql(
        'query ($filter: HostedRepositoryFilterInput) { hostedRepositories(filter: $filter, orderBy: UPDATED) { edges { node { alias comment icon appendOnly } } } }',
        { filter },
      ),
    ).hostedRepositories.edges.map(({ node }: { node: object }) => node)
  const ada = { alias: 'of Ada', comment: 'c', icon: null, appendOnly: false }
  const grace = { alias: 'of Grace', comment: '', icon: null, appendOnly: true }
  expect(await list({ aliasContains: 'OF ' })).toEqual([grace, ada])
  expect(await list({ aliasContains: 'of', appendOnly: true })).toEqual([grace])
  expect(await list({ aliasContains: 'of', archived: true })).toEqual([])
  expect(await list({ aliasContains: 'of', status: 'STALE' })).toEqual([])
  expect(await list({ aliasContains: 'of', status: 'UNKNOWN' })).toEqual([grace, ada])
})

it('accepts a key once, also when asked four times at once', async () => {
  const input = { alias: 'a', sshPublicKey: freshPublicKey(), quota: 1e9 }
  const tries = await Promise.allSettled(
    [1, 2, 3, 4].map(() => mutate(server, 'createHostedRepository', input)),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const sshPublicKey = input.sshPublicKey.replace('somebody@there', 'else')
  const used = { code: 'CONFLICT', reason: 'SSH_KEY_IN_USE' }
  expect(await refusal(server, 'createHostedRepository', { ...input, sshPublicKey })).toMatchObject(used)
  const repositoryId = await createHosted(server)
  expect(await refusal(server, 'updateHostedRepository', { repositoryId, sshPublicKey })).toMatchObject(used)
})

it('compacts without the passphrase; what nobody has made yet fails', async () => {
  const { id } = await hostAndInit()
  expect(await compact(id)).toMatchObject({ status: 'COMPLETED' })
  const failed = await compact(await createHosted(server))
  expect(failed).toMatchObject({ status: 'FAILED', failure: { code: 'REPOSITORY_NOT_FOUND' } })
})

it('counts a confirmation once: a retry compacts no append-only repository', async () => {
  const repositoryId = await createHosted(server)
  const { id: jobId } = await compact(repositoryId)
  await mutate(server, 'updateHostedRepository', { repositoryId, appendOnly: true })
  expect(await refusal(server, 'retryJob', { jobId })).toMatchObject({ reason: 'APPEND_ONLY' })
})

it('breaks the lock of a client that died here, not of one that lives', async () => {
  const { id, path } = await hostAndInit()
  const borg = spawn('borg', ['with-lock', path, 'cat'], { env: clientEnv(), stdio: 'pipe' })
  borg.stdin.write('locked\n')
  await once(borg.stdout, 'data')
  expect(await refusal(server, 'breakLock', { repositoryId: id })).toMatchObject({
    reason: 'LOCK_HOLDER_ALIVE',
  })
  const gone = once(borg, 'exit')
  borg.kill('SIGKILL')
  await gone
  borg.stdin.end()
  expect(await mutate(server, 'breakLock', { repositoryId: id }, 'broken')).toEqual({ broken: true })
  expect(await mutate(server, 'breakLock', { repositoryId: id }, 'broken')).toEqual({ broken: false })
})

it('shows keys that are restricted to a repository nothing else', async () => {
  const id = await createHosted(server)
  await createHosted(server)
  const { secret } = await mutate(
    server,
    'createApiKey',
    { name: 'one', permissions: ['READ'], repositoryIds: [id] },
    'secret',
  )
  const { hostedRepositories } = expectData(
    await server.graphql(
      '{ hostedRepositories { edges { node { id clientCommands { url } } } } }',
      {},
      secret,
    ),
  )
  expect(hostedRepositories.edges).toEqual([
    { node: { id, clientCommands: { url: expect.stringMatching(/^ssh:.*:2222\/\.\/[0-9a-f]{8}$/) } } },
  ])
})

it('deletes and compacts nothing where that is switched off', async () => {
  const repositoryId = await createHosted(server)
  const { id: jobId } = await compact(repositoryId)
  await server.stop()
  server = await server.restart({ DISABLE_DELETE_REPO: 'true', DISABLE_COMPACT_REPO: 'true' })
  expect(await refusal(server, 'deleteHostedRepository', { repositoryId })).toMatchObject({
    code: 'FORBIDDEN',
  })
  expect(await refusal(server, 'startCompact', { repositoryId })).toMatchObject({ code: 'FORBIDDEN' })
  expect(await refusal(server, 'retryJob', { jobId })).toMatchObject({ code: 'FORBIDDEN' })
  expect(await read(repositoryId, 'archived')).toBe(false)
})
