import { execute, normalizedExecutor } from '@graphql-tools/executor'
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  parse,
  Source,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { beginActivity } from '../domain/health/activities.ts'
import type { Context } from '../schema/context.ts'
import { presentError } from '../schema/errors.ts'
import { limitAliases, limitDepth } from './limits.ts'
import { requireShallow } from './nesting.ts'
import { currentRequestId } from './request-log.ts'

/** One operation as clients send it (GraphQL over HTTP, and the `subscribe` message of graphql-ws). */
export interface OperationRequest {
  query: string
  variables?: Record<string, unknown> | null | undefined
  operationName?: string | null | undefined
}

/** A document that is good to run, or what is wrong with it. */
export type Prepared =
  | { document: DocumentNode; errors?: never }
  | { document?: never; errors: GraphQLError[] }

/** The way every transport runs operations: same validation, same limits, same presentation of errors. */
export interface Engine {
  readonly schema: GraphQLSchema
  readonly rules: typeof specifiedRules
  prepare(query: string): Prepared
  /** Runs a query or mutation. Never throws. */
  execute(
    document: DocumentNode,
    request: Omit<OperationRequest, 'query'>,
    context: Context,
    rootValue?: unknown,
  ): Promise<ExecutionResult>
  present(error: unknown): GraphQLError
}

/** Longest document in tokens; the standard introspection query has about 500. */
export const maxTokens = 5000

export function createEngine(
  schema: GraphQLSchema,
  { introspection, report }: { introspection: boolean; report: (bug: unknown) => void },
): Engine {
  const rules = [
    ...specifiedRules,
    limitDepth,
    limitAliases,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ]
  // Validation costs more than everything else in GraphQL, and clients send the same few documents all the time.
  const prepared = new LRUCache<string, Prepared>({
    max: 1000,
    maxSize: 8_000_000,
    sizeCalculation: (_value, query) => query.length + 1,
  })
  const present = (error: unknown) => presentError(error, report)

  function prepareNew(query: string): Prepared {
    try {
      const source = new Source(query)
      requireShallow(source)
      const document = parse(source, { maxTokens })
      const errors = validate(schema, document, rules, { maxErrors: 20 })
      return errors.length > 0 ? { errors: errors.map(present) } : { document }
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [present(error)] }
      throw error
    }
  }

  return {
    schema,
    rules,
    present,
    prepare(query) {
      let known = prepared.get(query)
      if (!known) {
        known = prepareNew(query)
        prepared.set(query, known)
      }
      return known
    },
    async execute(document, { variables, operationName }, contextValue, rootValue) {
      try {
        using _ = beginActivity(labelOf(document, operationName))
        // An event of a subscription is executed like a query on that event.
        const run = rootValue === undefined ? normalizedExecutor : execute
        const result = (await run({
          schema,
          document,
          variableValues: variables ?? {},
          operationName: operationName ?? undefined,
          contextValue,
          rootValue,
        } as Parameters<typeof normalizedExecutor>[0])) as ExecutionResult
        return result.errors ? { ...result, errors: result.errors.map(present) } : result
      } catch (error) {
        return { errors: [present(error)] }
      }
    },
  }
}

const names = new WeakMap<DocumentNode, string>()

/** What an operation is called when it holds the server up: its kind, and its own name or its first field. */
function labelOf(document: DocumentNode, operationName: string | null | undefined): string {
  let name = names.get(document)
  if (name === undefined) {
    const operation = getOperationAST(document, operationName)
    const [first] = operation?.selectionSet.selections ?? []
    const field = first?.kind === 'Field' ? first.name.value : ''
    name = `${operation?.operation ?? 'operation'} ${operation?.name?.value ?? field}`
    names.set(document, name)
  }
  const requestId = currentRequestId()
  return requestId ? `${name}, request ${requestId}` : name
}
