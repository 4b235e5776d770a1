import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokens } from '../../src/domain/accounts/tokens.ts'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'
import { mutate } from './mutate.ts'
import { refresh } from './revocations.ts'

const password = 'a password of theirs'
const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken user { username } } }'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { TRUSTED_PROXIES: '127.0.0.1/32' } })
})
afterAll(() => server[Symbol.asyncDispose]())

let count = 0
async function makeUser(): Promise<string> {
  const username = `user-${++count}`
  await mutate(server, 'createUser', { username, password })
  return username
}

async function post(query: string, variables: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as Answer
}

const attempt = (username: string, guess: string, address = '192.0.2.1') =>
  post(signIn, { input: { username, password: guess } }, { 'x-forwarded-for': address })
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code ?? 'OK'
const isGood = async (token: string) =>
  (await server.graphql('{ viewer { id } }', {}, token)).data.viewer !== null

describe('a session', () => {
  it('is one more after a refresh, and ends with the sign-out of any that it was refreshed from or to', async () => {
    const first = await server.token(await makeUser(), password)
    const { data } = await server.graphql('mutation { refreshToken { accessToken expiresAt } }', {}, first)
    const second = data.refreshToken.accessToken
    expect(Date.parse(data.refreshToken.expiresAt)).toBeGreaterThan(Date.now() + 23 * 3_600_000)
    expect(second).not.toBe(first)
    await server.graphql('mutation { signOut { signedOut } }', {}, first)
    expect(await isGood(first)).toBe(false)
    expect(await isGood(second)).toBe(false)
    expect(codeOf(await server.graphql('{ server { version } }', {}, first))).toBe('UNAUTHENTICATED')
  })

  it('ends for its whole family, whichever of it signs out, and for no other session', async () => {
    const username = await makeUser()
    const [first, other] = [await server.token(username, password), await server.token(username, password)]
    const second = await refresh(server, first)
    const [third, sibling] = [await refresh(server, second), await refresh(server, first)]
    await server.graphql('mutation { signOut { signedOut } }', {}, third)
    for (const token of [first, second, third, sibling]) expect(await isGood(token)).toBe(false)
    expect(await isGood(other)).toBe(true)
  })

  it('outlives neither the account token that it was made from, nor a new password', async () => {
    const username = await makeUser()
    const own = await server.token(username, password)
    const create =
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { expiresAt } } }'
    const input = {
      name: 'script',
      kind: 'ACCOUNT',
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    }
    const { secret } = (await server.graphql(create, { input }, own)).data.createApiKey
    const query = 'mutation { refreshToken { accessToken expiresAt } }'
    const made = (await server.graphql(query, {}, secret)).data.refreshToken
    const again = (await server.graphql(query, {}, made.accessToken)).data.refreshToken
    for (const { expiresAt } of [made, again])
      expect(Date.parse(expiresAt)).toBe(Math.floor(Date.parse(input.expiresAt) / 1000) * 1000)
    const change = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { user { id } } }'
    const passwords = { currentPassword: password, newPassword: 'something entirely new' }
    expect(codeOf(await server.graphql(change, { input: passwords }, own))).toBe('OK')
    for (const { accessToken } of [made, again]) expect(await isGood(accessToken)).toBe(false)
  })

  it('that is refreshed while its user signs out ends, too', async () => {
    const username = await makeUser()
    for (let round = 0; round < 5; round += 1) {
      const token = await server.token(username, password)
      const [answers] = await Promise.all([
        Promise.all(
          Array.from({ length: 6 }, () =>
            server.graphql('mutation { refreshToken { accessToken } }', {}, token),
          ),
        ),
        server.graphql('mutation { signOut { signedOut } }', {}, token),
      ])
      for (const { data } of answers)
        if (data?.refreshToken) expect(await isGood(data.refreshToken.accessToken)).toBe(false)
    }
  })

  it('needs a token of this server, unchanged', async () => {
    const token = await server.token(await makeUser(), password)
    const [header, payload, signature] = token.split('.') as [string, string, string]
    const decoded = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const foreign = await createTokens('another secret key of 32 characters').sign({
      sessionId: decoded.jti,
      username: decoded.sub,
      expiresAt: decoded.exp * 1000,
    })
    for (const forged of [
      foreign,
      `${encode({ alg: 'none' })}.${payload}.`,
      `${header}.${encode({ ...decoded, sub: 'admin' })}.${signature}`,
      `${header}.${encode({ ...decoded, purpose: 'other' })}.${signature}`,
      token.slice(0, -2),
    ])
      expect(await isGood(forged)).toBe(false)
    expect(await isGood(token)).toBe(true)
  })

  it('is read from X-Borg-Authorization first, and from nothing else when that one is bad', async () => {
    const [mine, other] = [await makeUser(), await makeUser()]
    const [token, otherToken] = [await server.token(mine, password), await server.token(other, password)]
    const whoIs = async (headers: Record<string, string>) =>
      (await post('{ viewer { username } }', {}, headers)).data.viewer?.username ?? null
    const authorization = `Bearer ${token}`
    expect(await whoIs({ authorization })).toBe(mine)
    expect(await whoIs({ authorization, 'x-borg-authorization': `Bearer ${otherToken}` })).toBe(other)
    expect(await whoIs({ authorization, 'x-borg-authorization': 'Bearer nonsense' })).toBeNull()
    expect(await whoIs({ authorization, 'x-borg-authorization': '' })).toBe(mine)
    expect(await whoIs({ authorization: token })).toBeNull()
    expect(await whoIs({ authorization: `Basic ${token}` })).toBeNull()
  })
})

describe('a new password', () => {
  const change =
    'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { user { username } } }'

  it('ends all other sessions of the user', async () => {
    const username = await makeUser()
    const [here, there] = [await server.token(username, password), await server.token(username, password)]
    const input = { currentPassword: password, newPassword: 'something entirely new' }
    expect(codeOf(await server.graphql(change, { input }, here))).toBe('OK')
    expect(await isGood(here)).toBe(true)
    expect(await isGood(there)).toBe(false)
    expect(codeOf(await attempt(username, password))).toBe('UNAUTHENTICATED')
    expect(codeOf(await attempt(username, input.newPassword))).toBe('OK')
  })

  it.each([
    ['short', '1234567', 'Must have at least 8 characters.'],
    ['long', 'ä'.repeat(37), 'Must not exceed 72 bytes when UTF-8 encoded.'],
  ])('must not be too %s', async (_what, newPassword, problem) => {
    const token = await server.token(await makeUser(), password)
    const input = { currentPassword: password, newPassword }
    const answer = await server.graphql(change, { input }, token)
    expect(answer.errors![0]!.extensions).toEqual({ code: 'INVALID_INPUT', fields: { newPassword: problem } })
  })

  it('needs the current one, which cannot be guessed at will', async () => {
    const token = await server.token(await makeUser(), password)
    const input = { currentPassword: 'wrong', newPassword: 'something entirely new' }
    const codes = []
    for (let failure = 1; failure <= 5; failure += 1)
      codes.push(codeOf(await server.graphql(change, { input }, token)))
    expect(codes).toEqual([...Array(4).fill('INVALID_INPUT'), 'RATE_LIMITED'])
  })
})
