import { randomBytes } from 'node:crypto'
import { invalidInput, notFound } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import type { OpenIdChecks, OpenIdSettings } from './openid.ts'

/** Contract borg-ui says nothing of it; ten minutes are enough for a password and a second factor. Milliseconds. */
const lifetime = 10 * 60_000

/** What a browser carries from the question to the answer, sealed, so that nobody else can answer it. */
export interface OpenIdTransaction extends OpenIdChecks {
  redirectUri: string
  /** A path of this server. */
  returnTo: string
  /** The user who wants to be connected with the identity; null: somebody signs in. */
  linkUserId: number | null
  /** Unix milliseconds. */
  expiresAt: number
}

/** Where to send the browser, and what it has to bring back. */
export interface OpenIdBeginning {
  authorizationUrl: string
  /** Opaque; for `completeOidcSignIn`, from the same browser. */
  transaction: string
  /** The query parameter `state` of the answer. */
  state: string
}

const context = 'oidc:transaction'

/** @throws DomainError `NOT_FOUND` when no provider is configured */
export function requireOpenId({ signInMethods }: World): OpenIdSettings {
  if (!signInMethods.openId) throw notFound('OpenID Connect provider')
  return signInMethods.openId
}

/**
 * Begins a sign-in or a connection.
 *
 * @param baseUrl where this request reached the server; `PUBLIC_URL` goes before it
 * @throws DomainError `NOT_FOUND` without a provider; `INVALID_INPUT`; `UNAVAILABLE` when it does not answer
 */
export async function beginTransaction(
  world: World,
  { returnTo, baseUrl }: { returnTo: string | null; baseUrl: string | null },
  linkUserId: number | null,
): Promise<OpenIdBeginning> {
  const { provider, publicUrl } = requireOpenId(world)
  const base = publicUrl ?? baseUrl
  if (!base || !/^https?:$/.test(URL.parse(base)?.protocol ?? ''))
    throw invalidInput({ baseUrl: 'Must be the http:// or https:// address of this server.' })
  const random = () => randomBytes(32).toString('base64url')
  const checks: OpenIdChecks = { state: random(), nonce: random(), codeVerifier: random() }
  const redirectUri = `${base.replace(/\/+$/, '')}/api/auth/oidc/callback`
  const authorizationUrl = await provider.authorizationUrl(redirectUri, checks)
  const transaction: OpenIdTransaction = {
    ...checks,
    redirectUri,
    returnTo: localPath(returnTo, base),
    linkUserId,
    expiresAt: Date.now() + lifetime,
  }
  return {
    authorizationUrl,
    transaction: world.sealer.seal(JSON.stringify(transaction), context),
    state: checks.state,
  }
}

/** What {@link beginTransaction} sealed. Null when it is not ours, or too old. */
export function openTransaction({ sealer }: World, sealed: string): OpenIdTransaction | null {
  try {
    const transaction = JSON.parse(sealer.open(sealed, context)) as OpenIdTransaction
    return transaction.expiresAt > Date.now() ? transaction : null
  } catch {
    return null
  }
}

/** Longer ones would not fit into the cookie. */
const longestReturn = 1000

/** Where a browser goes when nothing else is known. */
export const defaultReturn = '/login'

/** The path of an address of this very server; the sign-in page for every other, so that nobody is sent elsewhere. */
export function localPath(returnTo: string | null, base: string): string {
  const url = returnTo ? URL.parse(returnTo, base) : null
  if (
    !url ||
    url.href.length > longestReturn ||
    url.origin !== new URL(base).origin ||
    url.username ||
    url.password
  )
    return defaultReturn
  // `//host` at the beginning of a path would be another server again.
  return `${url.pathname.replace(/^\/+/, '/')}${url.search}${url.hash}`
}
