import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { recordAuthEvent } from './auth-events.ts'
import type { OpenIdIdentity } from './openid.ts'
import { requireOpenId } from './openid-transaction.ts'
import type { UserRow } from './users.ts'
import { addVouchedUser } from './vouched-users.ts'

/** Why the answer of a provider signed nobody in: contract borg-ui, appendix A, `auth.oidc…`. */
export type OpenIdError =
  | 'ACCOUNT_LINK_REQUIRED'
  | 'ALREADY_LINKED'
  | 'AUTHENTICATION_CANCELLED'
  | 'AUTHENTICATION_FAILED'
  | 'IDENTITY_CONFLICT'
  | 'ID_TOKEN_INVALID'
  | 'INACTIVE_USER'
  | 'PENDING_APPROVAL'
  | 'USERNAME_CLAIM_MISSING'
  | 'USER_ACCESS_DENIED'

/** The user with this identity, made when that is configured; or why there is none. */
export async function userOfIdentity(world: World, identity: OpenIdIdentity): Promise<UserRow | OpenIdError> {
  const user = await userWith(world, identity)
  if (!user) return makeUser(world, identity)
  if (user.isActive) return user
  // Who never got in waits for an administrator; the others were switched off by one.
  return user.lastSignInAt === null && user.authSource === 'OIDC' ? 'PENDING_APPROVAL' : 'INACTIVE_USER'
}

async function makeUser(world: World, identity: OpenIdIdentity): Promise<UserRow | OpenIdError> {
  const { usernameClaim, newUsers } = requireOpenId(world)
  const username = textOf(identity, usernameClaim)
  if (!username) return 'USERNAME_CLAIM_MISSING'
  const namesake = await world.db
    .selectFrom('user_account')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirst()
  // The provider's users choose their names: one of ours is nobody's for the asking.
  if (namesake) return 'ACCOUNT_LINK_REQUIRED'
  const event = { username, email: textOf(identity, 'email'), authSource: 'OIDC' } as const
  if (newUsers === 'deny') {
    await recordAuthEvent(world, { type: 'oidc_user_denied', ...event })
    return 'USER_ACCESS_DENIED'
  }
  const isActive = newUsers === 'viewer'
  const user = await addVouchedUser(world, {
    username,
    email: event.email,
    fullName: textOf(identity, 'name'),
    authSource: 'OIDC',
    role: 'VIEWER',
    isActive,
    oidcSubject: columnOf(identity),
  }).catch(error => {
    if (error instanceof DomainError) return null
    throw error
  })
  if (!user) return 'IDENTITY_CONFLICT'
  await recordAuthEvent(world, { type: isActive ? 'oidc_user_provisioned' : 'oidc_user_pending', user })
  return isActive ? user : 'PENDING_APPROVAL'
}

/** Connects a user with an identity. Null when it is done, otherwise why not. */
export async function linkIdentity(
  world: World,
  userId: number,
  identity: OpenIdIdentity,
): Promise<OpenIdError | null> {
  const holder = await userWith(world, identity)
  if (holder) return holder.id === userId ? 'ALREADY_LINKED' : 'IDENTITY_CONFLICT'
  const linked = await world.db
    .updateTable('user_account')
    .set({ oidcSubject: columnOf(identity) })
    .where('id', '=', userId)
    .where('isActive', '=', 1)
    .where('oidcSubject', 'is', null)
    .returningAll()
    .executeTakeFirst()
    .catch(error => {
      if (isUniqueViolation(error)) return null
      throw error
    })
  if (linked === null) return 'IDENTITY_CONFLICT'
  if (!linked) return 'ALREADY_LINKED'
  await recordAuthEvent(world, { type: 'oidc_account_linked', user: linked, actorUserId: userId })
  return null
}

const columnOf = ({ issuer, subject }: OpenIdIdentity) => `${issuer} ${subject}`

const userWith = ({ db }: World, identity: OpenIdIdentity) =>
  db.selectFrom('user_account').selectAll().where('oidcSubject', '=', columnOf(identity)).executeTakeFirst()

function textOf({ claims }: OpenIdIdentity, name: string): string | null {
  const value = claims[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
