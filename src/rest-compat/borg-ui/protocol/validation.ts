import type { z } from 'zod'
import { Problem } from './problem.ts'

/** Where a value stood in a request: `["body", "name"]`. */
export type ItemLocation = readonly (string | number)[]

/** One mistake in a request (contract borg-ui, 1.4). */
export interface ValidationItem {
  type: string
  loc: ItemLocation
  msg: string
  input: unknown
  ctx?: object
}

/** Values that are never repeated in an answer. */
const secretFields = new Set([
  'password',
  'current_password',
  'new_password',
  'passphrase',
  'keyfile_content',
  'private_key',
  'client_secret',
  'oidc_client_secret',
  'code',
  'setup_token',
  'login_challenge_token',
  'metrics_token',
])

/** The offending value as it may be shown: the old server repeated passphrases here, we do not. */
function shown(value: unknown, field?: string | number): unknown {
  if (typeof field === 'string' && secretFields.has(field) && value != null) return '**********'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner, name)]))
}

type Issue = z.core.$ZodIssue

/** pydantic's word and sentence for a value of the wrong type, by the type that zod expected. */
const wrongType: Readonly<Record<string, (input: unknown) => readonly [type: string, msg: string]>> = {
  string: () => ['string_type', 'Input should be a valid string'],
  number: input =>
    typeof input === 'string'
      ? ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer']
      : ['int_type', 'Input should be a valid integer'],
  int: () => ['int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
  boolean: input =>
    typeof input === 'string' || typeof input === 'number'
      ? ['bool_parsing', 'Input should be a valid boolean, unable to interpret input']
      : ['bool_type', 'Input should be a valid boolean'],
  array: () => ['list_type', 'Input should be a valid list'],
  record: () => ['dict_type', 'Input should be a valid dictionary'],
  object: () => [
    'model_attributes_type',
    'Input should be a valid dictionary or object to extract fields from',
  ],
}

function wordsFor(issue: Issue): Pick<ValidationItem, 'type' | 'msg' | 'ctx'> {
  switch (issue.code) {
    case 'invalid_type': {
      const [type, msg] = (wrongType[issue.expected] ?? wrongType.object!)(issue.input)
      return { type, msg }
    }
    case 'invalid_value': {
      const expected = issue.values.map(value => `'${String(value)}'`).join(' or ')
      return { type: 'literal_error', msg: `Input should be ${expected}`, ctx: { expected } }
    }
    case 'invalid_format': {
      const pattern = String(issue.pattern).replace(/^\/|\/$/g, '')
      return {
        type: 'string_pattern_mismatch',
        msg: `String should match pattern '${pattern}'`,
        ctx: { pattern },
      }
    }
    default:
      return { type: 'value_error', msg: `Value error, ${issue.message}`, ctx: { error: {} } }
  }
}

/**
 * Checks one part of a request.
 *
 * @param place `path`, `query` or `body`
 * @param owner what is shown as `input` of an absent field: the whole object in JSON bodies, else null
 * @param mistakes where the mistakes are added
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: 'path' | 'query' | 'body',
  owner: 'whole' | 'null',
  mistakes: ValidationItem[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  for (const issue of result.error.issues) {
    const loc = [place, ...(issue.path as (string | number)[])]
    const absent = issue.code === 'invalid_type' && issue.input === undefined
    mistakes.push(
      absent
        ? {
            type: 'missing',
            loc,
            msg: 'Field required',
            input: owner === 'whole' && value !== undefined ? shown(value) : null,
          }
        : { ...wordsFor(issue), loc, input: shown(issue.input, loc.at(-1)) },
    )
  }
  return undefined
}

/** All mistakes of a request together. */
export const unprocessable = (items: readonly ValidationItem[]) => new Problem(422, items)

/** A body that says it is JSON and is not. @param offset of the first character that does not fit */
export const invalidJson = (offset: number, error: string) =>
  unprocessable([
    { type: 'json_invalid', loc: ['body', offset], msg: 'JSON decode error', input: {}, ctx: { error } },
  ])

/** What the domain found wrong with fields, worded like mistakes of form. */
export function valueErrors(
  fields: Readonly<Record<string, string>>,
  nameOf: (field: string) => ItemLocation,
  body: unknown,
): Problem {
  return unprocessable(
    Object.entries(fields).map(([field, problem]) => {
      const loc = nameOf(field)
      const name = loc.at(-1)!
      const value =
        typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
      return {
        type: 'value_error',
        loc,
        msg: `Value error, ${problem}`,
        input: shown(value ?? null, name),
        ctx: { error: {} },
      }
    }),
  )
}
