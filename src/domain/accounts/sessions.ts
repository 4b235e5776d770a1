import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { isNarrowed, type Viewer } from '../kernel/access.ts'
import { DomainError, forbidden, unauthenticated } from '../kernel/errors.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import { recordAuthEvent } from './auth-events.ts'
import { loadViewer } from './credentials.ts'
import { carryIdToken } from './openid-sessions.ts'
import { orderSessionChanges } from './session-ends.ts'
import { findUser } from './users.ts'

/** A fresh access token. `expiresAt` is unix milliseconds. */
export interface SignedIn {
  accessToken: string
  expiresAt: number
  viewer: Viewer
}

/** What a session depends on beside its user. */
interface Origin {
  /** The first session of those that were refreshed from each other; null: this is one. */
  familyId: string | null
  /** The account token at its beginning. */
  apiKeyId: number | null
  /** It lasts no longer than this, in unix milliseconds; null: as long as tokens do. */
  until: number | null
}

const signedIn: Origin = { familyId: null, apiKeyId: null, until: null }

/** The session of a sign-in that has succeeded. @throws DomainError `UNAUTHENTICATED` for an inactive user */
export const openSession = (world: World, userId: number): Promise<SignedIn> =>
  issueSession(world, userId, async () => signedIn)

/**
 * A new token for a caller who is signed in; the old one stays valid until it expires. What the caller came with decides how
 * long both live: the new session ends with the sign-out of any session of its family, and with the account token that was at its
 * beginning.
 *
 * @throws DomainError `FORBIDDEN` with a restricted API key, because a session may do everything that its user may, and
 *   for a caller for whom a proxy vouches; `UNAUTHENTICATED` when the credential ended at this very moment
 */
export async function refreshSession(scope: Scope): Promise<SignedIn> {
  const viewer = viewerOf(scope)
  if (isNarrowed(viewer)) throw forbidden('A restricted API key cannot become a session.')
  // It would outlive what the proxy decides.
  if (viewer.credential.kind === 'proxy')
    throw forbidden('The reverse proxy signs you in; there is no token.')
  const fresh = await issueSession(scope, viewer.userId, db => originOf(db, viewer))
  const { credential, userId } = viewer
  if (credential.kind === 'session')
    await carryIdToken(scope, credential.id, {
      id: String(fresh.viewer.credential.id),
      userId,
      expiresAt: fresh.expiresAt,
    })
  return fresh
}

async function originOf(db: Kysely<Tables>, { credential }: Viewer): Promise<Origin> {
  if (credential.kind === 'api-key') {
    // Written, so that nobody revokes it before the session is there.
    const key = await db
      .updateTable('api_key')
      .set({ lastUsedAt: Date.now() })
      .where('id', '=', credential.id)
      .returning(['id', 'expiresAt'])
      .executeTakeFirst()
    if (!key) throw unauthenticated()
    return { familyId: null, apiKeyId: key.id, until: key.expiresAt }
  }
  const parent = await db
    .selectFrom('session')
    .leftJoin('api_key', 'api_key.id', 'session.apiKeyId')
    .select(['session.id', 'session.familyId', 'session.apiKeyId', 'api_key.expiresAt as until'])
    .where('session.id', '=', String(credential.id))
    .executeTakeFirst()
  if (!parent) throw unauthenticated()
  return { ...parent, familyId: parent.familyId ?? parent.id }
}

async function issueSession(
  world: World,
  userId: number,
  findOrigin: (db: Kysely<Tables>) => Promise<Origin>,
): Promise<SignedIn> {
  const now = Date.now()
  const id = randomUUID()
  const expiresAt = await world.db.transaction().execute(async db => {
    await orderSessionChanges(db, userId)
    const { familyId, apiKeyId, until } = await findOrigin(db)
    const end = Math.min(now + world.limits.tokenLifetime, until ?? Number.POSITIVE_INFINITY)
    // Whole seconds, because the token says it in seconds.
    const expiresAt = Math.floor(end / 1000) * 1000
    await db.deleteFrom('session').where('expiresAt', '<', now).execute()
    await db
      .insertInto('session')
      .values({ id, userId, createdAt: now, expiresAt, familyId, apiKeyId })
      .execute()
    return expiresAt
  })
  const viewer = await loadViewer(world, userId, { kind: 'session', id, expiresAt })
  if (!viewer) throw new DomainError('UNAUTHENTICATED', 'This account is switched off.')
  const accessToken = await world.tokens.sign({ sessionId: id, username: viewer.username, expiresAt })
  return { accessToken, expiresAt, viewer }
}

/**
 * Ends the session that the caller used, and every other that was refreshed from it or that it was refreshed from. An API key is
 * revoked by `revokeApiKey`, not by signing out.
 *
 * @returns the session that ended; null when there was none to end
 */
export async function signOut(scope: Scope): Promise<string | null> {
  const { credential, userId } = viewerOf(scope)
  if (credential.kind !== 'session') return null
  await recordAuthEvent(scope, { type: 'logout', user: await findUser(scope, userId), actorUserId: userId })
  await scope.db.transaction().execute(async db => {
    await orderSessionChanges(db, userId)
    const session = await db
      .selectFrom('session')
      .select('familyId')
      .where('id', '=', credential.id)
      .executeTakeFirst()
    const family = session?.familyId ?? credential.id
    await db
      .deleteFrom('session')
      .where(({ or, eb }) => or([eb('id', 'in', [credential.id, family]), eb('familyId', '=', family)]))
      .execute()
  })
  await scope.wakeups.ring('access')
  return credential.id
}
