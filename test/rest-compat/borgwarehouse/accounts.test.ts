import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { makeFolder } from '../../support/trees.ts'
import { clientOf, type Reply, type Send, threeKeys } from './client.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let send: Send
beforeAll(async () => {
  folder = makeFolder()
  execFileSync('ssh-keygen', ['-qt', 'ed25519', '-N', '', '-f', join(folder.path, 'host')])
  server = await startTestServer({
    env: {
      SSH_HOST_KEY_FILES: `${join(folder.path, 'host.pub')}:/nonexistent.pub`,
      FQDN: 'backup.example',
      SSH_SERVER_PORT: '2222',
      STORAGE_TARGETS: `${folder.path}|Here,/nonexistent`,
    },
  })
  send = clientOf(server, await server.token())
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const user = async (username: string, password = 'a password of theirs') => {
  await server.graphql('mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }', {
    input: { username, password },
  })
  return password
}
const cookiesOf = ({ headers }: Reply) =>
  headers
    .getSetCookie()
    .map(line => line.split(';', 1)[0])
    .join('; ')

describe('tokens', () => {
  const all = { create: true, read: true, update: true, delete: true }
  const path = '/api/v1/integration/token-manager'

  it('are made, listed without their value, used and removed', async () => {
    const made = await send('POST', path, {
      json: { name: 'ansible', permissions: { ...all, delete: false } },
    })
    expect(made).toMatchObject({ status: 200 })
    const { token } = made.json
    expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const list = await send('GET', path)
    expect(list.json).toEqual([
      { name: 'ansible', creation: expect.any(Number), permissions: { ...all, delete: false } },
    ])
    expect(list.text).not.toContain(token)
    const ask = clientOf(server, token)
    const { json } = await ask('POST', '/api/v1/repositories', { json: threeKeys() })
    expect(await ask('DELETE', `/api/repo/id/${json.id}/delete`)).toMatchObject({ status: 403 })
    // The same key elsewhere, within its permissions.
    const { data } = await server.graphql(
      '{ viewer { username } hostedRepositories { edges { node { name } } } }',
      {},
      token,
    )
    expect(data.hostedRepositories.edges[0].node.name).toBe(json.repositoryName)
    expect((await ask('GET', '/api/repositories/')).status).toBe(200)
    expect((await ask('POST', '/api/backup/start', { json: { repository: '/nowhere' } })).status).not.toBe(
      401,
    )
    expect(await ask('GET', path)).toMatchObject({ status: 401 })
    expect(await ask('POST', path, { json: { name: 'more', permissions: all } })).toMatchObject({
      status: 401,
    })

    // Not even in the place of a session.
    const headers = { cookie: `better-auth.session_token=${token}` }
    expect(await send('GET', path, { authorization: null, headers })).toMatchObject({ status: 401 })

    expect((await send('DELETE', path, { json: { name: 'ansible' } })).text).toBe(
      '{"status":200,"message":"Token deleted"}',
    )
    expect((await ask('GET', '/api/v1/repositories')).status).toBe(401)
  })

  it.each([
    [{}, 'Missing required fields'],
    [{ name: 'x' }, 'Missing required fields'],
    [{ name: 'x', permissions: { create: true } }, 'Invalid permissions'],
    [{ name: 'x', permissions: { ...all, read: 1 } }, 'Invalid permissions'],
    [{ name: 'x y', permissions: all }, 'Your token name is not valid'],
    [{ name: 'x'.repeat(26), permissions: all }, 'Your token name is not valid'],
    [{ name: ['arr'], permissions: all }, 'Your token name is not valid'],
  ])('with the body %j are refused', async (json, message) => {
    expect(await send('POST', path, { json })).toMatchObject({
      status: 400,
      text: JSON.stringify({ status: 400, message }),
    })
  })

  it('of one name are made once, also when asked for ten times at once', async () => {
    const json = { name: 'once', permissions: all }
    const replies = await Promise.all(Array.from({ length: 10 }, () => send('POST', path, { json })))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.find(({ status }) => status !== 200)?.text).toBe(
      '{"status":400,"message":"Token name already exists"}',
    )
    expect((await send('DELETE', path, { json: {} })).json.message).toBe('Missing token name')
    expect((await send('DELETE', path, { json: { name: 'nobody' } })).json.message).toBe(
      'Token name not found',
    )
  })

  it('of the older pages are made by the browser, but not from anything', async () => {
    const token = crypto.randomUUID()
    const older = '/api/account/tokenManager'
    const json = { name: 'older', token, creation: 1_700_000_000, expiration: null, permissions: all }
    expect((await send('POST', older, { json })).text).toBe('{"message":"Successful API send"}')
    expect((await send('POST', older, { json })).json.message).toBe('A token with this name already exists.')
    expect((await send('POST', older, { json: { ...json, name: 'twin' } })).status).toBe(400)
    for (const weak of ['password', '1', token.toUpperCase()])
      expect((await send('POST', older, { json: { ...json, name: 'weak', token: weak } })).status).toBe(400)
    expect((await clientOf(server, token)('GET', '/api/repo')).status).toBe(200)
    const soon = Math.floor(Date.now() / 1000) + 3600
    const later = { ...json, name: 'expires', token: crypto.randomUUID(), expiration: soon }
    expect((await send('POST', older, { json: later })).status).toBe(200)
    expect(
      (await send('GET', older)).json.find(({ name }: { name: string }) => name === 'expires').expiration,
    ).toBe(soon)
    expect((await send('DELETE', older, { json: { name: 'older' } })).text).toBe(
      '{"message":"Successful API send"}',
    )
    expect((await send('PATCH', older)).text).toBe('{"message":"Bad request on API"}')
  })

  it('are no good where integrations are switched off', async () => {
    await using closed = await startTestServer({ env: { DISABLE_INTEGRATIONS: 'true' } })
    const { json } = await clientOf(closed, await closed.token())('POST', path, {
      json: { name: 'x', permissions: all },
    })
    const ask = clientOf(closed, json.token)
    expect(await ask('GET', '/api/v1/repositories')).toMatchObject({
      status: 401,
      text: '{"status":401,"message":"Invalid API key"}',
    })
    expect((await ask('GET', '/api/repo')).text).toBe('{"message":"Invalid API key"}')
    expect((await ask('GET', '/api/repositories/')).status).toBe(401)
    expect((await closed.graphql('{ viewer { id } }', {}, json.token)).data.viewer).toBeNull()
  })
})

describe('sessions', () => {
  it('begin and end as in BorgWarehouse 3', async () => {
    const password = await user('newer')
    const reply = await send('POST', '/api/auth/sign-in/username', {
      authorization: null,
      json: { username: 'newer', password },
    })
    expect(reply).toMatchObject({ status: 200, json: { redirect: false, user: { username: 'newer' } } })
    expect(reply.headers.getSetCookie()[0]).toMatch(
      /^better-auth\.session_token=\S+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    )
    const headers = { cookie: cookiesOf(reply) }
    const ask = (method: string, path: string) => send(method, path, { authorization: null, headers })
    expect((await ask('GET', '/api/auth/get-session')).json.user.username).toBe('newer')
    expect((await ask('GET', '/api/v1/account/date-format')).json).toEqual({ dateFormat: 'locale' })
    expect((await ask('POST', '/api/auth/sign-out')).json).toEqual({ success: true })
    expect((await ask('GET', '/api/v1/account/date-format')).status).toBe(401)
  })

  it('begin as in BorgWarehouse 2', async () => {
    const password = await user('older')
    const csrf = await send('GET', '/api/auth/csrf', { authorization: null })
    const form = (csrfToken: string, secret = password) =>
      send('POST', '/api/auth/callback/credentials', {
        authorization: null,
        body: new URLSearchParams({
          username: 'older',
          password: secret,
          csrfToken,
          json: 'true',
        }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookiesOf(csrf) },
      })
    expect((await form('wrong')).status).toBe(401)
    expect((await form(csrf.json.csrfToken, 'wrong')).json.url).toContain('error=CredentialsSignin')
    const reply = await form(csrf.json.csrfToken)
    expect(reply).toMatchObject({ status: 200, json: { url: server.url } })
    const headers = { cookie: cookiesOf(reply) }
    const ask = (path: string) => send('GET', path, { authorization: null, headers })
    expect((await ask('/api/auth/session')).json.user.name).toBe('older')
    expect((await ask('/api/account/getWizardEnv')).json.wizardEnv.UNIX_USER).toBe('borgwarehouse')
  })

  it('do not begin with a wrong password, nor from the page of another site', async () => {
    const password = await user('guarded')
    const ask = (json: object, headers = {}) =>
      send('POST', '/api/auth/sign-in/username', { authorization: null, json, headers })
    expect(await ask({ username: 'guarded', password: 'wrong' })).toMatchObject({
      status: 401,
      text: '{"message":"Invalid username or password","code":"INVALID_USERNAME_OR_PASSWORD"}',
    })
    expect(await ask({})).toMatchObject({ status: 401 })
    expect(await ask({ username: 'guarded', password }, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
    })
    for (let tried = 0; tried < 5; tried += 1) await ask({ username: 'guarded', password: 'wrong' })
    expect(await ask({ username: 'guarded', password })).toMatchObject({
      status: 429,
      text: '{"message":"Too many requests. Please try again later."}',
    })
  })
})

describe('accounts', () => {
  it('know what the pages show', async () => {
    const { json } = await send('GET', '/api/v1/account/wizard-env')
    expect(json).toEqual({
      UNIX_USER: 'borgwarehouse',
      FQDN: 'backup.example',
      SSH_SERVER_PORT: '2222',
      FQDN_LAN: '',
      SSH_SERVER_PORT_LAN: '',
      SSH_SERVER_FINGERPRINT_RSA: '',
      SSH_SERVER_FINGERPRINT_ED25519: execFileSync('ssh-keygen', ['-lf', join(folder.path, 'host.pub')], {
        encoding: 'utf8',
      }).split(' ')[1],
      SSH_SERVER_FINGERPRINT_ECDSA: '',
      HIDE_SSH_PORT: 'false',
      DISABLE_INTEGRATIONS: 'false',
      DISABLE_DELETE_REPO: 'false',
      DISABLE_COMPACT_REPO: 'false',
    })
    expect((await send('GET', '/api/v1/storage-targets')).json).toEqual({
      storageTargets: [
        { path: folder.path, name: 'Here' },
        { path: '/nonexistent', name: '/nonexistent' },
      ],
    })
    expect((await send('GET', '/api/v1/storage-targets/status')).json).toEqual({
      statuses: [
        { path: folder.path, status: 'online', name: 'Here' },
        { path: '/nonexistent', status: 'unreachable', name: '/nonexistent' },
      ],
    })
    expect((await send('GET', '/api/v1/setup', { authorization: null })).text).toBe(
      '{"setupRequired":false,"requiresSecret":false}',
    )
    expect((await send('GET', '/api/v1/auth/providers', { authorization: null })).json).toEqual({
      providers: [],
      passwordLoginEnabled: true,
    })
  })

  it('are changed by those whose they are', async () => {
    const password = await user('changing')
    await user('taken')
    const ask = clientOf(server, await server.token('changing', password))
    const put = async (what: string, json: object) => {
      const { status, json: said } = await ask('PUT', `/api/v1/account/${what}`, { json })
      return [status, said.message]
    }
    const done = [200, 'Successful API send']
    expect(await put('date-format', { dateFormat: 'dd/MM/yyyy HH:mm' })).toEqual(done)
    expect(await put('date-format', { dateFormat: 'yyyy' })).toEqual([422, 'Invalid date format value.'])
    expect((await ask('GET', '/api/v1/account/date-format')).json).toEqual({ dateFormat: 'dd/MM/yyyy HH:mm' })
    expect(await put('email', { email: 'me@example.org' })).toEqual(done)
    expect(await put('email', { email: 'me@example.org' })).toEqual([400, 'Email already exists'])
    expect(await put('email', {})).toEqual([422, 'Unexpected data'])
    expect(await put('username', { username: 'taken' })).toEqual([400, 'Username already exists'])
    expect(await put('username', { username: 'no blanks' })).toEqual([
      422,
      'Allowed: letters, numbers, dots, underscores and hyphens (1–64 characters).',
    ])
    expect(await put('username', { username: 5 })).toEqual([422, 'Unexpected data'])
    expect(await put('password', { oldPassword: 'wrong', newPassword: 'something new' })).toEqual([
      400,
      'Old password is incorrect.',
    ])
    expect(await put('password', { oldPassword: password, newPassword: 'something new' })).toEqual(done)
    expect(await server.token('changing', 'something new')).toBeTruthy()
  })
})
