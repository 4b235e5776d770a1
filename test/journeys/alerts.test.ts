import { join } from 'node:path'
import { expect, it } from 'vitest'
import { until } from '../fixtures/processes.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { createDatabase, itOn } from '../support/database.ts'
import { type Received, startReceiver } from '../support/receiver.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

const itOnPostgresql = itOn('PostgreSQL', 'SQLite serves one process')

const env = { HEALTH_INTERVAL_SECONDS: '1', ALERT_PRIVATE_ADDRESSES: 'true' }

/** A repository that was never backed up and soon is late. */
async function addLate(server: TestServer, folder: string, name = 'home'): Promise<string> {
  const repositoryId = await createRepository(server, {
    name,
    path: join(folder, name),
    sourceDirectories: [makeTree(join(folder, `source-${name}`), { files: 3, bytes: 100 })],
  })
  await mutate(server, 'setRepositoryHealthObjective', { repositoryId, freshnessSeconds: 0.5 })
  return repositoryId
}

const listen = (server: TestServer, webhookUrl: string) =>
  mutate(server, 'updateAlertSettings', { webhookEnabled: true, webhookUrl, webhookSecret: 'hush' })

const said = (received: readonly Received[]) =>
  received.map(({ body }) => {
    const { status, repos } = JSON.parse(body) as { status: string; repos: string[] }
    return [status, repos]
  })

async function deliveries(server: TestServer): Promise<{ id: string; status: string }[]> {
  const query =
    '{ alertDeliveries { edges { node { id channel kind status attempts error nextAttemptAt repositories } } } }'
  const { alertDeliveries } = expectData(await server.graphql(query))
  return alertDeliveries.edges.map(({ node }: { node: object }) => node)
}

it('tells that backups are missing and that they are back, and shows both as they happen', async () => {
  using folder = makeFolder()
  await using receiver = await startReceiver()
  await using server = await startTestServer({ env })
  await listen(server, receiver.url)
  const client = createSocket(server, await server.token())
  const changes = client.iterate({
    query: 'subscription { repositoryHealthChanged { status repository { name } } }',
  })
  const first = changes.next()
  // There is no sign that a subscription has begun but that it answers.
  const repositoryId = await addLate(server, folder.path)
  await receiver.until(1)
  await first
  await mutate(server, 'setRepositoryHealthObjective', { repositoryId, freshnessSeconds: 3600 })
  await waitForJob(server, await startBackup(server, repositoryId))
  await receiver.until(2)
  expect(said(receiver.received)).toEqual([
    ['down', ['home']],
    ['recovered', ['home']],
  ])
  for (let status = ''; status !== 'HEALTHY'; ) {
    const { value } = await changes.next()
    status = (value as { data: { repositoryHealthChanged: { status: string } } }).data.repositoryHealthChanged
      .status
  }
  await changes.return?.()
  await client.dispose()
  const sent = await until(async () => {
    const found = await deliveries(server)
    return found.every(({ status }) => status === 'SENT') && found
  }, 'all is delivered')
  expect(sent).toMatchObject([
    { kind: 'RECOVERED', channel: 'WEBHOOK', attempts: 1, error: null, nextAttemptAt: null },
    { kind: 'STALE', repositories: ['home'] },
  ])
})

itOnPostgresql('delivers after kill -9 what was queued before', async () => {
  using folder = makeFolder()
  await using receiver = await startReceiver()
  const url = await createDatabase()
  const quiet = { ...env, DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40), HEALTH_INTERVAL_SECONDS: '86400' }
  await using server = await startTestServer({ env: quiet })
  await listen(server, receiver.url)
  await addLate(server, folder.path)
  // It queues, and nobody delivers.
  const face = await server.restart({ ROLE: 'server' })
  const delivery = await until(async () => {
    expectData(await face.graphql('mutation { checkRepositoryHealth { checked } }'))
    return (await deliveries(face))[0]
  }, 'it is late')
  expect(delivery).toMatchObject({ status: 'PENDING', attempts: 0 })
  await using _next = await face.restart({ ROLE: 'all' })
  await receiver.until(1)
  expect(receiver.received[0]!.headers['x-vinculum-delivery']).toBe(delivery.id)
})

it('a receiver that was away ends up with the newest news', async () => {
  using folder = makeFolder()
  let release = () => {}
  // Does not answer the first one before there is newer news; then it says that it could not take it.
  await using receiver = await startReceiver((response, count) => {
    if (count > 1) response.end()
    else release = () => response.writeHead(503).end()
  })
  await using server = await startTestServer({ env })
  await listen(server, `${receiver.url}/hook?token=planted-token`)
  const repositoryId = await addLate(server, folder.path)
  await receiver.until(1)
  await mutate(server, 'setRepositoryHealthObjective', { repositoryId, freshnessSeconds: 3600 })
  await waitForJob(server, await startBackup(server, repositoryId))
  await mutate(server, 'setRepositoryHealthObjective', { repositoryId, freshnessSeconds: 3601 })
  expectData(await server.graphql('mutation { checkRepositoryHealth { checked } }'))
  await until(async () => (await deliveries(server)).length === 2, 'the recovery is queued')
  expect(receiver.received).toHaveLength(1)
  release()
  await receiver.until(2)
  await until(async () => (await deliveries(server))[0]!.status === 'SENT', 'the recovery is delivered')
  expect(said(receiver.received)).toEqual([
    ['down', ['home']],
    ['recovered', ['home']],
  ])
  // Newest first.
  expect(await deliveries(server)).toMatchObject([
    { kind: 'RECOVERED', status: 'SENT' },
    { kind: 'STALE', status: 'FAILED', attempts: 1, error: expect.stringContaining('newer') },
  ])
  expect(server.output()).not.toContain('planted-token')
})

