import { join } from 'node:path'
import { mutate } from '../http/mutate.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import type { TestServer } from '../support/server.ts'
import { freshPublicKey } from '../support/ssh-keys.ts'
import { makeTree } from '../support/trees.ts'

/** Who asks: the columns of the table. */
export const roles = [
  'anonymous',
  'stranger',
  'viewer',
  'operator',
  'allViewer',
  'admin',
  'readKey',
  'otherKey',
  'expired',
  'revoked',
] as const
export type Role = (typeof roles)[number]

/** What is there to be asked for. Everything but `other` is, or belongs to, the repository `shared`. */
export interface Targets {
  folder: string
  shared: string
  sharedPath: string
  other: string
  /** A hosted repository, with the same grants as `shared`. */
  hosted: string
  /** A job of `shared` that failed, because its sources are missing. */
  job: string
  archive: string
  /** Fires at New Year. */
  schedule: string
  user: string
  apiKey: string
  sshKey: string
  /** Signs in with `sshKey` on a port that nobody listens on. */
  sshConnection: string
}

const password = 'a password of theirs'

/** A hosted repository that nobody has pushed to. */
export async function createHosted(server: TestServer, settings: object = {}): Promise<string> {
  const input = { alias: 'hosted', sshPublicKey: freshPublicKey(), quota: 1e9, ...settings }
  return (await mutate(server, 'createHostedRepository', input, 'repository { id }')).repository.id
}

/** A server with two repositories, somebody for every role, and how each of them proves who they are. */
export async function populate(
  server: TestServer,
  folder: string,
): Promise<{ targets: Targets; secrets: Record<Role, string | null> }> {
  const sharedPath = join(folder, 'shared')
  const shared = await createRepository(server, {
    name: 'shared',
    path: sharedPath,
    sourceDirectories: [makeTree(join(folder, 'source'), { files: 3, bytes: 100 })],
  })
  const other = await createRepository(server, {
    name: 'other',
    path: join(folder, 'other'),
    sourceDirectories: [join(folder, 'nothing')],
  })
  const good = await waitForJob(server, await startBackup(server, shared))
  // From here on its jobs end at once, without Borg.
  await mutate(server, 'updateRepository', {
    repositoryId: shared,
    sourceDirectories: [join(folder, 'nothing')],
  })
  const failed = await waitForJob(server, await startBackup(server, shared))
  const { job } = expectData(
    await server.graphql('query ($id: ID!) { job(id: $id) { id ... on BackupJob { archive { id } } } }', {
      id: good.id,
    }),
  )

  const { schedule } = await mutate(
    server,
    'createSchedule',
    { name: 'shared', repositoryIds: [shared], cronExpression: '0 0 1 1 *' },
    'schedule { id }',
  )
  const run = await mutate(server, 'runScheduleNow', { scheduleId: schedule.id }, 'jobs { id }')
  await waitForJob(server, run.jobs[0].id)

  const hosted = await createHosted(server)
  const people = await createPeople(server, [shared, hosted])
  const apiKey = await mutate(
    server,
    'createApiKey',
    { name: 'target', permissions: ['READ'] },
    'apiKey { id }',
  )
  return {
    targets: {
      folder,
      shared,
      sharedPath,
      other,
      hosted,
      job: failed.id,
      archive: job.archive.id,
      schedule: schedule.id,
      user: people.bystander,
      apiKey: apiKey.apiKey.id,
      ...(await createConnection(server)),
    },
    secrets: { anonymous: null, ...people.secrets, ...(await createKeys(server, other)) },
  }
}

async function createConnection(server: TestServer) {
  const { sshKey } = await mutate(server, 'generateSshKey', { name: 'target' }, 'sshKey { id }')
  const { connection } = await mutate(
    server,
    'createSshConnection',
    { host: '127.0.0.1', port: 1, username: 'nobody', sshKeyId: sshKey.id },
    'connection { id }',
  )
  return { sshKey: sshKey.id, sshConnection: connection.id }
}

/** A session of its own for somebody who has one, to be ended: what is refreshed would end with the others. Null: they have a key. */
export const signInAgain = (server: TestServer, role: Role): Promise<string> | null =>
  role === 'admin'
    ? server.token()
    : ['stranger', 'viewer', 'operator', 'allViewer'].includes(role)
      ? server.token(role, password)
      : null

async function createPeople(server: TestServer, repositories: readonly string[]) {
  const add = async (username: string, rights: object = {}): Promise<string> => {
    const { user } = await mutate(server, 'createUser', { username, password, ...rights }, 'user { id }')
    return user.id
  }
  const bystander = await add('bystander')
  await add('stranger')
  await add('allViewer', { allRepositoriesRole: 'VIEWER' })
  const [viewer, operator] = [await add('viewer'), await add('operator', { role: 'OPERATOR' })]
  for (const repositoryId of repositories) {
    await mutate(server, 'grantRepositoryAccess', { userId: viewer, repositoryId, role: 'VIEWER' })
    await mutate(server, 'grantRepositoryAccess', { userId: operator, repositoryId, role: 'OPERATOR' })
  }
  const secrets = {
    stranger: await server.token('stranger', password),
    viewer: await server.token('viewer', password),
    operator: await server.token('operator', password),
    allViewer: await server.token('allViewer', password),
    admin: await server.token(),
  }
  return { bystander, secrets }
}

/** Keys of the administrator: whatever they cannot do is the key's doing. */
async function createKeys(server: TestServer, other: string) {
  const add = async (input: object) =>
    mutate(server, 'createApiKey', { name: 'key', permissions: ['READ'], ...input }, 'secret apiKey { id }')
  const all = ['CREATE', 'READ', 'UPDATE', 'DELETE']
  const revoked = await add({ permissions: all })
  await mutate(server, 'revokeApiKey', { apiKeyId: revoked.apiKey.id })
  const expired = await add({ permissions: all, expiresAt: new Date(Date.now() + 500).toISOString() })
  for (let alive = true; alive; ) {
    const { data } = await server.graphql('{ viewer { id } }', {}, expired.secret)
    alive = data.viewer !== null
  }
  return {
    readKey: (await add({})).secret as string,
    otherKey: (await add({ permissions: all, repositoryIds: [other] })).secret as string,
    expired: expired.secret as string,
    revoked: revoked.secret as string,
  }
}
