import { checkDisplayText, checkUsername } from '../../accounts/account-checks.ts'
import { dateFormats } from '../../accounts/own-account.ts'
import { isBcrypt } from '../../accounts/passwords.ts'
import { type AlertSettingsChanges, readAlertSettingsChanges } from '../../health/alert-settings.ts'
import type { ApiKeyPermission } from '../../kernel/access.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Sealer } from '../../kernel/sealed.ts'
import type { ImportReport } from './import-report.ts'
import { type OldEntry, type OldFile, readEntries } from './old-entries.ts'
import { instant, refuseTwice } from './old-repositories.ts'

/** One entry of `users.json` (contract borgwarehouse, section 14.4). */
export interface OldUser {
  readonly entry: OldEntry
  readonly username: string
  readonly email: string | null
  /** bcrypt; null: none that can be used. */
  readonly passwordHash: string | null
  readonly tokens: readonly OldToken[]
  /** Null: never set. */
  readonly alerts: AlertSettingsChanges | null
  readonly dateFormat: string | null
}

/** An API key, in clear as the old installation keeps it. */
export interface OldToken {
  readonly entry: OldEntry
  readonly secret: string
  readonly name: string
  readonly permissions: readonly ApiKeyPermission[]
  /** Unix milliseconds. */
  readonly createdAt: number | null
  readonly expiresAt: number | null
}

/** What `users.json` says. Names and addresses must be unique, whatever their case, and so must tokens. */
export function readOldUsers(file: OldFile, report: ImportReport): OldUser[] {
  const users = readEntries(file, 'username', report).map(readUser)
  refuseTwice(users, 'username', ({ username }) => username.toLowerCase())
  refuseTwice(
    users.filter(({ email }) => email !== null),
    'email',
    ({ email }) => email!.toLowerCase(),
  )
  refuseTwice(
    users.flatMap(({ tokens }) => tokens),
    'token',
    ({ secret }) => secret,
  )
  return users
}

function readUser(entry: OldEntry): OldUser {
  const username = entry.text('username') ?? ''
  const email = entry.text('email') || null
  collect(entry, () => checkUsername(username))
  collect(entry, () => checkDisplayText({ email }))
  const password = entry.text('password')
  const dateFormat = entry.text('dateFormat')
  return {
    entry,
    username,
    email,
    passwordHash: password !== null && isBcrypt(password) ? password : null,
    tokens: entry.entries('tokens').flatMap(token => readToken(token) ?? []),
    alerts: readAlerts(entry),
    dateFormat: dateFormat !== null && dateFormats.has(dateFormat) ? dateFormat : null,
  }
}

const permissions = { create: 'CREATE', read: 'READ', update: 'UPDATE', delete: 'DELETE' } as const

function readToken(entry: OldEntry): OldToken | null {
  const secret = entry.text('token') ?? ''
  const name = entry.text('name')?.trim() ?? ''
  if (name.length < 1 || name.length > 100 || /\p{Cc}/u.test(name))
    entry.mistake('name', 'must be 1 to 100 characters.')
  const allowed = entry.entry('permissions')
  const token = {
    entry,
    secret,
    name,
    permissions: Object.entries(permissions).flatMap(([field, permission]) =>
      allowed?.flag(field) ? permission : [],
    ),
    createdAt: instant(entry, 'creation'),
    expiresAt: instant(entry, 'expiration'),
  }
  if (!allowed) entry.warn('permissions', 'are missing: the key may do nothing.')
  if (token.expiresAt !== null)
    entry.warn('expiration', 'was never enforced; it is from now on, so make another key in time.')
  // A header carries it as one word, and three parts with dots between are a session. Whoever invented it may have made it short.
  if (/^[\x21-\x7e]{16,500}$/.test(secret) && secret.split('.').length !== 3) return token
  entry.warn('token', 'is too short to be safe, or has odd characters: it is left out. Make another key.')
  return null
}

const alertFields = {
  emailEnabled: 'emailAlert',
  appriseEnabled: 'appriseAlert',
  appriseMode: 'appriseMode',
  appriseStatelessUrl: 'appriseStatelessURL',
  appriseServices: 'appriseServices',
  webhookEnabled: 'webhookAlert',
  webhookUrl: 'webhookURL',
  webhookSecret: 'webhookSecret',
} as const satisfies Record<keyof AlertSettingsChanges, string>

const modes: Readonly<Record<string, AlertSettingsChanges['appriseMode']>> = {
  package: 'PACKAGE',
  stateless: 'STATELESS',
}

/** Settings that break our rules are left out, each with a warning: who hears of what is no reason to stop. */
function readAlerts(entry: OldEntry): AlertSettingsChanges | null {
  const mode = entry.text('appriseMode')
  const all: AlertSettingsChanges = {
    emailEnabled: entry.flag('emailAlert'),
    appriseEnabled: entry.flag('appriseAlert'),
    appriseMode: (mode !== null && modes[mode]) || null,
    appriseStatelessUrl: entry.text('appriseStatelessURL') || null,
    appriseServices: entry.texts('appriseServices')?.filter(service => service.trim() !== '') ?? null,
    webhookEnabled: entry.flag('webhookAlert'),
    webhookUrl: entry.text('webhookURL') || null,
    webhookSecret: entry.text('webhookSecret') || null,
  }
  try {
    readAlertSettingsChanges({ sealer: noSealer }, 0, all)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    for (const [field, problem] of Object.entries(error.details.fields ?? {})) {
      entry.warn(alertFields[field as keyof typeof alertFields], `is left out. ${problem}`)
      all[field as keyof typeof alertFields] = null
    }
  }
  const isSet = Object.values(all).some(
    value => value !== null && !(Array.isArray(value) && value.length === 0),
  )
  return isSet ? all : null
}

/** Settings are only looked at. */
const noSealer: Sealer = { seal: () => '', open: () => '' }

function collect(entry: OldEntry, check: () => unknown): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    for (const [field, problem] of Object.entries(error.details.fields ?? {})) entry.mistake(field, problem)
  }
}
