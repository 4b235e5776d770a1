import type { GraphqlFailure } from '../../execute.ts'
import { type ErrorRule, errorKey, type Facts, notAuthenticated, Problem } from './problem.ts'
import { type ItemLocation, valueErrors } from './validation.ts'

/**
 * One route's translation of GraphQL errors. Names are, from the most specific: `CODE:detail`, where the detail is
 * `params.cause`, the `reason` with `:` and `params.activeKind`, the `reason`, `params.reason`, `params.failure` or the
 * first field of the error; `CODE:*` for everything that Borg refused; `CODE`.
 */
export type ErrorTable = Readonly<Record<string, ErrorRule>>

/** What every route answers when its own table says nothing. */
export const commonErrors: ErrorTable = {
  FORBIDDEN: { status: 403, key: 'auth.notEnoughPermissions' },
  RATE_LIMITED: {
    status: 429,
    key: 'auth.tooManyRequests',
    params: ({ params }) => ({ retryAfterSeconds: params.retryAfterSeconds }),
    headers: ({ params }) => ({ 'retry-after': String(params.retryAfterSeconds) }),
  },
}

/** The most specific rule; null when there is none. */
function ruleFor({ code, reason, params, fields }: GraphqlFailure, table: ErrorTable): ErrorRule | null {
  const details = [
    params.cause,
    params.activeKind && `${reason}:${params.activeKind}`,
    reason,
    params.reason,
    params.failure,
    Object.keys(fields)[0],
    params.failure && '*',
  ]
  const names = [...details.filter(Boolean).map(detail => `${code}:${detail}`), code]
  const rules = { ...commonErrors, ...table }
  return names.map(name => rules[name]).find(rule => rule !== undefined) ?? null
}

/**
 * Words a GraphQL error as this dialect does.
 *
 * @param nameOf where in the request an input field of the schema came from
 */
export async function problemOf(
  failure: GraphqlFailure,
  table: ErrorTable,
  facts: Facts,
  nameOf: (field: string) => ItemLocation,
): Promise<Problem> {
  const rule = ruleFor(failure, table)
  if (rule) {
    if (rule.detail) return new Problem(rule.status, rule.detail.make(failure, facts))
    const params = await rule.params?.(failure, facts)
    const detail = params ? { key: errorKey(rule), params } : { key: errorKey(rule) }
    return new Problem(rule.status, detail, rule.headers?.(failure))
  }
  switch (failure.code) {
    case 'UNAUTHENTICATED':
      return notAuthenticated()
    case 'INVALID_INPUT':
      return valueErrors(failure.fields, nameOf, facts.body)
    case 'NOT_FOUND':
      return new Problem(404, 'Not Found')
    case 'CONFLICT':
      return new Problem(409, failure.message)
    case 'UNAVAILABLE':
      return new Problem(503, failure.message)
    default:
      return new Problem(500, 'Internal Server Error')
  }
}
