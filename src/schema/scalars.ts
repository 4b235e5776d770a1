import { GraphQLError } from 'graphql'
import { builder } from './builder.ts'

/** Inside the server instants are unix milliseconds (see `entities/columns.ts`). */
builder.scalarType('DateTime', {
  description: 'An instant: ISO 8601 in UTC, such as `2026-11-20T17:52:16.553Z`.',
  serialize: value => new Date(value).toISOString(),
  parseValue: value => {
    const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
    const instant = typeof value === 'string' && pattern.test(value) ? Date.parse(value) : Number.NaN
    if (Number.isNaN(instant)) throw new GraphQLError('DateTime must be ISO 8601 with a time zone.')
    return instant
  },
})

builder.scalarType('ByteSize', {
  description: 'A number of bytes: a whole JSON number of at most 64 bits.',
  serialize: value => value,
  parseValue: value => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    throw new GraphQLError('ByteSize must be a whole number of bytes.')
  },
})
