import {
  beginTotpSetup,
  disableTotp,
  enableTotp,
  resetTotp,
  type TotpSetup,
} from '../../domain/accounts/own-second-factor.ts'
import type { UserRow } from '../../domain/accounts/users.ts'
import { builder, readUserId } from '../builder.ts'
import { User } from './user.ts'

const BeginInput = builder.inputType('BeginTotpSetupInput', {
  description: 'The caller wants a second factor.',
  fields: t => ({ currentPassword: t.string({ required: true, description: 'Never logged.' }) }),
})

const EnableInput = builder.inputType('EnableTotpInput', {
  description: 'Proof that the authenticator app has the secret.',
  fields: t => ({
    setupToken: t.string({ required: true, description: 'Of `beginTotpSetup`.' }),
    code: t.string({ required: true, description: 'Six digits that the app shows.' }),
  }),
})

const DisableInput = builder.inputType('DisableTotpInput', {
  description: 'Proof that it is really the caller.',
  fields: t => ({
    currentPassword: t.string({ required: true, description: 'Never logged.' }),
    code: t.string({ required: true, description: 'Six digits of the app, or a recovery code.' }),
  }),
})

const ResetInput = builder.inputType('ResetTotpInput', {
  description: 'Whose second factor to take away.',
  fields: t => ({ userId: t.id({ required: true, description: 'Global id.' }) }),
})

const BeginPayload = builder.objectRef<TotpSetup>('BeginTotpSetupPayload').implement({
  description: 'A second factor that is not switched on yet. Shown only here.',
  fields: t => ({
    setupToken: t.exposeString('setupToken', { description: 'For `enableTotp`; works once.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When `setupToken` stops working.' }),
    secret: t.exposeString('secret', {
      description: 'In base 32, to be typed into an app: SHA-1, 6 digits, 30 s.',
    }),
    otpauthUri: t.exposeString('otpauthUri', { description: 'The same for a QR code.' }),
    recoveryCodes: t.exposeStringList('recoveryCodes', {
      description: 'Each signs in once when the app is lost.',
    }),
  }),
})

const EnablePayload = builder
  .objectRef<{ user: UserRow; recoveryCodes: string[] }>('EnableTotpPayload')
  .implement({
    description: 'The second factor is on.',
    fields: t => ({
      user: t.expose('user', { type: User, description: 'The caller.' }),
      recoveryCodes: t.exposeStringList('recoveryCodes', {
        description: 'Each signs in once when the app is lost.',
      }),
    }),
  })

const userPayload = (name: string, description: string) =>
  builder.objectRef<{ user: UserRow }>(name).implement({
    description,
    fields: t => ({ user: t.expose('user', { type: User, description: 'The user as they are now.' }) }),
  })
const DisablePayload = userPayload('DisableTotpPayload', 'The caller without a second factor.')
const ResetPayload = userPayload('ResetTotpPayload', 'The user without a second factor.')

builder.mutationFields(t => ({
  beginTotpSetup: t.field({
    type: BeginPayload,
    authScopes: { signedIn: true },
    description:
      'Makes a secret for the caller’s authenticator app; nothing changes until `enableTotp`. `CONFLICT` with reason `TOTP_ENABLED`, or `NO_LOCAL_PASSWORD` for users for whom somebody else vouches.',
    args: { input: t.arg({ type: BeginInput, required: true, description: 'The password.' }) },
    resolve: (_root, { input }, { scope }) => beginTotpSetup(scope, input.currentPassword),
  }),
  enableTotp: t.field({
    type: EnablePayload,
    authScopes: { signedIn: true },
    description: 'Switches the caller’s second factor on. Sessions that exist go on.',
    args: { input: t.arg({ type: EnableInput, required: true, description: 'Setup and code.' }) },
    resolve: (_root, { input }, { scope }) => enableTotp(scope, input),
  }),
  disableTotp: t.field({
    type: DisablePayload,
    authScopes: { signedIn: true },
    description: 'Switches the caller’s second factor off.',
    args: { input: t.arg({ type: DisableInput, required: true, description: 'Password and code.' }) },
    resolve: async (_root, { input }, { scope }) => ({ user: await disableTotp(scope, input) }),
  }),
  resetTotp: t.field({
    type: ResetPayload,
    authScopes: { admin: true },
    description: 'Takes the second factor of a user away who lost the app and the recovery codes.',
    args: { input: t.arg({ type: ResetInput, required: true, description: 'Whose.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      user: await resetTotp(scope, readUserId(input.userId)),
    }),
  }),
}))
