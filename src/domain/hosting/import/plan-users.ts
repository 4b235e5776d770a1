import { noPassword } from '../../accounts/passwords.ts'
import type { AlertSettingsChanges } from '../../health/alert-settings.ts'
import { hashSecret } from '../../kernel/hash-secret.ts'
import type { ExistingRows, ExistingUser } from './existing-rows.ts'
import { type ImportReport, shown } from './import-report.ts'
import type { OldToken, OldUser } from './old-users.ts'

/** What becomes of one user. */
export interface PlannedUser {
  readonly username: string
  /** The user of this name who is here already; null: one is made, an administrator, as roles were never checked. */
  readonly existing: ExistingUser | null
  readonly email: string | null
  /** Of a new user. */
  readonly passwordHash: string
  /** That are not here yet. */
  readonly tokens: readonly OldToken[]
  readonly alerts: AlertSettingsChanges | null
  readonly dateFormat: string | null
}

/** The users, with what is not here yet. Nothing of what somebody has set here is changed. */
export function planUsers(
  olds: readonly OldUser[],
  existing: ExistingRows,
  report: ImportReport,
): PlannedUser[] {
  const planned = olds.map(old => planUser(old, existing))
  for (const [index, user] of planned.entries()) warnOf(olds[index]!, user, existing)
  // Without any user at all, the server makes one when it starts.
  if (planned.length > 0 && ![...planned, ...existing.users].some(canAdminister))
    report.mistake(
      'users.json',
      'nobody could sign in as an administrator: no entry has a password. Start the server once, which makes one, and stop it.',
    )
  return planned
}

function canAdminister(user: PlannedUser | ExistingUser): boolean {
  if ('existing' in user) return user.existing === null && user.passwordHash !== noPassword
  return user.role === 'ADMIN' && user.isActive === 1 && user.passwordHash !== noPassword
}

function planUser(old: OldUser, { users, apiKeys }: ExistingRows): PlannedUser {
  const existing = users.find(({ username }) => username === old.username) ?? null
  const known = new Set(apiKeys.map(({ secretHash }) => secretHash))
  const hasDateFormat = existing !== null && /"dateFormat"/.test(existing.preferences ?? '')
  return {
    username: old.username,
    existing,
    email: old.email,
    passwordHash: old.passwordHash ?? noPassword,
    tokens: old.tokens.filter(({ secret }) => !known.has(hashSecret(secret))),
    alerts: existing?.hasAlertSettings ? null : old.alerts,
    dateFormat: hasDateFormat ? null : old.dateFormat,
  }
}

/** Is there anything to do for this user? */
export const isNews = ({ existing, tokens, alerts, dateFormat }: PlannedUser): boolean =>
  existing === null || tokens.length > 0 || alerts !== null || dateFormat !== null

function warnOf({ entry, email }: OldUser, user: PlannedUser, { users, apiKeys }: ExistingRows): void {
  const { existing, tokens } = user
  if (!existing) {
    const other = email && users.find(one => one.email?.toLowerCase() === email.toLowerCase())
    if (other) entry.mistake('email', `is that of user ${shown(other.username)} here.`)
    const namesake = users.find(one => one.username.toLowerCase() === user.username.toLowerCase())
    if (namesake) entry.warn('username', `there is also ${shown(namesake.username)} here; case counts.`)
    if (user.passwordHash === noPassword)
      entry.warn(
        'password',
        'is not here (3.2 and later may keep it elsewhere): an administrator must set a new one.',
      )
    return
  }
  if (isNews(user)) entry.warn('username', 'is a user here already, who keeps password and role.')
  if (tokens.length > 0 && (existing.role !== 'ADMIN' || existing.isActive === 0))
    entry.warn(
      'tokens',
      `can do no more than the user here: role ${existing.role}${existing.isActive ? '' : ', switched off'}.`,
    )
  for (const { entry: token, name } of tokens)
    if (apiKeys.some(key => key.userId === existing.id && key.name === name))
      token.warn('name', 'is that of another key here, too.')
}