it('gives up at once on what will not get better', async () => {
  using folder = makeFolder()
  await using receiver = await startReceiver(response => response.writeHead(410).end())
  await using server = await startTestServer({ env })
  await listen(server, receiver.url)
  await addLate(server, folder.path)
  const failed = await until(async () => {
    const [delivery] = await deliveries(server)
    return delivery?.status === 'FAILED' && delivery
  }, 'it is given up')
  expect(failed).toMatchObject({ attempts: 1, error: 'The web server answered HTTP 410.' })
})

itOnPostgresql('tells once, however many servers there are', async () => {
  using folder = makeFolder()
  await using receiver = await startReceiver()
  const url = await createDatabase()
  const shared = { ...env, DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40) }
  await using one = await startTestServer({ env: shared })
  await using other = await startTestServer({ env: shared })
  await listen(one, receiver.url)
  await addLate(one, folder.path, 'home')
  await receiver.until(1)
  await addLate(other, folder.path, 'work')
  await receiver.until(2)
  // Whoever would tell it once more has had their turn.
  const check = (server: TestServer) => server.graphql('mutation { checkRepositoryHealth { checked } }')
  const looks = Array.from({ length: 16 }, (_look, index) => check(index % 2 === 0 ? one : other))
  for (const answer of await Promise.all(looks)) expectData(answer)
  await until(async () => {
    const found = await deliveries(one)
    return found.length === 2 && found.every(({ status }) => status === 'SENT')
  }, 'all is delivered')
  expect(said(receiver.received)).toEqual([
    ['down', ['home']],
    ['down', ['work']],
  ])
})

it('tries every way on demand, and says why one does not work', async () => {
  await using receiver = await startReceiver()
  await using server = await startTestServer({
    env: { ALERT_PRIVATE_ADDRESSES: 'false', APPRISE_PATH: '/nowhere/apprise' },
  })
  const test = (channel: string) =>
    mutate(server, 'sendTestAlert', { channel }, 'sent reason failure httpStatus')
  const set = (input: object) => mutate(server, 'updateAlertSettings', input)
  expect(await test('WEBHOOK')).toMatchObject({ sent: false, reason: 'WEBHOOK_URL_MISSING' })
  expect(await test('APPRISE')).toMatchObject({ sent: false, reason: 'APPRISE_SERVICES_MISSING' })
  expect(await test('EMAIL')).toMatchObject({ sent: false, reason: 'EMAIL_MISSING' })
  await mutate(server, 'updateProfile', { email: 'ada@example.org' })
  expect(await test('EMAIL')).toMatchObject({ sent: false, reason: 'NO_MAIL_SERVER' })
  await set({ appriseServices: ['json://127.0.0.1'] })
  expect(await test('APPRISE')).toMatchObject({ sent: false, reason: 'APPRISE_MODE_MISSING' })
  await set({ appriseMode: 'STATELESS' })
  expect(await test('APPRISE')).toMatchObject({ sent: false, reason: 'APPRISE_URL_MISSING' })
  await set({ appriseMode: 'PACKAGE', webhookUrl: receiver.url })
  expect(await test('APPRISE')).toMatchObject({ sent: false, reason: 'APPRISE_NOT_INSTALLED' })
  expect(await test('WEBHOOK')).toMatchObject({ sent: false, reason: 'ADDRESS_REFUSED' })
  expect(receiver.received).toEqual([])
})

it('keeps secrets, and what is not meant for others', async () => {
  await using server = await startTestServer()
  const fields = 'webhookUrl hasWebhookSecret appriseServices emailEnabled webhookEnabled'
  const service = 'mailto://we:hush@example.org'
  const { settings } = await mutate(
    server,
    'updateAlertSettings',
    { webhookUrl: 'https://example.org/', webhookSecret: 'hush', appriseServices: [service] },
    `settings { ${fields} }`,
  )
  expect(settings).toEqual({
    webhookUrl: 'https://example.org/',
    hasWebhookSecret: true,
    appriseServices: [service],
    emailEnabled: null,
    webhookEnabled: null,
  })
  const account = { username: 'eve', password: 'irrelevant here' }
  await mutate(server, 'createUser', account)
  await mutate(server, 'createUser', { ...account, username: 'root', role: 'ADMIN' })
  const ask = async (username: string) => {
    const query = `query ($id: ID!) { node(id: $id) { ... on User { alertSettings { ${fields} } } } }`
    const id = Buffer.from('User:1').toString('base64')
    return server.graphql(query, { id }, await server.token(username, account.password))
  }
  expect(await ask('eve')).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
  expect(expectData(await ask('root')).node.alertSettings).toMatchObject({
    appriseServices: ['mailto://…'],
    webhookUrl: 'https://example.org/…',
  })

  const wrong = {
    webhookUrl: 'ftp://x',
    appriseServices: ['include file:///etc/passwd'],
    webhookSecret: 'a\nb',
  }
  expect(await refusal(server, 'updateAlertSettings', wrong)).toMatchObject({
    code: 'INVALID_INPUT',
    fields: {
      webhookUrl: expect.any(String),
      appriseServices: expect.any(String),
      webhookSecret: expect.any(String),
    },
  })
  const answer = await server.graphql(
    'mutation { updateAlertSettings(input: { appriseMode: PACKAGE }) { __typename } }',
    {},
    await server.token('eve', account.password),
  )
  expect(answer).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
})
