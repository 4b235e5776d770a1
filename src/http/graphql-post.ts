import { type Request, type RequestHandler, type Response, Router } from 'express'
import { type ExecutionResult, GraphQLError, getOperationAST } from 'graphql'
import type { Context } from '../schema/context.ts'
import type { Engine } from './engine.ts'
import {
  acceptedTypes,
  badRequest,
  eventStream,
  parseBody,
  readOperation,
  refuseBody,
} from './operation-request.ts'

const json = 'application/json'
const graphqlJson = 'application/graphql-response+json'
const answerable = new Set([json, graphqlJson, 'application/graphql+json', 'application/*', '*/*'])

/**
 * The usual request, `POST` of JSON answered with JSON, without the general machinery around it: three times as fast as
 * Yoga (STACK.md section 4). Statuses as in GraphQL over HTTP. Passes on what is not a `POST`, and subscriptions of
 * clients that take an event stream as well.
 *
 * Only JSON may be posted. What an HTML form of another site can send is refused, so that no browser can be tricked into
 * a mutation; there is no cookie that it could use either.
 */
export function graphqlPost(engine: Engine, contextOf: (request: Request) => Promise<Context>): Router {
  const admit: RequestHandler = (request, response, next) => {
    if (request.method !== 'POST') return next('router')
    if (!/^application\/(graphql\+)?json *(;|$)/i.test(request.headers['content-type'] ?? ''))
      return refuse(request, response, 415, badRequest('Post JSON as application/json.'))
    if (!acceptedTypes(request).some(type => answerable.has(type)))
      return refuse(request, response, 406, badRequest(`The answer is ${json} or ${graphqlJson}.`))
    next()
  }

  const answer: RequestHandler = async (request, response, next) => {
    const operation = readOperation(request.body)
    const modern = prefersGraphqlJson(request)
    if (operation instanceof GraphQLError) return refuse(request, response, 400, operation)
    const prepared = engine.prepare(operation.query)
    // A client of the older media type expects 200 for everything that is well-formed.
    if (prepared.errors) return send(response, modern, modern ? 400 : 200, { errors: prepared.errors })
    const selected = getOperationAST(prepared.document, operation.operationName)
    if (selected?.operation === 'subscription') {
      if (acceptedTypes(request).includes(eventStream)) return next()
      return refuse(request, response, 406, badRequest(`Subscriptions need graphql-ws or ${eventStream}.`))
    }
    const result = await engine.execute(prepared.document, operation, await contextOf(request))
    // Without data nothing was executed: the variables or the operation's name were wrong.
    const refused = !('data' in result) || result.data === undefined
    send(response, modern, refused && modern ? 400 : 200, result)
  }

  return Router().use(admit, parseBody, answer, refuseBody(refuse))
}

/** Whichever of the two media types the client names first; `application/json` when it does not care. */
function prefersGraphqlJson(request: Request): boolean {
  return acceptedTypes(request).find(type => answerable.has(type)) === graphqlJson
}

const refuse = (request: Request, response: Response, status: number, error: GraphQLError) =>
  send(response, prefersGraphqlJson(request), status, { errors: [error] })

function send(response: Response, modern: boolean, status: number, result: ExecutionResult): void {
  response
    .status(status)
    .set('content-type', `${modern ? graphqlJson : json}; charset=utf-8`)
    .end(JSON.stringify(result))
}
