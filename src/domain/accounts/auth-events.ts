import type { Insertable, Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import type { Scope, World } from '../kernel/scope.ts'
import { TooManyFailures } from './guess-limit.ts'
import { requireAdmin, type UserRow } from './users.ts'

export type AuthEventRow = Selectable<Tables['auth_event']>

/** What can happen to accounts: the types of contract borg-ui, 2.4, changes to the second factor, and recoveries. */
export const authEventTypes = [
  'local_login_succeeded',
  'local_login_failed',
  'local_login_rate_limited',
  'totp_login_succeeded',
  'totp_login_failed',
  'totp_login_rate_limited',
  'totp_enabled',
  'totp_disabled',
  'totp_reset',
  'logout',
  'oidc_callback_success',
  'oidc_callback_failed',
  'oidc_exchange_failed',
  'oidc_login_succeeded',
  'oidc_user_provisioned',
  'oidc_user_pending',
  'oidc_user_denied',
  'oidc_account_linked',
  'oidc_account_unlinked',
  'proxy_user_provisioned',
  'password_recovered',
  'sessions_revoked',
  'ssh_host_key_pinned',
] as const
export type AuthEventType = (typeof authEventTypes)[number]

/** One event to be recorded. Whether something worked stands in its type. */
export interface NewAuthEvent {
  type: AuthEventType
  /** The account; without one, `username` is whatever somebody gave. */
  user?: Pick<UserRow, 'username' | 'email' | 'authSource'>
  username?: string
  authSource?: UserRow['authSource']
  email?: string | null
  /** Never a secret. */
  detail?: string
  /** Who did it, when not the account's owner alone. */
  actorUserId?: number
}

const failed = /_(failed|rate_limited|denied|pending)$/

/** Writes an event down. Texts from outside are cut: nobody has a name that long. */
export async function recordAuthEvent(world: Pick<World, 'db'>, event: NewAuthEvent): Promise<void> {
  const { type, user, detail, actorUserId } = event
  const row: Insertable<Tables['auth_event']> = {
    type,
    authSource: event.authSource ?? user?.authSource ?? 'LOCAL',
    username: (user?.username ?? event.username)?.slice(0, 200) ?? null,
    email: (user?.email ?? event.email)?.slice(0, 255) ?? null,
    succeeded: failed.test(type) ? 0 : 1,
    detail: detail?.slice(0, 500) ?? null,
    actorUserId: actorUserId ?? null,
    createdAt: Date.now(),
  }
  await world.db.insertInto('auth_event').values(row).execute()
}

/**
 * Writes a failure down that costs whoever causes it nothing, as long as there are not too many under this key: nobody
 * fills the table.
 */
export async function recordFailureOf(
  world: Pick<World, 'db' | 'guesses'>,
  key: string,
  event: NewAuthEvent,
): Promise<void> {
  try {
    await world.guesses.requireAllowance(key)
    await recordAuthEvent(world, event)
    await world.guesses.recordFailure(key)
  } catch (error) {
    if (!(error instanceof TooManyFailures)) throw error
  }
}

/** The events, newest first. @throws DomainError `FORBIDDEN` */
export function listAuthEvents(scope: Scope, args: PageArguments) {
  requireAdmin(scope)
  return fetchPage(scope.db.selectFrom('auth_event').selectAll(), 'id', 'desc', args)
}

/** Events are kept this long, in milliseconds, and no more than so many. */
const keptFor = 90 * 86_400_000
const keptAtMost = 100_000

/** Removes what is too old, and the oldest ones beyond the number. */
export async function removeOldAuthEvents({ db }: Pick<World, 'db'>): Promise<void> {
  await db
    .deleteFrom('auth_event')
    .where('createdAt', '<', Date.now() - keptFor)
    .execute()
  const oldest = await db
    .selectFrom('auth_event')
    .select('id')
    .orderBy('id', 'desc')
    .offset(keptAtMost)
    .limit(1)
    .executeTakeFirst()
  if (oldest) await db.deleteFrom('auth_event').where('id', '<=', oldest.id).execute()
}
