import type { UserRow } from '../accounts/users.ts'
import type { World } from '../kernel/scope.ts'
import type { Sealer } from '../kernel/sealed.ts'
import { AlertFailure, type AlertFailureReason, type AlertTarget } from './alert-sender.ts'
import type { AlertChannel, AlertSettingsRow } from './recipients.ts'

/** Sealing contexts: what one user keeps does not open as another's. */
export const servicesContext = (userId: number) => `user:${userId}:apprise-services`
export const webhookSecretContext = (userId: number) => `user:${userId}:webhook-secret`

/** The addresses of alert settings, which may hold tokens, and the columns that hold them sealed. */
export const urlColumns = {
  webhookUrl: 'sealedWebhookUrl',
  appriseStatelessUrl: 'sealedAppriseStatelessUrl',
} as const
export type UrlColumn = keyof typeof urlColumns

/**
 * Stands in the column for the sealed address beside it. It is an address that nobody reaches (RFC 6761 section 6.4), so an older version
 * beside this one tries again later, until this one has its turn.
 */
export const sealedUrl = 'https://sealed.invalid/'

const urlContext = (userId: number, column: UrlColumn) => `user:${userId}:${column}`

/** An address as columns; null and an empty text stay as they are. */
export function sealUrl(
  { seal }: Sealer,
  userId: number,
  column: UrlColumn,
  url: string | null,
): Partial<AlertSettingsRow> {
  return url
    ? { [column]: sealedUrl, [urlColumns[column]]: seal(url, urlContext(userId, column)) }
    : { [column]: url, [urlColumns[column]]: null }
}

/** The address of a row, also of one that an older version has written in clear. */
export function openUrl({ open }: Sealer, row: AlertSettingsRow, column: UrlColumn): string | null {
  const sealed = row[urlColumns[column]]
  return row[column] === sealedUrl && sealed !== null
    ? open(sealed, urlContext(row.userId, column))
    : row[column]
}

/**
 * What a way to tell a user needs, whether it is switched on or not.
 *
 * @throws AlertFailure final, when something is missing
 */
export function targetOf(
  { sealer, alerts }: Pick<World, 'sealer' | 'alerts'>,
  user: Pick<UserRow, 'id' | 'email' | 'role'>,
  settings: AlertSettingsRow | null,
  channel: AlertChannel,
): AlertTarget {
  if (channel === 'EMAIL') {
    if (!user.email) throw missing('EMAIL_MISSING', 'The account has no e-mail address.')
    if (!alerts.hasMail) throw missing('NO_MAIL_SERVER', 'The server has no mail server to send by.')
    return { channel, address: user.email }
  }
  if (channel === 'WEBHOOK') {
    if (!settings?.webhookUrl) throw missing('WEBHOOK_URL_MISSING', 'There is no address of a webhook.')
    const sealed = settings.sealedWebhookSecret
    const secret = sealed === null ? null : sealer.open(sealed, webhookSecretContext(user.id))
    return { channel, url: openUrl(sealer, settings, 'webhookUrl')!, secret }
  }
  if (!settings?.sealedAppriseServices)
    throw missing('APPRISE_SERVICES_MISSING', 'There is no Apprise service to send to.')
  const services = JSON.parse(
    sealer.open(settings.sealedAppriseServices, servicesContext(user.id)),
  ) as string[]
  if (settings.appriseMode === 'PACKAGE') {
    // It reaches whatever the server reaches.
    if (user.role !== 'ADMIN')
      throw missing('APPRISE_MODE_FORBIDDEN', 'Only administrators may have Apprise run on the server.')
    return { channel, mode: 'PACKAGE', services }
  }
  if (settings.appriseMode === null) throw missing('APPRISE_MODE_MISSING', 'No Apprise mode is chosen.')
  if (!settings.appriseStatelessUrl)
    throw missing('APPRISE_URL_MISSING', 'There is no address of an Apprise server.')
  const url = openUrl(sealer, settings, 'appriseStatelessUrl')!.trim()
  return { channel, mode: 'STATELESS', url, services }
}

const missing = (reason: AlertFailureReason, message: string) =>
  new AlertFailure(reason, message, { isFinal: true })
