import type express from 'express'
import { createYoga } from 'graphql-yoga'
import type { Context } from '../schema/context.ts'
import { type Engine, maxTokens } from './engine.ts'

/** Yoga's parse hook, as far as it is used here. */
interface ParseHook {
  parseFn(source: string, options: object): unknown
  setParseFn(parse: (source: string, options: object) => unknown): void
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
        onParse({ parseFn, setParseFn }: ParseHook) {
          setParseFn((source: string, options: object) => parseFn(source, { ...options, maxTokens }))
        },
        onValidate({ addValidationRule }: { addValidationRule(rule: Engine['rules'][number]): void }) {
          for (const rule of engine.rules) addValidationRule(rule)
        },
      },
    ],
  })
}
