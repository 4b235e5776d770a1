import { once } from 'node:events'
import express, { type RequestHandler, Router } from 'express'
import type { Context } from '../schema/context.ts'
import type { Engine, OperationRequest } from './engine.ts'
import type { ResultStreams } from './once.ts'

/** A comment this often keeps proxies from closing a quiet stream, in milliseconds. */
const keepAlive = 12_000
/** A client that reads nothing for this long is let go; it reconnects with its cursor. */
const patience = 10_000

/** Every SSE response that is open, so that shutdown can end them. */
export class SseConnections {
  readonly #open = new Set<express.Response>()

  get size(): number {
    return this.#open.size
  }

  add(response: express.Response): void {
    this.#open.add(response)
    response.once('close', () => this.#open.delete(response))
  }

  /** Ends them without `complete`: clients take it for a broken connection, and come back. */
  closeAll(): void {
    for (const response of this.#open) response.destroy()
  }
}

/**
 * Operations as server-sent events: `event: next` with a result each, then `event: complete` (graphql-sse, distinct
 * connections mode). `GET` with query parameters or `POST` of JSON, with `Accept: text/event-stream`.
 */
export function graphqlSse(
  engine: Engine,
  streams: ResultStreams,
  contextOf: (request: express.Request) => Promise<Context>,
  refresh: (context: Context) => Promise<Context>,
  connections: SseConnections,
): Router {
  const answer: RequestHandler = async (request, response) => {
    const operation = readOperation(request)
    if (!operation) {
      response
        .status(400)
        .json({ errors: [{ message: 'Must provide query string.', extensions: { code: 'BAD_REQUEST' } }] })
      return
    }
    const prepared = engine.prepare(operation.query)
    const context = await contextOf(request)
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      // nginx would hold events back.
      'x-accel-buffering': 'no',
    })
    response.flushHeaders()
    if (!prepared.document) {
      response.end(eventOf('next', JSON.stringify({ errors: prepared.errors })) + eventOf('complete', ''))
      return
    }
    connections.add(response)
    const gone = new AbortController()
    const results = streams.run(prepared.document, operation, context, () => refresh(context), gone.signal)
    const timer = setInterval(() => response.write(':\n\n'), keepAlive)
    response.once('close', () => {
      clearInterval(timer)
      gone.abort()
    })
    for await (const result of results) {
      if (response.destroyed) return
      if (!response.write(eventOf('next', result)) && !(await drained(response))) {
        response.destroy()
        return
      }
    }
    if (!response.destroyed) response.end(eventOf('complete', ''))
  }

  return Router().use(express.json({ limit: '1mb', type: 'application/json' }), answer)
}

export const wantsEventStream = (request: express.Request): boolean =>
  /(^|[, ])text\/event-stream/i.test(request.headers.accept ?? '')

const eventOf = (event: string, data: string) => `event: ${event}\ndata: ${data}\n\n`

/** False when the client did not read in time. */
async function drained(response: express.Response): Promise<boolean> {
  const closed = once(response, 'close').then(() => false)
  const free = once(response, 'drain').then(() => true)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), patience)
  })
  const result = await Promise.race([free, closed, late])
  clearTimeout(timer)
  return result
}

function readOperation({ method, query, body }: express.Request): OperationRequest | null {
  const source = (method === 'GET' ? query : body) as Record<string, unknown> | undefined
  if (typeof source?.query !== 'string') return null
  const { variables, operationName } = source
  return {
    query: source.query,
    variables:
      typeof variables === 'string'
        ? parseObject(variables)
        : (variables as Record<string, unknown> | undefined),
    operationName: typeof operationName === 'string' ? operationName : null,
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
