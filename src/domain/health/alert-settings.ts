import type { Updateable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { mayReadAccount } from '../accounts/users.ts'
import { isNarrowed } from '../kernel/access.ts'
import { forbidden } from '../kernel/errors.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import {
  openUrl,
  sealedUrl,
  sealUrl,
  servicesContext,
  type UrlColumn,
  urlColumns,
  webhookSecretContext,
} from './alert-targets.ts'
import type { AlertSettingsRow } from './recipients.ts'

/** The ways by which a user is told, as they are shown: addresses whole to the user alone, as they tend to contain secrets. Null: never set. */
export interface AlertSettings {
  readonly emailEnabled: boolean | null
  readonly appriseEnabled: boolean | null
  readonly appriseMode: AlertSettingsRow['appriseMode']
  readonly appriseStatelessUrl: string | null
  readonly appriseServices: readonly string[]
  readonly webhookEnabled: boolean | null
  readonly webhookUrl: string | null
  readonly hasWebhookSecret: boolean
}

/** Absent: as it is. Null or empty: none. */
export interface AlertSettingsChanges {
  emailEnabled?: boolean | null | undefined
  appriseEnabled?: boolean | null | undefined
  appriseMode?: AlertSettingsRow['appriseMode'] | undefined
  appriseStatelessUrl?: string | null | undefined
  appriseServices?: readonly string[] | null | undefined
  webhookEnabled?: boolean | null | undefined
  webhookUrl?: string | null | undefined
  webhookSecret?: string | null | undefined
}

/** Of many users, in the order asked for. Null where it is not the viewer's business. */
export async function findAlertSettings(
  scope: Scope,
  userIds: readonly number[],
): Promise<(AlertSettings | null)[]> {
  const { viewer } = scope
  const rows = await scope.db
    .selectFrom('alert_settings')
    .selectAll()
    .where('userId', 'in', [...userIds])
    .execute()
  const byUser = new Map(rows.map(row => [row.userId, row]))
  return userIds.map(userId => {
    if (!viewer || !mayReadAccount(scope, userId)) return null
    const isOwn = viewer.userId === userId && !isNarrowed(viewer)
    return shown(scope, byUser.get(userId) ?? null, isOwn)
  })
}

/** The row as it is; null: nothing was ever set. */
export async function readAlertSettings(
  { db }: Pick<World, 'db'>,
  userId: number,
): Promise<AlertSettingsRow | null> {
  const row = await db
    .selectFrom('alert_settings')
    .selectAll()
    .where('userId', '=', userId)
    .executeTakeFirst()
  return row ?? null
}

/** Alerts are the caller's own business, not that of a key for something else. @throws DomainError `FORBIDDEN` */
export function requireOwnAlerts(scope: Scope): number {
  const viewer = viewerOf(scope)
  if (isNarrowed(viewer)) throw forbidden('A restricted API key has nothing to do with alerts.')
  return viewer.userId
}

/**
 * Changes by which ways the caller is told; all of it or nothing.
 *
 * @throws DomainError `INVALID_INPUT`; `FORBIDDEN` with a restricted key, and for Apprise as a program to all but administrators
 */
export async function updateAlertSettings(
  scope: Scope,
  changes: AlertSettingsChanges,
): Promise<AlertSettings> {
  const userId = requireOwnAlerts(scope)
  if (changes.appriseMode === 'PACKAGE' && viewerOf(scope).role !== 'ADMIN')
    throw forbidden('Only administrators may have Apprise run on the server.')
  const columns = { ...readAlertSettingsChanges(scope, userId, changes), updatedAt: Date.now() }
  await scope.db
    .insertInto('alert_settings')
    .values({ ...columns, userId })
    .onConflict(conflict => conflict.column('userId').doUpdateSet(columns))
    .execute()
  return shown(scope, await readAlertSettings(scope, userId), true)
}

/**
 * Seals addresses that an older version has left in clear. At every start, and from time to time: one may still run beside this one.
 *
 * @returns how many rows were changed
 */
export async function sealOldUrls({ db, sealer }: Pick<World, 'db' | 'sealer'>): Promise<number> {
  let sealed = 0
  for (const column of Object.keys(urlColumns) as UrlColumn[]) {
    const rows = await db
      .selectFrom('alert_settings')
      .select(['userId', column])
      .where(column, 'not in', ['', sealedUrl])
      .execute()
    for (const row of rows) {
      const { numUpdatedRows } = await db
        .updateTable('alert_settings')
        .set(sealUrl(sealer, row.userId, column, row[column]))
        .where('userId', '=', row.userId)
        // Its user may have changed it meanwhile.
        .where(column, '=', row[column])
        .executeTakeFirst()
      sealed += Number(numUpdatedRows)
    }
  }
  return sealed
}

