import type { UserRow } from '../accounts/users.ts'
import type { World } from '../scope.ts'
import { AlertFailure, type AlertFailureReason, type AlertTarget } from './alert-sender.ts'
import type { AlertChannel, AlertSettingsRow } from './recipients.ts'

/** Sealing contexts: what one user keeps does not open as another's. */
export const servicesContext = (userId: number) => `user:${userId}:apprise-services`
export const webhookSecretContext = (userId: number) => `user:${userId}:webhook-secret`

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
    return { channel, url: settings.webhookUrl, secret }
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
  return { channel, mode: 'STATELESS', url: settings.appriseStatelessUrl, services }
}

const missing = (reason: AlertFailureReason, message: string) =>
  new AlertFailure(reason, message, { isFinal: true })
