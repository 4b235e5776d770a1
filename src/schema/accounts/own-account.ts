import {
  type Preferences,
  preferencesOf,
  updateOwnPreferences,
  updateOwnProfile,
} from '../../domain/accounts/own-account.ts'
import { mayReadAccount, type UserRow } from '../../domain/accounts/users.ts'
import { builder } from '../builder.ts'
import { User } from './user.ts'

const UserPreferences = builder.objectRef<Preferences>('UserPreferences').implement({
  description:
    'What the web interfaces of the old servers remember of a user. Nothing in this server depends on it.',
  fields: t => ({
    analyticsEnabled: t.exposeBoolean('analyticsEnabled', { description: 'Default false.' }),
    analyticsConsentGiven: t.exposeBoolean('analyticsConsentGiven', { description: 'Default false.' }),
    dateFormat: t.exposeString('dateFormat', { description: 'Default `locale`.' }),
  }),
})

builder.objectField(User, 'preferences', t =>
  t.field({
    type: UserPreferences,
    nullable: true,
    description: 'For the user and for administrators.',
    resolve: (user, _args, { scope }) => (mayReadAccount(scope, user.id) ? preferencesOf(user) : null),
  }),
)

const UpdateProfileInput = builder.inputType('UpdateProfileInput', {
  description: 'Changes of the caller’s own names; what is absent stays.',
  fields: t => ({
    username: t.string({ description: 'A new name to sign in with.' }),
    email: t.string({ description: 'Null clears it.' }),
    fullName: t.string({ description: 'Null clears it.' }),
  }),
})

const UpdatePreferencesInput = builder.inputType('UpdatePreferencesInput', {
  description: 'Changes of the caller’s preferences; what is absent stays.',
  fields: t => ({
    analyticsEnabled: t.boolean({ description: 'Remembered, without any effect.' }),
    analyticsConsentGiven: t.boolean({ description: 'Remembered, without any effect.' }),
    dateFormat: t.string({
      description: '`locale`, `yyyy-MM-dd HH:mm`, `dd/MM/yyyy HH:mm` or `MM/dd/yyyy hh:mm a`.',
    }),
  }),
})

const CallerPayload = (name: string, description: string) =>
  builder.objectRef<{ user: UserRow }>(name).implement({
    description,
    fields: t => ({ user: t.expose('user', { type: User, description: 'The caller.' }) }),
  })

const UpdateProfilePayload = CallerPayload('UpdateProfilePayload', 'The new names.')
const UpdatePreferencesPayload = CallerPayload('UpdatePreferencesPayload', 'The new preferences.')

builder.mutationFields(t => ({
  updateProfile: t.field({
    type: UpdateProfilePayload,
    authScopes: { signedIn: true },
    description:
      'Changes the caller’s own names. Users who are no administrators may ask for ten new names or e-mail addresses an hour.',
    args: { input: t.arg({ type: UpdateProfileInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input }, { scope }) => ({ user: await updateOwnProfile(scope, input) }),
  }),
  updatePreferences: t.field({
    type: UpdatePreferencesPayload,
    authScopes: { signedIn: true },
    description: 'Changes the caller’s preferences.',
    args: { input: t.arg({ type: UpdatePreferencesInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input }, { scope }) => ({ user: await updateOwnPreferences(scope, input) }),
  }),
}))