const longestUrl = 2048
const mostServices = 50
const flagOf = (value: boolean | null) => (value === null ? null : value ? 1 : 0)

/** Checks settings and turns them into columns; secrets are sealed. @throws DomainError `INVALID_INPUT` naming every wrong field */
export function readAlertSettingsChanges(
  { sealer }: Pick<World, 'sealer'>,
  userId: number,
  changes: AlertSettingsChanges,
): Updateable<Tables['alert_settings']> {
  const mistakes = new Mistakes()
  const columns: Updateable<Tables['alert_settings']> = {}
  for (const name of ['emailEnabled', 'appriseEnabled', 'webhookEnabled'] as const)
    if (changes[name] !== undefined) columns[name] = flagOf(changes[name])
  if (changes.appriseMode !== undefined) columns.appriseMode = changes.appriseMode
  if (changes.appriseStatelessUrl !== undefined) {
    // Kept with its blanks, as the client reads it back.
    const url = changes.appriseStatelessUrl?.trim()
      ? changes.appriseStatelessUrl
      : changes.appriseStatelessUrl && ''
    mistakes.add('appriseStatelessUrl', urlProblem(url?.trim() || null))
    Object.assign(columns, sealUrl(sealer, userId, 'appriseStatelessUrl', url ?? null))
  }
  if (changes.webhookUrl !== undefined) {
    const url = changes.webhookUrl?.trim() || null
    mistakes.add('webhookUrl', urlProblem(url))
    Object.assign(columns, sealUrl(sealer, userId, 'webhookUrl', url))
  }
  if (changes.webhookSecret !== undefined) {
    const secret = changes.webhookSecret?.trim() || null
    // It is sent in a header.
    const isFine = secret === null || /^[\x20-\x7e]{1,500}$/.test(secret)
    mistakes.add('webhookSecret', isFine ? null : 'Must be at most 500 printable ASCII characters.')
    columns.sealedWebhookSecret = secret && sealer.seal(secret, webhookSecretContext(userId))
  }
  if (changes.appriseServices !== undefined) {
    const services = changes.appriseServices ?? []
    mistakes.add('appriseServices', servicesProblem(services))
    columns.sealedAppriseServices =
      services.length === 0 ? null : sealer.seal(JSON.stringify(services), servicesContext(userId))
  }
  mistakes.throwIfAny()
  return columns
}

function urlProblem(url: string | null): string | null {
  if (url === null) return null
  const isWeb = url.length <= longestUrl && /^https?:$/.test(URL.parse(url)?.protocol ?? '')
  return isWeb ? null : `Must be an http or https address of at most ${longestUrl} characters.`
}

function servicesProblem(services: readonly string[]): string | null {
  if (services.length > mostServices) return `At most ${mostServices} services.`
  // One line each in a file of Apprise's, whose lines can say other things as well.
  const isService = (text: string) =>
    text.length <= longestUrl && /^[a-z][a-z0-9+.-]*:\/\/[^\s\p{Cc}]+$/iu.test(text)
  return services.every(isService)
    ? null
    : 'Each must be an Apprise URL without blanks, such as `mailto://…`.'
}

const boolOf = (flag: number | null | undefined) => (flag == null ? null : flag === 1)

function shown({ sealer }: Scope, row: AlertSettingsRow | null, isOwn: boolean): AlertSettings {
  const sealed = row?.sealedAppriseServices ?? null
  const services =
    sealed === null ? [] : (JSON.parse(sealer.open(sealed, servicesContext(row!.userId))) as string[])
  const urlOf = (column: UrlColumn) => {
    const url = row && openUrl(sealer, row, column)
    return !url || isOwn ? url : `${URL.parse(url)?.origin}/…`
  }
  return {
    emailEnabled: boolOf(row?.emailEnabled),
    appriseEnabled: boolOf(row?.appriseEnabled),
    appriseMode: row?.appriseMode ?? null,
    appriseStatelessUrl: urlOf('appriseStatelessUrl'),
    appriseServices: isOwn ? services : services.map(service => `${service.split('://')[0]}://…`),
    webhookEnabled: boolOf(row?.webhookEnabled),
    webhookUrl: urlOf('webhookUrl'),
    hasWebhookSecret: row != null && row.sealedWebhookSecret !== null,
  }
}
