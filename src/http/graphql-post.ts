import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { type ExecutionResult, GraphQLError, getOperationAST } from 'graphql'
import type { Context } from '../schema/context.ts'
import type { Engine } from './engine.ts'
import {
  acceptedTypes,
  badRequest,
  bodyLimitBytes,
  eventStream,
  parseBody,
  readOperation,
  refuseBody,
} from './operation-request.ts'

const json = 'application/json'
const graphqlJson = 'application/graphql-response+json'
const answerable = new Set([json, graphqlJson, 'application/graphql+json', 'application/*', '*/*'])

/** The usual request in two forms: a router for Express, and the plain case without it. */
export interface GraphqlPost {
  router: Router
  /** Is this the plain case: exactly the path, JSON without further ado, and a length that may be read at once? */
  isPlain(request: IncomingMessage): boolean
  /** Answers the plain case in front of Express, whose own work would cost a quarter of the request's time. */
  answerPlain(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/**
 * The usual request, `POST` of JSON answered with JSON, without the general machinery around it: three times as fast as
 * Yoga (STACK.md section 4). Statuses as in GraphQL over HTTP. Passes on what is not a `POST`, and subscriptions of
 * clients that take an event stream as well.
 *
 * Only JSON may be posted. What an HTML form of another site can send is refused, so that no browser can be tricked into
 * a mutation; there is no cookie that it could use either.
 */
export function graphqlPost(
  engine: Engine,
  path: string,
  contextOf: (request: IncomingMessage) => Promise<Context>,
): GraphqlPost {
  const admit: RequestHandler = (request, response, next) => {
    if (request.method !== 'POST') return next('router')
    if (!/^application\/(graphql\+)?json *(;|$)/i.test(request.headers['content-type'] ?? ''))
      return refuse(request, response, 415, badRequest('Post JSON as application/json.'))
    if (!acceptedTypes(request).some(type => answerable.has(type)))
      return refuse(request, response, 406, badRequest(`The answer is ${json} or ${graphqlJson}.`))
    next()
  }

  /** Answers, or returns false for a subscription that the client takes as an event stream. */
  async function answer(body: unknown, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const operation = readOperation(body)
    const modern = prefersGraphqlJson(request)
    if (operation instanceof GraphQLError) return refuse(request, response, 400, operation)
    const prepared = engine.prepare(operation.query)
    // A client of the older media type expects 200 for everything that is well-formed.
    if (prepared.errors) return send(response, modern, modern ? 400 : 200, { errors: prepared.errors })
    const selected = getOperationAST(prepared.document, operation.operationName)
    if (selected?.operation === 'subscription') {
      if (acceptedTypes(request).includes(eventStream)) return false
      return refuse(request, response, 406, badRequest(`Subscriptions need graphql-ws or ${eventStream}.`))
    }
    const result = await engine.execute(prepared.document, operation, await contextOf(request))
    // Without data nothing was executed: the variables or the operation's name were wrong.
    const refused = !('data' in result) || result.data === undefined
    return send(response, modern, refused && modern ? 400 : 200, result)
  }

  const route: RequestHandler = async (request: Request, response: Response, next) => {
    if (!(await answer(request.body, request, response))) next()
  }

  return {
    router: Router().use(admit, parseBody, route, refuseBody(refuse)),
    isPlain: ({ method, url, headers }) =>
      method === 'POST' &&
      url === path &&
      headers['content-type'] === json &&
      headers['content-encoding'] === undefined &&
      Number(headers['content-length']) <= bodyLimitBytes &&
      (headers.accept === undefined || headers.accept === '*/*' || headers.accept === json),
    async answerPlain(request, response) {
      const body = parseJson(await text(request))
      if (body instanceof GraphQLError) refuse(request, response, 400, body)
      else
        await answer(body, request, response).catch(error => {
          // Before anything was executed: nobody could be asked who this is.
          const presented = engine.present(error)
          refuse(request, response, presented.extensions.code === 'UNAVAILABLE' ? 503 : 500, presented)
        })
    },
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return badRequest('The body is not JSON in UTF-8.')
  }
}

/** Whichever of the two media types the client names first; `application/json` when it does not care. */
function prefersGraphqlJson(request: IncomingMessage): boolean {
  return acceptedTypes(request).find(type => answerable.has(type)) === graphqlJson
}

const refuse = (request: IncomingMessage, response: ServerResponse, status: number, error: GraphQLError) =>
  send(response, prefersGraphqlJson(request), status, { errors: [error] })

function send(response: ServerResponse, modern: boolean, status: number, result: ExecutionResult): true {
  const body = JSON.stringify(result)
  response
    .writeHead(status, {
      'content-type': `${modern ? graphqlJson : json}; charset=utf-8`,
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
  return true
}
