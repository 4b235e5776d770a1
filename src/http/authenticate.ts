import type { IncomingHttpHeaders } from 'node:http'
import type { Viewer } from '../domain/access.ts'
import type { CurrentRights } from '../domain/current-rights.ts'

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

/** Who asks? Null for nobody, and for a credential that is not good: then only public things are answered. */
export async function viewerOfHeaders(
  rights: CurrentRights,
  headers: IncomingHttpHeaders,
): Promise<Viewer | null> {
  const secret = secretOf(headers)
  return secret ? rights.ofSecret(secret) : null
}

/** The credential in the connection parameters of graphql-ws: `{ authorization: "Bearer …" }`, in any case. */
export function secretOfParameters(parameters: Readonly<Record<string, unknown>> | undefined): string | null {
  for (const [name, value] of Object.entries(parameters ?? {}))
    if (/^(x-borg-)?authorization$/i.test(name) && typeof value === 'string')
      return secretOf({ authorization: value })
  return null
}
