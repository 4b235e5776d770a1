import type { GraphQLObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../src/schema/index.ts'
import { mutate } from '../http/mutate.ts'
import { startBackup } from '../support/api.ts'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { makeFolder } from '../support/trees.ts'
import { type Operation, operations } from './operations.ts'
import { populate, type Role, roles, signInAgain, type Targets } from './roles.ts'

const words: Record<string, string> = {
  ok: 'OK',
  UA: 'UNAUTHENTICATED',
  FB: 'FORBIDDEN',
  NF: 'NOT_FOUND',
  // Somebody who may, but whose input is wrong on purpose, or whose job is over.
  II: 'INVALID_INPUT',
  CF: 'CONFLICT',
  // graphql-ws: a bad credential closes the whole connection.
  '4403': '4403',
}

/** What everybody gets for everything. */
const table = `
                        anonymous stranger viewer operator allViewer admin readKey otherKey expired revoked
  Query.viewer             ok        ok      ok      ok       ok      ok     ok       ok      ok      ok
  Query.server             UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.node               UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Query.nodes              UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Query.repository         UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Query.repositoryId       UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Query.repositories       UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.archive            UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Query.job                UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Query.restorePreview     UA        NF      II      II       II      II     FB       NF      UA      UA
  Query.mounts             UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.jobs               UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.hostedRepositories UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.hosting            UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.authorizedKeysFindings UA    FB      FB      FB       FB      ok     FB       FB      UA      UA
  Query.authorizedKeysLines UA       FB      FB      FB       FB      ok     ok       FB      UA      UA
  Query.credential         ok        ok      ok      ok       ok      ok     ok       ok      ok      ok
  Query.users              UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Query.signInMethods      ok        ok      ok      ok       ok      ok     ok       ok      ok      ok
  Query.authEvents         UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Query.sshKeys            UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Query.sshConnections     UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Query.schedule           UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Query.schedules          UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.upcomingRuns       UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.validateCron       UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.cronPresets        UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.about              ok        ok      ok      ok       ok      ok     ok       ok      ok      ok
  Query.dashboard          UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.settings           UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.logStorage         UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Query.alertDeliveries    UA        ok      ok      ok       ok      ok     FB       FB      UA      UA
  Mutation.signIn          ok        ok      ok      ok       ok      ok     ok       ok      ok      ok
  Mutation.answerSignInChallenge UA  UA      UA      UA       UA      UA     UA       UA      UA      UA
  Mutation.beginTotpSetup  UA        II      II      II       II      II     FB       FB      UA      UA
  Mutation.enableTotp      UA        II      II      II       II      II     FB       FB      UA      UA
  Mutation.disableTotp     UA        CF      CF      CF       CF      CF     FB       FB      UA      UA
  Mutation.resetTotp       UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.beginOidcSignIn NF        NF      NF      NF       NF      NF     NF       NF      NF      NF
  Mutation.completeOidcSignIn NF     NF      NF      NF       NF      NF     NF       NF      NF      NF
  Mutation.exchangeOidcGrant NF      NF      NF      NF       NF      NF     NF       NF      NF      NF
  Mutation.beginOidcLink   UA        NF      NF      NF       NF      NF     NF       NF      UA      UA
  Mutation.unlinkOidc      UA        CF      CF      CF       CF      CF     FB       FB      UA      UA
  Mutation.refreshToken    UA        ok      ok      ok       ok      ok     FB       FB      UA      UA
  Mutation.signOut         UA        ok      ok      ok       ok      ok     ok       ok      UA      UA
  Mutation.changePassword  UA        II      II      II       II      II     FB       FB      UA      UA
  Mutation.keepPassword    UA        ok      ok      ok       ok      ok     FB       FB      UA      UA
  Mutation.updateProfile   UA        ok      ok      ok       ok      ok     FB       FB      UA      UA
  Mutation.updatePreferences UA      ok      ok      ok       ok      ok     FB       FB      UA      UA
  Mutation.createUser      UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.updateUser      UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.deleteUser      UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.grantRepositoryAccess UA  FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.changeRepositoryRole UA   FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.revokeRepositoryAccess UA FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.createApiKey    UA        ok      ok      ok       ok      ok     FB       FB      UA      UA
  Mutation.revokeApiKey    UA        NF      NF      NF       NF      ok     FB       FB      UA      UA
  Mutation.updateSettings  UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.keepAsSent      UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.cleanUpLogs     UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.cleanUpHistory  UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.deleteJob       UA        NF      FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.createRepository UA       FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.importRepository UA       FB      FB      FB       FB      II     FB       FB      UA      UA
  Mutation.updateRepository UA       NF      FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.deleteRepository UA       NF      FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.destroyRepository UA      NF      FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.createHostedRepository UA FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.updateHostedRepository UA NF      FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.probeHostedRepositories UA NF     FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.setHostedRepositoryArchived UA NF FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.deleteHostedRepository UA NF      FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.setRepositoryKeyFile UA   NF      FB      FB       FB      II     FB       NF      UA      UA
  Mutation.exportRepositoryKey UA    NF      FB      FB       FB      II     FB       NF      UA      UA
  Mutation.refreshArchives UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.createDownload  UA        NF      ok      ok       ok      ok     ok       NF      UA      UA
  Mutation.startBackup     UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.startBackupByPath UA      ok      FB      ok       FB      ok     FB       ok      UA      UA
  Mutation.startCheck      UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.startPrune      UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.startCompact    UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.mountArchive    UA        NF      FB      II       FB      II     FB       NF      UA      UA
  Mutation.unmountArchive  UA        NF      NF      NF       NF      NF     NF       NF      UA      UA
  Mutation.breakLock       UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.deleteArchive   UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.startRestore    UA        NF      ok      ok       ok      ok     FB       NF      UA      UA
  Mutation.startRestoreCheck UA      NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.cancelJob       UA        NF      FB      CF       FB      CF     FB       NF      UA      UA
  Mutation.retryJob        UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.generateSshKey  UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.importSshKey    UA        FB      FB      FB       FB      II     FB       FB      UA      UA
  Mutation.updateSshKey    UA        FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.deleteSshKey    UA        FB      FB      FB       FB      CF     FB       FB      UA      UA
  Mutation.createSshConnection UA    FB      FB      FB       FB      CF     FB       FB      UA      UA
  Mutation.updateSshConnection UA    FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.deleteSshConnection UA    FB      FB      FB       FB      NF     FB       FB      UA      UA
  Mutation.scanSshHostKeys UA        FB      FB      FB       FB      II     FB       FB      UA      UA
  Mutation.trustSshHostKeys UA       FB      FB      FB       FB      II     FB       FB      UA      UA
  Mutation.testSshConnection UA      FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.verifyRemoteBorg UA       FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.createSchedule  UA        FB      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.updateSchedule  UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.deleteSchedule  UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.duplicateSchedule UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.runScheduleNow  UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.setCheckSchedule UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.setRestoreCheckSchedule UA        NF      FB      ok       FB      ok     FB       NF      UA      UA
  Mutation.setRepositoryHealthObjective UA   NF      FB      FB       FB      ok     FB       NF      UA      UA
  Mutation.checkRepositoryHealth UA  FB      FB      FB       FB      ok     FB       FB      UA      UA
  Mutation.updateAlertSettings UA    ok      ok      ok       ok      ok     FB       FB      UA      UA
  Mutation.sendTestAlert   UA        ok      ok      ok       ok      ok     FB       FB      UA      UA
  Subscription.jobProgress UA        NF      ok      ok       ok      ok     ok       NF     4403    4403
  Subscription.jobLog      UA        NF      ok      ok       ok      ok     ok       NF     4403    4403
  Subscription.jobChanged  UA        NF      ok      ok       ok      ok     ok       NF     4403    4403
  Subscription.repositoryHealthChanged  UA        NF      ok      ok       ok      ok     ok       NF     4403    4403
`

const [columns = [], ...rows] = table
  .trim()
  .split('\n')
  .map(line => line.trim().split(/ +/))
const expected = new Map(
  rows.map(([field, ...codes]) => [
    field!,
    Object.fromEntries(columns.map((role, index) => [role, words[codes[index]!]])),
  ]),
)

const rootFields = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!].flatMap(
  (type: GraphQLObjectType) =>
    Object.values(type.getFields()).map(field => ({ name: `${type.name}.${field.name}`, field })),
)

