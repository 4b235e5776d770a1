import { beginLink, unlinkIdentity } from '../../domain/accounts/openid-links.ts'
import {
  completeTransaction,
  exchangeGrant,
  type OpenIdOutcome,
} from '../../domain/accounts/openid-sign-in.ts'
import { beginTransaction, type OpenIdBeginning } from '../../domain/accounts/openid-transaction.ts'
import type { UserRow } from '../../domain/accounts/users.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'
import { signedInPayload } from './sign-in.ts'
import { User } from './user.ts'

const OidcError = describedEnum('OidcError', 'Why the answer of the provider signed nobody in.', {
  ACCOUNT_LINK_REQUIRED: 'There is a user of this name: sign in as them, and connect the account.',
  ALREADY_LINKED: 'The account is connected with an identity already.',
  AUTHENTICATION_CANCELLED: 'The user or the provider said no.',
  AUTHENTICATION_FAILED: 'The answer is not one to a question of ours, was used before, or came too late.',
  IDENTITY_CONFLICT: 'Another account is connected with the identity, or took the name.',
  ID_TOKEN_INVALID: 'What the provider says of the user does not hold.',
  INACTIVE_USER: 'The account is switched off.',
  PENDING_APPROVAL: 'An administrator has to activate the account.',
  USERNAME_CLAIM_MISSING: 'The provider says no name for a new user.',
  USER_ACCESS_DENIED: 'There is no account here, and none is made.',
})

const Beginning = (name: string) =>
  builder.inputType(name, {
    description: 'Where the browser is, and where it wants to go.',
    fields: t => ({
      returnTo: t.string({
        description: 'A page of this server, for when it is over; every other address becomes `/login`.',
      }),
      baseUrl: t.string({
        description: 'Where clients reach this server; needed when `PUBLIC_URL` is not configured.',
      }),
    }),
  })
const BeginInput = Beginning('BeginOidcSignInInput')
const BeginLinkInput = Beginning('BeginOidcLinkInput')

const CompleteInput = builder.inputType('CompleteOidcSignInInput', {
  description: 'The answer of the provider.',
  fields: t => ({
    transaction: t.string({ description: 'Of `beginOidcSignIn` or `beginOidcLink`, from the same browser.' }),
    query: t.string({ required: true, description: 'Of the address that the browser came back to.' }),
  }),
})

const ExchangeInput = builder.inputType('ExchangeOidcGrantInput', {
  description: 'The last step of signing in through the provider.',
  fields: t => ({ grant: t.string({ required: true, description: 'Of `completeOidcSignIn`.' }) }),
})

const beginPayload = (name: string) =>
  builder.objectRef<OpenIdBeginning>(name).implement({
    description: 'Where to send the browser.',
    fields: t => ({
      authorizationUrl: t.exposeString('authorizationUrl', { description: 'A page of the provider.' }),
      transaction: t.exposeString('transaction', {
        description: 'Kept by the browser until it comes back; valid for 10 minutes.',
      }),
      state: t.exposeString('state', {
        description: 'By which the answer is known (query parameter `state`).',
      }),
    }),
  })
const BeginPayload = beginPayload('BeginOidcSignInPayload')
const BeginLinkPayload = beginPayload('BeginOidcLinkPayload')

const CompletePayload = builder.objectRef<OpenIdOutcome>('CompleteOidcSignInPayload').implement({
  description: 'What came of the answer: a grant, a connection or an error.',
  fields: t => ({
    returnTo: t.exposeString('returnTo', {
      description: 'Where to send the browser: a path of this server.',
    }),
    grant: t.exposeString('grant', {
      nullable: true,
      description: 'For `exchangeOidcGrant`; works once, for 5 minutes.',
    }),
    linked: t.exposeBoolean('linked', { description: 'Is the account connected with the identity now?' }),
    error: t.expose('error', { type: OidcError, nullable: true, description: 'Why it did not work.' }),
  }),
})

const ExchangePayload = signedInPayload('ExchangeOidcGrantPayload', 'A fresh access token.')
const UnlinkPayload = builder.objectRef<{ user: UserRow }>('UnlinkOidcPayload').implement({
  description: 'The caller without an identity.',
  fields: t => ({ user: t.expose('user', { type: User, description: 'The user as they are now.' }) }),
})

builder.mutationFields(t => ({
  beginOidcSignIn: t.field({
    type: BeginPayload,
    authScopes: { public: true },
    description:
      'Begins a sign-in through the OpenID Connect provider (authorization code with PKCE). Browsers can go to `/api/auth/oidc/login` instead. `NOT_FOUND` when no provider is configured.',
    args: { input: t.arg({ type: BeginInput, required: true, description: 'Where.' }) },
    resolve: (_root, { input: { returnTo, baseUrl } }, { scope }) =>
      beginTransaction(scope, { returnTo: returnTo ?? null, baseUrl: baseUrl ?? null }, null),
  }),
  completeOidcSignIn: t.field({
    type: CompletePayload,
    authScopes: { public: true },
    description: 'Reads the answer that the browser brought back from the provider.',
    args: { input: t.arg({ type: CompleteInput, required: true, description: 'The answer.' }) },
    resolve: (_root, { input: { transaction, query } }, { scope, address }) =>
      completeTransaction(scope, { transaction: transaction ?? null, query, address }),
  }),
  exchangeOidcGrant: t.field({
    type: ExchangePayload,
    authScopes: { public: true },
    description:
      'Exchanges a grant for an access token. The provider asked for every factor that it wants: there is no challenge.',
    args: { input: t.arg({ type: ExchangeInput, required: true, description: 'The grant.' }) },
    resolve: (_root, { input }, { scope, address }) => exchangeGrant(scope, { ...input, address }),
  }),
  beginOidcLink: t.field({
    type: BeginLinkPayload,
    authScopes: { signedIn: true },
    description: 'Begins to connect the caller’s account with an identity of the provider.',
    args: { input: t.arg({ type: BeginLinkInput, required: true, description: 'Where.' }) },
    resolve: (_root, { input: { returnTo, baseUrl } }, { scope }) =>
      beginLink(scope, { returnTo: returnTo ?? null, baseUrl: baseUrl ?? null }),
  }),
  unlinkOidc: t.field({
    type: UnlinkPayload,
    authScopes: { signedIn: true },
    description:
      'Disconnects the caller’s account from its identity. `CONFLICT` with reason `OIDC_NOT_LINKED`, or when nothing would be left to sign in with.',
    resolve: async (_root, _args, { scope }) => ({ user: await unlinkIdentity(scope) }),
  }),
}))
