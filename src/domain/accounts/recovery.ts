import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { notFound } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { forgetAllowance } from './allowances.ts'
import { accountKey } from './attempts.ts'
import { recordAuthEvent } from './auth-events.ts'
import { endSessions } from './session-ends.ts'
import type { UserRow } from './users.ts'

/** How the administrator of the machine gets people in again: for programs beside the server, which ask nobody. */
export interface PasswordReset {
  /** Argon2id in PHC format. */
  passwordHash: string
  /** Remind the user to choose another: it was generated. */
  mustChangePassword: boolean
  disableSecondFactor: boolean
}

/**
 * Sets a password, ends all sessions of the user, and forgets the failed guesses that would keep them out. API keys stay.
 *
 * @throws DomainError `NOT_FOUND`
 */
export function recoverPassword(
  { db }: Pick<World, 'db'>,
  username: string,
  { passwordHash, mustChangePassword, disableSecondFactor }: PasswordReset,
): Promise<UserRow> {
  return db.transaction().execute(async db => {
    const user = await userNamed(db, username)
    await endSessions(db, user.id, null)
    await db
      .updateTable('user_account')
      .set({
        passwordHash,
        mustChangePassword: mustChangePassword ? 1 : 0,
        ...(disableSecondFactor ? { sealedTotpSecret: null, totpLastStep: null, recoveryCodes: null } : {}),
      })
      .where('id', '=', user.id)
      .execute()
    await forgetAllowance({ db }, accountKey(user.username))
    await recordAuthEvent({ db }, { type: 'password_recovered', user, detail: commandLine })
    if (disableSecondFactor && user.sealedTotpSecret)
      await recordAuthEvent({ db }, { type: 'totp_reset', user, detail: commandLine })
    return user
  })
}

/**
 * Ends all sessions of a user, and on request revokes their API keys and account tokens.
 *
 * @throws DomainError `NOT_FOUND`
 */
export function revokeSessions(
  { db }: Pick<World, 'db'>,
  username: string,
  withApiKeys: boolean,
): Promise<{ sessions: number; apiKeys: number }> {
  return db.transaction().execute(async db => {
    const user = await userNamed(db, username)
    const sessions = await endSessions(db, user.id, null)
    const gone = withApiKeys
      ? await db.deleteFrom('api_key').where('userId', '=', user.id).executeTakeFirst()
      : null
    const apiKeys = Number(gone?.numDeletedRows ?? 0)
    const detail = withApiKeys ? `${commandLine}, with API keys` : commandLine
    await recordAuthEvent({ db }, { type: 'sessions_revoked', user, detail })
    return { sessions, apiKeys }
  })
}

/** Who did it, in place of a user. */
const commandLine = 'command line'

async function userNamed(db: Kysely<Tables>, username: string): Promise<UserRow> {
  const user = await db
    .selectFrom('user_account')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirst()
  if (!user) throw notFound('user')
  return user
}