describe('the table', () => {
  it('has a row for every root field, an operation for every row, and a cell for every role', () => {
    const names = rootFields.map(({ name }) => name).sort()
    expect([...expected.keys()].sort()).toEqual(names)
    expect(Object.keys(operations).sort()).toEqual(names)
    expect(columns).toEqual(roles)
    for (const [field, cells] of expected)
      expect(Object.values(cells).every(Boolean), `${field} is complete`).toBe(true)
  })

  it.each(rootFields)('$name has a policy', ({ field }) => {
    const options = field.extensions.pothosOptions as { authScopes?: object }
    expect(Object.keys(options.authScopes ?? {})).not.toEqual([])
  })
})

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

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code ?? 'OK'

/** The first result of a subscription. Changes are made until there is one. */
async function subscribe(secret: string | null, { query, variables }: Operation): Promise<string> {
  const client = createSocket(server, secret)
  const results = client.iterate({ query, variables })
  let settled = false
  const first = results
    .next()
    .then(
      ({ value }) => codeOf(value as Answer),
      (closed: { code?: number }) => String(closed.code),
    )
    .finally(() => {
      settled = true
    })
  while (query.includes('jobChanged') && !settled) await startBackup(server, targets.shared)
  for (let hours = 1; query.includes('repositoryHealthChanged') && !settled; hours += 1)
    await mutate(server, 'setRepositoryHealthObjective', {
      repositoryId: targets.shared,
      freshnessSeconds: hours * 3600,
    })
  const code = await first
  await results.return?.()
  await client.dispose()
  return code
}

async function execute(role: Role, name: string): Promise<string> {
  const operation = await operations[name]!(targets, server, role)
  const own = name === 'Mutation.signOut' ? await signInAgain(server, role) : null
  const secret = own ?? secrets[role]
  if (name.startsWith('Subscription.')) return subscribe(secret, operation)
  return codeOf(await server.graphql(operation.query, operation.variables, secret))
}

describe('over the wire', () => {
  it.each(rootFields.map(({ name }) => name))('%s', async name => {
    const found: Partial<Record<Role, string>> = {}
    for (const role of roles) found[role] = await execute(role, name)
    expect(found).toEqual(expected.get(name))
  })
})
