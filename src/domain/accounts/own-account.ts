import { isFullAdmin, isNarrowed } from '../kernel/access.ts'
import { conflict, DomainError, forbidden, invalidInput } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { spendAllowance } from './allowances.ts'
import { ownPasswordAttempts } from './attempts.ts'
import { checkNewPassword, noPassword } from './passwords.ts'
import { endSessions } from './session-ends.ts'
import { changeUser, findUser, type UpdateUser, type UserRow } from './users.ts'

/** Changes the caller's own password, which ends all their other sessions. */
export async function changeOwnPassword(
  scope: Scope,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { userId, credential } = viewerOf(scope)
  if (credential.kind !== 'session') throw forbidden('Sign in with your password to change it.')
  const user = await findUser(scope, userId)
  await requireOwnPassword(scope, user, currentPassword)
  checkNewPassword(newPassword, 'newPassword')
  const passwordHash = await scope.passwords.hash(newPassword)
  await scope.db.transaction().execute(async db => {
    await endSessions(db, userId, credential.id)
    await db
      .updateTable('user_account')
      .set({ passwordHash, mustChangePassword: 0 })
      .where('id', '=', userId)
      .execute()
  })
  await scope.wakeups.ring('access')
}

/**
 * Asks somebody who is signed in for the password again.
 *
 * @throws DomainError `CONFLICT` `NO_LOCAL_PASSWORD` for users who have none; `INVALID_INPUT` naming `currentPassword`;
 *   `RATE_LIMITED`
 */
export async function requireOwnPassword(
  scope: Scope,
  { username, passwordHash }: UserRow,
  currentPassword: string,
): Promise<void> {
  if (passwordHash === noPassword)
    throw conflict('NO_LOCAL_PASSWORD', 'This account has no password here: somebody else vouches for it.')
  const right = await scope.passwords.attempt(
    ownPasswordAttempts(scope.guesses, username),
    passwordHash,
    currentPassword,
  )
  if (!right) throw invalidInput({ currentPassword: 'Is not your current password.' })
}

/** The caller keeps the password that was generated for them: they are not reminded any more. */
export async function keepOwnPassword(scope: Scope): Promise<UserRow> {
  const viewer = viewerOf(scope)
  if (isNarrowed(viewer)) throw forbidden('A restricted API key cannot change the account.')
  const { userId } = viewer
  await scope.db.updateTable('user_account').set({ mustChangePassword: 0 }).where('id', '=', userId).execute()
  return findUser(scope, userId)
}

/**
 * The caller's own names. What they may do, only an administrator changes; how a reverse proxy calls them, only the proxy.
 *
 * @throws DomainError `FORBIDDEN` with a restricted key, `INVALID_INPUT`, `CONFLICT` (`NAME_TAKEN`, `EMAIL_TAKEN`), `RATE_LIMITED`
 *   for users who are no administrators and have asked for many names
 */
export async function updateOwnProfile(
  scope: Scope,
  { username, email, fullName }: Pick<UpdateUser, 'username' | 'email' | 'fullName'>,
): Promise<UserRow> {
  const viewer = viewerOf(scope)
  if (isNarrowed(viewer)) throw forbidden('A restricted API key cannot change the account.')
  const user = await findUser(scope, viewer.userId)
  if (username != null && username !== user.username && user.authSource === 'PROXY')
    throw invalidInput({ username: 'Is given by the reverse proxy.' })
  const asksForName =
    (username != null && username !== user.username) || (email != null && email !== user.email)
  if (asksForName && !isFullAdmin(viewer)) await spendNameChange(scope, viewer.userId)
  return changeUser(scope, viewer.userId, { username, email, fullName })
}

/** So many names and e-mail addresses may be asked for within an hour. */
const maxNameChanges = 10
const nameChangeWindowMs = 3_600_000

/** Whether a name is taken says who has an account here: nobody learns that of many, whatever came of each request. */
async function spendNameChange(scope: Scope, userId: number): Promise<void> {
  const { used, rest } = await spendAllowance(scope, `names of ${userId}`, nameChangeWindowMs)
  if (used <= maxNameChanges) return
  const retryAfterSeconds = Math.ceil(rest / 1000)
  throw new DomainError('RATE_LIMITED', `Too many changes of names. Try again in ${retryAfterSeconds} s.`, {
    params: { retryAfterSeconds },
  })
}

/** What the web interface of the old server asked its users. Nothing here depends on it. */
export interface Preferences {
  analyticsEnabled: boolean
  analyticsConsentGiven: boolean
  /** How the web interface of BorgWarehouse writes dates. */
  dateFormat: string
}

/** Nobody has agreed to anything until they say so. */
export const preferencesOf = ({ preferences }: UserRow): Preferences => ({
  analyticsEnabled: false,
  analyticsConsentGiven: false,
  dateFormat: 'locale',
  ...(JSON.parse(preferences ?? '{}') as Partial<Preferences>),
})

/** Contract borgwarehouse, section 4.9. */
export const dateFormats: ReadonlySet<string> = new Set([
  'locale',
  'yyyy-MM-dd HH:mm',
  'dd/MM/yyyy HH:mm',
  'MM/dd/yyyy hh:mm a',
])

/** Fields that are absent or null stay. @throws DomainError `FORBIDDEN` with a restricted key; `INVALID_INPUT` on `dateFormat` */
export async function updateOwnPreferences(
  scope: Scope,
  changes: { [Name in keyof Preferences]?: Preferences[Name] | null | undefined },
): Promise<UserRow> {
  const viewer = viewerOf(scope)
  if (isNarrowed(viewer)) throw forbidden('A restricted API key cannot change the account.')
  if (changes.dateFormat != null && !dateFormats.has(changes.dateFormat))
    throw invalidInput({ dateFormat: `Must be one of ${[...dateFormats].join(', ')}.` })
  const { userId } = viewer
  const given = Object.entries(changes).filter(([, value]) => value != null)
  const preferences = { ...preferencesOf(await findUser(scope, userId)), ...Object.fromEntries(given) }
  await scope.db
    .updateTable('user_account')
    .set({ preferences: JSON.stringify(preferences) })
    .where('id', '=', userId)
    .execute()
  return findUser(scope, userId)
}
