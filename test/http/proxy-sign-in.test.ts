import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    env: {
      TRUSTED_PROXIES: '127.0.0.1/32',
      DISABLE_AUTHENTICATION: 'true',
      PROXY_AUTH_ROLE_HEADER: 'X-Role',
      PROXY_AUTH_EMAIL_HEADER: 'X-Email',
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

type Headers = Record<string, string | string[]>
interface Sent {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  body: any
}

/** From the trusted address, or from another one of this machine. */
function send(method: string, path: string, headers: Headers, from = '127.0.0.1', body = ''): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>()
  const sent = request(server.url + path, { method, headers, localAddress: from, agent: false }, response => {
    text(response).then(
      content => resolve({ status: response.statusCode!, body: JSON.parse(content) }),
      reject,
    )
  })
  // As bytes: a text would go out together with the head, and in its encoding.
  sent.on('error', reject).end(Buffer.from(body))
  return promise
}

/** Node sends the characters of headers as bytes. */
const utf8 = (name: string) => Buffer.from(name).toString('latin1')

const me = (headers: Headers, from?: string) => send('GET', '/api/auth/me', headers, from)
const graphql = (headers: Headers, from?: string) =>
  send(
    'POST',
    '/graphql',
    { 'content-type': 'application/json', ...headers },
    from,
    JSON.stringify({ query: '{ viewer { username role } }' }),
  )

