import type { IncomingMessage } from 'node:http'
import type { Gateway, Session } from '../execute.ts'
import { notAuthenticated, Problem } from './problem.ts'

const prefix = 'Bearer '

/**
 * `X-Borg-Authorization`, and only when that is absent or empty `Authorization`: a bad credential in the first never
 * falls back to the second, so that a proxy that fills in the second cannot change who somebody is.
 */
function headerOf({ headers }: IncomingMessage): string {
  const own = headers['x-borg-authorization']
  return (typeof own === 'string' && own) || headers.authorization || ''
}

/** @throws Problem 401 */
export async function authenticate(gateway: Gateway, request: IncomingMessage): Promise<Session> {
  const header = headerOf(request)
  const session = header.startsWith(prefix) ? await gateway.authenticate(header.slice(prefix.length)) : null
  if (!session) throw notAuthenticated()
  return session
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
  const session = secret ? await gateway.authenticate(secret) : null
  if (!session) throw new Problem(401, { key: `backend.errors.${invalidToken.key}` })
  return session
}
