import { createHash, randomBytes } from 'node:crypto'
import { cookieLine } from '../borg-ui/protocol/browser.ts'
import { GraphqlFailure } from '../execute.ts'
import {
  CloseSessionDocument,
  OpenSessionDocument,
  type OpenSessionMutation,
  ProvidersDocument,
  WhoamiDocument,
} from '../generated/borgwarehouse/account.ts'
import { enveloped, messaged, Refusal } from './answer.ts'
import { fieldsOf } from './body.ts'
import { sessionCookies } from './caller.ts'
import type { Call, Route } from './route.ts'

type SignedIn = OpenSessionMutation['signIn']

/** @throws GraphqlFailure, also `RATE_LIMITED` */
async function openSession(call: Call, username: unknown, password: unknown): Promise<SignedIn> {
  const input = { username: String(username), password: String(password) }
  return (await call.as(null)(OpenSessionDocument, { input })).signIn
}

/** Cookies of this name, with the prefix that browsers keep to https. */
function setSession(call: Call, name: string, token: string, expiresAt: string | null): void {
  const prefix = call.baseUrl.startsWith('https:') ? '__Secure-' : ''
  const seconds =
    expiresAt === null ? 0 : Math.max(0, Math.floor((Date.parse(expiresAt) - Date.now()) / 1000))
  call.setCookie(
    cookieLine(prefix + name, token, { path: '/', seconds, sameSite: 'Lax', baseUrl: call.baseUrl }),
  )
}

function forgetSessions(call: Call): void {
  for (const name of sessionCookies)
    call.setCookie(cookieLine(name, '', { path: '/', seconds: 0, sameSite: 'Lax', baseUrl: call.baseUrl }))
}

const userShape = ({ databaseId, username, email }: SignedIn['user']) => ({
  id: String(databaseId),
  username,
  name: username,
  email: email ?? null,
})

/** Of 3.2 and later. */
const signIn: Route = {
  path: '/api/auth/sign-in/username',
  methods: ['POST'],
  async handle(call) {
    if (call.method !== 'POST') throw enveloped(405, 'Method Not Allowed')
    if (call.isFromElsewhere) throw messaged(403, 'Invalid origin')
    const { username, password } = fieldsOf(call.body)
    try {
      const session = await openSession(call, username, password)
      setSession(call, 'better-auth.session_token', session.accessToken, session.expiresAt)
      return { redirect: false, token: session.accessToken, user: userShape(session.user) }
    } catch (error) {
      throw refusedSignIn(error)
    }
  },
}

function refusedSignIn(error: unknown): unknown {
  if (!(error instanceof GraphqlFailure)) return error
  if (error.code === 'RATE_LIMITED') return messaged(429, 'Too many requests. Please try again later.')
  if (error.challenge)
    return new Refusal(401, {
      message: 'This account has a second factor: sign in by GraphQL or Borg UI’s routes.',
      code: 'SECOND_FACTOR_REQUIRED',
    })
  return new Refusal(401, {
    message: 'Invalid username or password',
    code: 'INVALID_USERNAME_OR_PASSWORD',
  })
}

const signOut = (path: Route['path'], answer: (call: Call) => object): Route => ({
  path,
  methods: ['POST'],
  async handle(call) {
    if (call.method !== 'POST') throw enveloped(405, 'Method Not Allowed')
    if (call.caller.cookieSession) await call.as(call.caller.cookieSession)(CloseSessionDocument, {})
    forgetSessions(call)
    return answer(call)
  },
})

/** Who a cookie stands for; null for nobody. */
async function whoami(call: Call) {
  const session = call.caller.cookieSession
  return session ? call.as(session)(WhoamiDocument, {}) : null
}

const csrfCookie = 'next-auth.csrf-token'
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** NextAuth's way in: a token that stands in a cookie and in the form, then the session. */
const olderRoutes: readonly Route[] = [
  {
    path: '/api/auth/csrf',
    methods: ['GET'],
    async handle(call) {
      if (call.method !== 'GET') throw enveloped(405, 'Method Not Allowed')
      const csrfToken = randomBytes(32).toString('hex')
      const value = `${csrfToken}|${hashOf(csrfToken)}`
      call.setCookie(
        cookieLine(csrfCookie, value, { path: '/', seconds: 3600, sameSite: 'Lax', baseUrl: call.baseUrl }),
      )
      return { csrfToken }
    },
  },
  {
    path: '/api/auth/callback/credentials',
    methods: ['POST'],
    async handle(call) {
      if (call.method !== 'POST') throw enveloped(405, 'Method Not Allowed')
      const { username, password, csrfToken } = fieldsOf(call.body)
      const inCookie = decodeURIComponent(call.cookie(csrfCookie) ?? '').split('|', 1)[0]
      const failed = (reason: string) =>
        new Refusal(401, { url: `${call.baseUrl}/api/auth/error?error=${reason}&provider=credentials` })
      if (call.isFromElsewhere || !inCookie || inCookie !== csrfToken) throw failed('MissingCSRF')
      try {
        const session = await openSession(call, username, password)
        setSession(call, 'next-auth.session-token', session.accessToken, session.expiresAt)
      } catch (error) {
        if (!(error instanceof GraphqlFailure)) throw error
        if (error.code === 'RATE_LIMITED') throw refusedSignIn(error)
        throw failed('CredentialsSignin')
      }
      return { url: call.baseUrl }
    },
  },
  {
    path: '/api/auth/session',
    methods: ['GET'],
    async handle(call) {
      if (call.method !== 'GET') throw enveloped(405, 'Method Not Allowed')
      const found = await whoami(call)
      if (!found?.viewer) return {}
      const { username, email } = found.viewer
      return { user: { name: username, email: email ?? null }, expires: found.credential?.expiresAt ?? null }
    },
  },
  signOut('/api/auth/signout', ({ baseUrl }) => ({ url: baseUrl })),
]

export const sessionRoutes: readonly Route[] = [
  signIn,
  signOut('/api/auth/sign-out', () => ({ success: true })),
  {
    path: '/api/auth/get-session',
    methods: ['GET'],
    async handle(call) {
      if (call.method !== 'GET') throw enveloped(405, 'Method Not Allowed')
      const found = await whoami(call)
      if (!found?.viewer) return {}
      return { session: { expiresAt: found.credential?.expiresAt ?? null }, user: userShape(found.viewer) }
    },
  },
  ...olderRoutes,
  {
    path: '/api/v1/setup',
    methods: ['GET', 'POST'],
    async handle({ method }) {
      if (method === 'GET') return { setupRequired: false, requiresSecret: false }
      if (method !== 'POST') throw messaged(405, 'Method not allowed')
      // The first start makes the administrator: there is no moment at which anybody could.
      throw messaged(403, 'Setup already completed.')
    },
  },
  {
    path: '/api/v1/auth/providers',
    methods: ['GET'],
    async handle(call) {
      const { openId, password } = (await call.as(null)(ProvidersDocument, {})).signInMethods
      return {
        providers: openId ? [{ id: 'oidc', name: openId.displayName }] : [],
        passwordLoginEnabled: password,
      }
    },
  },
]
