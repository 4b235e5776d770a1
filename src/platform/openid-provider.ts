import * as client from 'openid-client'
import { type OpenIdProvider, OpenIdRefusal } from '../domain/accounts/openid.ts'
import { unavailable } from '../domain/kernel/errors.ts'

/** How to reach a provider, and as whom. */
export interface OpenIdClientSettings {
  issuerUrl: string
  clientId: string
  /** Undefined for a public client, which has PKCE only. */
  clientSecret: string | undefined
  scopes: string
}

/** What went wrong between us and the provider, without anything secret. */
export interface OpenIdProblem {
  message: string
  /** The library's word for it. */
  code: string | undefined
  /** The provider's own words (RFC 6749 section 5.2). */
  error: string | undefined
  description: string | undefined
}

/** No answer of a provider is waited for longer, in seconds. */
const timeout = 10

/**
 * A provider that is asked over HTTP(S) when it is first needed, so that one that is down keeps no server from starting.
 * What it says of itself is remembered until the server ends.
 *
 * @param report told of every problem: a browser is told only that it did not work
 */
export function createOpenIdProvider(
  settings: OpenIdClientSettings,
  report: (problem: OpenIdProblem) => void,
): OpenIdProvider {
  let known: Promise<client.Configuration> | undefined
  const configuration = async () => {
    known ??= discover(settings)
    try {
      return await known
    } catch (error) {
      known = undefined
      report(problemOf(error))
      throw unavailable('The OpenID Connect provider does not answer.', { cause: error })
    }
  }
  return {
    async authorizationUrl(redirectUri, { state, nonce, codeVerifier }) {
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      })
      return url.href
    },
    async identify(callbackUrl, { state, nonce, codeVerifier }, wanted) {
      const config = await configuration()
      try {
        const tokens = await client.authorizationCodeGrant(config, new URL(callbackUrl), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()!
        const more =
          claims[wanted] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
            ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
            : {}
        return {
          issuer: claims.iss,
          subject: claims.sub,
          claims: { ...more, ...claims },
          idToken: tokens.id_token!,
        }
      } catch (error) {
        report(problemOf(error))
        throw new OpenIdRefusal(reasonOf(error), { cause: error })
      }
    },
    async endSessionUrl(idToken) {
      const config = await configuration().catch(() => null)
      if (!config?.serverMetadata().end_session_endpoint) return null
      return client.buildEndSessionUrl(config, { id_token_hint: idToken }).href
    },
  }
}

async function discover({ issuerUrl, clientId, clientSecret }: OpenIdClientSettings) {
  const url = new URL(issuerUrl)
  // The configuration allows plain HTTP on this machine only.
  const insecure = url.protocol === 'http:' ? [client.allowInsecureRequests] : []
  return client.discovery(url, clientId, undefined, authenticationOf(clientSecret), {
    timeout,
    execute: [...insecure, client.enableNonRepudiationChecks],
  })
}

/**
 * HTTP Basic is what a client does that was registered without a word on it (OpenID Connect Registration 2); a provider
 * that knows only the form gets the form.
 */
function authenticationOf(secret: string | undefined): client.ClientAuth {
  if (secret === undefined) return client.None()
  const [basic, post] = [basicAuthentication(secret), client.ClientSecretPost(secret)]
  return (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = server
    const form = !methods.includes('client_secret_basic') && methods.includes('client_secret_post')
    return (form ? post : basic)(server, ...rest)
  }
}

/**
 * HTTP Basic with both parts form-encoded (RFC 6749 section 2.3.1). The library's own encodes `-`, `_`, `.` and the like,
 * too, which need it not: providers that compare without decoding take `borg-ui` that way for another client.
 */
const basicAuthentication =
  (secret: string): client.ClientAuth =>
  (_server, { client_id: id }, _body, headers) => {
    const text = `${formEncoded(id)}:${formEncoded(secret)}`
    headers.set('authorization', `Basic ${Buffer.from(text).toString('base64')}`)
  }

const formEncoded = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')

/** The messages of the library name parameters and claims, never their values. */
function problemOf(problem: unknown): OpenIdProblem {
  const { message, code, error, error_description } = problem as Error & Record<string, string | undefined>
  return { message, code, error, description: error_description }
}

function reasonOf(error: unknown): OpenIdRefusal['reason'] {
  if (error instanceof client.AuthorizationResponseError)
    return error.error === 'access_denied' ? 'CANCELLED' : 'FAILED'
  // What the library calls an invalid response of the token endpoint is an ID token that does not hold.
  const { code } = error as { code?: string }
  return code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' || code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'
    ? 'ID_TOKEN_INVALID'
    : 'FAILED'
}
