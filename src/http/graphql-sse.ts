import { type Request, type RequestHandler, type Response, Router } from 'express'
import { GraphQLError, getOperationAST } from 'graphql'
import type { Context } from '../schema/context.ts'
import type { Engine } from './engine.ts'
import type { ResultStreams } from './once.ts'
import {
  acceptedTypes,
  badRequest,
  eventStream,
  parseBody,
  readOperation,
  readParameters,
  refuseBody,
} from './operation-request.ts'
import { Outbox } from './outbox.ts'
import type { Result } from './shared-results.ts'
import type { SseStreams } from './sse-streams.ts'
import { retryAfterSeconds, type StreamAdmission, tooManyStreams } from './stream-admission.ts'

/** A comment this often keeps proxies from closing a quiet stream, in milliseconds. */
const keepAliveMs = 12_000

/**
 * Operations as server-sent events: `event: next` with a result each, then `event: complete` (graphql-sse, distinct
 * connections mode). `GET` with query parameters or `POST` of JSON, with `Accept: text/event-stream`.
 */
export function graphqlSse(
  engine: Engine,
  streams: ResultStreams,
  contextOf: (request: Request) => Promise<Context>,
  refresh: (context: Context) => Promise<Context>,
  open: SseStreams,
  admission: StreamAdmission,
): Router {
  const admit: RequestHandler = (request, response, next) => {
    if (!acceptedTypes(request).includes(eventStream)) return next('router')
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.set('allow', 'GET, POST')
      return refuse(request, response, 405, badRequest('Only GET and POST.'))
    }
    if (
      request.method === 'POST' &&
      !/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')
    )
      return refuse(request, response, 415, badRequest('Post JSON as application/json.'))
    next()
  }

  const answer: RequestHandler = async (request, response) => {
    const isGet = request.method === 'GET'
    const operation = isGet ? readParameters(request.query) : readOperation(request.body)
    if (operation instanceof GraphQLError) return refuse(request, response, 400, operation)
    const prepared = engine.prepare(operation.query)
    if (!prepared.document) {
      begin(response)
      return void response.end(`${head}${JSON.stringify({ errors: prepared.errors })}${tail}${complete}`)
    }
    // Whatever makes a browser open an address must not change anything.
    if (isGet && getOperationAST(prepared.document, operation.operationName)?.operation === 'mutation') {
      response.set('allow', 'POST')
      return refuse(request, response, 405, badRequest('Mutations need POST.'))
    }
    await admission.turns.next()
    const context = await contextOf(request)
    using place = admission.admit(request, context.address, context.scope.viewer)
    if (!place) {
      response.set('retry-after', String(retryAfterSeconds))
      return refuse(request, response, 503, tooManyStreams())
    }
    begin(response)
    open.add(response)
    const gone = new AbortController()
    const timer = setInterval(() => response.write(':\n\n'), keepAliveMs)
    response.once('close', () => {
      clearInterval(timer)
      gone.abort()
    })
    // Closed while the credential was looked up: the event is over already.
    if (response.destroyed) gone.abort()
    place.onSlow(() => response.destroy())
    const outbox = new Outbox(response, admission.maxUnsentBytes)
    const results = streams.run(prepared.document, operation, context, () => refresh(context), gone.signal)
    for await (const result of results) if (!(await outbox.send(result, () => write(response, result)))) break
    clearInterval(timer)
    if (!response.destroyed) response.end(complete)
  }

  return Router().use(admit, parseBody, answer, refuseBody(refuse))
}

function begin(response: Response): void {
  response.status(200).set({
    'content-type': `${eventStream}; charset=utf-8`,
    'cache-control': 'no-cache',
    connection: 'keep-alive',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  })
  response.flushHeaders()
}

const head = 'event: next\ndata: '
const tail = '\n\n'
/** Large results are bytes that all streams share: they are written as they are. */
function write(response: Response, result: Result): void {
  if (typeof result === 'string') return void response.write(`${head}${result}${tail}`)
  response.cork()
  response.write(head)
  response.write(result)
  response.write(tail)
  response.uncork()
}
const complete = 'event: complete\ndata: \n\n'

const refuse = (_request: Request, response: Response, status: number, error: GraphQLError) =>
  void response.status(status).json({ errors: [error] })
