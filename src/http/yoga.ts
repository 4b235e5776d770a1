import type express from 'express'
import { Source } from 'graphql'
import { createYoga } from 'graphql-yoga'
import type { Context } from '../schema/context.ts'
import { type Engine, maxTokens } from './engine.ts'
import { requireShallow } from './nesting.ts'
import { nestingProblem } from './operation-request.ts'

/** Yoga's parse hook, as far as it is used here. */
interface ParseHook {
  parseFn(source: string | Source, options: object): unknown
  setParseFn(parse: (source: string | Source, options: object) => unknown): void
}

/** Everything on `/graphql` that is not posted: queries by GET. Same rules, same errors. */
export function createGeneralHandler(
  engine: Engine,
  contextOf: (request: express.Request) => Promise<Context>,
) {
  return createYoga<{ req: express.Request; res: express.Response }>({
    schema: engine.schema,
    graphqlEndpoint: '/graphql',
    context: ({ req }) => contextOf(req),
    maskedErrors: { maskError: error => engine.present(error) },
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    logging: false,
    cors: false,
    plugins: [
      {
        onParams({ params }: { params: object }) {
          const tooDeep = nestingProblem(params)
          if (tooDeep) throw tooDeep
        },
        onParse({ parseFn, setParseFn }: ParseHook) {
          setParseFn((source: string | Source, options: object) => {
            requireShallow(typeof source === 'string' ? new Source(source) : source)
            return parseFn(source, { ...options, maxTokens })
          })
        },
        onValidate({ addValidationRule }: { addValidationRule(rule: Engine['rules'][number]): void }) {
          for (const rule of engine.rules) addValidationRule(rule)
        },
      },
    ],
  })
}
