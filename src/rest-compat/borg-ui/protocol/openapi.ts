import { z } from 'zod'
import { eventRefusals, inactiveUser, invalidToken, proxyRefusals } from './credentials.ts'
import { rolesOf } from './dispatch.ts'
import { commonErrors } from './error-table.ts'
import { type ErrorRule, errorKey } from './problem.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    // That a number of JavaScript ends somewhere is nothing to tell readers.
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return rest
}

const plainDetail = (...texts: string[]) => (texts.length === 0 ? z.string() : z.enum(texts))

const validationList = z.array(
  z.strictObject({
    type: z.string(),
    loc: z.array(z.union([z.string(), z.int()])),
    msg: z.string(),
    input: z.unknown(),
    ctx: z.record(z.string(), z.unknown()).optional(),
  }),
)

/** `{key, params?}`, with the keys that a route can answer with this status. */
function keyedDetails(rules: readonly ErrorRule[]): z.ZodType[] {
  const plain = rules.filter(rule => !rule.beside && !rule.detail).map(errorKey)
  const special = rules.filter(rule => rule.beside)
  return [
    ...(plain.length === 0
      ? []
      : [
          z.strictObject({
            key: z.enum([...new Set(plain)]),
            params: z.record(z.string(), z.unknown()).optional(),
          }),
        ]),
    ...rules.flatMap(({ detail }) => (detail ? [detail.shape] : [])),
    ...special.map(rule => z.strictObject({ key: z.literal(errorKey(rule)), ...rule.beside })),
  ]
}

/** Every refusal of a route by status: the detail's possible shapes. */
function refusalsOf(route: Route): Map<number, z.ZodType[]> {
  const rules = new Map<number, ErrorRule[]>()
  const shapes = new Map<number, z.ZodType[]>()
  const add = (status: number, shape: z.ZodType) => shapes.set(status, [...(shapes.get(status) ?? []), shape])
  const common = route.access === 'public' ? [] : Object.values(commonErrors)
  const own = [...Object.values(route.errors ?? {}), ...(route.refusals ?? [])]
  const roleRefusal = rolesOf(route)?.refusal
  const access =
    route.access === 'download'
      ? [invalidToken]
      : route.access === 'events'
        ? Object.values(eventRefusals)
        : roleRefusal
          ? [roleRefusal]
          : []
  const vouched = route.access === 'public' ? [] : proxyRefusals
  for (const rule of [...common, ...own, ...access, ...vouched])
    rules.set(rule.status, [...(rules.get(rule.status) ?? []), rule])
  for (const [status, list] of rules) for (const shape of keyedDetails(list)) add(status, shape)

  if (route.access !== 'public') {
    add(401, plainDetail('Could not validate credentials'))
    add(403, plainDetail(inactiveUser))
  }
  if (route.params || route.query || route.body) add(422, validationList)
  if (route.body) {
    add(413, plainDetail())
    add(415, plainDetail())
    add(400, plainDetail())
  }
  add(500, route.plainFailures ? plainDetail() : plainDetail('Internal Server Error'))
  add(503, plainDetail())
  return shapes
}

const statusWords: Readonly<Record<number, string>> = {
  400: 'Not possible in this state',
  401: 'No good credentials',
  403: 'Not allowed',
  404: 'Not there, or not for this caller',
  409: 'The repository has other work',
  413: 'Too large',
  415: 'In a character set that is not known',
  422: 'Mistakes in the request',
  423: 'The repository is locked by others',
  429: 'Too many failures',
  500: 'A mistake of the server, or of Borg',
  503: 'Not at the moment',
}

function responsesOf(route: Route): Json {
  const { status, description, answer, contentType = 'application/json' } = route.success
  const schema = answer ? jsonSchema(answer, 'output') : { type: 'string' }
  const content = status === 204 || status === 302 ? {} : { content: { [contentType]: { schema } } }
  const refusals = [...refusalsOf(route)].map(([refused, shapes]) => {
    const detail = shapes.length === 1 ? shapes[0]! : z.union(shapes)
    const body = jsonSchema(z.strictObject({ detail }), 'output')
    return [
      refused,
      { description: statusWords[refused], content: { 'application/json': { schema: body } } },
    ] as const
  })
  return Object.fromEntries([[status, { description, ...content }], ...refusals])
}

function parametersOf(route: Route): Json[] {
  const parts = [['path', route.params] as const, ['query', route.query] as const]
  return parts.flatMap(([place, shape]) => {
    if (!shape) return []
    const { properties = {}, required = [] } = jsonSchema(shape, 'input') as {
      properties?: Record<string, Json>
      required?: string[]
    }
    return Object.entries(properties).map(([name, schema]) => ({
      name,
      in: place,
      required: required.includes(name),
      schema,
    }))
  })
}

const bodyTypes = {
  json: ['application/json'],
  form: ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'],
  file: ['multipart/form-data'],
}

function bodyOf({ body }: Route): Json {
  if (!body) return {}
  const schema = jsonSchema(body.schema, 'input')
  const content = Object.fromEntries(bodyTypes[body.kind].map(type => [type, { schema }]))
  return { requestBody: { required: !body.schema.safeParse(undefined).success, content } }
}

const security: Readonly<Record<Route['access'], Json[]>> = {
  public: [],
  'signed-in': [{ bearer: [] }, { borgUiHeader: [] }],
  operator: [{ bearer: [] }, { borgUiHeader: [] }],
  admin: [{ bearer: [] }, { borgUiHeader: [] }],
  events: [{ bearer: [] }, { borgUiHeader: [] }, { tokenInLink: [] }],
  download: [{ bearer: [] }, { borgUiHeader: [] }, { tokenInLink: [] }],
}

const operationId = ({ method, path }: Route) =>
  `${method}${path.replace('/api', '').replaceAll(/[/_-]+\{?(\w)?|[{}]/g, (_all, letter?: string) => letter?.toUpperCase() ?? '')}`

/** The OpenAPI 3.1 document of these routes. */
export function describeRoutes(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method]: {
        operationId: operationId(route),
        tags: [route.tag],
        summary: route.summary,
        security: security[route.access],
        parameters: parametersOf(route),
        ...bodyOf(route),
        responses: responsesOf(route),
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vinculum: the REST dialect of Borg UI',
      version: '1.0.0',
      description: 'For scripts that were written for Borg UI. New clients: see /graphql.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        borgUiHeader: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Borg-Authorization',
          description: 'Bearer, a blank, and the token',
        },
        tokenInLink: { type: 'apiKey', in: 'query', name: 'token' },
      },
    },
  }
}
