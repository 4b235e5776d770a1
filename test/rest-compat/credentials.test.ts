import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'
import { addUser, createRest, keyOf, mistakesOf, type Rest } from './rest.ts'

let server: TestServer
let rest: Rest

beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const anonymous = { token: null }
const json = { 'content-type': 'application/json' }

describe('credentials', () => {
  const me = (headers: Record<string, string>, query = '') =>
    rest('GET', `/api/auth/me${query}`, { ...anonymous, headers })

  test('stand in X-Borg-Authorization first, and a bad one there never falls back', async () => {
    const good = `Bearer ${await server.token()}`
    expect((await me({ 'x-borg-authorization': good })).status).toBe(200)
    expect((await me({ 'x-borg-authorization': good, authorization: 'Bearer bad' })).status).toBe(200)
    expect((await me({ 'x-borg-authorization': '', authorization: good })).status).toBe(200)
    expect((await me({ 'x-borg-authorization': 'Bearer bad', authorization: good })).status).toBe(401)
    expect((await me({ 'x-borg-authorization': 'Basic eDp5', authorization: good })).status).toBe(401)
  })

  test('say exactly `Bearer `, and are not taken from the address', async () => {
    const token = await server.token()
    for (const header of [`bearer ${token}`, `Bearer  ${token}`, token])
      expect((await me({ authorization: header })).status).toBe(401)
    const refused = await me({}, `?token=${token}`)
    expect(refused.body).toEqual({ detail: 'Could not validate credentials' })
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
  })
})

describe('account tokens', () => {
  test('are made, listed, used and revoked', async () => {
    const made = await rest('POST', '/api/settings/tokens', { json: { name: '  ci ' } })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'ci', token: expect.stringMatching(/^borgui_[\w-]{43}$/) })
    expect(made.body.prefix).toBe(made.body.token.slice(0, 12))

    expect((await rest('GET', '/api/auth/me', { token: made.body.token })).body.username).toBe('admin')
    const [listed] = (await rest('GET', '/api/settings/tokens')).body
    expect(listed).toEqual({
      id: made.body.id,
      name: 'ci',
      prefix: made.body.prefix,
      created_at: made.body.created_at,
      last_used_at: expect.any(String),
    })

    const revoked = await rest('DELETE', `/api/settings/tokens/${made.body.id}`)
    expect([revoked.status, revoked.text]).toEqual([204, ''])
    expect((await rest('GET', '/api/auth/me', { token: made.body.token })).status).toBe(401)
    expect(keyOf(await rest('DELETE', `/api/settings/tokens/${made.body.id}`))).toBe('tokens.notFound')
  })

  test('need a name', async () => {
    const blank = await rest('POST', '/api/settings/tokens', { json: { name: ' ' } })
    expect([blank.status, keyOf(blank)]).toEqual([422, 'tokens.nameRequired'])
    expect(mistakesOf(await rest('POST', '/api/settings/tokens', { json: { name: 'a\0b' } }))).toEqual([
      'value_error body.name',
    ])
    expect(mistakesOf(await rest('POST', '/api/settings/tokens', { json: {} }))).toEqual([
      'missing body.name',
    ])
    expect(mistakesOf(await rest('POST', '/api/settings/tokens', { headers: json }))).toEqual([
      'missing body',
    ])
  })

  test('of somebody else are not there', async () => {
    const { id } = (await rest('POST', '/api/settings/tokens', { json: { name: 'mine' } })).body
    const token = await addUser(server, 'mallory', 'OPERATOR')
    const answer = await rest('DELETE', `/api/settings/tokens/${id}`, { token })
    expect([answer.status, keyOf(answer)]).toEqual([404, 'tokens.notFound'])
  })
})
