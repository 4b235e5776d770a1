import type { GraphqlFailure, Run } from '../execute.ts'
import {
  ChangeNotificationsDocument,
  type ChangeNotificationsMutationVariables,
  NotificationsDocument,
  type NotificationsQuery,
  TestNotificationDocument,
} from '../generated/borgwarehouse/notif.ts'
import { messaged, type Refusal } from './answer.ts'
import { translate } from './checks.ts'
import { sent } from './token-routes.ts'

type Changes = ChangeNotificationsMutationVariables['input']
type Fields = Readonly<Record<string, unknown>>
type Settings = NonNullable<NonNullable<NotificationsQuery['viewer']>['alertSettings']>

/** Stands for a secret that is there: a client that sends it back, or none at all, keeps it. */
const mask = '********'

/** What is kept for the caller; null of what was never set. */
async function read(run: Run): Promise<Partial<Settings>> {
  return (await run(NotificationsDocument, {})).viewer?.alertSettings ?? {}
}

const refusals: Record<string, (failure: GraphqlFailure) => Refusal> = {
  INVALID_INPUT: ({ fields }) => messaged(422, Object.values(fields).join(' ')),
  FORBIDDEN: ({ message }) => messaged(403, message),
  RATE_LIMITED: () => messaged(429, 'Too many requests. Please try again later.'),
}

async function change(run: Run, input: Changes): Promise<object> {
  await translate(run(ChangeNotificationsDocument, { input }), refusals)
  return sent
}

const unexpected = (end = '') => messaged(422, `Unexpected data${end}`)

/** A setting that can be read, and what a body changes of it. */
export interface NotifSetting {
  read(run: Run): Promise<object>
  /** @throws Refusal 422 */
  change(run: Run, fields: Fields): Promise<object>
}

/** On or off, under one name; never set: not there, or off. */
const flag = (
  name: string,
  setting: 'emailEnabled' | 'appriseEnabled' | 'webhookEnabled',
  byDefault?: boolean,
): NotifSetting => ({
  async read(run) {
    return { [name]: (await read(run))[setting] ?? byDefault }
  },
  async change(run, fields) {
    const value = fields[name]
    if (typeof value !== 'boolean') throw unexpected()
    return change(run, { [setting]: value })
  },
})

const modes = { package: 'PACKAGE', stateless: 'STATELESS' } as const

/** What contract borgwarehouse, section 4.10, lists, by the end of its path. */
export const notifSettings = {
  emailAlert: flag('emailAlert', 'emailEnabled'),
  appriseAlert: flag('appriseAlert', 'appriseEnabled'),
  webhookAlert: flag('webhookAlert', 'webhookEnabled', false),
  appriseMode: {
    async read(run) {
      const { appriseMode, appriseStatelessUrl } = await read(run)
      return {
        appriseMode: appriseMode?.toLowerCase(),
        appriseStatelessURL: appriseStatelessUrl ?? undefined,
      }
    },
    async change(run, { appriseMode, appriseStatelessURL }) {
      if (appriseMode !== 'package' && appriseMode !== 'stateless') throw unexpected()
      if (appriseStatelessURL != null && typeof appriseStatelessURL !== 'string') throw unexpected()
      return change(run, {
        appriseMode: modes[appriseMode],
        ...(typeof appriseStatelessURL === 'string' ? { appriseStatelessUrl: appriseStatelessURL } : {}),
      })
    },
  },
  appriseServices: {
    async read(run) {
      return { appriseServices: (await read(run)).appriseServices ?? [] }
    },
    async change(run, { appriseURLs }) {
      if (typeof appriseURLs !== 'string') throw unexpected()
      const services = appriseURLs.replaceAll(/[^\S\n]/g, '').split('\n')
      return change(run, { appriseServices: services.filter(service => service !== '') })
    },
  },
  webhookUrl: {
    async read(run) {
      const { webhookUrl, hasWebhookSecret } = await read(run)
      return { webhookURL: webhookUrl ?? '', webhookSecret: hasWebhookSecret ? mask : '' }
    },
    async change(run, { webhookURL, webhookSecret }) {
      if (typeof webhookURL !== 'string' || (webhookSecret != null && typeof webhookSecret !== 'string'))
        throw unexpected('.')
      const url = webhookURL.trim()
      const secret = webhookSecret?.trim() ?? mask
      if (url !== '' && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
        throw messaged(422, 'Invalid webhook URL.')
      return change(run, { webhookUrl: url, ...(secret === mask ? {} : { webhookSecret: secret }) })
    },
  },
} as const satisfies Record<string, NotifSetting>

/** Tells the caller something by one way. @throws Refusal with why not, in the words of the old server where it had some */
export async function testNotification(run: Run, channel: 'EMAIL' | 'APPRISE' | 'WEBHOOK'): Promise<object> {
  const { viewer } = await run(NotificationsDocument, {})
  const settings: Partial<Settings> = viewer?.alertSettings ?? {}
  if (channel === 'EMAIL' && !viewer?.email) throw messaged(400, 'User email is missing')
  if (channel === 'WEBHOOK' && !settings.webhookUrl)
    throw messaged(422, 'You must provide a webhook URL first.')
  if (channel === 'APPRISE') requireApprise(settings)
  const { sendTestAlert: test } = await translate(
    run(TestNotificationDocument, { input: { channel } }),
    refusals,
  )
  if (test.sent) return { message: testTexts[channel].sent }
  if (channel === 'WEBHOOK' && test.httpStatus != null)
    throw messaged(502, `Webhook returned HTTP ${test.httpStatus}.`)
  throw messaged(500, `${testTexts[channel].failed} ${test.failure ?? ''}`.trim())
}

function requireApprise({ appriseMode, appriseServices, appriseStatelessUrl }: Partial<Settings>): void {
  if (!appriseServices?.length) throw messaged(422, 'You must provide at least one Apprise URL.')
  if (!appriseMode) throw messaged(422, 'Invalid or unsupported Apprise mode.')
  if (appriseMode === 'STATELESS' && !appriseStatelessUrl)
    throw messaged(500, 'Please provide an Apprise stateless API URL.')
}

const testTexts = {
  EMAIL: { sent: 'Mail successfully sent', failed: 'An error occurred while sending the email:' },
  APPRISE: { sent: 'Notifications successfully sent.', failed: '' },
  WEBHOOK: { sent: 'Test webhook sent successfully.', failed: 'Webhook request failed:' },
} as const
