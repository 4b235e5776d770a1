import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { CurrentRights } from '../domain/accounts/current-rights.ts'
import type { ProxyHeaders } from '../domain/accounts/sign-in-methods.ts'
import type { Viewer } from '../domain/kernel/access.ts'
import type { Trust } from './client-address.ts'
import { readVouching } from './proxy-identity.ts'

/**
 * The credential in a set of headers: `X-Borg-Authorization` first, then `Authorization`, each `Bearer <secret>`. A first
 * one that is present but not good never falls back to the second (contract borg-ui, 2.2).
 */
export function secretOf(headers: IncomingHttpHeaders): string | null {
  const first = headers['x-borg-authorization']
  const header = (Array.isArray(first) ? first[0] : first) || headers.authorization
  if (!header) return null
  return /^bearer +(\S+)$/i.exec(header)?.[1] ?? ''
}

/**
 * Who a reverse proxy says that somebody is, or why nobody is. `INACTIVE`: a user whose account is switched off. `header`
 * names the one that is asked for.
 */
export type Vouched =
  | { viewer: Viewer; refusal?: never }
  | { viewer?: never; refusal: 'NO_HEADER' | 'OTHER_SITE' | 'INACTIVE'; header: string }

/** Asks what a trusted proxy says of whoever sent a request. Null on servers where no proxy vouches for anybody. */
export type AskProxy = (request: IncomingMessage) => Promise<Vouched> | null

/** For a server with these headers; none: no proxy vouches. */
export function createAskProxy(rights: CurrentRights, names: ProxyHeaders | null, trust: Trust): AskProxy {
  if (!names) return () => null
  return async request => {
    const { identity, refusal } = readVouching(request, names, trust)
    const header = names.username[0]
    if (!identity) return { refusal, header }
    const viewer = await rights.ofProxy(identity)
    return viewer ? { viewer } : { refusal: 'INACTIVE', header }
  }
}

/**
 * Who asks? Null for nobody, and for a credential that is not good: then only public things are answered. A proxy is
 * asked only about requests without a credential of ours.
 */
export async function viewerOfRequest(
  rights: CurrentRights,
  request: IncomingMessage,
  askProxy: AskProxy,
): Promise<Viewer | null> {
  const secret = secretOf(request.headers)
  if (secret) return rights.ofSecret(secret)
  return (await askProxy(request))?.viewer ?? null
}

/** The credential in the connection parameters of graphql-ws: `{ authorization: "Bearer …" }`, in any case. */
export function secretOfParameters(parameters: Readonly<Record<string, unknown>> | undefined): string | null {
  for (const [name, value] of Object.entries(parameters ?? {}))
    if (/^(x-borg-)?authorization$/i.test(name) && typeof value === 'string')
      return secretOf({ authorization: value })
  return null
}
