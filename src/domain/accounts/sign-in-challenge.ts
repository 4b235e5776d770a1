import { DomainError } from '../kernel/errors.ts'
import { hashSecret } from '../kernel/hash-secret.ts'
import type { World } from '../kernel/scope.ts'
import { recordAuthEvent } from './auth-events.ts'
import { TooManyFailures } from './guess-limit.ts'
import { consumeSecret, issueSecret, peekSecret } from './one-time-secrets.ts'
import { spendCode } from './second-factor.ts'
import type { UserRow } from './users.ts'

/** Contract borg-ui, 2.1. Milliseconds. */
const lifetime = 10 * 60_000

/** A challenge says which password and which second factor it was made for, so that a change of either ends it. */
interface Challenge {
  madeFor: string
}

const factorsOf = ({ passwordHash, sealedTotpSecret }: UserRow) =>
  hashSecret(`${passwordHash} ${sealedTotpSecret}`)

/** What somebody with the right password gets instead of a session: no credential, only half of a sign-in. */
export async function challengeFor(world: World, user: UserRow): Promise<DomainError> {
  const content: Challenge = { madeFor: factorsOf(user) }
  const { secret } = await issueSecret(world, {
    purpose: 'totp-challenge',
    userId: user.id,
    content,
    lifetime,
  })
  return new DomainError(
    'UNAUTHENTICATED',
    'The password is right; answer the challenge with a code of the authenticator app.',
    { reason: 'TOTP_REQUIRED', challenge: secret },
  )
}

/**
 * The user whose challenge this code answers. Wrong codes are counted per user, wherever they come from: only somebody
 * who knows the password gets this far.
 *
 * @throws DomainError `UNAUTHENTICATED` with reason `CHALLENGE_EXPIRED` or `WRONG_CODE`; `RATE_LIMITED`
 */
export async function answerOf(world: World, challenge: string, code: string): Promise<UserRow> {
  const kept = await peekSecret<Challenge>(world, 'totp-challenge', challenge)
  const user = await world.db
    .selectFrom('user_account')
    .selectAll()
    .where('id', '=', kept?.userId ?? 0)
    .where('isActive', '=', 1)
    .executeTakeFirst()
  if (!kept || !user?.sealedTotpSecret || kept.content.madeFor !== factorsOf(user)) throw expired()
  const right = await spendCode(world, user, code).catch(async error => {
    if (error instanceof TooManyFailures && error.isNew)
      await recordAuthEvent(world, { type: 'totp_login_rate_limited', user })
    throw error
  })
  if (!right) {
    await recordAuthEvent(world, { type: 'totp_login_failed', user })
    throw new DomainError('UNAUTHENTICATED', 'The code is wrong or was used before.', {
      reason: 'WRONG_CODE',
    })
  }
  // Of two right answers at once, one gets the session.
  if (!(await consumeSecret(world, 'totp-challenge', challenge))) throw expired()
  return user
}

const expired = () =>
  new DomainError('UNAUTHENTICATED', 'The challenge is unknown, used or too old. Sign in again.', {
    reason: 'CHALLENGE_EXPIRED',
  })
