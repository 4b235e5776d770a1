import { type AlertSettings as Settings, updateAlertSettings } from '../../domain/health/alert-settings.ts'
import { User } from '../accounts/user.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'

export const AppriseMode = describedEnum('AppriseMode', 'Who runs Apprise.', {
  PACKAGE: 'This server, as a program; for administrators only, because it reaches what the server reaches.',
  STATELESS: 'An Apprise server at an address of yours.',
})

const AlertSettings = builder.objectRef<Settings>('AlertSettings').implement({
  description:
    'By which ways a user is told of repositories that are stale or nearly full. Null: never set. Of addresses others see only the beginning.',
  fields: t => ({
    emailEnabled: t.exposeBoolean('emailEnabled', {
      nullable: true,
      description: 'By mails to the address of the account?',
    }),
    appriseEnabled: t.exposeBoolean('appriseEnabled', { nullable: true, description: 'By Apprise?' }),
    appriseMode: t.expose('appriseMode', { type: AppriseMode, nullable: true, description: 'Who runs it.' }),
    appriseStatelessUrl: t.exposeString('appriseStatelessUrl', {
      nullable: true,
      description: 'Address of an Apprise server, for `STATELESS`.',
    }),
    appriseServices: t.exposeStringList('appriseServices', {
      description: 'Apprise URLs. They contain passwords.',
    }),
    webhookEnabled: t.exposeBoolean('webhookEnabled', { nullable: true, description: 'By a webhook?' }),
    webhookUrl: t.exposeString('webhookUrl', { nullable: true, description: 'Where alerts are posted to.' }),
    hasWebhookSecret: t.exposeBoolean('hasWebhookSecret', {
      description: 'Is there a secret that signs them? It is never shown.',
    }),
  }),
})

builder.objectField(User, 'alertSettings', t =>
  t.field({
    type: AlertSettings,
    nullable: true,
    description: 'For the user and for administrators.',
    resolve: (user, _args, { loaders }) => loaders.alertSettings.load(user.id),
  }),
)

const UpdateInput = builder.inputType('UpdateAlertSettingsInput', {
  description: 'Changes of the ways by which the caller is told; what is absent stays, null or empty clears.',
  fields: t => ({
    emailEnabled: t.boolean({ description: 'By mails to the address of the account?' }),
    appriseEnabled: t.boolean({ description: 'By Apprise?' }),
    appriseMode: t.field({ type: AppriseMode, description: 'Who runs it.' }),
    appriseStatelessUrl: t.string({ description: 'Address of an Apprise server, for `STATELESS`.' }),
    appriseServices: t.stringList({ description: 'Apprise URLs, at most 50.' }),
    webhookEnabled: t.boolean({ description: 'By a webhook?' }),
    webhookUrl: t.string({ description: 'An http or https address.' }),
    webhookSecret: t.string({
      description:
        'The key of the signature in `X-Vinculum-Signature`; at most 500 printable ASCII characters. It is not sent itself, unless the administrator has set `WEBHOOK_LEGACY_SECRET_HEADER`, and then over https alone.',
    }),
  }),
})

const UpdatePayload = builder.objectRef<{ settings: Settings }>('UpdateAlertSettingsPayload').implement({
  description: 'The new settings.',
  fields: t => ({ settings: t.expose('settings', { type: AlertSettings, description: 'As they are now.' }) }),
})

builder.mutationField('updateAlertSettings', t =>
  t.field({
    type: UpdatePayload,
    authScopes: { signedIn: true },
    description: 'Changes by which ways the caller is told. Not with a restricted API key.',
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input }, { scope }) => ({ settings: await updateAlertSettings(scope, input) }),
  }),
)
