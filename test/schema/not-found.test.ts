import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutate } from '../http/mutate.ts'
import { expectData, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { collect, createSocket, events } from '../support/subscribe.ts'
import { makeFolder } from '../support/trees.ts'
import { populate, type Role, type Targets } from './roles.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let targets: Targets
let secrets: Record<Role, string | null>
beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer()
  ;({ targets, secrets } = await populate(server, folder.path))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const globalId = (typename: string, id: number) => Buffer.from(`${typename}:${id}`).toString('base64')
const missing = 987_654

/** A question, and what to ask it about: something that is there but not for the asker, and something that is not. */
type Probe = [query: string, theirs: () => unknown, nobodys: unknown]

const repository = globalId('ManagedRepository', missing)
const job = globalId('BackupJob', missing)
const node = 'query ($x: ID!) { node(id: $x) { id } }'
const change = (name: string, field: string, rest = '') =>
  `mutation ($x: ID!) { ${name}(input: { ${field}: $x ${rest} }) { __typename } }`

const probes: Record<string, Probe> = {
  'node of a repository': [node, () => targets.shared, repository],
  'node of a job': [node, () => targets.job, job],
  'node of an archive': [node, () => targets.archive, globalId('Archive', missing)],
  'node of a schedule': [node, () => targets.schedule, globalId('Schedule', missing)],
  'node of a user': [node, () => targets.user, globalId('User', missing)],
  'node of an API key': [node, () => targets.apiKey, globalId('ApiKey', missing)],
  'node of an SSH key': [node, () => targets.sshKey, globalId('SshKey', missing)],
  'node of an SSH connection': [node, () => targets.sshConnection, globalId('SshConnectionProfile', missing)],
  nodes: ['query ($x: ID!) { nodes(ids: [$x, $x]) { id } }', () => targets.job, job],
  'repository by id': [
    'query ($x: ID!) { repository(by: { id: $x }) { id } }',
    () => targets.shared,
    repository,
  ],
  repositoryId: ['query ($x: ID!) { repositoryId(by: { id: $x }) }', () => targets.shared, repository],
  'repository by databaseId': [
    'query ($x: Int!) { repository(by: { databaseId: $x }) { id } }',
    () => databaseIdOf(targets.shared),
    missing,
  ],
  'repository by name': [
    'query ($x: String!) { repository(by: { name: $x }) { id } }',
    () => 'shared',
    'never made',
  ],
  'repository by path': [
    'query ($x: String!) { repository(by: { path: $x }) { id } }',
    () => targets.sharedPath,
    '/never/made',
  ],
  archive: [
    'query ($x: ID!) { archive(by: { id: $x }) { id } }',
    () => targets.archive,
    globalId('Archive', missing),
  ],
  'archive by name': [
    'query ($x: ID!) { archive(by: { name: { repositoryId: $x, name: "x" } }) { id } }',
    () => targets.shared,
    repository,
  ],
  'node of a hosted repository': [node, () => targets.hosted, globalId('HostedRepository', missing)],
  updateHostedRepository: [
    change('updateHostedRepository', 'repositoryId'),
    () => targets.hosted,
    globalId('HostedRepository', missing),
  ],
  probeHostedRepositories: [
    change('probeHostedRepositories', 'repositoryIds', 'what: STORAGE'),
    () => targets.hosted,
    globalId('HostedRepository', missing),
  ],
  setHostedRepositoryArchived: [
    change('setHostedRepositoryArchived', 'repositoryId', 'archived: true'),
    () => targets.hosted,
    globalId('HostedRepository', missing),
  ],
  deleteHostedRepository: [
    change('deleteHostedRepository', 'repositoryId'),
    () => targets.hosted,
    globalId('HostedRepository', missing),
  ],
  job: ['query ($x: ID!) { job(id: $x) { id } }', () => targets.job, job],
  schedule: [
    'query ($x: ID!) { schedule(id: $x) { id } }',
    () => targets.schedule,
    globalId('Schedule', missing),
  ],
  'schedules of a repository': [
    'query ($x: ID!) { schedules(filter: { repositoryId: $x }) { edges { node { id } } } }',
    () => targets.shared,
    repository,
  ],
  'jobs of a schedule': [
    'query ($x: ID!) { jobs(filter: { scheduleId: $x }) { edges { node { id } } } }',
    () => targets.schedule,
    globalId('Schedule', missing),
  ],
  'jobs of a repository': [
    'query ($x: ID!) { jobs(filter: { repositoryId: $x }) { edges { node { id } } pageInfo { hasNextPage } } }',
    () => targets.shared,
    repository,
  ],
  'jobs of a path': [
    'query ($x: String!) { jobs(filter: { repositoryPath: $x }) { edges { node { id } } } }',
    () => targets.sharedPath,
    '/never/made',
  ],
  'repositories by name': [
    'query ($x: String!) { repositories(filter: { nameContains: $x }) { edges { node { id } } } }',
    () => 'shared',
    'never made',
  ],
  updateRepository: [
    change('updateRepository', 'repositoryId', 'compression: "lz4"'),
    () => targets.shared,
    repository,
  ],
  deleteRepository: [change('deleteRepository', 'repositoryId'), () => targets.shared, repository],
  destroyRepository: [
    change('destroyRepository', 'repositoryId', 'confirmName: "shared"'),
    () => targets.shared,
    repository,
  ],
  setRepositoryKeyFile: [
    change('setRepositoryKeyFile', 'repositoryId', 'keyFile: "x"'),
    () => targets.shared,
    repository,
  ],
  exportRepositoryKey: [change('exportRepositoryKey', 'repositoryId'), () => targets.shared, repository],
  refreshArchives: [change('refreshArchives', 'repositoryId'), () => targets.shared, repository],
  createDownload: [
    change('createDownload', 'archiveId', 'path: ""'),
    () => targets.archive,
    globalId('Archive', missing),
  ],
  startBackup: [change('startBackup', 'repositoryId'), () => targets.shared, repository],
  startBackupByPath: [
    'mutation ($x: String!) { startBackupByPath(input: { path: $x }) { job { status failure { code message } repository { id } databaseIds { repository } } } }',
    () => targets.sharedPath,
    '/never/made',
  ],
  ...Object.fromEntries(
    ['updateSchedule', 'deleteSchedule', 'duplicateSchedule', 'runScheduleNow'].map(name => [
      name,
      [change(name, 'scheduleId'), () => targets.schedule, globalId('Schedule', missing)],
    ]),
  ),
  setCheckSchedule: [change('setCheckSchedule', 'repositoryId'), () => targets.shared, repository],
  setRestoreCheckSchedule: [
    change('setRestoreCheckSchedule', 'repositoryId'),
    () => targets.shared,
    repository,
  ],
  setRepositoryHealthObjective: [
    change('setRepositoryHealthObjective', 'repositoryId', 'freshnessSeconds: 60'),
    () => targets.shared,
    repository,
  ],
  cancelJob: [change('cancelJob', 'jobId'), () => targets.job, job],
  retryJob: [change('retryJob', 'jobId'), () => targets.job, job],
  revokeApiKey: [change('revokeApiKey', 'apiKeyId'), () => targets.apiKey, globalId('ApiKey', missing)],
  startCheck: [
    'mutation ($x: ID!) { startCheck(input: { repositoryId: $x }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  startPrune: [
    'mutation ($x: ID!) { startPrune(input: { repositoryId: $x }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  startRestoreCheck: [
    'mutation ($x: ID!) { startRestoreCheck(input: { repositoryId: $x }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  startRestore: [
    'mutation ($x: ID!) { startRestore(input: { repositoryId: $x, archiveName: "x", destination: "/x" }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  restorePreview: [
    'query ($x: ID!) { restorePreview(input: { repositoryId: $x, archiveName: "x", destination: "/x" }) { fileCount } }',
    () => targets.shared,
    repository,
  ],
  startCompact: [
    'mutation ($x: ID!) { startCompact(input: { repositoryId: $x }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  mountArchive: [
    'mutation ($x: ID!) { mountArchive(input: { repositoryId: $x }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  breakLock: [
    'mutation ($x: ID!) { breakLock(input: { repositoryId: $x }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  deleteArchive: [
    'mutation ($x: ID!) { deleteArchive(input: { repositoryId: $x, archiveName: "a" }) { __typename } }',
    () => targets.shared,
    repository,
  ],
  createApiKey: [
    'mutation ($x: ID!) { createApiKey(input: { name: "k", permissions: [READ], repositoryIds: [$x] }) { __typename } }',
    () => targets.shared,
    repository,
  ],
}

const databaseIdOf = (id: string) => Number(Buffer.from(id, 'base64').toString().split(':')[1])

describe.each(['stranger', 'otherKey'] as const)(
  'to %s, what is not theirs looks like what is not there',
  role => {
    it.each(Object.entries(probes))('%s', async (_name, [query, theirs, nobodys]) => {
      const ask = (x: unknown) => server.graphql(query, { x }, secrets[role])
      const hidden = await ask(theirs())
      expect(hidden).toEqual(await ask(nobodys))
      // And it is no accident: the administrator sees a difference.
      if (query.startsWith('query')) {
        const seen = await server.graphql(query, { x: theirs() })
        expect(seen).not.toEqual(hidden)
      }
    })

    it.each([
      'jobProgress(jobId: $x) { status }',
      'jobLog(jobId: $x) { endCursor }',
      'jobChanged(repositoryId: $x) { id }',
      'repositoryHealthChanged(repositoryId: $x) { status }',
    ])('subscription to %s', async field => {
      const query = `subscription ($x: ID!) { ${field} }`
      const theirs = field.includes('repositoryId') ? targets.shared : targets.job
      const nobodys = field.includes('repositoryId') ? repository : job
      const client = createSocket(server, secrets[role])
      const hidden = await collect(client, query, { x: theirs })
      expect(hidden).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND' } }] }])
      expect(await collect(client, query, { x: nobodys })).toEqual(hidden)
      await client.dispose()
      const stream = (x: string) => Array.fromAsync(events(server, secrets[role], query, { x }))
      expect(await stream(theirs)).toEqual(hidden)
      expect(await stream(nobodys)).toEqual(hidden)
    })
  },
)

it.each([
  '',
  'nonsense',
  globalId('Nothing', 1),
  globalId('User', 1),
  globalId('BackupJob', 2 ** 40),
  'QmFja3VwSm9iOi0x',
])('takes the id %j for that of nothing', async id => {
  const answer = await server.graphql('query ($id: ID!) { job(id: $id) { id } }', { id })
  expect(answer).toMatchObject({
    data: { job: null },
    errors: [{ message: 'No such job.', extensions: { code: 'NOT_FOUND' } }],
  })
})

interface Edge {
  node: { name: string; repository: { name: string } | null; databaseIds: { repository: number | null } }
}

describe('lists', () => {
  const lists = `{
    repositories(filter: { kind: MANAGED }) { edges { node { name } } }
    jobs(first: 100) { edges { node { repository { name } databaseIds { repository } } } }
  }`
  it.each([
    ['stranger', [], []],
    ['viewer', ['shared'], ['shared']],
    ['otherKey', ['other'], ['other']],
    ['allViewer', ['shared', 'other'], ['other', 'shared']],
    ['readKey', ['shared', 'other'], ['other', 'shared']],
  ] as const)('hold for %s only what they may see', async (role, repositories, jobs) => {
    await waitForJob(server, await startBackup(server, targets.other))
    const data = expectData(await server.graphql(lists, {}, secrets[role]))
    expect(data.repositories.edges.map((edge: Edge) => edge.node.name)).toEqual(repositories)
    // Jobs that were recorded for an unknown path belong to whoever asked for them.
    const found = data.jobs.edges
      .filter((edge: Edge) => edge.node.databaseIds.repository !== null)
      .map((edge: Edge) => edge.node.repository?.name ?? 'of a hidden repository')
    expect([...new Set(found)].sort()).toEqual(jobs)
  })

  it('leave out what may not be seen before they cut pages', async () => {
    const mine = await waitForJob(server, await startBackup(server, targets.other))
    // Newer ones, which would fill the page.
    for (let count = 0; count < 3; count += 1) await startBackup(server, targets.shared)
    const query = '{ jobs(first: 1, filter: { statuses: [FAILED] }) { edges { node { id } } } }'
    const { jobs } = expectData(await server.graphql(query, {}, secrets.otherKey))
    expect(jobs.edges).toEqual([{ node: { id: mine.id } }])
  })
})

it('shows of other users what stands beside a job, and no more', async () => {
  await mutate(server, 'updateUser', {
    userId: globalId('User', 1),
    email: 'admin@example.org',
    fullName: 'Ada',
  })
  const query =
    'query ($id: ID!) { job(id: $id) { requestedBy { username fullName email lastSignInAt mustChangePassword } } }'
  const ask = async (role: Role) =>
    expectData(await server.graphql(query, { id: targets.job }, secrets[role])).job.requestedBy
  expect(await ask('viewer')).toEqual({
    username: 'admin',
    fullName: 'Ada',
    email: null,
    lastSignInAt: null,
    mustChangePassword: false,
  })
  expect(await ask('admin')).toMatchObject({ email: 'admin@example.org', lastSignInAt: expect.any(String) })
})
