import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mutate } from '../http/mutate.ts'
import { databaseUrlOf } from '../support/database.ts'
import { runProgram } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { makeFolder } from '../support/trees.ts'

let server: TestServer
let env: Record<string, string>
beforeAll(async () => {
  server = await startTestServer({
    env: { NEXTAUTH_URL: 'https://old.example', SETUP_SECRET: 'not to be shown' },
  })
  const databaseUrl = await databaseUrlOf(server.dataDir)
  env = { DATA_DIR: server.dataDir, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) }
})
afterAll(() => server[Symbol.asyncDispose]())

const run = (name: 'reset-password' | 'revoke-sessions', args: string[], input = '') =>
  runProgram(name, args, env, undefined, input)
const signIn = async (username: string, password: string) => {
  const { data, errors } = await server.graphql(
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    { input: { username, password } },
    null,
  )
  return { token: data?.signIn?.accessToken as string | undefined, error: errors?.[0]?.extensions }
}
const isGood = async (token: string) =>
  (await server.graphql('{ viewer { id } }', {}, token)).data.viewer !== null
const events = async (): Promise<string[]> => {
  const { data } = await server.graphql(
    '{ authEvents(first: 10) { edges { node { type username detail } } } }',
  )
  return data.authEvents.edges.map(
    ({ node }: { node: Record<string, string> }) => `${node.type} ${node.username} ${node.detail}`,
  )
}

/** Opens a WebSocket; resolves with how it was closed, and when. */
async function watch(token: string): Promise<Promise<{ code: number; at: number }>[]> {
  const closed = Promise.withResolvers<{ code: number; at: number }>()
  const connected = Promise.withResolvers<void>()
  createSocket(server, token, {
    lazy: false,
    on: {
      connected: () => connected.resolve(),
      closed: ({ code }: { code: number }) => closed.resolve({ code, at: Date.now() }),
    },
    onNonLazyError: () => {},
  })
  await connected.promise
  return [closed.promise]
}

it('gives an administrator who is locked out a new password, beside the running server', async () => {
  const { token: own } = await signIn('admin', server.adminPassword)
  await mutate(server, 'createUser', { username: 'ada', password: 'forgotten by ada', role: 'ADMIN' })
  const { token } = await signIn('ada', 'forgotten by ada')
  const setup = await server.graphql(
    'mutation { beginTotpSetup(input: { currentPassword: "forgotten by ada" }) { setupToken secret } }',
    {},
    token,
  )
  const { setupToken, secret } = setup.data.beginTotpSetup
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  await server.graphql(
    'mutation ($input: EnableTotpInput!) { enableTotp(input: $input) { user { id } } }',
    { input: { setupToken, code } },
    token,
  )
  const [closed] = await watch(token!)

  const said = await run('reset-password', ['ada', '--disable-second-factor'])
  const endedAt = Date.now()
  expect(said.output).toMatch(/The second factor was removed/)
  expect(said.code).toBe(0)
  const [, password] = /^New password of ada: (\S{24})$/m.exec(said.output)!
  const { code: closeCode, at } = await closed!
  expect(closeCode).toBe(4403)
  expect(at - endedAt).toBeLessThan(1000)
  expect(await isGood(token!)).toBe(false)
  expect((await signIn('ada', 'forgotten by ada')).error?.code).toBe('UNAUTHENTICATED')
  const again = await signIn('ada', password!)
  expect((await server.graphql('{ viewer { mustChangePassword } }', {}, again.token)).data.viewer).toEqual({
    mustChangePassword: true,
  })
  // Everybody else stays.
  expect(await isGood(own!)).toBe(true)
  expect(await events()).toEqual(
    expect.arrayContaining(['PASSWORD_RECOVERED ada command line', 'TOTP_RESET ada command line']),
  )
  expect(server.output()).not.toContain(password)
})

it('takes a password from standard input, and no bad one', async () => {
  const good = await run('reset-password', ['ada', '--stdin'], 'chosen by ada\n')
  expect(good).toEqual({ code: 0, output: 'ada has the new password.\nTheir sessions have ended.\n' })
  const { token } = await signIn('ada', 'chosen by ada')
  expect(
    (await server.graphql('{ viewer { mustChangePassword } }', {}, token)).data.viewer.mustChangePassword,
  ).toBe(false)
  const refused = await Promise.all([
    run('reset-password', ['ada', '--stdin'], 'short\n'),
    run('reset-password', ['eve']),
    // A password does not belong among the arguments.
    run('reset-password', ['ada', 'chosen by ada']),
  ])
  expect(refused).toEqual([
    { code: 1, output: 'The password: Must have at least 8 characters.\n' },
    { code: 1, output: 'There is no user called "eve".\n' },
    { code: 2, output: expect.stringMatching(/^Usage: /) },
  ])
  expect(await isGood(token!)).toBe(true)
})

it('ends sessions, and API keys on request', async () => {
  const { token } = await signIn('ada', 'chosen by ada')
  const create = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }'
  const input = { name: 'script', kind: 'ACCOUNT' }
  const { secret } = (await server.graphql(create, { input }, token)).data.createApiKey
  const [closed] = await watch(token!)
  expect((await run('revoke-sessions', ['ada'])).output).toMatch(/^Sessions of ada that ended: [23]\.\n$/)
  const endedAt = Date.now()
  const { at } = await closed!
  expect(at - endedAt).toBeLessThan(1000)
  expect([await isGood(token!), await isGood(secret)]).toEqual([false, true])
  const said = await run('revoke-sessions', ['ada', '--api-keys'])
  expect(said.output).toBe('Sessions of ada that ended: 0.\nAPI keys that were revoked: 1.\n')
  await expect.poll(() => isGood(secret)).toBe(false)
  expect(await events()).toEqual(
    expect.arrayContaining([
      'SESSIONS_REVOKED ada command line',
      'SESSIONS_REVOKED ada command line, with API keys',
    ]),
  )
})

it('makes no database where there is none', async () => {
  using folder = makeFolder()
  const said = await runProgram('reset-password', ['ada'], { DATA_DIR: folder.path })
  expect([said.code, said.output]).toEqual([1, expect.stringMatching(/^There is no database in /)])
})

it('says at the start what the variables of the old servers are called here', () => {
  const lines = server
    .output()
    .split('\n')
    .filter(line => line.includes('has no effect here'))
  expect(lines.map(line => JSON.parse(line).msg)).toEqual([
    'NEXTAUTH_URL has no effect here: use PUBLIC_URL.',
    expect.stringMatching(/^SETUP_SECRET has no effect here: /),
  ])
  expect(server.output()).not.toContain('not to be shown')
})
