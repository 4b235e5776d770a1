import type { AlertFailureReason, alertFailureReasons } from '../../domain/health/alert-sender.ts'
import { type DeliveryRow, listDeliveries } from '../../domain/health/deliveries.ts'
import { repositoriesOf } from '../../domain/health/delivery-queue.ts'
import { sendTestAlert, type TestedAlert } from '../../domain/health/test-alert.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { describedEnum } from '../enums.ts'

const AlertChannel = describedEnum('AlertChannel', 'A way to tell somebody.', {
  EMAIL: 'A mail to the address of the account.',
  APPRISE: 'Services that Apprise knows.',
  WEBHOOK: 'JSON that is posted to an address.',
})

const AlertKind = describedEnum('AlertKind', 'What somebody is told.', {
  STALE: 'There was no successful backup for too long.',
  RECOVERED: 'Backups are recent again.',
  STORAGE_NEARLY_FULL: 'Nearly all of the quota is used.',
  STORAGE_RECOVERED: 'There is room again.',
})

const AlertDeliveryStatus = describedEnum('AlertDeliveryStatus', 'Where a delivery stands.', {
  PENDING: 'It will be tried, or tried again.',
  SENT: 'It has arrived.',
  FAILED: 'It was given up.',
})

const AlertDelivery = builder.objectRef<DeliveryRow>('AlertDelivery').implement({
  description: 'One message to one user by one way. Kept for 30 days.',
  fields: t => ({
    id: t.id({
      resolve: ({ id }) => String(id),
      description: 'As the webhook is sent it (`id`, `X-Vinculum-Delivery`): the same for each attempt.',
    }),
    channel: t.expose('channel', { type: AlertChannel, description: 'By which way.' }),
    kind: t.expose('kind', { type: AlertKind, description: 'What it says.' }),
    status: t.expose('status', { type: AlertDeliveryStatus, description: 'Where it stands.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried; at most 8 times.' }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried next; null: never.',
    }),
    error: t.exposeString('error', { nullable: true, description: 'Why the last attempt failed.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it came up.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it arrived or was given up.',
    }),
    repositories: t.stringList({
      description: 'Aliases of hosted repositories, names of managed ones, as they were then.',
      resolve: row => repositoriesOf(row).map(({ alias, name }) => alias ?? name),
    }),
  }),
})

const AlertDeliveryConnection = builder.connectionObject(
  { type: AlertDelivery, name: 'AlertDeliveryConnection', description: 'A page of deliveries.' },
  { name: 'AlertDeliveryEdge', description: 'A delivery and its cursor.' },
)

builder.queryField('alertDeliveries', t =>
  t.connection(
    {
      type: AlertDelivery,
      authScopes: { signedIn: true },
      description: 'What the caller was told, newest first. Not with a restricted API key.',
      complexity: pageComplexity,
      resolve: async (_root, args, { scope }) => toConnection(await listDeliveries(scope, args)),
    },
    AlertDeliveryConnection,
  ),
)

const FailureReason = describedEnum('AlertFailureReason', 'Why an alert was not delivered.', {
  CHANNEL_OFF: 'This way was switched off.',
  EMAIL_MISSING: 'The account has no e-mail address.',
  EMAIL_INVALID: 'The e-mail address of the account is not one.',
  NO_MAIL_SERVER: 'The server has no mail server (`MAIL_SMTP_HOST`).',
  MAIL_FAILED: 'The mail server refused, or could not be reached.',
  APPRISE_SERVICES_MISSING: 'There is no Apprise service.',
  APPRISE_MODE_MISSING: 'No Apprise mode is chosen.',
  APPRISE_MODE_FORBIDDEN: 'Only administrators may have Apprise run on the server.',
  APPRISE_URL_MISSING: 'There is no address of an Apprise server.',
  APPRISE_NOT_INSTALLED: 'The server has no Apprise (`APPRISE_PATH`).',
  APPRISE_FAILED: 'Apprise did not reach all services.',
  WEBHOOK_URL_MISSING: 'There is no address of a webhook.',
  URL_INVALID: 'The address is not one of a web server.',
  ADDRESS_REFUSED: 'The address is private (`ALERT_PRIVATE_ADDRESSES`).',
  UNREACHABLE: 'The web server could not be reached in time.',
  HTTP_STATUS: 'The web server refused: see `httpStatus`.',
} satisfies Record<(typeof alertFailureReasons)[number], string>)

const TestInput = builder.inputType('SendTestAlertInput', {
  description: 'Which way to try.',
  fields: t => ({ channel: t.field({ type: AlertChannel, required: true, description: 'The way.' }) }),
})

const TestPayload = builder.objectRef<TestedAlert>('SendTestAlertPayload').implement({
  description: 'What came of a test.',
  fields: t => ({
    sent: t.exposeBoolean('sent', { description: 'Was it taken over there?' }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why not, in words.' }),
    reason: t.field({
      type: FailureReason,
      nullable: true,
      description: 'Why not.',
      resolve: ({ reason }): AlertFailureReason | null => reason,
    }),
    httpStatus: t.exposeInt('httpStatus', { nullable: true, description: 'What a web server answered.' }),
  }),
})

builder.mutationField('sendTestAlert', t =>
  t.field({
    type: TestPayload,
    authScopes: { signedIn: true },
    description:
      'Sends the caller a test by one of their ways, switched on or not, and waits for it. Not with a restricted API key.',
    args: { input: t.arg({ type: TestInput, required: true, description: 'Which way.' }) },
    resolve: (_root, { input }, { scope }) => sendTestAlert(scope, input.channel),
  }),
)
