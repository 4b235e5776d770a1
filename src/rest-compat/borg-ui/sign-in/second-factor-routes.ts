import { z } from 'zod'
import {
  AnswerSignInChallengeDocument,
  BeginTotpSetupDocument,
  DisableTotpDocument,
  EnableTotpDocument,
  SecondFactorDocument,
} from '../../generated/borg-ui/second-factor.ts'
import { sessionOf, sessionShape } from '../accounts/account-shapes.ts'
import { invalidToken } from '../protocol/credentials.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import { notAuthenticated } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { localLoginDisabled } from './session-routes.ts'

const tag = 'Second factor'

const passwordErrors: ErrorTable = {
  'INVALID_INPUT:currentPassword': { status: 400, key: 'auth.currentPasswordIncorrect' },
  'CONFLICT:NO_LOCAL_PASSWORD': { status: 400, key: 'auth.localPasswordRequired' },
}
/** A key that the old server did not have. */
const alreadyEnabled = { status: 409, key: 'auth.totpAlreadyEnabled' } as const
const wrongCode = { status: 400, key: 'auth.invalidTotpCode' } as const

const status = route({
  method: 'get',
  path: '/api/auth/totp',
  tag,
  summary: 'Whether the caller has a second factor',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'The state',
    answer: z.strictObject({ enabled: z.boolean(), recovery_codes_remaining: z.int() }),
  },
  async handle({ run }) {
    const { viewer } = await run(SecondFactorDocument, {})
    if (!viewer) throw notAuthenticated()
    return { enabled: viewer.totpEnabled, recovery_codes_remaining: viewer.recoveryCodesRemaining }
  },
})

const recoveryCodes = z.array(z.string().regex(/^[0-9A-F]{4}-[0-9A-F]{4}$/))

const setup = route({
  method: 'post',
  path: '/api/auth/totp/setup',
  tag,
  summary: 'A secret for an authenticator app; nothing changes yet',
  access: 'signed-in',
  body: { kind: 'json', schema: z.object({ current_password: z.string() }) },
  success: {
    status: 200,
    description: 'Shown only here; the setup token works for 15 minutes',
    answer: z.strictObject({
      setup_token: z.string(),
      secret: z.string(),
      otpauth_uri: z.string(),
      recovery_codes: recoveryCodes,
    }),
  },
  errors: { ...passwordErrors, 'CONFLICT:TOTP_ENABLED': alreadyEnabled },
  async handle({ body, run }) {
    const { beginTotpSetup } = await run(BeginTotpSetupDocument, { currentPassword: body.current_password })
    return {
      setup_token: beginTotpSetup.setupToken,
      secret: beginTotpSetup.secret,
      otpauth_uri: beginTotpSetup.otpauthUri,
      recovery_codes: [...beginTotpSetup.recoveryCodes],
    }
  },
})

const enable = route({
  method: 'post',
  path: '/api/auth/totp/enable',
  tag,
  summary: 'Switch the second factor on',
  access: 'signed-in',
  body: { kind: 'json', schema: z.object({ setup_token: z.string(), code: z.string() }) },
  success: {
    status: 200,
    description: 'It is on',
    answer: z.strictObject({ enabled: z.literal(true), recovery_codes: recoveryCodes }),
  },
  errors: {
    'INVALID_INPUT:setupToken': invalidToken,
    'INVALID_INPUT:code': wrongCode,
    'CONFLICT:TOTP_ENABLED': alreadyEnabled,
  },
  refusals: [{ status: 429, key: 'auth.tooManyRequests' }],
  async handle({ body, run }) {
    const input = { setupToken: body.setup_token, code: body.code }
    const { enableTotp } = await run(EnableTotpDocument, { input })
    return { enabled: true as const, recovery_codes: [...enableTotp.recoveryCodes] }
  },
})

const disable = route({
  method: 'post',
  path: '/api/auth/totp/disable',
  tag,
  summary: 'Switch the second factor off',
  access: 'signed-in',
  body: { kind: 'json', schema: z.object({ current_password: z.string(), code: z.string() }) },
  success: {
    status: 200,
    description: 'It is off',
    answer: z.strictObject({ message: z.literal('backend.success.auth.totpDisabled') }),
  },
  errors: {
    ...passwordErrors,
    'CONFLICT:TOTP_NOT_ENABLED': { status: 400, key: 'auth.totpNotEnabled' },
    'INVALID_INPUT:code': wrongCode,
  },
  async handle({ body, run }) {
    await run(DisableTotpDocument, { input: { currentPassword: body.current_password, code: body.code } })
    return { message: 'backend.success.auth.totpDisabled' as const }
  },
})

const login = route({
  method: 'post',
  path: '/api/auth/login/totp',
  tag,
  summary: 'The second step of signing in: a code of the app, or a recovery code',
  access: 'public',
  body: { kind: 'json', schema: z.object({ login_challenge_token: z.string(), code: z.string() }) },
  success: { status: 200, description: 'Signed in', answer: sessionShape },
  errors: {
    'FORBIDDEN:LOCAL_LOGIN_DISABLED': localLoginDisabled,
    'UNAUTHENTICATED:CHALLENGE_EXPIRED': invalidToken,
    'UNAUTHENTICATED:WRONG_CODE': { status: 401, key: 'auth.invalidTotpCode' },
  },
  refusals: [{ status: 429, key: 'auth.tooManyRequests' }],
  async handle({ body, run }) {
    const input = { challenge: body.login_challenge_token, code: body.code }
    const { answerSignInChallenge: signedIn } = await run(AnswerSignInChallengeDocument, { input })
    return sessionOf(signedIn, signedIn.user.mustChangePassword)
  },
})

/** Codes of an authenticator app. */
export const secondFactorRoutes = [status, setup, enable, disable, login]
