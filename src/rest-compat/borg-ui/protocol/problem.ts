import type { z } from 'zod'
import type { GraphqlFailure, Run } from '../../execute.ts'

/** An answer that is not a success, as this dialect words it: `{"detail": …}`. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly detail: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, detail: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(typeof detail === 'string' ? detail : JSON.stringify(detail))
    this.status = status
    this.detail = detail
    this.headers = headers
  }
}

/** What is known of a request when an error is worded. `body` was validated by the route that names the rule. */
export interface Facts {
  readonly run: Run
  readonly params: unknown
  readonly body: unknown
}

/** How one kind of refusal is answered: a status and a key of contract borg-ui, appendix A. */
export interface ErrorRule {
  readonly status: number
  /** Without its prefix `backend.errors.`. */
  readonly key: string
  readonly params?: (failure: GraphqlFailure, facts: Facts) => object | Promise<object>
  readonly headers?: (failure: GraphqlFailure) => Record<string, string>
  /** Keys that stand beside `key` instead of in `params`. */
  readonly beside?: z.ZodRawShape
  /** A detail of another shape, which the key does not stand in. */
  readonly detail?: {
    readonly shape: z.ZodType
    readonly make: (failure: GraphqlFailure, facts: Facts) => object
  }
}

/** The key as clients read it. */
export const errorKey = (rule: Pick<ErrorRule, 'key'>) => `backend.errors.${rule.key}`

/** A refusal that a route decides itself. */
export const refuse = (rule: ErrorRule, params?: object): Problem =>
  new Problem(rule.status, params ? { key: errorKey(rule), params } : { key: errorKey(rule) })

/** What the old server says to everybody without a good token. */
export const notAuthenticated = () =>
  new Problem(401, 'Could not validate credentials', { 'www-authenticate': 'Bearer' })
