import { providerSignOut } from '../../domain/accounts/openid-sessions.ts'
import { refreshSession, type SignedIn, signOut } from '../../domain/accounts/sessions.ts'
import { answerChallenge, signIn } from '../../domain/accounts/sign-in.ts'
import { findUser } from '../../domain/accounts/users.ts'
import { builder } from '../builder.ts'
import { User } from './user.ts'

const SignInInput = builder.inputType('SignInInput', {
  description: 'Username and password.',
  fields: t => ({
    username: t.string({ required: true, description: 'Case-sensitive.' }),
    password: t.string({ required: true, description: 'Never logged.' }),
  }),
})

const AnswerInput = builder.inputType('AnswerSignInChallengeInput', {
  description: 'The second step of signing in.',
  fields: t => ({
    challenge: t.string({
      required: true,
      description: '`extensions.challenge` of the first step; valid for 10 minutes.',
    }),
    code: t.string({
      required: true,
      description: 'Six digits of the authenticator app, or a recovery code.',
    }),
  }),
})

export const signedInPayload = (name: string, description: string) =>
  builder.objectRef<SignedIn>(name).implement({
    description,
    fields: t => ({
      accessToken: t.exposeString('accessToken', {
        description:
          'Send it as `Authorization: Bearer …`, or as `authorization` in the connection parameters of graphql-ws.',
      }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it stops working.' }),
      user: t.field({
        type: User,
        description: 'Who signed in.',
        resolve: ({ viewer }, _args, { scope }) => findUser({ ...scope, viewer }, viewer.userId),
      }),
    }),
  })

const SignInPayload = signedInPayload('SignInPayload', 'A fresh access token.')
const AnswerPayload = signedInPayload('AnswerSignInChallengePayload', 'A fresh access token.')
const RefreshPayload = signedInPayload('RefreshTokenPayload', 'One more access token.')

const SignOutPayload = builder
  .objectRef<{ signedOut: boolean; logoutUrl: string | null }>('SignOutPayload')
  .implement({
    description: 'The answer to a sign-out.',
    fields: t => ({
      signedOut: t.exposeBoolean('signedOut', {
        description:
          'True: the token does not work any more. False with an API key, which is revoked instead.',
      }),
      logoutUrl: t.exposeString('logoutUrl', {
        nullable: true,
        description:
          'Where a browser signs out at the OpenID Connect provider, too; null when there is nothing to do.',
      }),
    }),
  })

builder.mutationFields(t => ({
  signIn: t.field({
    type: SignInPayload,
    authScopes: { public: true },
    description:
      'Exchanges username and password for an access token. Limited per user and address. For a user with a second factor: error `UNAUTHENTICATED` with `extensions.reason` `TOTP_REQUIRED` and `extensions.challenge`, for `answerSignInChallenge`.',
    args: { input: t.arg({ type: SignInInput, required: true, description: 'Who.' }) },
    resolve: (_root, { input }, { scope, address }) => signIn(scope, { ...input, address }),
  }),
  answerSignInChallenge: t.field({
    type: AnswerPayload,
    authScopes: { public: true },
    description:
      'Exchanges a challenge of `signIn` and a code for an access token. Each code works once. `extensions.reason` is `WRONG_CODE` when another may be tried, and `CHALLENGE_EXPIRED` when it is time to sign in again.',
    args: { input: t.arg({ type: AnswerInput, required: true, description: 'Challenge and code.' }) },
    resolve: (_root, { input }, { scope }) => answerChallenge(scope, input),
  }),
  refreshToken: t.field({
    type: RefreshPayload,
    authScopes: { signedIn: true },
    description:
      'A new access token for a caller who has one; the old one stays valid until it expires. The new one ends with the account token that it was made from, and with the sign-out of any session that it was refreshed from.',
    resolve: (_root, _args, { scope }) => refreshSession(scope),
  }),
  signOut: t.field({
    type: SignOutPayload,
    authScopes: { signedIn: true },
    description:
      'Ends the session, and every other one that was refreshed from it or that it was refreshed from: these access tokens stop working at once, and their streams end.',
    resolve: async (_root, _args, { scope }) => {
      const session = await signOut(scope)
      const logoutUrl = session === null ? null : await providerSignOut(scope, session)
      return { signedOut: session !== null, logoutUrl }
    },
  }),
}))
