import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { signInAttempts } from './attempts.ts'
import { recordAuthEvent } from './auth-events.ts'
import { TooManyFailures } from './guess-limit.ts'
import { isBcrypt } from './passwords.ts'
import { openSession, type SignedIn } from './sessions.ts'
import { answerOf, challengeFor } from './sign-in-challenge.ts'
import type { UserRow } from './users.ts'

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
  const attempts = await signInAttempts(world, username, address)
  const right = await world.passwords
    .attempt(attempts, user?.passwordHash ?? null, password)
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
