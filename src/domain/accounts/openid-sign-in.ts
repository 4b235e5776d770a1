import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { recordAuthEvent, recordFailureOf } from './auth-events.ts'
import { networkOf } from './client-networks.ts'
import { consumeSecret, issueSecret } from './one-time-secrets.ts'
import { OpenIdRefusal } from './openid.ts'
import { type KeptIdToken, keepIdToken, sealIdToken } from './openid-sessions.ts'
import {
  defaultReturn,
  type OpenIdTransaction,
  openTransaction,
  requireOpenId,
} from './openid-transaction.ts'
import { linkIdentity, type OpenIdError, userOfIdentity } from './openid-users.ts'
import type { SignedIn } from './sessions.ts'
import { beginSession } from './sign-in.ts'

/** Contract borg-ui, 2.9. Milliseconds. */
const grantLifetime = 5 * 60_000

/** What the column takes; a subject has at most 255 characters (OpenID Connect Core 2). */
const longestIdentity = 512

/** What came of an answer of the provider. One of `grant`, `linked` and `error` is set. */
export interface OpenIdOutcome {
  /** A path of this server. */
  returnTo: string
  /** For {@link exchangeGrant}; works once, for five minutes. */
  grant: string | null
  linked: boolean
  error: OpenIdError | null
}

/**
 * Reads the provider's answer. What goes wrong is part of the outcome, because a browser has to be sent somewhere.
 *
 * @param query of the address that the browser came back to
 * @throws DomainError `NOT_FOUND` when no provider is configured
 */
export async function completeTransaction(
  world: World,
  { transaction: sealed, query, address }: { transaction: string | null; query: string; address: string },
): Promise<OpenIdOutcome> {
  requireOpenId(world)
  const transaction = sealed ? openTransaction(world, sealed) : null
  const result = transaction ? await resultOf(world, transaction, query) : 'AUTHENTICATION_FAILED'
  const outcome = {
    returnTo: transaction?.returnTo ?? defaultReturn,
    grant: null,
    linked: false,
    error: null,
  }
  if (typeof result === 'object') return { ...outcome, ...result }
  await recordFailureOf(world, `oidc callback ${networkOf(address)}`, {
    type: 'oidc_callback_failed',
    authSource: 'OIDC',
    detail: `${result} ${address}`,
  })
  return { ...outcome, error: result }
}

async function resultOf(
  world: World,
  { redirectUri, linkUserId, returnTo: _returnTo, expiresAt: _expiresAt, ...checks }: OpenIdTransaction,
  query: string,
): Promise<{ grant: string } | { linked: true } | OpenIdError> {
  const { provider, usernameClaim } = requireOpenId(world)
  try {
    const identity = await provider.identify(`${redirectUri}?${query}`, checks, usernameClaim)
    if (`${identity.issuer} ${identity.subject}`.length > longestIdentity) return 'ID_TOKEN_INVALID'
    if (linkUserId !== null) return (await linkIdentity(world, linkUserId, identity)) ?? { linked: true }
    const user = await userOfIdentity(world, identity)
    if (typeof user === 'string') return user
    await recordAuthEvent(world, { type: 'oidc_callback_success', user, authSource: 'OIDC' })
    const content = sealIdToken(world, user.id, identity.idToken)
    const issued = await issueSecret(world, {
      purpose: 'oidc-grant',
      userId: user.id,
      content,
      lifetime: grantLifetime,
    })
    return { grant: issued.secret }
  } catch (error) {
    if (error instanceof OpenIdRefusal) return errors[error.reason]
    if (error instanceof DomainError) return 'AUTHENTICATION_FAILED'
    throw error
  }
}

const errors: Record<OpenIdRefusal['reason'], OpenIdError> = {
  CANCELLED: 'AUTHENTICATION_CANCELLED',
  ID_TOKEN_INVALID: 'ID_TOKEN_INVALID',
  FAILED: 'AUTHENTICATION_FAILED',
}

/** Exchanges the grant of a completed sign-in for a session. @throws DomainError `UNAUTHENTICATED` with reason `GRANT_EXPIRED` */
export async function exchangeGrant(
  world: World,
  { grant, address }: { grant: string; address: string },
): Promise<SignedIn> {
  requireOpenId(world)
  const kept = await consumeSecret<KeptIdToken>(world, 'oidc-grant', grant)
  const user = await world.db
    .selectFrom('user_account')
    .selectAll()
    .where('id', '=', kept?.userId ?? 0)
    .where('isActive', '=', 1)
    .executeTakeFirst()
  if (!kept || !user) {
    await recordFailureOf(world, `oidc exchange ${networkOf(address)}`, {
      type: 'oidc_exchange_failed',
      authSource: 'OIDC',
      detail: address,
    })
    throw new DomainError('UNAUTHENTICATED', 'The grant is unknown, used or too old. Sign in again.', {
      reason: 'GRANT_EXPIRED',
    })
  }
  await recordAuthEvent(world, { type: 'oidc_login_succeeded', user, authSource: 'OIDC' })
  const signedIn = await beginSession(world, user.id)
  const { expiresAt, viewer } = signedIn
  await keepIdToken(world, { id: String(viewer.credential.id), userId: user.id, expiresAt }, kept.content)
  return signedIn
}
