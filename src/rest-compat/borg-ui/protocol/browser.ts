import type { Request } from 'express'

/** Where a request reached the server; what a trusted proxy says of it counts. */
export const baseUrlOf = (request: Request) => `${request.protocol}://${request.host}`

/** One of the cookies of a request. Undefined when it is absent; the first of several. */
export function cookieOf({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map(pair => pair.trim())
  return pairs.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1) || undefined
}

/**
 * A line `set-cookie` that no script can read.
 *
 * @param seconds how long it is kept; 0 removes it
 */
export function cookieLine(
  name: string,
  value: string,
  {
    path,
    seconds,
    sameSite,
    baseUrl,
  }: { path: string; seconds: number; sameSite: 'Lax' | 'Strict'; baseUrl: string },
): string {
  const secure = baseUrl.startsWith('https:') ? '; Secure' : ''
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${secure}`
}

/** Does a browser say that a page of this server sent the request? What names no page is from elsewhere, too. */
export function isFromOwnPage(header: (name: string) => string | undefined, baseUrl: string): boolean {
  const page = header('origin') ?? header('referer')
  // A proxy may have taken TLS off: the host is what tells sites apart here.
  const host = URL.parse(page ?? '')?.host
  return host !== undefined && host !== '' && host === URL.parse(baseUrl)?.host
}

/** A path of this server with one more query parameter. */
export function withParameter(path: string, name: string, value: string): string {
  const url = new URL(path, 'http://here')
  url.searchParams.set(name, value)
  return `${url.pathname}${url.search}${url.hash}`
}
