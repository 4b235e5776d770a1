import { z } from 'zod'
import { GraphqlFailure, type Run } from '../../execute.ts'
import {
  ChangePasswordDocument,
  KeepPasswordDocument,
  MeDocument,
  RefreshTokenDocument,
  SignInDocument,
  SignOutDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import {
  authorizationModel,
  challengeOf,
  loginShape,
  meOf,
  meShape,
  sessionOf,
  sessionShape,
} from '../accounts/account-shapes.ts'
import { newPassword } from '../accounts/user-input.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import { type ErrorRule, errorKey, notAuthenticated, Problem } from '../protocol/problem.ts'
import { type Route, route } from '../protocol/route.ts'

const tag = 'Session'

const wrongPair: ErrorRule = { status: 401, key: 'auth.incorrectCredentials' }
const inactive: ErrorRule = { status: 401, key: 'auth.inactiveUser' }

/** Said on servers where everybody signs in through the OpenID Connect provider. */
export const localLoginDisabled: ErrorRule = { status: 403, key: 'auth.localLoginDisabled' }

/** Only a wrong pair asks for another try by `WWW-Authenticate`; the correct pair of an inactive user does not. */
function refusedSignIn(error: unknown): unknown {
  if (!(error instanceof GraphqlFailure) || error.code !== 'UNAUTHENTICATED') return error
  return error.params.inactive
    ? new Problem(401, { key: errorKey(inactive) })
    : new Problem(401, { key: errorKey(wrongPair) }, { 'www-authenticate': 'Bearer' })
}

const login = route({
  method: 'post',
  path: '/api/auth/login',
  tag,
  summary: 'Exchange username and password for an access token',
  access: 'public',
  body: {
    kind: 'form',
    schema: z.object({
      username: z.string(),
      password: z.string(),
      grant_type: z
        .string()
        .regex(/^password$/)
        .nullish(),
    }),
  },
  success: { status: 200, description: 'Signed in, or half-way', answer: loginShape },
  errors: { 'FORBIDDEN:LOCAL_LOGIN_DISABLED': localLoginDisabled },
  refusals: [wrongPair, inactive, { status: 429, key: 'auth.tooManyRequests' }],
  async handle({ body: { username, password }, run }) {
    try {
      const { signIn } = await run(SignInDocument, { input: { username, password } })
      return sessionOf(signIn, signIn.user.mustChangePassword)
    } catch (error) {
      if (error instanceof GraphqlFailure && error.challenge) return challengeOf(error.challenge)
      throw refusedSignIn(error)
    }
  },
})

const refresh = route({
  method: 'post',
  path: '/api/auth/refresh',
  tag,
  summary: 'One more access token',
  access: 'signed-in',
  success: { status: 200, description: 'A fresh token', answer: sessionShape },
  handle: async ({ run }) => sessionOf((await run(RefreshTokenDocument, {})).refreshToken, false),
})

const logout = route({
  method: 'post',
  path: '/api/auth/logout',
  tag,
  summary: 'End the session: its token stops working at once',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'Signed out',
    answer: z.strictObject({
      message: z.literal('backend.success.auth.loggedOut'),
      logout_url: z.string().nullable(),
    }),
  },
  async handle({ run }) {
    const { logoutUrl } = (await run(SignOutDocument, {})).signOut
    return { message: 'backend.success.auth.loggedOut' as const, logout_url: logoutUrl }
  },
})

const me = route({
  method: 'get',
  path: '/api/auth/me',
  tag,
  summary: 'Who is signed in',
  access: 'signed-in',
  success: { status: 200, description: 'The user', answer: meShape },
  async handle({ run }) {
    const { viewer } = await run(MeDocument, {})
    if (!viewer) throw notAuthenticated()
    return meOf(viewer)
  },
})

const passwordBody = {
  kind: 'json' as const,
  schema: z.object({ current_password: z.string(), new_password: newPassword }),
}

const passwordErrors: ErrorTable = {
  'INVALID_INPUT:currentPassword': { status: 400, key: 'auth.currentPasswordIncorrect' },
  'CONFLICT:NO_LOCAL_PASSWORD': { status: 400, key: 'auth.localPasswordRequired' },
}

const changePassword = async (run: Run, body: z.output<typeof passwordBody.schema>) => {
  await run(ChangePasswordDocument, {
    input: { currentPassword: body.current_password, newPassword: body.new_password },
  })
}

const changeOwn = route({
  method: 'post',
  path: '/api/auth/change-password',
  tag,
  summary: 'A new password for the caller; ends their other sessions',
  access: 'signed-in',
  body: passwordBody,
  success: {
    status: 200,
    description: 'Changed',
    answer: z.strictObject({ message: z.literal('backend.success.auth.passwordChanged') }),
  },
  errors: passwordErrors,
  async handle({ body, run }) {
    await changePassword(run, body)
    return { message: 'backend.success.auth.passwordChanged' as const }
  },
})

const changeInSettings = route({
  method: 'post',
  path: '/api/settings/change-password',
  tag,
  summary: 'The same, with the answer of the settings page',
  access: 'signed-in',
  body: passwordBody,
  success: {
    status: 200,
    description: 'Changed',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.settings.passwordChanged'),
    }),
  },
  errors: passwordErrors,
  async handle({ body, run }) {
    await changePassword(run, body)
    return { success: true as const, message: 'backend.success.settings.passwordChanged' as const }
  },
})

const skipSetup = route({
  method: 'post',
  path: '/api/auth/password-setup/skip',
  tag,
  summary: 'Keep the generated password',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'No reminder any more',
    answer: z.strictObject({ must_change_password: z.boolean() }),
  },
  handle: async ({ run }) => ({
    must_change_password: (await run(KeepPasswordDocument, {})).keepPassword.user.mustChangePassword,
  }),
})

/** A public answer that never changes. */
const constant = (path: `/api/${string}`, summary: string, value: object): Route =>
  route({
    method: 'get',
    path,
    tag,
    summary,
    access: 'public',
    success: { status: 200, description: 'Always the same', answer: z.record(z.string(), z.unknown()) },
    handle: async () => value as Record<string, unknown>,
  })

/** Signing in and out, and one's own password. */
export const sessionRoutes = [
  login,
  refresh,
  logout,
  me,
  changeOwn,
  changeInSettings,
  skipSetup,
  constant('/api/auth/authorization-model', 'Roles and what they may do', authorizationModel),
]
