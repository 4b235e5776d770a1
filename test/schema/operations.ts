import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { mutate } from '../http/mutate.ts'
import { createRepository, startBackup, waitForJob } from '../support/api.ts'
import type { TestServer } from '../support/server.ts'
import { freshPublicKey } from '../support/ssh-keys.ts'
import { createHosted, type Role, type Targets } from './roles.ts'

/** One operation on one root field. */
export interface Operation {
  query: string
  variables: Record<string, unknown>
}

type Make = (targets: Targets, server: TestServer, role: Role) => Operation | Promise<Operation>

const query = (text: string, variables: Record<string, unknown> = {}): Operation => ({
  query: text,
  variables,
})

const mutation = (name: string, input: object | null): Operation => {
  if (input === null) return query(`mutation { ${name} { __typename } }`)
  const type = name[0]!.toUpperCase() + name.slice(1)
  return query(`mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename } }`, { input })
}

const freshName = () => `n${randomUUID().slice(0, 8)}`

/** A user who is there only to be changed or removed. */
async function victim(server: TestServer): Promise<string> {
  const input = { username: freshName(), password: 'irrelevant here' }
  return (await mutate(server, 'createUser', input, 'user { id }')).user.id
}

/** A repository that is there only to be removed. */
async function expendable({ folder }: Targets, server: TestServer) {
  const confirmName = freshName()
  const path = join(folder, confirmName)
  const repositoryId = await createRepository(server, { name: confirmName, path, sourceDirectories: [] })
  return { repositoryId, confirmName }
}

