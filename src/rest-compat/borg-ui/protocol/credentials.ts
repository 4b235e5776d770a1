import type { IncomingMessage } from 'node:http'
import type { Gateway, Session } from '../../execute.ts'
import { type ErrorRule, notAuthenticated, Problem, refuse } from './problem.ts'

const prefix = 'Bearer '

/**
 * `X-Borg-Authorization`, and only when that is absent or empty `Authorization`: a bad credential in the first never
 * falls back to the second, so that a proxy that fills in the second cannot change who somebody is.
 */
function headerOf({ headers }: IncomingMessage): string {
  const own = headers['x-borg-authorization']
  return (typeof own === 'string' && own) || headers.authorization || ''
}

/** @throws Problem 401, or what is said when a proxy vouches for users */
export async function authenticate(gateway: Gateway, request: IncomingMessage): Promise<Session> {
  const header = headerOf(request)
  if (!header.startsWith(prefix)) return (await vouchedSession(gateway, request)) ?? refuseSession()
  return (await gateway.authenticate(header.slice(prefix.length))) ?? refuseSession()
}

function refuseSession(): never {
  throw notAuthenticated()
}

/** What is said where a proxy vouches for users, but for this one it does not (contract borg-ui, 2.9). */
export const proxyRefusals: readonly ErrorRule[] = [
  { status: 401, key: 'auth.proxyHeaderRequired', params: () => ({ header: '' }) },
  { status: 403, key: 'auth.invalidAuthentication' },
]
export const inactiveUser = 'User account is disabled'

/**
 * Whoever a trusted proxy vouches for. Null on servers where no proxy does.
 *
 * @throws Problem 401 without its header; 403 for an inactive user, and for what a page of another site changes
 */
async function vouchedSession(gateway: Gateway, request: IncomingMessage): Promise<Session | null> {
  const vouched = await gateway.vouched(request)
  if (!vouched) return null
  if (vouched.viewer) return vouched.viewer
  switch (vouched.refusal) {
    case 'NO_HEADER':
      throw refuse(proxyRefusals[0]!, { header: vouched.header })
    case 'OTHER_SITE':
      throw refuse(proxyRefusals[1]!)
    case 'INACTIVE':
      throw new Problem(403, inactiveUser)
  }
}

/** What downloads say instead; they are opened by browsers, so no `WWW-Authenticate`. */
export const invalidToken = { status: 401, key: 'auth.invalidOrExpiredToken' } as const

/**
 * Links cannot send headers: downloads also take `?token=`, when no header says `Bearer `.
 *
 * @throws Problem 401
 */
export async function authenticateDownload(
  gateway: Gateway,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Session> {
  const header = headerOf(request)
  const secret = header.startsWith(prefix) ? header.slice(prefix.length) : query.get('token')
  const session = secret ? await gateway.authenticate(secret) : await vouchedSession(gateway, request)
  if (!session) throw new Problem(401, { key: `backend.errors.${invalidToken.key}` })
  return session
}

/** What the event stream says instead. */
export const eventRefusals = {
  none: { status: 401, key: 'events.notAuthenticated' },
  bad: { status: 401, key: 'events.invalidAuthCredentials' },
} as const satisfies Record<string, ErrorRule>

/**
 * Browsers' event sources cannot send headers either; account tokens are as good as sessions.
 *
 * @throws Problem 401
 */
export async function authenticateEvents(
  gateway: Gateway,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Session> {
  const header = headerOf(request)
  const secret = header.startsWith(prefix) ? header.slice(prefix.length) : query.get('token')
  const session = secret ? await gateway.authenticate(secret) : await vouchedSession(gateway, request)
  if (!session) throw refuse(secret || header ? eventRefusals.bad : eventRefusals.none)
  return session
}
