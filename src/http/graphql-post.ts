import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express'
import type { ExecutionResult } from 'graphql'
import { GraphQLError, getOperationAST } from 'graphql'
import { z } from 'zod'
import type { Context } from '../schema/context.ts'
import type { Engine, OperationRequest } from './engine.ts'

const bodyLimit = '1mb'
const json = 'application/json; charset=utf-8'
const graphqlJson = 'application/graphql-response+json; charset=utf-8'

const Body = z.object({
  query: z.string('Must provide query string.'),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
})

/**
 * The usual request, `POST` of JSON answered with JSON, without the general machinery around it: three times as fast as
 * Yoga, which answers everything else (STACK.md section 4). Statuses as in GraphQL over HTTP.
 */
export function graphqlPost(
  engine: Engine,
  contextOf: (request: express.Request) => Promise<Context>,
): Router {
  const parseBody = express.json({ limit: bodyLimit, strict: false, type: () => true })

  const answer: RequestHandler = async (request, response) => {
    const operation = readOperation(request.body)
    const modern = prefersGraphqlJson(request.headers.accept)
    if (operation instanceof GraphQLError) return send(response, modern, 400, { errors: [operation] })
    const prepared = engine.prepare(operation.query)
    // A client of the older media type expects 200 for everything that is well-formed.
    if (prepared.errors) return send(response, modern, modern ? 400 : 200, { errors: prepared.errors })
    const selected = getOperationAST(prepared.document, operation.operationName)
    if (selected?.operation === 'subscription')
      return send(response, modern, 406, {
        errors: [badRequest('Subscriptions need graphql-ws or text/event-stream.')],
      })
    const result = await engine.execute(prepared.document, operation, await contextOf(request))
    // Without data nothing was executed: the variables or the operation's name were wrong.
    const refused = !('data' in result) || result.data === undefined
    send(response, modern, refused && modern ? 400 : 200, result)
  }

  const refuse: ErrorRequestHandler = (error, request, response, next) => {
    const status = (error as { status?: number }).status ?? 500
    if (status >= 500) return next(error)
    const message =
      status === 413 ? `The body is larger than ${bodyLimit}.` : 'The body is not JSON in UTF-8.'
    send(response, prefersGraphqlJson(request.headers.accept), status, { errors: [badRequest(message)] })
  }

  return Router().use(parseBody, answer, refuse)
}

/** A request for which {@link graphqlPost} is made. */
export function isPlainPost(request: express.Request): boolean {
  if (request.method !== 'POST' || !/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? ''))
    return false
  const accept = request.headers.accept
  return !accept || /(^|[, ])(application\/(graphql-response\+)?json|application\/\*|\*\/\*)/i.test(accept)
}

function readOperation(body: unknown): OperationRequest | GraphQLError {
  const read = Body.safeParse(body)
  if (read.success) return read.data
  const { path, message } = read.error.issues[0]!
  return badRequest(path.length > 0 ? `${path.join('.')}: ${message}` : 'The body must be a JSON object.')
}

const badRequest = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })

/** Whichever of the two media types the client names first; `application/json` when it does not care. */
function prefersGraphqlJson(accept: string | undefined): boolean {
  const named = accept?.split(',').map(part => part.split(';')[0]!.trim().toLowerCase()) ?? []
  return named.find(type => type.endsWith('json') || type === '*/*') === 'application/graphql-response+json'
}

function send(response: Response, modern: boolean, status: number, result: ExecutionResult): void {
  response
    .status(status)
    .set('content-type', modern ? graphqlJson : json)
    .end(JSON.stringify(result))
}
