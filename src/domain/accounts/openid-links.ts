import { conflict, forbidden } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { recordAuthEvent } from './auth-events.ts'
import { beginTransaction, requireOpenId } from './openid-transaction.ts'
import { noPassword } from './passwords.ts'
import { findUser, type UserRow } from './users.ts'

/** Begins to connect the caller with an identity. @throws DomainError as {@link beginTransaction}; `CONFLICT` `OIDC_ALREADY_LINKED` */
export async function beginLink(scope: Scope, input: { returnTo: string | null; baseUrl: string | null }) {
  requireOpenId(scope)
  const user = await ownUser(scope)
  if (user.oidcSubject) throw conflict('OIDC_ALREADY_LINKED', 'This account is connected with an identity.')
  return beginTransaction(scope, input, user.id)
}

/**
 * Disconnects the caller from their identity, unless nothing would be left to sign in with.
 *
 * @throws DomainError `CONFLICT` `OIDC_NOT_LINKED`, `LOCAL_LOGIN_DISABLED` or `NO_LOCAL_PASSWORD`
 */
export async function unlinkIdentity(scope: Scope): Promise<UserRow> {
  const user = await ownUser(scope)
  if (!user.oidcSubject) throw conflict('OIDC_NOT_LINKED', 'This account is connected with no identity.')
  if (!scope.signInMethods.password)
    throw conflict('LOCAL_LOGIN_DISABLED', 'Passwords are switched off: the identity is all there is.')
  if (user.passwordHash === noPassword)
    throw conflict('NO_LOCAL_PASSWORD', 'This account has no password here: the identity is all there is.')
  await scope.db
    .updateTable('user_account')
    .set({ oidcSubject: null, authSource: 'LOCAL' })
    .where('id', '=', user.id)
    .execute()
  await recordAuthEvent(scope, { type: 'oidc_account_unlinked', user, actorUserId: user.id })
  return findUser(scope, user.id)
}

async function ownUser(scope: Scope): Promise<UserRow> {
  const { userId, credential } = viewerOf(scope)
  if (credential.kind === 'api-key') throw forbidden('Sign in to change how you sign in.')
  return findUser(scope, userId)
}
