import { conflict, forbidden, invalidInput } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { recordAuthEvent } from './auth-events.ts'
import { consumeSecret, issueSecret, peekSecret } from './one-time-secrets.ts'
import { requireOwnPassword } from './own-account.ts'
import { createRecoveryCodes, sealFactor, spendCode } from './second-factor.ts'
import { createTotpSecret, otpauthUri, stepOfCode } from './totp.ts'
import { findUser, requireAdmin, type UserRow } from './users.ts'

/** Contract borg-ui, 2.8. Milliseconds. */
const setupLifetime = 15 * 60_000

/** A second factor that is not switched on yet. Shown once. */
export interface TotpSetup {
  setupToken: string
  /** Unix milliseconds. */
  expiresAt: number
  /** Base 32. */
  secret: string
  otpauthUri: string
  recoveryCodes: string[]
}

interface KeptSetup {
  /** JSON of secret and recovery codes. */
  sealed: string
}

/**
 * Makes a secret for the caller's authenticator app. Nothing changes until {@link enableTotp}.
 *
 * @throws DomainError `INVALID_INPUT` for a wrong password; `CONFLICT` `TOTP_ENABLED` or `NO_LOCAL_PASSWORD`
 */
export async function beginTotpSetup(scope: Scope, currentPassword: string): Promise<TotpSetup> {
  const user = await ownUser(scope)
  await requireOwnPassword(scope, user, currentPassword)
  requireNone(user)
  const secret = createTotpSecret()
  const recoveryCodes = createRecoveryCodes()
  const content: KeptSetup = {
    sealed: scope.sealer.seal(JSON.stringify({ secret, recoveryCodes }), setupContext(user)),
  }
  const issued = await issueSecret(scope, {
    purpose: 'totp-setup',
    userId: user.id,
    content,
    lifetime: setupLifetime,
  })
  return {
    setupToken: issued.secret,
    expiresAt: issued.expiresAt,
    secret,
    otpauthUri: otpauthUri(secret, user.username),
    recoveryCodes,
  }
}

/**
 * Switches the second factor on, with a code that proves that the app has the secret. That code signs in once, too: it
 * was no sign-in, and the setup token that it came with is used up.
 *
 * @throws DomainError `INVALID_INPUT` naming `setupToken` or `code`; `CONFLICT` `TOTP_ENABLED`; `RATE_LIMITED`
 */
export async function enableTotp(
  scope: Scope,
  { setupToken, code }: { setupToken: string; code: string },
): Promise<{ user: UserRow; recoveryCodes: string[] }> {
  const user = await ownUser(scope)
  const kept = await peekSecret<KeptSetup>(scope, 'totp-setup', setupToken)
  if (kept?.userId !== user.id) throw unknownSetup()
  const setup = JSON.parse(scope.sealer.open(kept.content.sealed, setupContext(user))) as {
    secret: string
    recoveryCodes: string[]
  }
  const key = `totp setup ${user.id}`
  await scope.guesses.requireAllowance(key)
  if (stepOfCode(setup.secret, code.replaceAll(/\s/g, ''), Date.now()) === null) {
    await scope.guesses.recordFailure(key)
    throw wrongCode()
  }
  await scope.guesses.recordSuccess(key)
  requireNone(user)
  if (!(await consumeSecret(scope, 'totp-setup', setupToken))) throw unknownSetup()
  await scope.db
    .updateTable('user_account')
    .set({ ...sealFactor(scope, user.id, setup.secret, setup.recoveryCodes), totpLastStep: null })
    .where('id', '=', user.id)
    .execute()
  await recordAuthEvent(scope, { type: 'totp_enabled', user, actorUserId: user.id })
  return { user: await findUser(scope, user.id), recoveryCodes: setup.recoveryCodes }
}

/**
 * Switches the caller's second factor off, with the password and a code of the app or a recovery code.
 *
 * @throws DomainError `CONFLICT` `TOTP_NOT_ENABLED`; `INVALID_INPUT` naming `currentPassword` or `code`; `RATE_LIMITED`
 */
export async function disableTotp(
  scope: Scope,
  { currentPassword, code }: { currentPassword: string; code: string },
): Promise<UserRow> {
  const user = await ownUser(scope)
  if (!user.sealedTotpSecret) throw conflict('TOTP_NOT_ENABLED', 'There is no second factor.')
  await requireOwnPassword(scope, user, currentPassword)
  if (!(await spendCode(scope, user, code))) throw wrongCode()
  await removeFactor(scope, user.id)
  await recordAuthEvent(scope, { type: 'totp_disabled', user, actorUserId: user.id })
  return findUser(scope, user.id)
}

/** Takes a user's second factor away, for whoever lost app and recovery codes. @throws DomainError `FORBIDDEN`, `NOT_FOUND` */
export async function resetTotp(scope: Scope, userId: number): Promise<UserRow> {
  requireAdmin(scope)
  const user = await findUser(scope, userId)
  if (!user.sealedTotpSecret) return user
  await removeFactor(scope, userId)
  await recordAuthEvent(scope, { type: 'totp_reset', user, actorUserId: viewerOf(scope).userId })
  return findUser(scope, userId)
}

const removeFactor = ({ db }: Scope, userId: number) =>
  db
    .updateTable('user_account')
    .set({ sealedTotpSecret: null, totpLastStep: null, recoveryCodes: null })
    .where('id', '=', userId)
    .execute()

/** The caller, who has signed in with a password: keys do not change how one signs in. */
async function ownUser(scope: Scope): Promise<UserRow> {
  const { userId, credential } = viewerOf(scope)
  if (credential.kind === 'api-key') throw forbidden('Sign in to change the second factor.')
  return findUser(scope, userId)
}

/** Otherwise whoever has the password could replace the app without a code of it. */
function requireNone(user: UserRow): void {
  if (user.sealedTotpSecret)
    throw conflict('TOTP_ENABLED', 'There is a second factor already. Switch it off first.')
}

const setupContext = ({ id }: UserRow) => `user:${id}:totp-setup`
const wrongCode = () => invalidInput({ code: 'Is wrong or was used before.' })
const unknownSetup = () => invalidInput({ setupToken: 'Is unknown, used or too old.' })
