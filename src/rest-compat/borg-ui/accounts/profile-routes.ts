import { z } from 'zod'
import { MeDocument, UpdateProfileDocument } from '../../generated/borg-ui/borg-ui.ts'
import { ChangePreferencesDocument, OwnPreferencesDocument } from '../../generated/borg-ui/permissions.ts'
import { notAuthenticated } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { laxBoolean } from '../values/lax.ts'
import { meOf, meShape } from './account-shapes.ts'
import { keepNames, names, readNames } from './user-input.ts'
import { accountErrors, done, doneShape } from './user-routes.ts'

const tag = 'Profile'

const profileShape = meShape
  .omit({
    auth_source: true,
    oidc_subject: true,
    all_repositories_role: true,
    totp_enabled: true,
    passkey_count: true,
    global_permissions: true,
  })
  .extend({ is_admin: z.boolean() })

const profile = route({
  method: 'get',
  path: '/api/settings/profile',
  tag,
  summary: 'The caller',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'The profile',
    answer: z.strictObject({ success: z.literal(true), profile: profileShape }),
  },
  async handle({ run }) {
    const { viewer } = await run(MeDocument, {})
    if (!viewer) throw notAuthenticated()
    const {
      auth_source: _source,
      oidc_subject: _subject,
      all_repositories_role: _scope,
      totp_enabled: _totp,
      passkey_count: _passkeys,
      global_permissions: _permissions,
      ...rest
    } = meOf(viewer)
    return { success: true as const, profile: { ...rest, is_admin: viewer.role === 'ADMIN' } }
  },
})

const updateProfile = route({
  method: 'put',
  path: '/api/settings/profile',
  tag,
  summary: 'Change the caller’s own names',
  access: 'signed-in',
  body: { kind: 'json', schema: z.object(names) },
  success: { status: 200, description: 'Changed', answer: doneShape('profileUpdated') },
  errors: accountErrors,
  async handle({ body, run }) {
    const { user } = (await run(UpdateProfileDocument, { input: readNames(body) })).updateProfile
    await keepNames(run, user, body)
    return done('profileUpdated')
  },
})

const preferencesShape = z.strictObject({
  analytics_enabled: z.boolean(),
  analytics_consent_given: z.boolean(),
})

const preferences = route({
  method: 'get',
  path: '/api/settings/preferences',
  tag,
  summary: 'What the caller said about analytics',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'The preferences; nothing is ever sent anywhere',
    answer: z.strictObject({ success: z.literal(true), preferences: preferencesShape }),
  },
  async handle({ run }) {
    const found = (await run(OwnPreferencesDocument, {})).viewer?.preferences
    if (!found) throw notAuthenticated()
    return {
      success: true as const,
      preferences: {
        analytics_enabled: found.analyticsEnabled,
        analytics_consent_given: found.analyticsConsentGiven,
      },
    }
  },
})

const updatePreferences = route({
  method: 'put',
  path: '/api/settings/preferences',
  tag,
  summary: 'Remember what the caller says about analytics',
  access: 'signed-in',
  body: {
    kind: 'json',
    schema: z.object({
      analytics_enabled: laxBoolean().nullish(),
      analytics_consent_given: laxBoolean().nullish(),
    }),
  },
  success: { status: 200, description: 'Remembered', answer: doneShape('preferencesUpdated') },
  async handle({ body, run }) {
    const input = {
      analyticsEnabled: body.analytics_enabled ?? null,
      analyticsConsentGiven: body.analytics_consent_given ?? null,
    }
    await run(ChangePreferencesDocument, { input })
    return done('preferencesUpdated')
  },
})

/** The caller's own account, as the settings page has it. */
export const profileRoutes = [profile, updateProfile, preferences, updatePreferences]
