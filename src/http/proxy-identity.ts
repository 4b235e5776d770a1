import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { ProxyIdentity } from '../domain/accounts/proxy-sign-in.ts'
import type { ProxyHeaders } from '../domain/accounts/sign-in-methods.ts'
import type { Trust } from './client-address.ts'

/** What the headers of a request say: who it is, or why nobody is taken from them. */
export type Vouching =
  | { identity: ProxyIdentity; refusal?: never }
  | { identity?: never; refusal: 'NO_HEADER' | 'OTHER_SITE' }

/**
 * Reads the headers of a reverse proxy that vouches for users. They count only when the peer itself, at the other end of
 * the connection, is a trusted proxy: what anybody else sends is as if it were not there.
 *
 * A browser proves who it is to the proxy by a cookie, which it sends for pages of other sites as well; so what changes
 * something, and a WebSocket, must come from a page of ours.
 */
export function readVouching(request: IncomingMessage, names: ProxyHeaders, trust: Trust): Vouching {
  const { headersDistinct, socket, method, headers } = request
  // Sent twice, it is not clear whose word it is.
  const read = (name: string | null): string | null => {
    const values = name === null ? [] : (headersDistinct[name.toLowerCase()] ?? [])
    return values.length === 1 ? utf8Of(values[0]!).trim() || null : null
  }
  if (!trust(socket.remoteAddress ?? '')) return { refusal: 'NO_HEADER' }
  const username = names.username.map(read).find(value => value !== null)
  // A name that nobody can have is none.
  if (!username || !/^\P{C}{1,100}$/u.test(username)) return { refusal: 'NO_HEADER' }
  const reads = method === 'GET' || method === 'HEAD'
  if ((!reads || headers.upgrade !== undefined) && !isFromOwnPage(request)) return { refusal: 'OTHER_SITE' }
  return {
    identity: {
      username: username.toLowerCase(),
      role: read(names.role),
      allRepositoriesRole: read(names.allRepositoriesRole),
      email: read(names.email),
      fullName: read(names.fullName),
    },
  }
}

/** Node reads headers as Latin-1, proxies send UTF-8. What is not is none: otherwise two names could become one. */
function utf8Of(header: string): string {
  const bytes = Buffer.from(header, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : ''
}

/** True for what no browser sent, and for what a browser sent from a page of this server. */
function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (headers.origin === undefined) return true
  const host = URL.parse(headers.origin)?.host
  const forwarded = [headers['x-forwarded-host'] ?? []].flat().join(',').split(',')[0]!.trim()
  return host !== undefined && (host === headers.host || host === forwarded)
}
