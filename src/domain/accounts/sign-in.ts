import { randomUUID } from 'node:crypto'
import { isNarrowed, type Viewer } from '../access.ts'
import { DomainError, forbidden } from '../errors.ts'
import { type Scope, viewerOf, type World } from '../scope.ts'
import { recordAuthEvent } from './auth-events.ts'
import { loadViewer } from './credentials.ts'
import { TooManyFailures } from './guess-limit.ts'
import { carryIdToken } from './openid-sessions.ts'
import { isBcrypt } from './passwords.ts'
import { answerOf, challengeFor } from './sign-in-challenge.ts'
import { findUser, type UserRow } from './users.ts'

/** A fresh access token. `expiresAt` is unix milliseconds. */
export interface SignedIn {
  accessToken: string
  expiresAt: number
  viewer: Viewer
}

/**
 * Opens a session for the right pair of username and password.
 *
 * @throws DomainError `UNAUTHENTICATED` for a wrong pair or an inactive user, or with reason `TOTP_REQUIRED` and a
 *   challenge for a user with a second factor; `RATE_LIMITED` after too many failures; `FORBIDDEN` with reason
 *   `LOCAL_LOGIN_DISABLED`
 */
export async function signIn(
  world: World,
  { username, password, address }: { username: string; password: string; address: string },
): Promise<SignedIn> {
  requirePasswords(world)
  const user = await world.db
    .selectFrom('user_account')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirst()
  const right = await world.passwords
    .attempt(username, address, user?.passwordHash ?? null, password)
    .catch(async error => {
      // Once per lock-out: whoever goes on guessing does not fill the table.
      if (error instanceof TooManyFailures && error.isNew)
        await recordAuthEvent(world, { type: 'local_login_rate_limited', username, detail: address })
      throw error
    })
  if (!right || !user) {
    await recordAuthEvent(world, { type: 'local_login_failed', username, detail: address })
    throw new DomainError('UNAUTHENTICATED', 'Wrong username or password.')
  }
  // Only somebody who knows the password learns that the account is switched off.
  if (!user.isActive) {
    await recordAuthEvent(world, { type: 'local_login_failed', user, detail: 'inactive' })
    throw new DomainError('UNAUTHENTICATED', 'This account is switched off.', { params: { inactive: true } })
  }
  if (isBcrypt(user.passwordHash)) await renewHash(world, user, password)
  if (user.sealedTotpSecret) throw await challengeFor(world, user)
  await recordAuthEvent(world, { type: 'local_login_succeeded', user })
  return beginSession(world, user.id)
}

/** The password is at hand: a hash that was imported becomes one of ours, unless it was changed meanwhile. */
async function renewHash(world: World, { id, passwordHash }: UserRow, password: string): Promise<void> {
  const renewed = await world.passwords.hash(password)
  await world.db
    .updateTable('user_account')
    .set({ passwordHash: renewed })
    .where('id', '=', id)
    .where('passwordHash', '=', passwordHash)
    .execute()
}

/**
 * Opens a session for whoever answers the challenge of {@link signIn} with a code of their authenticator app or one of
 * their recovery codes. A wrong code may be tried again.
 *
 * @throws DomainError `UNAUTHENTICATED` with reason `CHALLENGE_EXPIRED` or `WRONG_CODE`; `RATE_LIMITED`
 */
export async function answerChallenge(
  world: World,
  { challenge, code }: { challenge: string; code: string },
): Promise<SignedIn> {
  requirePasswords(world)
  const user = await answerOf(world, challenge, code)
  await recordAuthEvent(world, { type: 'totp_login_succeeded', user })
  return beginSession(world, user.id)
}

/**
 * A new token for somebody who is signed in; the old one stays valid until it expires.
 *
 * @throws DomainError `FORBIDDEN` with a restricted API key, because a session may do everything that its user may, and
 *   for somebody for whom a proxy vouches
 */
export async function refreshSession(scope: Scope): Promise<SignedIn> {
  const viewer = viewerOf(scope)
  if (isNarrowed(viewer)) throw forbidden('A restricted API key cannot become a session.')
  // It would outlive what the proxy decides.
  if (viewer.credential.kind === 'proxy')
    throw forbidden('The reverse proxy signs you in; there is no token.')
  const signedIn = await openSession(scope, viewer.userId)
  const id = String(signedIn.viewer.credential.id)
  const { credential, userId } = viewer
  if (credential.kind === 'session')
    await carryIdToken(scope, credential.id, { id, userId, expiresAt: signedIn.expiresAt })
  return signedIn
}

function requirePasswords({ signInMethods }: World): void {
  if (!signInMethods.password)
    throw new DomainError('FORBIDDEN', 'Passwords are switched off: sign in through the provider.', {
      reason: 'LOCAL_LOGIN_DISABLED',
    })
}

/** The session of a sign-in that has succeeded. */
export async function beginSession(world: World, userId: number): Promise<SignedIn> {
  await world.db
    .updateTable('user_account')
    .set({ lastSignInAt: Date.now() })
    .where('id', '=', userId)
    .execute()
  return openSession(world, userId)
}

async function openSession(world: World, userId: number): Promise<SignedIn> {
  const now = Date.now()
  // Whole seconds, because the token says it in seconds.
  const session = {
    id: randomUUID(),
    userId,
    createdAt: now,
    expiresAt: Math.floor((now + world.limits.tokenLifetime) / 1000) * 1000,
  }
  await world.db.deleteFrom('session').where('expiresAt', '<', now).execute()
  await world.db.insertInto('session').values(session).execute()
  const viewer = await loadViewer(world, userId, {
    kind: 'session',
    id: session.id,
    expiresAt: session.expiresAt,
  })
  if (!viewer) throw new DomainError('UNAUTHENTICATED', 'This account is switched off.')
  const accessToken = await world.tokens.sign({
    sessionId: session.id,
    username: viewer.username,
    expiresAt: session.expiresAt,
  })
  return { accessToken, expiresAt: session.expiresAt, viewer }
}

/**
 * Ends the session that the caller used. An API key is revoked by `revokeApiKey`, not by signing out.
 *
 * @returns the session that ended; null when there was none to end
 */
export async function signOut(scope: Scope): Promise<string | null> {
  const { credential, userId } = viewerOf(scope)
  if (credential.kind !== 'session') return null
  await recordAuthEvent(scope, { type: 'logout', user: await findUser(scope, userId), actorUserId: userId })
  await scope.db.deleteFrom('session').where('id', '=', credential.id).execute()
  await scope.wakeups.ring('access')
  return credential.id
}