/** How each root field is called. What is changed for good is made anew each time. */
export const operations: Record<string, Make> = {
  'Query.viewer': () => query('{ viewer { id } }'),
  'Query.server': () => query('{ server { version } }'),
  'Query.node': ({ shared }) => query('query ($id: ID!) { node(id: $id) { id } }', { id: shared }),
  'Query.nodes': ({ shared }) => query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [shared] }),
  'Query.repository': ({ shared }) =>
    query('query ($id: ID!) { repository(by: { id: $id }) { id } }', { id: shared }),
  'Query.repositoryId': ({ shared }) =>
    query('query ($id: ID!) { repositoryId(by: { id: $id }) }', { id: shared }),
  'Query.repositories': () => query('{ repositories { edges { node { id } } } }'),
  'Query.archive': ({ archive }) =>
    query('query ($id: ID!) { archive(by: { id: $id }) { id } }', { id: archive }),
  'Query.job': ({ job }) => query('query ($id: ID!) { job(id: $id) { id } }', { id: job }),
  // Whoever may ask is told that nothing is restored there.
  'Query.restorePreview': ({ shared }) =>
    query(
      'query ($id: ID!) { restorePreview(input: { repositoryId: $id, archiveName: "x", destination: "/" }) { fileCount } }',
      { id: shared },
    ),
  'Query.mounts': () => query('{ mounts { edges { node { id } } } }'),
  'Query.jobs': () => query('{ jobs { edges { node { id } } } }'),
  'Query.hostedRepositories': () => query('{ hostedRepositories { edges { node { alias quota } } } }'),
  'Query.hosting': () => query('{ hosting { sshUser host port } }'),
  'Query.authorizedKeysFindings': () => query('{ authorizedKeysFindings { kind } }'),
  'Query.authorizedKeysLines': () => query('{ authorizedKeysLines(keyType: "ssh-ed25519", key: "AAAA") }'),
  'Query.credential': () => query('{ credential { kind permissions } }'),
  'Query.users': () => query('{ users { edges { node { id } } } }'),
  'Query.signInMethods': () => query('{ signInMethods { password } }'),
  'Query.authEvents': () => query('{ authEvents { edges { node { type } } } }'),
  'Query.sshKeys': () => query('{ sshKeys { edges { node { id } } } }'),
  'Query.sshConnections': () => query('{ sshConnections { edges { node { id } } } }'),
  'Query.about': () => query('{ about { version borgVersion } }'),
  'Query.dashboard': () => query('{ dashboard { repositoryCount } }'),
  'Query.settings': () => query('{ settings { maxConcurrentBackups } }'),
  'Query.logStorage': () => query('{ logStorage { totalBytes } }'),

  'Query.schedule': ({ schedule }) =>
    query('query ($id: ID!) { schedule(id: $id) { id } }', { id: schedule }),
  'Query.schedules': () => query('{ schedules { edges { node { id } } } }'),
  'Query.upcomingRuns': () => query('{ upcomingRuns { at } }'),
  'Query.validateCron': () => query('{ validateCron(expression: "@daily") { isValid } }'),
  'Query.cronPresets': () => query('{ cronPresets { name } }'),

  'Mutation.signIn': (_targets, server) =>
    mutation('signIn', { username: 'admin', password: server.adminPassword }),
  // There is no such challenge.
  'Mutation.answerSignInChallenge': () =>
    mutation('answerSignInChallenge', { challenge: 'none', code: '123456' }),
  'Mutation.beginTotpSetup': () => mutation('beginTotpSetup', { currentPassword: 'not that one' }),
  'Mutation.enableTotp': () => mutation('enableTotp', { setupToken: 'none', code: '123456' }),
  // Nobody has a second factor.
  'Mutation.disableTotp': () => mutation('disableTotp', { currentPassword: 'irrelevant', code: '123456' }),
  'Mutation.resetTotp': ({ user }) => mutation('resetTotp', { userId: user }),
  // No provider is configured.
  'Mutation.beginOidcSignIn': () => mutation('beginOidcSignIn', { baseUrl: 'http://127.0.0.1' }),
  'Mutation.completeOidcSignIn': () => mutation('completeOidcSignIn', { query: 'state=none' }),
  'Mutation.exchangeOidcGrant': () => mutation('exchangeOidcGrant', { grant: 'none' }),
  'Mutation.beginOidcLink': () => mutation('beginOidcLink', { baseUrl: 'http://127.0.0.1' }),
  'Mutation.unlinkOidc': () => mutation('unlinkOidc', null),
  'Mutation.refreshToken': () => mutation('refreshToken', null),
  'Mutation.signOut': () => mutation('signOut', null),
  // Who gets as far as the password is told that it is wrong.
  'Mutation.changePassword': () =>
    mutation('changePassword', { currentPassword: 'not that one', newPassword: 'something new' }),
  'Mutation.keepPassword': () => mutation('keepPassword', null),
  'Mutation.updateProfile': (_targets, _server, role) => mutation('updateProfile', { fullName: role }),
  'Mutation.updatePreferences': () => mutation('updatePreferences', { analyticsEnabled: false }),
  'Mutation.createUser': () => mutation('createUser', { username: freshName(), password: 'irrelevant here' }),
  'Mutation.updateUser': ({ user }) => mutation('updateUser', { userId: user, fullName: 'By Stander' }),
  'Mutation.deleteUser': async (_targets, server) => mutation('deleteUser', { userId: await victim(server) }),
  'Mutation.grantRepositoryAccess': ({ user, shared }) =>
    mutation('grantRepositoryAccess', { userId: user, repositoryId: shared, role: 'VIEWER' }),
  'Mutation.changeRepositoryRole': async ({ shared }, server) => {
    const userId = await victim(server)
    await mutate(server, 'grantRepositoryAccess', { userId, repositoryId: shared, role: 'VIEWER' })
    return mutation('changeRepositoryRole', { userId, repositoryId: shared, role: 'OPERATOR' })
  },
  'Mutation.revokeRepositoryAccess': async ({ shared }, server) => {
    const userId = await victim(server)
    await mutate(server, 'grantRepositoryAccess', { userId, repositoryId: shared, role: 'VIEWER' })
    return mutation('revokeRepositoryAccess', { userId, repositoryId: shared })
  },
  'Mutation.createApiKey': () => mutation('createApiKey', { name: 'mine', permissions: ['READ'] }),
  'Mutation.revokeApiKey': async (_targets, server) => {
    const input = { name: 'short-lived', permissions: ['READ'] }
    const { apiKey } = await mutate(server, 'createApiKey', input, 'apiKey { id }')
    return mutation('revokeApiKey', { apiKeyId: apiKey.id })
  },
  'Mutation.updateSettings': () => mutation('updateSettings', { showRestoreTab: true }),
  'Mutation.cleanUpLogs': () => mutation('cleanUpLogs', null),
  'Mutation.cleanUpHistory': () => mutation('cleanUpHistory', null),
  // Those who may delete one get one of their own.
  'Mutation.deleteJob': async ({ job, shared }, server, role) => {
    if (role !== 'admin') return mutation('deleteJob', { jobId: job })
    const { id } = await waitForJob(server, await startBackup(server, shared))
    return mutation('deleteJob', { jobId: id })
  },
  'Mutation.createRepository': ({ folder }) => {
    const name = freshName()
    return mutation('createRepository', { name, path: join(folder, name), encryption: 'NONE' })
  },
  // There is nothing at this path.
  'Mutation.importRepository': ({ folder }) => {
    const name = freshName()
    return mutation('importRepository', { name, path: join(folder, name) })
  },
  'Mutation.updateRepository': ({ shared }) =>
    mutation('updateRepository', { repositoryId: shared, compression: 'zstd,3' }),
  'Mutation.deleteRepository': async (targets, server, role) => {
    if (role !== 'admin') return mutation('deleteRepository', { repositoryId: targets.shared })
    return mutation('deleteRepository', { repositoryId: (await expendable(targets, server)).repositoryId })
  },
  'Mutation.destroyRepository': async (targets, server, role) => {
    if (role !== 'admin')
      return mutation('destroyRepository', { repositoryId: targets.shared, confirmName: 'shared' })
    return mutation('destroyRepository', await expendable(targets, server))
  },
  'Mutation.createHostedRepository': () =>
    mutation('createHostedRepository', { alias: freshName(), sshPublicKey: freshPublicKey(), quota: 1e9 }),
  'Mutation.updateHostedRepository': ({ hosted }) =>
    mutation('updateHostedRepository', { repositoryId: hosted, comment: 'changed' }),
  'Mutation.probeHostedRepositories': ({ hosted }) =>
    mutation('probeHostedRepositories', { what: 'MODIFICATION', repositoryIds: [hosted] }),
  'Mutation.setHostedRepositoryArchived': ({ hosted }) =>
    mutation('setHostedRepositoryArchived', { repositoryId: hosted, archived: false }),
  'Mutation.deleteHostedRepository': async ({ hosted }, server, role) =>
    mutation('deleteHostedRepository', {
      repositoryId: role === 'admin' ? await createHosted(server) : hosted,
    }),
  // The repository has no key.
  'Mutation.setRepositoryKeyFile': ({ shared }) =>
    mutation('setRepositoryKeyFile', { repositoryId: shared, keyFile: 'BORG_KEY' }),
  'Mutation.exportRepositoryKey': ({ shared }) => mutation('exportRepositoryKey', { repositoryId: shared }),
  'Mutation.refreshArchives': ({ shared }) => mutation('refreshArchives', { repositoryId: shared }),
  'Mutation.createDownload': ({ archive }) => mutation('createDownload', { archiveId: archive, path: '' }),
  'Mutation.startBackup': ({ shared }) => mutation('startBackup', { repositoryId: shared }),
  'Mutation.startBackupByPath': ({ sharedPath }) => mutation('startBackupByPath', { path: sharedPath }),
  'Mutation.startCheck': ({ shared }) => mutation('startCheck', { repositoryId: shared }),
  'Mutation.startPrune': ({ shared }) => mutation('startPrune', { repositoryId: shared, dryRun: true }),
  'Mutation.startCompact': ({ shared }) => mutation('startCompact', { repositoryId: shared }),
  // Nobody may choose the mount point on this server.
  'Mutation.mountArchive': ({ shared, folder }) =>
    mutation('mountArchive', { repositoryId: shared, mountPoint: join(folder, 'mnt') }),
  'Mutation.unmountArchive': () => mutation('unmountArchive', { mountId: randomUUID() }),
  'Mutation.breakLock': ({ shared }) => mutation('breakLock', { repositoryId: shared }),
  'Mutation.deleteArchive': ({ shared }) =>
    mutation('deleteArchive', { repositoryId: shared, archiveName: freshName() }),
  // There is no such archive: the job fails.
  'Mutation.startRestore': ({ shared }, server) =>
    mutation('startRestore', {
      repositoryId: shared,
      archiveName: freshName(),
      destination: join(server.dataDir, 'restores/restored'),
    }),
  // There may be no archive left: the job fails.
  'Mutation.startRestoreCheck': ({ shared }) => mutation('startRestoreCheck', { repositoryId: shared }),
  // The job is over.
  'Mutation.cancelJob': ({ job }) => mutation('cancelJob', { jobId: job }),
  'Mutation.retryJob': ({ job }) => mutation('retryJob', { jobId: job }),
  'Mutation.createSchedule': ({ shared }) =>
    mutation('createSchedule', { name: freshName(), repositoryIds: [shared], cronExpression: '0 0 1 1 *' }),
  'Mutation.updateSchedule': ({ schedule }) =>
    mutation('updateSchedule', { scheduleId: schedule, description: 'New Year' }),
  'Mutation.deleteSchedule': async ({ shared }, server) => {
    const input = { name: freshName(), repositoryIds: [shared], cronExpression: '0 0 1 1 *' }
    const { schedule } = await mutate(server, 'createSchedule', input, 'schedule { id }')
    return mutation('deleteSchedule', { scheduleId: schedule.id })
  },
  'Mutation.duplicateSchedule': ({ schedule }) => mutation('duplicateSchedule', { scheduleId: schedule }),
  'Mutation.runScheduleNow': ({ schedule }) => mutation('runScheduleNow', { scheduleId: schedule }),
  'Mutation.setCheckSchedule': ({ shared }) =>
    mutation('setCheckSchedule', { repositoryId: shared, cronExpression: '0 0 1 1 *' }),
  'Mutation.setRestoreCheckSchedule': ({ shared }) =>
    mutation('setRestoreCheckSchedule', { repositoryId: shared, cronExpression: '0 0 1 1 *' }),
  'Mutation.keepAsSent': ({ schedule }) =>
    mutation('keepAsSent', { id: schedule, fields: '{"description":null}' }),
  'Mutation.setRepositoryHealthObjective': ({ shared }) =>
    mutation('setRepositoryHealthObjective', { repositoryId: shared, freshnessSeconds: 86_400 }),
  'Query.alertDeliveries': () => query('{ alertDeliveries { edges { node { id } } } }'),
  'Mutation.updateAlertSettings': () => mutation('updateAlertSettings', { emailEnabled: true }),
  // Nobody has one.
  'Mutation.sendTestAlert': () => mutation('sendTestAlert', { channel: 'WEBHOOK' }),
  'Mutation.checkRepositoryHealth': () => mutation('checkRepositoryHealth', null),

  'Mutation.generateSshKey': () => mutation('generateSshKey', { name: freshName() }),
  'Mutation.importSshKey': () => mutation('importSshKey', { name: freshName(), privateKey: 'none' }),
  'Mutation.updateSshKey': ({ sshKey }) => mutation('updateSshKey', { sshKeyId: sshKey, description: 'x' }),
  // A connection uses it.
  'Mutation.deleteSshKey': ({ sshKey }) => mutation('deleteSshKey', { sshKeyId: sshKey }),
  // It is there already.
  'Mutation.createSshConnection': ({ sshKey }) =>
    mutation('createSshConnection', { host: '127.0.0.1', port: 1, username: 'nobody', sshKeyId: sshKey }),
  'Mutation.updateSshConnection': ({ sshConnection }) =>
    mutation('updateSshConnection', { connectionId: sshConnection, isBackupSource: true }),
  'Mutation.deleteSshConnection': ({ sshKey }) => mutation('deleteSshConnection', { connectionId: sshKey }),
  // Nobody listens there.
  'Mutation.scanSshHostKeys': ({ sshConnection }) =>
    mutation('scanSshHostKeys', { connectionId: sshConnection }),
  'Mutation.trustSshHostKeys': ({ sshConnection }) =>
    mutation('trustSshHostKeys', { connectionId: sshConnection }),
  'Mutation.testSshConnection': ({ sshConnection }) =>
    mutation('testSshConnection', { connectionId: sshConnection }),
  'Mutation.verifyRemoteBorg': ({ sshConnection }) =>
    mutation('verifyRemoteBorg', { connectionId: sshConnection }),

  'Subscription.jobProgress': ({ job }) =>
    query('subscription ($id: ID!) { jobProgress(jobId: $id) { status } }', { id: job }),
  'Subscription.jobLog': ({ job }) =>
    query('subscription ($id: ID!) { jobLog(jobId: $id) { endCursor } }', { id: job }),
  'Subscription.repositoryHealthChanged': ({ shared }) =>
    query('subscription ($id: ID!) { repositoryHealthChanged(repositoryId: $id) { status } }', {
      id: shared,
    }),
  'Subscription.jobChanged': ({ shared }) =>
    query('subscription ($id: ID!) { jobChanged(repositoryId: $id) { id } }', { id: shared }),
}
