import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mutate } from '../http/mutate.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { addUser, createRest, keyOf, type Rest } from './rest.ts'

let server: TestServer
let rest: Rest
beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
})
afterAll(() => server[Symbol.asyncDispose]())

/** What the app shows so many steps from now; the server takes those of -1, 0 and 1. */
const codeAt = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

const wrongCode = (secret: string) =>
  ['000000', '111111', '222222', '333333'].find(
    guess => ![-2, -1, 0, 1, 2].some(steps => codeAt(secret, steps) === guess),
  )!

const post = (path: string, json: object, token: string | null = null) => rest('POST', path, { json, token })
const login = (username: string) =>
  rest('POST', '/api/auth/login', { token: null, form: { username, password: `password of ${username}` } })

async function enrol(username: string) {
  const token = await addUser(server, username, 'VIEWER')
  const current_password = `password of ${username}`
  const { body: setup } = await post('/api/auth/totp/setup', { current_password }, token)
  const code = codeAt(setup.secret, -1)
  const enabled = await post('/api/auth/totp/enable', { setup_token: setup.setup_token, code }, token)
  expect(enabled.body).toEqual({ enabled: true, recovery_codes: setup.recovery_codes })
  return { token, current_password, ...setup } as {
    token: string
    current_password: string
    secret: string
    recovery_codes: string[]
  }
}

const challengeOf = async (username: string): Promise<string> =>
  (await login(username)).body.login_challenge_token
const answer = (login_challenge_token: string, code: string) =>
  post('/api/auth/login/totp', { login_challenge_token, code })

describe('enrolling', () => {
  test('needs the password, and a code before the setup expires', async () => {
    const token = await addUser(server, 'ada', 'VIEWER')
    const wrong = await post('/api/auth/totp/setup', { current_password: 'no' }, token)
    expect([wrong.status, keyOf(wrong)]).toEqual([400, 'auth.currentPasswordIncorrect'])
    const current_password = 'password of ada'
    const { body: setup } = await post('/api/auth/totp/setup', { current_password }, token)
    expect(setup.otpauth_uri).toMatch(/^otpauth:\/\/totp\/Vinculum:ada\?/)
    expect(setup.otpauth_uri).toContain(`secret=${setup.secret}`)
    expect(new Set(setup.recovery_codes).size).toBe(8)

    const enable = (setup_token: string, code: string, who = token) =>
      post('/api/auth/totp/enable', { setup_token, code }, who)
    const unknown = await enable('nonsense', codeAt(setup.secret))
    expect([unknown.status, keyOf(unknown)]).toEqual([401, 'auth.invalidOrExpiredToken'])
    const stranger = await addUser(server, 'bob', 'VIEWER')
    expect((await enable(setup.setup_token, codeAt(setup.secret), stranger)).status).toBe(401)
    const bad = await enable(setup.setup_token, wrongCode(setup.secret))
    expect([bad.status, keyOf(bad)]).toEqual([400, 'auth.invalidTotpCode'])
    const status = () => rest('GET', '/api/auth/totp', { token })
    expect((await status()).body).toEqual({ enabled: false, recovery_codes_remaining: 0 })

    expect((await enable(setup.setup_token, codeAt(setup.secret))).status).toBe(200)
    expect((await status()).body).toEqual({ enabled: true, recovery_codes_remaining: 8 })
    expect((await rest('GET', '/api/auth/me', { token })).body.totp_enabled).toBe(true)
    // The setup is used up, and who has the password only cannot replace the app.
    expect((await enable(setup.setup_token, codeAt(setup.secret))).status).toBe(401)
    expect((await post('/api/auth/totp/setup', { current_password }, token)).status).toBe(409)
  })
})

