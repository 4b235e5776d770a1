import type { IncomingMessage, ServerResponse } from 'node:http'

/** Said to browsers with every answer. */
const common = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
} as const

/** Nobody may show a page of this server inside another one, send its forms elsewhere, or move its relative addresses. */
const always = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** Of everything that is no page: even an HTML file out of an archive loads and runs nothing. */
const nothing = `default-src 'none'; ${always}`

/** Pages whose scripts and styles are files of this server. */
const pages: Readonly<Record<string, string>> = {
  '/api/docs': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ${always}`,
}

/** Sets the headers that tell browsers what they may do with an answer, before anything else knows the request. */
export function setSecurityHeaders({ url = '' }: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(common)) response.setHeader(name, value)
  response.setHeader('content-security-policy', pages[url.split('?', 1)[0]!] ?? nothing)
}

/**
 * The policy of GraphiQL: one inline script, which carries the nonce; its workers are made from it. Its editor writes styles.
 *
 * @param host of the request; not every browser takes `'self'` for the WebSockets of the same host
 */
export function graphiqlPolicy(nonce: string, host: string | undefined): string {
  const sockets = host !== undefined && /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    `connect-src 'self'${sockets}`,
    always,
  ].join('; ')
}
