import { GraphQLError } from 'graphql'
import { DomainError, type ErrorCode } from '../domain/kernel/errors.ts'
import { outageMessages, outageOf } from '../domain/kernel/outages.ts'
import { isUnstorableText } from '../domain/kernel/sql-errors.ts'

/** Every code that our own errors carry (API.md, Errors); GraphQL's parse and validation errors have theirs. */
export type ClientErrorCode = ErrorCode | 'INTERNAL'

/**
 * The one translation from whatever was thrown to what a client may read. Domain errors keep code, message and details;
 * GraphQL's own errors pass; an outage of the database or the disk is `UNAVAILABLE` with its
 * reason, and reported; everything else is a bug: reported once through `report`, shown as `INTERNAL`.
 */
export function presentError(error: unknown, report: (bug: unknown) => void): GraphQLError {
  if (!(error instanceof GraphQLError))
    return presentError(new GraphQLError('', { originalError: asError(error) }), report)
  const origin = originOf(error)
  const place = { nodes: error.nodes, path: error.path }
  if (origin instanceof DomainError) {
    const { reason, challenge, fields, params } = origin.details
    return new GraphQLError(origin.message, {
      ...place,
      extensions: {
        code: origin.code,
        ...(reason ? { reason } : {}),
        ...(challenge ? { challenge } : {}),
        ...(fields ? { fields } : {}),
        ...(params ? { params } : {}),
      },
    })
  }
  if (isUnstorableText(origin))
    return new GraphQLError('Text must not contain zero bytes or half characters.', {
      ...place,
      extensions: { code: 'INVALID_INPUT', fields: {} },
    })
  const outage = outageOf(origin)
  if (outage) {
    report(origin)
    return new GraphQLError(outageMessages[outage], {
      ...place,
      extensions: { code: 'UNAVAILABLE', reason: outage },
    })
  }
  if (origin === null) {
    if (error.extensions.code) return error
    const code = codeOf(error)
    if (code) return withCode(error, code)
  }
  report(origin ?? error)
  return new GraphQLError('Something went wrong on the server.', {
    ...place,
    extensions: { code: 'INTERNAL' },
  })
}

/** What a resolver threw, or null when GraphQL itself is the origin. */
function originOf(error: GraphQLError): Error | null {
  let origin: Error | undefined = error.originalError
  while (origin instanceof GraphQLError) {
    if (!origin.originalError) return null
    origin = origin.originalError
  }
  return origin ?? null
}

/**
 * Errors of parsing, validation and variables say what they are, as clients of other servers know it. Null for what
 * GraphQL found wrong with a result of ours.
 */
function codeOf({ message, path }: GraphQLError): string | null {
  if (message.startsWith('Syntax Error')) return 'GRAPHQL_PARSE_FAILED'
  // Arguments are checked when their field is run: a variable that is allowed to be null can meet one that is not.
  return !path || message.startsWith('Argument ') ? 'GRAPHQL_VALIDATION_FAILED' : null
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: { ...error.extensions, code },
  })
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