describe('a trusted proxy', () => {
  it('says who it is: a viewer is made at the first sight, in lower case', async () => {
    const names = await Promise.all(
      ['X-Forwarded-User', 'X-Remote-User', 'Remote-User', 'X-authentik-username'].map(name =>
        me({ [name]: utf8('Zoë@Example.ORG'), 'x-email': 'zoe@example.org' }),
      ),
    )
    for (const { status, body } of names) {
      expect(status).toBe(200)
      expect(body).toMatchObject({
        username: 'zoë@example.org',
        role: 'viewer',
        auth_source: 'proxy',
        email: 'zoe@example.org',
        all_repositories_role: null,
      })
    }
    expect(new Set(names.map(({ body }) => body.id)).size).toBe(1)
    expect((await graphql({ 'x-forwarded-user': utf8('zoë@example.org') })).body.data.viewer).toEqual({
      username: 'zoë@example.org',
      role: 'VIEWER',
    })
  })

  it('says which role the users have that it made, and no others', async () => {
    const seen = async (role: string) =>
      (await me({ 'x-forwarded-user': 'roland', 'x-role': role })).body.role
    expect(await seen('operator')).toBe('operator')
    expect(await seen('nonsense')).toBe('operator')
    expect(await seen('viewer')).toBe('viewer')
    expect((await me({ 'x-forwarded-user': 'admin', 'x-role': 'viewer' })).body.role).toBe('admin')
  })

  it('is not asked about a credential of ours, good or bad', async () => {
    const authorization = `Bearer ${await server.token()}`
    expect((await me({ 'x-forwarded-user': 'roland', authorization })).body.username).toBe('admin')
    expect((await me({ 'x-forwarded-user': 'roland', authorization: 'Bearer bad' })).status).toBe(401)
    const basic = { 'x-forwarded-user': 'roland', authorization: 'Basic cm9sYW5kOng=' }
    expect((await me(basic)).body.username).toBe('roland')
  })

  it('has to say it once, and something that can be a name', async () => {
    const required = {
      status: 401,
      body: {
        detail: {
          key: 'backend.errors.auth.proxyHeaderRequired',
          params: { header: 'X-Forwarded-User' },
        },
      },
    }
    expect(await me({})).toEqual(required)
    expect(await me({ 'x-forwarded-user': ['eve', 'admin'] })).toEqual(required)
    expect(await me({ 'x-forwarded-user': 'e'.repeat(101) })).toEqual(required)
    // Not UTF-8.
    expect(await me({ 'x-forwarded-user': 'zo\u00eb' })).toEqual(required)
    expect((await graphql({})).body.data.viewer).toBeNull()
  })

  it('does not bring in somebody whose account is switched off', async () => {
    await me({ 'x-forwarded-user': 'gone' })
    const { data } = await server.graphql('{ users(first: 100) { edges { node { id username } } } }')
    const { id } = data.users.edges
      .map((edge: { node: object }) => edge.node)
      .find((user: { username: string }) => user.username === 'gone')
    const off = 'mutation ($id: ID!) { updateUser(input: { userId: $id, isActive: false }) { user { id } } }'
    await server.graphql(off, { id })
    expect(await me({ 'x-forwarded-user': 'gone' })).toEqual({
      status: 403,
      body: { detail: 'User account is disabled' },
    })
  })

  it('makes no tokens and no passwords', async () => {
    const headers = { 'x-forwarded-user': 'roland', 'content-type': 'application/json' }
    expect((await send('POST', '/api/auth/refresh', headers)).status).toBe(403)
    const body = JSON.stringify({ current_password: '!' })
    const setup = await send('POST', '/api/auth/totp/setup', headers, undefined, body)
    expect([setup.status, setup.body.detail.key]).toEqual([400, 'backend.errors.auth.localPasswordRequired'])
    const pair = JSON.stringify({ username: 'roland', password: '!' })
    expect((await send('POST', '/api/auth/login', headers, undefined, pair)).status).toBe(401)
  })

  it('does not lend its cookie to pages of other sites', async () => {
    const user = { 'x-forwarded-user': 'roland' }
    const logout = (headers: Headers) => send('POST', '/api/auth/logout', { ...user, ...headers })
    const refused = await logout({ origin: 'https://evil.example' })
    expect([refused.status, refused.body.detail.key]).toEqual([
      403,
      'backend.errors.auth.invalidAuthentication',
    ])
    expect((await logout({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await logout({ origin: server.url })).status).toBe(200)
    expect((await logout({ origin: 'https://b.example', 'x-forwarded-host': 'b.example' })).status).toBe(200)
  })
})

describe('anybody else', () => {
  it('sends headers in vain', async () => {
    const headers = { 'x-forwarded-user': 'admin', 'x-forwarded-for': '127.0.0.1' }
    expect((await me(headers, '127.0.0.2')).status).toBe(401)
    expect((await graphql(headers, '127.0.0.2')).body.data.viewer).toBeNull()
    const authorization = `Bearer ${await server.token()}`
    expect((await me({ authorization }, '127.0.0.2')).body.username).toBe('admin')
  })
})

/** Who the server takes somebody for on graphql-ws: a name, null, or the code with which it closes. */
async function viewerOfSocket(headers: Record<string, string>, from = '127.0.0.1') {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers,
    localAddress: from,
  })
  const { promise, resolve, reject } = Promise.withResolvers<string | number | null>()
  socket.on('open', () => socket.send('{"type":"connection_init"}'))
  socket.on('error', reject)
  socket.on('close', code => resolve(code))
  socket.on('message', data => {
    const message = JSON.parse(String(data))
    const payload = { query: '{ viewer { username } }' }
    if (message.type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
    if (message.type === 'next') resolve(message.payload.data.viewer?.username ?? null)
  })
  return promise.finally(() => socket.terminate())
}

describe('streams', () => {
  it('know the user of the proxy over WebSocket, from pages of ours', async () => {
    const user = { 'x-forwarded-user': 'roland' }
    expect(await viewerOfSocket(user)).toBe('roland')
    expect(await viewerOfSocket({ ...user, origin: server.url })).toBe('roland')
    expect(await viewerOfSocket({ ...user, origin: 'https://evil.example' })).toBeNull()
    expect(await viewerOfSocket(user, '127.0.0.2')).toBeNull()
  })

  it('know the user of the proxy over server-sent events', async () => {
    const query = encodeURIComponent('{ viewer { username } }')
    const response = await fetch(`${server.url}/graphql?query=${query}`, {
      headers: { accept: 'text/event-stream', 'x-forwarded-user': 'roland' },
    })
    expect(await response.text()).toContain('{"viewer":{"username":"roland"}}')
  })
})

describe('events and downloads', () => {
  it('take the word of the proxy like every other route', async () => {
    const path = `${server.url}/api/events/stream`
    const stream = await fetch(path, { headers: { 'x-forwarded-user': 'roland' } })
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/)
    await stream.body!.cancel()
    const header = { detail: { key: 'backend.errors.auth.proxyHeaderRequired', params: expect.anything() } }
    expect(await send('GET', '/api/events/stream', {})).toEqual({ status: 401, body: header })
    expect(await send('GET', '/api/backup/logs/1/download', {})).toEqual({ status: 401, body: header })
    expect((await send('GET', '/api/backup/logs/1/download', { 'x-forwarded-user': 'roland' })).status).toBe(
      404,
    )
  })
})

it('is told on the sign-in page', async () => {
  expect((await send('GET', '/api/auth/config', {}, '127.0.0.2')).body).toMatchObject({
    proxy_auth_enabled: true,
    authentication_required: false,
    insecure_no_auth_enabled: false,
    proxy_auth_header: 'X-Forwarded-User',
    proxy_auth_role_header: 'X-Role',
    proxy_auth_full_name_header: null,
    proxy_auth_health: { enabled: true, warnings: [] },
  })
})

it('needs a list of proxies, or the server does not start', async () => {
  await expect(startTestServer({ env: { DISABLE_AUTHENTICATION: 'true' } })).rejects.toThrow(
    'DISABLE_AUTHENTICATION needs TRUSTED_PROXIES',
  )
})
