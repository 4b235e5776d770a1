import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  Browser,
  type OpenIdProviderProcess,
  passProvider,
  startOpenIdProvider,
} from '../support/openid-provider.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { addUser, createRest, keyOf, type Rest } from './rest.ts'

let provider: OpenIdProviderProcess
let server: TestServer
let rest: Rest
const env = () => ({
  OIDC_ISSUER_URL: provider.issuer,
  OIDC_CLIENT_ID: 'vinculum',
  OIDC_CLIENT_SECRET: provider.clientSecret,
  OIDC_NEW_USERS: 'viewer',
  OIDC_PROVIDER_NAME: 'Example ID',
})
beforeAll(async () => {
  provider = await startOpenIdProvider()
  // The provider is down: the server starts all the same.
  server = await startTestServer({ env: env() })
  rest = await createRest(server)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

const at = (path: string) => server.url + path
const loginPath = '/api/auth/oidc/login'

/** Everything up to the callback, as somebody of this name. */
async function comeBack(browser: Browser, name: string | null, query = ''): Promise<string> {
  const { status, location } = await browser.get(at(loginPath + query))
  expect(status).toBe(302)
  return passProvider(browser, location!, name)
}

const exchange = (browser: Browser, headers: Record<string, string> = { origin: server.url }) =>
  browser.send('POST', at('/api/auth/oidc/exchange'), { headers })

/** Signs in; the token. */
async function signIn(name: string): Promise<string> {
  const browser = new Browser()
  const back = await browser.get(await comeBack(browser, name))
  expect(back.location).toBe(at('/login?oidc=complete'))
  return JSON.parse((await exchange(browser)).text).access_token
}

/** What the sign-in page is told. */
const errorIn = ({ location }: { location: string | null }) =>
  new URL(location!).searchParams.get('oidc_error')?.replace('backend.errors.auth.', '')

describe('a provider that is down', () => {
  test('is an answer, and is asked again', async () => {
    expect((await new Browser().get(at(loginPath))).status).toBe(503)
    await provider.serve(at('/api/auth/oidc/callback'))
    expect((await new Browser().get(at(loginPath))).status).toBe(302)
  })
})

describe('signing in', () => {
  test('asks with PKCE, state and nonce, and ends with a session', async () => {
    const browser = new Browser()
    const { location } = await browser.get(at(`${loginPath}?return_to=/dashboard%3Ftab%3D1`))
    const asked = Object.fromEntries(new URL(location!).searchParams)
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'vinculum',
      redirect_uri: at('/api/auth/oidc/callback'),
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    const back = await browser.get(await passProvider(browser, location!, 'ada'))
    expect([back.status, back.location]).toEqual([302, at('/dashboard?tab=1&oidc=complete')])
    expect(back.setCookies).toContainEqual(
      expect.stringMatching(
        /^oidc_exchange_grant=[\w-]{43}; Path=\/api\/auth\/oidc; Max-Age=300; HttpOnly; SameSite=Strict$/,
      ),
    )
    const { text, status } = await exchange(browser)
    expect(status).toBe(200)
    const session = JSON.parse(text)
    expect(session).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 86_400,
      must_change_password: false,
      totp_required: false,
      login_challenge_token: null,
    })
    const token = session.access_token
    expect((await rest('GET', '/api/auth/me', { token })).body).toMatchObject({
      username: 'ada',
      full_name: 'Mx ada',
      email: 'ada@example.org',
      role: 'viewer',
      auth_source: 'oidc',
      oidc_subject: 'ada',
      all_repositories_role: null,
    })
    // The same person again is the same user.
    const { body: again } = await rest('GET', '/api/auth/me', { token: await signIn('ada') })
    expect(again.username).toBe('ada')
    const fresh = (await rest('POST', '/api/auth/refresh', { token })).body.access_token
    const { body: left } = await rest('POST', '/api/auth/logout', { token: fresh })
    expect(left.logout_url).toMatch(`${provider.issuer}/session/end?`)
    expect(new URL(left.logout_url).searchParams.get('id_token_hint')).toMatch(/^ey/)
  })

  test('gives a grant once, and to pages of this server only', async () => {
    const browser = new Browser()
    await browser.get(await comeBack(browser, 'bert'))
    const jar = browser.cookies(at('/api/auth/oidc/exchange'))
    for (const headers of [{}, { origin: 'https://evil.example' }, { referer: 'https://evil.example/x' }]) {
      const refused = await exchange(browser, headers as Record<string, string>)
      expect([refused.status, refused.text]).toEqual([
        403,
        '{"detail":{"key":"backend.errors.auth.invalidAuthentication"}}',
      ])
    }
    expect((await exchange(browser, { referer: at('/login?oidc=complete') })).status).toBe(200)
    expect(browser.cookies(at('/api/auth/oidc/exchange'))).toBe('')
    const replayed = await rest('POST', '/api/auth/oidc/exchange', {
      token: null,
      headers: { origin: server.url, cookie: jar },
    })
    expect([replayed.status, keyOf(replayed)]).toEqual([401, 'auth.invalidOrExpiredToken'])
    expect((await rest('GET', '/api/auth/me', { token: jar.split('=')[1]! })).status).toBe(401)
  })

  test('sends nobody to another site', async () => {
    for (const target of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      '/..//evil.example',
      'javascript:alert(1)',
      `http://user@${new URL(server.url).host}/`,
      `/${'x'.repeat(2000)}`,
    ]) {
      const browser = new Browser()
      const back = await browser.get(
        await comeBack(browser, null, `?return_to=${encodeURIComponent(target)}`),
      )
      expect(new URL(back.location!).origin, target).toBe(server.url)
    }
  })
})

