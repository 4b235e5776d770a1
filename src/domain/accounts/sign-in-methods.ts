import type { OpenIdSettings } from './openid.ts'

/** How users may prove who they are; set once, by the configuration. */
export interface SignInMethods {
  /** Passwords of this server. */
  readonly password: boolean
  /** A reverse proxy vouches for users; null: it does not. */
  readonly proxy: ProxyHeaders | null
  /** An OpenID Connect provider vouches for users; null: none does. */
  readonly openId: OpenIdSettings | null
}

/** The names of the headers in which a reverse proxy says who somebody is (contract borg-ui, 2.9), as configured. */
export interface ProxyHeaders {
  /** The first that is there counts. */
  readonly username: readonly [string, ...string[]]
  readonly role: string | null
  readonly allRepositoriesRole: string | null
  readonly email: string | null
  readonly fullName: string | null
}
