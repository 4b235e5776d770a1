import { findUser, requireAdmin } from '../accounts/users.ts'
import { isNarrowed } from '../kernel/access.ts'
import { forbidden, invalidInput } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { requireManaged } from '../repositories/repository-writes.ts'
import { findSchedule } from '../schedules/schedules.ts'
import { findSshConnection } from '../ssh/ssh-connections.ts'
import { findSshKey } from '../ssh/ssh-keys.ts'

/**
 * Configuration tools compare what they read with what they sent, byte for byte. Where this server keeps a value in a
 * form of its own (flags as words, names without blanks), the row also keeps how a client of the Borg UI dialect spelled
 * it, with what was shown for it right after. The spelling is answered only while that has not changed, so that a later
 * change through GraphQL wins. Nothing but answers of that dialect ever depends on it: what runs is derived from columns.
 */
export type AsSent = Readonly<Record<string, { readonly sent: unknown; readonly shown: unknown }>>

/** Whose fields they are: a table, by the name of its type in the schema, and a row. */
export interface Subject {
  readonly type: keyof typeof tables
  readonly id: number
}

const tables = {
  ManagedRepository: 'repository',
  Schedule: 'schedule',
  SshKey: 'ssh_key',
  SshConnectionProfile: 'ssh_connection',
  User: 'user_account',
} as const

/** A row keeps at most so many characters of JSON. */
const maxLength = 4 * 1024 * 1024

/** A caller who may change the row may say how it was spelled. @throws DomainError `NOT_FOUND`, `FORBIDDEN` */
const requireChange: Record<Subject['type'], (scope: Scope, id: number) => Promise<unknown>> = {
  ManagedRepository: requireManaged,
  Schedule: (scope, id) => findSchedule(scope, id, 'change'),
  async SshKey(scope, id) {
    requireAdmin(scope)
    await findSshKey(scope, id)
  },
  async SshConnectionProfile(scope, id) {
    requireAdmin(scope)
    await findSshConnection(scope, id)
  },
  async User(scope, id) {
    const viewer = viewerOf(scope)
    if (isNarrowed(viewer)) throw forbidden('A restricted API key cannot change accounts.')
    if (viewer.userId !== id) requireAdmin(scope)
    await findUser(scope, id)
  },
}

/**
 * Keeps how fields were spelled; other fields of the row stay as they are.
 *
 * @param fields JSON object: by field `{sent, shown}`, or null to forget it
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`; `INVALID_INPUT` on `fields`
 */
export async function keepAsSent(scope: Scope, { type, id }: Subject, fields: string): Promise<void> {
  await requireChange[type](scope, id)
  const changes = readFields(fields)
  const table = tables[type]
  await scope.db.transaction().execute(async db => {
    // The write comes first: two clients at once come one after the other.
    const row = await db
      .updateTable(table)
      .set(({ ref }) => ({ asSent: ref('asSent') }))
      .where('id', '=', id)
      .returning('asSent')
      .executeTakeFirst()
    const entries = Object.entries({ ...readFields(row?.asSent ?? '{}'), ...changes })
    const kept = entries.filter(([, value]) => value !== null)
    const asSent = kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept))
    if (asSent !== null && asSent.length > maxLength)
      throw invalidInput({ fields: `Must not exceed ${maxLength} characters together.` })
    await db.updateTable(table).set({ asSent }).where('id', '=', id).execute()
  })
}

function readFields(text: string): Record<string, AsSent[string] | null> {
  let value: unknown
  try {
    value = text.length <= maxLength ? JSON.parse(text) : undefined
  } catch {
    value = undefined
  }
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isRecord && Object.values(value as object).every(isEntry)) return value as ReturnType<typeof readFields>
  throw invalidInput({ fields: 'Must be a JSON object of `{"sent": …, "shown": …}` or null by field.' })
}

const isEntry = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && 'sent' in value! && 'shown' in value)