describe('the callback refuses', () => {
  test('a replay, another state, another browser, a code of another attempt', async () => {
    const browser = new Browser()
    const callback = await comeBack(browser, 'cleo')
    const cookie = browser.cookies(callback)
    const other = new Browser()
    const otherCallback = await comeBack(other, 'mallory')
    // Mallory's answer, in the browser of somebody else.
    expect(errorIn(await browser.get(otherCallback))).toBe('oidcAuthenticationFailed')
    expect(errorIn(await new Browser().get(callback))).toBe('oidcAuthenticationFailed')
    // Mallory's code under a state of this browser: the verifier does not fit.
    const injected = new URL(callback)
    injected.searchParams.set('code', new URL(otherCallback).searchParams.get('code')!)
    expect(errorIn(await new Browser().get(injected.href, { cookie }))).toBe('oidcAuthenticationFailed')
    const changed = new URL(callback)
    const state = changed.searchParams.get('state')!
    changed.searchParams.set('state', `${state.slice(0, 16)}${'A'.repeat(27)}`)
    expect(errorIn(await new Browser().get(changed.href, { cookie }))).toBe('oidcAuthenticationFailed')

    expect((await browser.get(callback)).location).toBe(at('/login?oidc=complete'))
    // The browser has forgotten the attempt, and whoever has not meets a code that is used up.
    expect(errorIn(await browser.get(callback))).toBe('oidcAuthenticationFailed')
    expect(errorIn(await new Browser().get(callback, { cookie }))).toBe('oidcAuthenticationFailed')
  })

  test('an ID token for another nonce, and a code for another verifier', async () => {
    const outcome = async (parameter: string) => {
      const browser = new Browser()
      const asked = new URL((await browser.get(at(loginPath))).location!)
      asked.searchParams.set(parameter, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
      return errorIn(await browser.get(await passProvider(browser, asked.href, 'cleo')))
    }
    expect(await outcome('nonce')).toBe('oidcIdTokenInvalid')
    expect(await outcome('code_challenge')).toBe('oidcAuthenticationFailed')
  })

  test('what the user cancels, somebody without a name, and a name that is taken', async () => {
    const outcome = async (name: string | null) => {
      const browser = new Browser()
      return errorIn(await browser.get(await comeBack(browser, name)))
    }
    expect(await outcome(null)).toBe('oidcAuthenticationCancelled')
    expect(await outcome('nameless')).toBe('oidcUsernameClaimMissing')
    // The administrator of this server is nobody's for the asking.
    expect(await outcome('admin')).toBe('oidcAccountLinkRequired')
  })
})

describe('connecting an account', () => {
  test('takes the identity over, once, until it is disconnected', async () => {
    const token = await addUser(server, 'dora', 'VIEWER')
    const authorization = `Bearer ${token}`
    const none = await rest('POST', '/api/auth/oidc/unlink', { token })
    expect([none.status, keyOf(none)]).toEqual([400, 'auth.oidcNotLinked'])

    const browser = new Browser()
    const begun = await browser.send('POST', at('/api/auth/oidc/link'), {
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ return_to: '/profile' }),
    })
    const back = await passProvider(browser, JSON.parse(begun.text).authorization_url, 'dora-at-id')
    expect((await browser.get(back)).location).toBe(at('/profile?oidc=linked'))
    const me = (await rest('GET', '/api/auth/me', { token })).body
    expect([me.auth_source, me.oidc_subject]).toEqual(['local', 'dora-at-id'])
    const { body: through } = await rest('GET', '/api/auth/me', { token: await signIn('dora-at-id') })
    expect(through.username).toBe('dora')

    const twice = await rest('POST', '/api/auth/oidc/link', { token })
    expect([twice.status, keyOf(twice)]).toEqual([400, 'auth.oidcAlreadyLinked'])
    const eve = await addUser(server, 'eve', 'VIEWER')
    const second = new Browser()
    const { location } = await second.get(at('/api/auth/oidc/link'), { authorization: `Bearer ${eve}` })
    expect(errorIn(await second.get(await passProvider(second, location!, 'dora-at-id')))).toBe(
      'oidcIdentityConflict',
    )
    expect((await rest('DELETE', '/api/auth/oidc/link', { token })).body).toEqual({
      message: 'backend.success.auth.oidcUnlinked',
    })
    expect((await rest('GET', '/api/auth/me', { token })).body.oidc_subject).toBeNull()
  })

  test('cannot be undone by somebody who has no password here', async () => {
    const token = await signIn('fred')
    const refused = await rest('DELETE', '/api/auth/oidc/link', { token })
    expect([refused.status, keyOf(refused)]).toEqual([400, 'auth.localPasswordRequired'])
    const form = { username: 'fred', password: '!' }
    expect((await rest('POST', '/api/auth/login', { token: null, form })).status).toBe(401)
  })
})

