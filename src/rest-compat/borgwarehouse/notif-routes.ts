import { messaged } from './answer.ts'
import { fieldsOf } from './body.ts'
import { requireMethod, requireSession } from './checks.ts'
import { type NotifSetting, notifSettings, testNotification } from './notif-settings.ts'
import type { Route } from './route.ts'
import { badRequest, notLoggedIn } from './token-routes.ts'

/** Session, then method. */
const setting = (path: Route['path'], { read, change }: NotifSetting): Route => ({
  path,
  methods: ['GET', 'PUT'],
  async handle(call) {
    const run = call.as(await requireSession(call))
    requireMethod(call, 'GET', 'PUT')
    return call.method === 'GET' ? read(run) : change(run, fieldsOf(call.body))
  },
})

/** Method, then session; in the words of the older routes, but for mails. */
const test = (path: Route['path'], channel: Parameters<typeof testNotification>[1]): Route => ({
  path,
  methods: ['POST'],
  async handle(call) {
    const isMail = channel === 'EMAIL'
    if (isMail) requireMethod(call, 'POST')
    else if (call.method !== 'POST') throw badRequest()
    const session = await requireSession(call, isMail ? undefined : notLoggedIn())
    return testNotification(call.as(session), channel)
  },
})

/** One method each, in the older family. */
const older = (path: Route['path'], method: 'GET' | 'PUT', of: NotifSetting): Route => ({
  path,
  methods: [method],
  async handle(call) {
    const run = call.as(await requireSession(call, notLoggedIn()))
    if (call.method !== method) throw badRequest()
    return method === 'GET' ? of.read(run) : of.change(run, fieldsOf(call.body))
  },
})

const olderTest = (path: Route['path'], channel: 'EMAIL' | 'APPRISE'): Route => ({
  path,
  methods: ['POST'],
  async handle(call) {
    const run = call.as(await requireSession(call, notLoggedIn()))
    if (call.method !== 'POST') throw badRequest()
    if (channel === 'APPRISE' && fieldsOf(call.body).sendTestApprise !== true)
      throw messaged(422, 'Unexpected data')
    return testNotification(run, channel)
  },
})

export const notifRoutes: readonly Route[] = [
  setting('/api/v1/notif/email/alert', notifSettings.emailAlert),
  setting('/api/v1/notif/apprise/alert', notifSettings.appriseAlert),
  setting('/api/v1/notif/apprise/mode', notifSettings.appriseMode),
  setting('/api/v1/notif/apprise/services', notifSettings.appriseServices),
  setting('/api/v1/notif/webhook/alert', notifSettings.webhookAlert),
  setting('/api/v1/notif/webhook/url', notifSettings.webhookUrl),
  test('/api/v1/notif/email/test', 'EMAIL'),
  test('/api/v1/notif/apprise/test', 'APPRISE'),
  test('/api/v1/notif/webhook/test', 'WEBHOOK'),
  older('/api/account/getEmailAlert', 'GET', notifSettings.emailAlert),
  older('/api/account/updateEmailAlert', 'PUT', notifSettings.emailAlert),
  older('/api/account/getAppriseAlert', 'GET', notifSettings.appriseAlert),
  older('/api/account/updateAppriseAlert', 'PUT', notifSettings.appriseAlert),
  older('/api/account/getAppriseMode', 'GET', notifSettings.appriseMode),
  older('/api/account/updateAppriseMode', 'PUT', notifSettings.appriseMode),
  older('/api/account/getAppriseServices', 'GET', notifSettings.appriseServices),
  older('/api/account/updateAppriseServices', 'PUT', notifSettings.appriseServices),
  olderTest('/api/account/sendTestEmail', 'EMAIL'),
  olderTest('/api/account/sendTestApprise', 'APPRISE'),
]
