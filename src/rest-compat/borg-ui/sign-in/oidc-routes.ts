import { z } from 'zod'
import {
  BeginOidcSignInDocument,
  CompleteOidcSignInDocument,
  ExchangeOidcGrantDocument,
} from '../../generated/borg-ui/oidc.ts'
import type { OidcError } from '../../generated/schema.ts'
import { sessionOf, sessionShape } from '../accounts/account-shapes.ts'
import { cookieLine, isFromOwnPage, withParameter } from '../protocol/browser.ts'
import { invalidToken } from '../protocol/credentials.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { type Call, Redirect, route } from '../protocol/route.ts'

const tag = 'OpenID Connect'

/** Said by every route while no provider is configured. */
export const notConfigured: ErrorRule = { status: 404, key: 'auth.oidcNotConfigured' }

const callbackPath = '/api/auth/oidc/callback'
/** One per attempt, so that two tabs do not disturb each other. */
const transactionCookie = (state: string) => `oidc_transaction_${state.slice(0, 16)}`
const grantCookie = 'oidc_exchange_grant'

/** Lets the browser keep what it has to bring back. Lax: it comes back from another site. */
export function keepTransaction(
  { baseUrl, setCookie }: Pick<Call, 'baseUrl' | 'setCookie'>,
  { state, transaction }: { state: string; transaction: string },
): void {
  setCookie(
    cookieLine(transactionCookie(state), transaction, {
      path: callbackPath,
      seconds: 600,
      sameSite: 'Lax',
      baseUrl,
    }),
  )
}

const login = route({
  method: 'get',
  path: '/api/auth/oidc/login',
  tag,
  summary: 'Send a browser to the provider (PKCE, state, nonce)',
  access: 'public',
  query: z.object({ return_to: z.string().optional() }),
  success: { status: 302, description: 'To the provider' },
  errors: { NOT_FOUND: notConfigured },
  async handle(call) {
    const input = { returnTo: call.query.return_to, baseUrl: call.baseUrl }
    const { beginOidcSignIn } = await call.run(BeginOidcSignInDocument, { input })
    keepTransaction(call, beginOidcSignIn)
    return new Redirect(beginOidcSignIn.authorizationUrl)
  },
})

/** Contract borg-ui, appendix A. */
const errorKeys: Record<OidcError, string> = {
  ACCOUNT_LINK_REQUIRED: 'oidcAccountLinkRequired',
  ALREADY_LINKED: 'oidcAlreadyLinked',
  AUTHENTICATION_CANCELLED: 'oidcAuthenticationCancelled',
  AUTHENTICATION_FAILED: 'oidcAuthenticationFailed',
  IDENTITY_CONFLICT: 'oidcIdentityConflict',
  ID_TOKEN_INVALID: 'oidcIdTokenInvalid',
  INACTIVE_USER: 'inactiveUser',
  PENDING_APPROVAL: 'oidcPendingApproval',
  USERNAME_CLAIM_MISSING: 'oidcUsernameClaimMissing',
  USER_ACCESS_DENIED: 'oidcUserAccessDenied',
}

const callback = route({
  method: 'get',
  path: callbackPath,
  tag,
  summary: 'Where the provider sends the browser back to',
  access: 'public',
  query: z.looseObject({
    code: z.string().optional(),
    state: z.string().optional(),
    error: z.string().optional(),
  }),
  success: {
    status: 302,
    description: 'To `return_to` with `oidc=complete` and a cookie for the exchange, or with `oidc_error`',
  },
  errors: { NOT_FOUND: notConfigured },
  async handle({ query, run, cookie, setCookie, baseUrl }) {
    const name = transactionCookie(query.state ?? '')
    const input = {
      transaction: cookie(name),
      query: new URLSearchParams(query as Record<string, string>).toString(),
    }
    const { returnTo, grant, error } = (await run(CompleteOidcSignInDocument, { input })).completeOidcSignIn
    if (input.transaction)
      setCookie(cookieLine(name, '', { path: callbackPath, seconds: 0, sameSite: 'Lax', baseUrl }))
    if (error)
      return new Redirect(withParameter(returnTo, 'oidc_error', `backend.errors.auth.${errorKeys[error]}`))
    if (grant === null) return new Redirect(withParameter(returnTo, 'oidc', 'linked'))
    setCookie(grantLine(grant, 300, baseUrl))
    return new Redirect(withParameter(returnTo, 'oidc', 'complete'))
  },
})

const grantLine = (grant: string, seconds: number, baseUrl: string) =>
  cookieLine(grantCookie, grant, { path: '/api/auth/oidc', seconds, sameSite: 'Strict', baseUrl })

const otherSite: ErrorRule = { status: 403, key: 'auth.invalidAuthentication' }

const exchange = route({
  method: 'post',
  path: '/api/auth/oidc/exchange',
  tag,
  summary: 'The cookie of the callback for an access token; for pages of this server only',
  access: 'public',
  success: { status: 200, description: 'Signed in', answer: sessionShape },
  errors: { NOT_FOUND: notConfigured, 'UNAUTHENTICATED:GRANT_EXPIRED': invalidToken },
  refusals: [otherSite],
  async handle({ run, cookie, setCookie, header, baseUrl }) {
    if (!isFromOwnPage(header, baseUrl)) throw refuse(otherSite)
    const grant = cookie(grantCookie) ?? ''
    try {
      const { exchangeOidcGrant: signedIn } = await run(ExchangeOidcGrantDocument, { grant })
      return sessionOf(signedIn, signedIn.user.mustChangePassword)
    } finally {
      // Good or not, it works once.
      if (grant !== '') setCookie(grantLine('', 0, baseUrl))
    }
  },
})

/** Signing in through an OpenID Connect provider. */
export const oidcRoutes = [login, callback, exchange]
