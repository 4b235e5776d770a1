import SchemaBuilder from '@pothos/core'
import ComplexityPlugin, { ComplexityErrorKind } from '@pothos/plugin-complexity'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import { GraphQLError } from 'graphql'
import type { JobRef } from '../domain/jobs/job-states.ts'
import { isFullAdmin } from '../domain/kernel/access.ts'
import { forbidden, invalidInput, notFound, unauthenticated } from '../domain/kernel/errors.ts'
import { isRowId } from '../domain/kernel/pages.ts'
import type { Context } from './context.ts'
import { jobTypes } from './jobs/job-types.ts'
import { loadNode } from './node.ts'

export interface SchemaTypes {
  Context: Context
  DefaultFieldNullability: false
  DefaultInputFieldRequiredness: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string | number }
    /** Unix milliseconds. */
    DateTime: { Input: number; Output: number }
    /** Bytes. */
    ByteSize: { Input: number; Output: number }
  }
  AuthScopes: {
    /** Anybody, also without credentials. */
    public: boolean
    /** Some user; what they may do to which repository, the domain decides. */
    signedIn: boolean
    /** Some user, or the cron key. */
    signedInOrCron: boolean
    /** An administrator with an unrestricted credential. */
    admin: boolean
  }
}

/** Generous for every client we know of, and small enough that no query can hold the server. */
export const limits = { complexity: 200_000, depth: 20, breadth: 500, nodes: 1000 } as const

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ScopeAuthPlugin, ComplexityPlugin, RelayPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ scope: { viewer } }) => ({
      public: true,
      signedIn: viewer !== null && viewer.credential.kind !== 'cron',
      signedInOrCron: viewer !== null,
      admin: viewer !== null && isFullAdmin(viewer),
    }),
    unauthorizedError: (_parent, { scope }) => (scope.viewer ? forbidden() : unauthenticated()),
  },
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 20,
    // Depth is a rule of validation (`http/limits.ts`): it costs less there.
    limit: { complexity: limits.complexity, breadth: limits.breadth },
    complexityError: (kind, { complexity, breadth }) => {
      const message =
        kind === ComplexityErrorKind.Breadth
          ? `The operation has ${breadth} fields; at most ${limits.breadth} are allowed.`
          : `The operation may cost ${complexity}; at most ${limits.complexity} is allowed. Ask for smaller pages.`
      return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
    },
  },
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    // The connection has counted its page already.
    edgesFieldOptions: { nullable: false, complexity: { field: 1, multiplier: 1 } },
    nodeFieldOptions: { nullable: false },
    // Whatever cannot be read as an id names nothing: the same answer as for an id that does not exist.
    decodeGlobalID: id => readGlobalId(id) ?? { typename: '', id: '' },
    nodeQueryOptions: {
      description: 'Any object by its global id.',
      authScopes: { signedIn: true },
      resolve: (_root, { id }, context) => loadNode(context, id as never),
    },
    nodesQueryOptions: {
      description:
        'Objects by their global ids, in the order asked for; null and an error for each that is not there.',
      authScopes: { signedIn: true },
      complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
      resolve: (_root, { ids }, context) => {
        if (ids.length > limits.nodes) throw invalidInput({ ids: `At most ${limits.nodes} at once.` })
        return Promise.all(
          ids.map(id => loadNode(context, id as never).catch((error: Error) => error)),
        ) as never
      },
    },
  },
})

/** Reads a Relay global id, base64 of `Type:number`. Null for everything else. */
export function readGlobalId(id: string): { typename: string; id: string } | null {
  const match = /^([A-Za-z]+):(\d{1,10})$/.exec(Buffer.from(id, 'base64').toString())
  return match && isRowId(Number(match[2])) ? { typename: match[1]!, id: match[2]! } : null
}

/**
 * The row number behind a global id of one of these types.
 *
 * @param what the word for it in the message
 * @throws DomainError `NOT_FOUND`
 */
export function readId(id: string | number, typenames: readonly string[], what: string): number {
  const read = readGlobalId(String(id))
  if (!read || !typenames.includes(read.typename)) throw notFound(what)
  return Number(read.id)
}

export const readRepositoryId = (id: string | number) =>
  readId(id, ['ManagedRepository', 'HostedRepository'], 'repository')
/** The job behind a global id. @throws DomainError `NOT_FOUND` */
export function readJobRef(id: string | number): JobRef {
  const typename = readGlobalId(String(id))?.typename
  const kinds = Object.keys(jobTypes) as JobRef['kind'][]
  const kind = kinds.find(name => jobTypes[name] === typename)
  if (!kind) throw notFound('job')
  return { id: readId(id, [typename!], 'job'), kind }
}

export const readScheduleId = (id: string | number) => readId(id, ['Schedule'], 'schedule')
export const readUserId = (id: string | number) => readId(id, ['User'], 'user')

builder.queryType({ description: 'Everything that can be read.' })
builder.mutationType({ description: 'Everything that can be changed.' })
builder.subscriptionType({
  description: 'Everything that can be followed, over graphql-ws and server-sent events alike.',
})