test('events tell what happened', async () => {
  // Signs the administrator in.
  await rest('GET', '/api/auth/events')
  await signIn('gina')
  const { body } = await rest('GET', '/api/auth/events?limit=3')
  expect(body).toMatchObject([
    { event_type: 'oidc_login_succeeded', username: 'gina', auth_source: 'oidc', success: true },
    { event_type: 'oidc_callback_success', username: 'gina', email: 'gina@example.org' },
    { event_type: 'oidc_user_provisioned', username: 'gina' },
  ])
  const types = (await rest('GET', '/api/auth/events?limit=200')).body.map(
    (event: { event_type: string }) => event.event_type,
  )
  for (const type of ['oidc_callback_failed', 'oidc_exchange_failed', 'oidc_account_linked'])
    expect(types).toContain(type)
})

test('the sign-in page is told', async () => {
  expect((await rest('GET', '/api/auth/config', { token: null })).body).toMatchObject({
    oidc_enabled: true,
    oidc_provider_name: 'Example ID',
    oidc_disable_local_auth: false,
    oidc_link_supported: true,
    oidc_unlink_supported: true,
    authentication_required: true,
  })
})

describe('other settings', () => {
  test('let new users wait for an administrator', async () => {
    await server[Symbol.asyncDispose]()
    server = await startTestServer({ env: { ...env(), OIDC_NEW_USERS: 'pending' } })
    rest = await createRest(server)
    await provider.serve(at('/api/auth/oidc/callback'))
    const outcome = async () => {
      const browser = new Browser()
      return errorIn(await browser.get(await comeBack(browser, 'hans')))
    }
    expect(await outcome()).toBe('oidcPendingApproval')
    expect(await outcome()).toBe('oidcPendingApproval')
    const { data } = await server.graphql('{ users { edges { node { id username isActive } } } }')
    const { node } = data.users.edges.at(-1)
    expect(node).toMatchObject({ username: 'hans', isActive: false })
    const on = 'mutation ($id: ID!) { updateUser(input: { userId: $id, isActive: true }) { user { id } } }'
    await server.graphql(on, { id: node.id })
    expect(await signIn('hans')).toMatch(/^ey/)
  })

  test('make nobody, and refuse passwords', async () => {
    await using strict = await startTestServer({
      env: { ...env(), OIDC_NEW_USERS: 'deny', OIDC_DISABLE_LOCAL_AUTH: 'true' },
    })
    await provider.serve(`${strict.url}/api/auth/oidc/callback`)
    const browser = new Browser()
    const { location } = await browser.get(strict.url + loginPath)
    expect(errorIn(await browser.get(await passProvider(browser, location!, 'ines')))).toBe(
      'oidcUserAccessDenied',
    )
    const pair = new URLSearchParams({ username: 'admin', password: strict.adminPassword })
    const refused = await fetch(`${strict.url}/api/auth/login`, { method: 'POST', body: pair })
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { detail: { key: 'backend.errors.auth.localLoginDisabled' } },
    ])
    const config = await (await fetch(`${strict.url}/api/auth/config`)).json()
    expect(config).toMatchObject({ oidc_disable_local_auth: true, oidc_unlink_supported: false })
  })
})
