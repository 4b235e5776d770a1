import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { AlertFailure } from '../domain/health/alert-sender.ts'
import { isPublicAddress, lookupPublic, RefusedAddressError } from './addresses.ts'

/** No request takes longer, in milliseconds. */
const patience = 10_000
/** Of an answer so much is awaited, in bytes; nobody reads it. */
const mostAnswer = 65_536

/** What is sent where. */
export interface JsonPost {
  url: string
  body: string
  headers?: Readonly<Record<string, string>>
  /** May it go to private, loopback and link-local addresses? */
  allowPrivate: boolean
  signal?: AbortSignal | undefined
}

/**
 * Posts JSON to an address that a user has named. Follows no redirection, and asks no proxy.
 *
 * @throws AlertFailure final when the address is refused, or the answer says that another attempt is pointless
 */
export async function postJson({ url, body, headers, allowPrivate, signal }: JsonPost): Promise<void> {
  const target = URL.parse(url)
  if (!target || !/^https?:$/.test(target.protocol)) throw invalid()
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1')
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw refused()
  const timeout = AbortSignal.timeout(patience)
  const options = {
    method: 'POST',
    agent: false,
    ...(allowPrivate ? {} : { lookup: lookupPublic }),
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'Vinculum',
      ...headers,
    },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = target.protocol === 'https:' ? requestHttps : requestHttp
    send(target, options, resolve).on('error', reject).end(body)
  }).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof RefusedAddressError) throw refused()
    const why = timeout.aborted ? 'in time' : `(${error.code ?? 'connection failed'})`
    throw new AlertFailure('UNREACHABLE', `The web server could not be reached ${why}.`)
  })
  await swallow(response)
  judge(response.statusCode!)
}

/** Reads an answer only so far that its sender can finish. What was answered is known already. */
async function swallow(response: IncomingMessage): Promise<void> {
  let size = 0
  try {
    for await (const chunk of response) {
      size += (chunk as Buffer).length
      if (size > mostAnswer) break
    }
  } catch {
    // It was cut off.
  }
}

/** Statuses of the 4xx family that pass by themselves: a timeout, too early, too many requests. */
const passing = new Set([408, 425, 429])

function judge(status: number): void {
  if (status >= 200 && status < 300) return
  throw new AlertFailure('HTTP_STATUS', `The web server answered HTTP ${status}.`, {
    isFinal: status < 500 && !passing.has(status),
    httpStatus: status,
  })
}

const invalid = () =>
  new AlertFailure('URL_INVALID', 'The address is not one of a web server.', { isFinal: true })

const refused = () =>
  new AlertFailure('ADDRESS_REFUSED', 'The address is private; this server only sends to public ones.', {
    isFinal: true,
  })