describe('signing in', () => {
  test('takes a second step, whose challenge opens nothing', async () => {
    const { secret } = await enrol('cleo')
    const first = await login('cleo')
    expect(first.status).toBe(200)
    expect(first.body).toEqual({
      access_token: null,
      token_type: null,
      expires_in: null,
      must_change_password: false,
      totp_required: true,
      login_challenge_token: expect.any(String),
    })
    const challenge = first.body.login_challenge_token
    expect((await rest('GET', '/api/auth/me', { token: challenge })).status).toBe(401)
    const wrong = await answer(challenge, wrongCode(secret))
    expect([wrong.status, keyOf(wrong)]).toEqual([401, 'auth.invalidTotpCode'])
    // The challenge survives a wrong code, and is used up by a right one.
    const code = codeAt(secret)
    const { body } = await answer(challenge, code)
    expect(body).toMatchObject({ token_type: 'bearer', totp_required: false, login_challenge_token: null })
    expect((await rest('GET', '/api/auth/me', { token: body.access_token })).body.username).toBe('cleo')
    const used = await answer(challenge, codeAt(secret, 1))
    expect([used.status, keyOf(used)]).toEqual([401, 'auth.invalidOrExpiredToken'])
    // Each code works once, and so does none before it.
    const again = await challengeOf('cleo')
    expect(keyOf(await answer(again, code))).toBe('auth.invalidTotpCode')
    expect(keyOf(await answer(again, codeAt(secret, -1)))).toBe('auth.invalidTotpCode')
    expect((await answer(again, codeAt(secret, 1))).status).toBe(200)
  })

  test('takes each recovery code once, of many uses at once too', async () => {
    const { recovery_codes, token } = await enrol('dora')
    const challenges = await Promise.all(Array.from({ length: 4 }, () => challengeOf('dora')))
    const typed = recovery_codes[0]!.toLowerCase().replace('-', '')
    const answers = await Promise.all(challenges.map(challenge => answer(challenge, typed)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401])
    const { body } = await rest('GET', '/api/auth/totp', { token })
    expect(body).toEqual({ enabled: true, recovery_codes_remaining: 7 })
  })

  test('is limited, whatever the challenge; a new password ends open challenges', async () => {
    const { secret, token } = await enrol('emil')
    const old = await challengeOf('emil')
    const statuses = []
    for (let count = 0; count < 6; count += 1)
      statuses.push((await answer(await challengeOf('emil'), wrongCode(secret))).status)
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429])
    const refused = await answer(old, codeAt(secret))
    expect(keyOf(refused)).toBe('auth.tooManyRequests')
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.detail.params.retryAfterSeconds))
    const passwords = { current_password: 'password of emil', new_password: 'another password' }
    expect((await post('/api/auth/change-password', passwords, token)).status).toBe(200)
    expect(keyOf(await answer(old, codeAt(secret)))).toBe('auth.invalidOrExpiredToken')
  })

  test('gives GraphQL a typed challenge instead of a token', async () => {
    const { secret } = await enrol('fred')
    const input = { username: 'fred', password: 'password of fred' }
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }'
    const { data, errors } = await server.graphql(signIn, { input }, null)
    expect(data).toBeNull()
    expect(errors![0]!.extensions).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'TOTP_REQUIRED',
      challenge: expect.any(String),
    })
    const { challenge } = errors![0]!.extensions
    const step = `mutation ($input: AnswerSignInChallengeInput!) {
      answerSignInChallenge(input: $input) { accessToken user { username totpEnabled } }
    }`
    const code = codeAt(secret)
    const wrong = await server.graphql(step, { input: { challenge, code: wrongCode(secret) } }, null)
    expect(wrong.errors![0]!.extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'WRONG_CODE' })
    const right = await server.graphql(step, { input: { challenge, code } }, null)
    expect(right.data.answerSignInChallenge.user).toEqual({ username: 'fred', totpEnabled: true })
  })
})

describe('switching off', () => {
  test('needs password and code', async () => {
    const { token, secret, current_password } = await enrol('gina')
    const disable = (password: string, code: string) =>
      post('/api/auth/totp/disable', { current_password: password, code }, token)
    expect(keyOf(await disable('no', codeAt(secret)))).toBe('auth.currentPasswordIncorrect')
    const bad = await disable(current_password, wrongCode(secret))
    expect([bad.status, keyOf(bad)]).toEqual([400, 'auth.invalidTotpCode'])
    expect((await disable(current_password, codeAt(secret))).body).toEqual({
      message: 'backend.success.auth.totpDisabled',
    })
    const none = await disable(current_password, codeAt(secret, 1))
    expect([none.status, keyOf(none)]).toEqual([400, 'auth.totpNotEnabled'])
    expect((await login('gina')).body.access_token).toEqual(expect.any(String))
  })

  test('is what an administrator can do for somebody', async () => {
    const { token } = await enrol('hans')
    const { data } = await server.graphql('{ viewer { id } }', {}, token)
    const { user } = await mutate(
      server,
      'resetTotp',
      { userId: data.viewer.id },
      'user { totpEnabled recoveryCodesRemaining }',
    )
    expect(user).toEqual({ totpEnabled: false, recoveryCodesRemaining: 0 })
    expect((await login('hans')).body.totp_required).toBe(false)
  })
})

test('events tell what happened, newest first, without secrets', async () => {
  const { secret, recovery_codes } = await enrol('ines')
  await answer(await challengeOf('ines'), wrongCode(secret))
  const { body: session } = await answer(await challengeOf('ines'), recovery_codes[0]!)
  await rest('POST', '/api/auth/logout', { token: session.access_token })
  await rest('POST', '/api/auth/login', { token: null, form: { username: 'ines', password: 'no' } })
  const { body } = await rest('GET', '/api/auth/events?limit=200')
  const own = body.filter((event: { username: string }) => event.username === 'ines')
  expect(own.map((event: { event_type: string }) => event.event_type)).toEqual([
    'local_login_failed',
    'logout',
    'totp_login_succeeded',
    'totp_login_failed',
    'totp_enabled',
    'local_login_succeeded',
  ])
  expect(own[0]).toEqual({
    id: expect.any(Number),
    event_type: 'local_login_failed',
    auth_source: 'local',
    username: 'ines',
    email: null,
    success: false,
    detail: '127.0.0.1',
    actor_user_id: null,
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$/),
  })
  expect((await rest('GET', '/api/auth/events?limit=0')).body).toHaveLength(1)
  expect((await rest('GET', '/api/auth/events?limit=1000')).body.length).toBeGreaterThan(10)
  expect(server.output()).not.toContain(secret)
})
