/** Somebody for whom the OpenID Connect provider vouches. */
export interface OpenIdIdentity {
  issuer: string
  subject: string
  /** Claims of the ID token, and those of the user info endpoint where a wanted one was missing. */
  claims: Readonly<Record<string, unknown>>
  /** As it came, for the provider's own sign-out. */
  idToken: string
}

/** What ties the answer of the provider to the question (state, nonce: OpenID Connect Core 3.1.2.1; verifier: RFC 7636). */
export interface OpenIdChecks {
  state: string
  nonce: string
  codeVerifier: string
}

/** Why no identity came out of an answer. */
export class OpenIdRefusal extends Error {
  override name = 'OpenIdRefusal'
  readonly reason: 'CANCELLED' | 'ID_TOKEN_INVALID' | 'FAILED'

  constructor(reason: OpenIdRefusal['reason'], options?: ErrorOptions) {
    super(`OpenID Connect: ${reason}`, options)
    this.reason = reason
  }
}

/** The provider as the rules need it; `platform/openid-provider.ts` talks to it. */
export interface OpenIdProvider {
  /**
   * Where to send a browser.
   *
   * @throws DomainError `UNAVAILABLE` when the provider does not answer
   */
  authorizationUrl(redirectUri: string, checks: OpenIdChecks): Promise<string>
  /**
   * Who the answer is about.
   *
   * @param callbackUrl that the browser came back to, with its query
   * @param wanted a claim that is looked up at the user info endpoint when the ID token lacks it
   * @throws OpenIdRefusal; DomainError `UNAVAILABLE`
   */
  identify(callbackUrl: string, checks: OpenIdChecks, wanted: string): Promise<OpenIdIdentity>
  /** Where a browser signs out at the provider, too. Null when the provider has no such page, or does not answer. */
  endSessionUrl(idToken: string): Promise<string | null>
}

/** OpenID Connect as configured. */
export interface OpenIdSettings {
  readonly provider: OpenIdProvider
  /** What a sign-in page calls it. */
  readonly displayName: string
  readonly usernameClaim: string
  /** What happens to somebody who has no account here. */
  readonly newUsers: 'deny' | 'viewer' | 'pending'
  /** Where clients reach this server; null: as each request says. */
  readonly publicUrl: string | null
}
