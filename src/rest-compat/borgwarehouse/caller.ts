import type { Request } from 'express'
import { cookieOf } from '../borg-ui/protocol/browser.ts'
import type { Gateway, Session } from '../execute.ts'

/** Cookies that hold an access token: of BorgWarehouse 3.2 and later, and of the older one. */
export const sessionCookies = [
  '__Secure-better-auth.session_token',
  'better-auth.session_token',
  '__Secure-next-auth.session-token',
  'next-auth.session-token',
] as const

/** Who sent a request, as far as the order of checks asks. */
export interface Caller {
  /** Of a cookie that is good; then the header does not matter. */
  readonly cookieSession: Session | null
  /** Is there an `Authorization` header at all? */
  readonly hasHeader: boolean
  /** The second word of the header, whatever the first; null without one. */
  readonly secret: string | null
}

/** Reads who sent a request. */
export async function readCaller(gateway: Gateway, request: Request): Promise<Caller> {
  const { authorization } = request.headers
  return {
    cookieSession: await sessionOfCookie(gateway, request),
    hasHeader: authorization !== undefined,
    secret: authorization?.split(' ')[1] || null,
  }
}

async function sessionOfCookie(gateway: Gateway, request: Request): Promise<Session | null> {
  const token = sessionCookies.map(name => cookieOf(request, name)).find(value => value !== undefined)
  // Cookies come with requests that other sites make browsers send: those change nothing.
  if (token === undefined || (request.method !== 'GET' && isFromElsewhere(request))) return null
  return gateway.authenticate(token)
}

/** Does a browser say that a page of another site sent this? */
export function isFromElsewhere({ headers, host }: Request): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin } = headers
  return origin !== undefined && URL.parse(origin)?.host !== host
}
