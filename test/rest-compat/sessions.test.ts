import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'
import { addUser, createRest, keyOf, mistakesOf, type Rest, until } from './rest.ts'

let server: TestServer
let rest: Rest

beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const anonymous = { token: null }
const _json = { 'content-type': 'application/json' }

describe('signing in', () => {
  const session = {
    access_token: expect.any(String),
    token_type: 'bearer',
    expires_in: 86_400,
    must_change_password: false,
    totp_required: false,
    login_challenge_token: null,
  }

  test('takes a form, a multipart form or JSON', async () => {
    const pair = { username: 'admin', password: server.adminPassword }
    const parts = new FormData()
    for (const [name, value] of Object.entries({ ...pair, grant_type: 'password' })) parts.set(name, value)
    expect((await rest('POST', '/api/auth/login', { ...anonymous, form: pair })).body).toEqual(session)
    expect((await rest('POST', '/api/auth/login', { ...anonymous, body: parts })).body).toEqual(session)
    expect((await rest('POST', '/api/auth/login/', { ...anonymous, json: pair })).body).toEqual(session)
  })

  test('says what is missing, and that a pair is wrong', async () => {
    const login = (form: Record<string, string>) => rest('POST', '/api/auth/login', { ...anonymous, form })
    expect(mistakesOf(await login({ password: '' }))).toEqual([
      'missing body.username',
      'missing body.password',
    ])
    expect(mistakesOf(await login({ username: 'a', password: 'b', grant_type: 'code' }))).toEqual([
      'string_pattern_mismatch body.grant_type',
    ])
    const wrong = await login({ username: 'admin', password: 'wrong' })
    expect(wrong.status).toBe(401)
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer')
    expect(keyOf(wrong)).toBe('auth.incorrectCredentials')
  })

  test('is limited for one user, not for the others behind the same address', async () => {
    const attempt = (username: string) =>
      rest('POST', '/api/auth/login', { ...anonymous, form: { username, password: 'guess' } })
    const statuses = []
    for (let count = 0; count < 6; count += 1) statuses.push((await attempt('eve')).status)
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429])
    const refused = await attempt('eve')
    expect(keyOf(refused)).toBe('auth.tooManyRequests')
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.detail.params.retryAfterSeconds))
    expect((await attempt('admin')).status).toBe(401)
  })

  test('answers an inactive user who knows the password', async () => {
    const token = await addUser(server, 'gone', 'VIEWER')
    const { data } = await server.graphql('{ users(first: 100) { edges { node { id username } } } }')
    const { id } = data.users.edges
      .map((edge: { node: { id: string; username: string } }) => edge.node)
      .find((user: { username: string }) => user.username === 'gone')
    await server.graphql(
      'mutation ($id: ID!) { updateUser(input: { userId: $id, isActive: false }) { user { id } } }',
      { id },
    )
    const form = { username: 'gone', password: 'password of gone' }
    const answer = await rest('POST', '/api/auth/login', { ...anonymous, form })
    expect([answer.status, keyOf(answer), answer.headers.get('www-authenticate')]).toEqual([
      401,
      'auth.inactiveUser',
      null,
    ])
    expect((await rest('GET', '/api/auth/me', { token })).status).toBe(401)
  })
})

describe('a session', () => {
  test('shows who is signed in', async () => {
    const { body } = await rest('GET', '/api/auth/me')
    expect(body).toMatchObject({
      id: 1,
      username: 'admin',
      role: 'admin',
      is_active: true,
      auth_source: 'local',
    })
    expect(body.global_permissions).toHaveLength(15)
    expect(body.global_permissions).toEqual(body.global_permissions.toSorted())
    const operator = await addUser(server, 'oscar', 'OPERATOR')
    expect((await rest('GET', '/api/auth/me', { token: operator })).body.global_permissions).toEqual([
      'settings.mounts.manage',
    ])
  })

  test('is refreshed by another, and ends at once with it', async () => {
    const token = await server.token()
    const fresh = (await rest('POST', '/api/auth/refresh', { token, body: 'ignored' })).body.access_token
    expect((await rest('GET', '/api/auth/me', { token })).status).toBe(200)
    expect((await rest('GET', '/api/auth/me', { token: fresh })).status).toBe(200)
    expect((await rest('POST', '/api/auth/logout', { token })).body).toEqual({
      message: 'backend.success.auth.loggedOut',
      logout_url: null,
    })
    expect((await rest('GET', '/api/auth/me', { token })).status).toBe(401)
    expect((await rest('GET', '/api/auth/me', { token: fresh })).status).toBe(401)
  })

  test('changes its password on both routes', async () => {
    const token = await addUser(server, 'pat', 'VIEWER')
    const change = (path: string, current_password: string, new_password: string) =>
      rest('POST', path, { token, json: { current_password, new_password } })
    const wrong = await change('/api/auth/change-password', 'no', 'another password')
    expect([wrong.status, keyOf(wrong)]).toEqual([400, 'auth.currentPasswordIncorrect'])
    const long = await change('/api/auth/change-password', 'password of pat', 'ü'.repeat(37))
    expect(long.body.detail).toEqual([
      {
        type: 'value_error',
        loc: ['body', 'new_password'],
        msg: 'Value error, Password must not exceed 72 bytes when UTF-8 encoded',
        input: '**********',
        ctx: { error: {} },
      },
    ])
    expect(mistakesOf(await change('/api/auth/change-password', 'password of pat', 'short'))).toEqual([
      'value_error body.new_password',
    ])
    expect((await change('/api/auth/change-password', 'password of pat', 'first new one')).body).toEqual({
      message: 'backend.success.auth.passwordChanged',
    })
    expect((await change('/api/settings/change-password', 'first new one', 'second new one')).body).toEqual({
      success: true,
      message: 'backend.success.settings.passwordChanged',
    })
    await server.token('pat', 'second new one')
  })

  test('keeps a generated password', async () => {
    await using own = await startTestServer({ env: { INITIAL_ADMIN_PASSWORD: '' } })
    const theirs = await createRest(own)
    const file = join(own.dataDir, 'initial-admin-password')
    const form = await until(async () => {
      const password = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
      return password === '' ? undefined : { username: 'admin', password }
    })
    const signedIn = (await theirs('POST', '/api/auth/login', { ...anonymous, form })).body
    expect(signedIn.must_change_password).toBe(true)
    const token = signedIn.access_token
    expect((await theirs('GET', '/api/auth/me', { token })).body.must_change_password).toBe(true)
    expect((await theirs('POST', '/api/auth/password-setup/skip', { token })).body).toEqual({
      must_change_password: false,
    })
    expect((await theirs('GET', '/api/auth/me', { token })).body.must_change_password).toBe(false)
  })
})

test('what is public is public', async () => {
  const config = await rest('GET', '/api/auth/config', anonymous)
  expect(config.body).toMatchObject({
    authentication_required: true,
    oidc_enabled: false,
    proxy_auth_health: { enabled: false, warnings: [] },
  })
  const model = await rest('GET', '/api/auth/authorization-model', anonymous)
  expect(Object.keys(model.body.global_permission_rules)).toHaveLength(15)
  expect(model.body.repository_action_rules.backup).toBe('operator')
})
