import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  print,
} from 'graphql'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { canonicalAddress } from '../domain/accounts/client-networks.ts'
import { cronViewer } from '../domain/accounts/cron-key.ts'
import type { ArchiveReader } from '../domain/archives/downloads.ts'
import type { Followers } from '../domain/jobs/streams.ts'
import type { Viewer } from '../domain/kernel/access.ts'
import { outageMessages, outageOf } from '../domain/kernel/outages.ts'
import type { World } from '../domain/kernel/scope.ts'
import type { HttpTimeouts, StreamLimits } from '../domain/kernel/stream-limits.ts'
import { Turns } from '../domain/kernel/turns.ts'
import type { Context, ContextFactory } from '../schema/context.ts'
import { presentError } from '../schema/errors.ts'
import { createAskProxy, type Vouched, viewerOfRequest } from './authenticate.ts'
import { Burst } from './burst.ts'
import { addressOf, trustOf } from './client-address.ts'
import { Connections } from './connections.ts'
import { downloadRoutes, sendDownload } from './downloads.ts'
import { createEngine } from './engine.ts'
import { gracefulClose } from './graceful-close.ts'
import { graphiqlPage } from './graphiql.ts'
import { graphqlPost } from './graphql-post.ts'
import { graphqlSse } from './graphql-sse.ts'
import { graphqlSockets } from './graphql-ws.ts'
import { healthRoutes, type Liveness, metricsRoute, type Readiness } from './health.ts'
import { ResultStreams } from './once.ts'
import { acceptedTypes, eventStream } from './operation-request.ts'
import { currentRequestId, logRequests } from './request-log.ts'
import { setSecurityHeaders } from './security-headers.ts'
import { Semaphore } from './semaphore.ts'
import { SseStreams } from './sse-streams.ts'
import { retryAfterSeconds, StreamAdmission } from './stream-admission.ts'
import { createGeneralHandler } from './yoga.ts'

/** Answers of several megabytes that are made at once. */
const maxLargeAnswers = 4

/** What the HTTP face is made of. */
export interface HttpParts {
  schema: GraphQLSchema
  world: World
  followers: Followers
  createContext: ContextFactory
  log: Logger
  metrics: Registry
  readiness: () => Promise<Readiness>
  liveness: () => Liveness
  limits: StreamLimits
  timeouts: HttpTimeouts
  settings: {
    graphiql: boolean
    introspection: boolean
    metricsToken: string | undefined
    trustedProxies: readonly string[]
  }
  /** Reads files out of archives. */
  downloads: ArchiveReader
  /** Routers of the REST dialects, made from the in-process door to the schema. */
  restRouters(gateway: RestGateway): RequestHandler[]
}

/** The in-process door: documents are run against the very schema and rules that GraphQL clients meet. */
export interface RestGateway {
  /** Whose credential is this? Null when it is not good. */
  authenticate(secret: string): Promise<object | null>
  /** Is this the key of the cron routes (`CRONJOB_KEY`)? */
  authenticateCron(secret: string): object | null
  /** Who does a trusted proxy say that it is? Null on servers where no proxy vouches for anybody. */
  vouched(request: IncomingMessage): Promise<Vouched> | null
  /** Runs a document for somebody that the others gave. Never throws. */
  execute(
    document: DocumentNode,
    variables: object,
    session: object | null,
    address: string,
  ): Promise<ExecutionResult>
  /**
   * Sends what a ticket of `createDownload` is good for. @returns null when it was sent, or was cut off; else the error,
   * and nothing was sent
   */
  sendDownload(
    ticket: string,
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
  ): Promise<GraphQLError | null>
  /** A place for a response that becomes a stream, to be disposed of at its end; null when there are too many. `cut` ends a slow one. */
  admitStream(
    request: IncomingMessage,
    session: object | null,
    address: string,
    cut: () => void,
  ): Disposable | null
  /** Says whose a connection is: what waits for its client counts for that one. */
  identify(request: IncomingMessage, session: object | null, address: string): void
  /** Makes an answer of several megabytes when not too many others are being made. */
  large<Answer>(work: () => Promise<Answer>): Promise<Answer>
  /** The results of a subscription, until it completes, the server stops, or `signal` aborts. Never throws. */
  subscribe(
    document: DocumentNode,
    variables: object,
    session: object | null,
    address: string,
    signal: AbortSignal,
  ): AsyncIterable<ExecutionResult>
}

/** An HTTP server that is not listening yet, and how to take it down. */
export interface HttpFace {
  server: Server
  streamClients(): { websocket: number; sse: number }
  /** Connections of every kind, and the bytes that wait for their clients. */
  connectionFigures(): { connections: number; unsentBytes: number }
  /** Ends streams so that their clients come back (1012), and waits for the requests that are being answered. */
  close(): Promise<void>
}

export function createHttpFace(parts: HttpParts): HttpFace {
  const { schema, world, followers, createContext, log, settings, limits, timeouts } = parts
  const report = (bug: unknown) => logFailure(log, bug, 'unexpected error in an operation')
  const engine = createEngine(schema, {
    introspection: settings.introspection,
    report,
  })
  const turns = new Turns()
  const streams = new ResultStreams(engine, followers.log, turns)
  const sseStreams = new SseStreams()
  const stopping = new AbortController()
  const trust = trustOf(settings.trustedProxies)
  const askProxy = createAskProxy(followers.rights, world.signInMethods.proxy, trust)
  const contextOf = async (request: IncomingMessage): Promise<Context> =>
    identified(
      request,
      createContext(await viewerOfRequest(followers.rights, request, askProxy), addressOf(request, trust)),
    )
  const refresh = async ({ scope: { viewer }, address }: Context): Promise<Context> =>
    createContext(viewer && (await followers.rights.of(viewer)), address)

  const identified = (request: IncomingMessage, context: Context): Context => {
    connections.identify(request, context.address, context.scope.viewer)
    return context
  }

  const app = express()
  const server = createServer(
    {
      headersTimeout: timeouts.headersTimeoutMs,
      requestTimeout: timeouts.requestTimeoutMs,
      keepAliveTimeout: timeouts.keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, timeouts.headersTimeoutMs / 2),
    },
    (request, response) => burst.handle(request, response),
  )
  const connections = new Connections(server, limits, turns, () => followers.log.isShort, trust)
  const admission = new StreamAdmission(connections, turns, limits.maxUnsentBytesPerConnection)
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', trust)
  const logRequest = logRequests(log)
  app.use(logRequest)
  const liveness = () => {
    const { eventLoop, stuckMs } = parts.liveness()
    return { eventLoop, stuckMs: { ...stuckMs, rights: sockets.stuckMs } }
  }
  app.use(healthRoutes(world, parts.readiness, liveness))
  app.get('/metrics', metricsRoute(parts.metrics, settings.metricsToken, world))

  app.use(refuseWhenFull)
  app.use(downloadRoutes(world, parts.downloads))
  const sse = graphqlSse(engine, streams, contextOf, refresh, sseStreams, admission)
  const general = createGeneralHandler(engine, contextOf)
  // A client that names the event stream among others gets one only for a subscription.
  const sseFirst: RequestHandler = (request, response, next) =>
    acceptedTypes(request)[0] === eventStream ? sse(request, response, next) : next()
  const post = graphqlPost(engine, '/graphql', contextOf)
  if (settings.graphiql) app.get('/graphql', graphiqlPage)
  app.use('/graphql', sseFirst, post.router, sse, (request, response) =>
    general(request, response, { req: request, res: response }),
  )

  const large = new Semaphore(maxLargeAnswers)
  const gateway: RestGateway = {
    authenticate: secret => followers.rights.ofSecret(secret),
    authenticateCron: secret => cronViewer(world, secret),
    vouched: askProxy,
    execute: (document, variables, session, address) =>
      engine.execute(
        document,
        { variables: variables as Record<string, unknown> },
        createContext(session as Viewer | null, canonicalAddress(address)),
      ),
    sendDownload: (ticket, response, headers) =>
      sendDownload(world, parts.downloads, ticket, response, headers).then(
        () => null,
        error => presentError(error, report),
      ),
    admitStream: (request, session, address, cut) => {
      const place = admission.admit(request, address, session as Viewer | null)
      place?.onSlow(cut)
      return place
    },
    identify: (request, session, address) => connections.identify(request, address, session as Viewer | null),
    large: work => large.run(work),
    async *subscribe(document, variables, session, address, signal) {
      const context = createContext(session as Viewer | null, canonicalAddress(address))
      const request = { query: print(document), variables: variables as Record<string, unknown> }
      const either = AbortSignal.any([signal, stopping.signal])
      for await (const result of streams.run(document, request, context, () => refresh(context), either))
        yield JSON.parse(String(result))
    },
  }
  for (const router of parts.restRouters(gateway)) app.use(router)
  // Somebody with a browser: there is something to see.
  if (settings.graphiql) app.get('/', (_request, response) => response.redirect('graphql'))
  app.use((_request, response) => {
    response.status(404).json({ detail: 'Not Found' })
  })
  app.use(reportError(log))

  const burst = new Burst(turns, serve)
  function serve(request: IncomingMessage, response: ServerResponse): void {
    setSecurityHeaders(request, response)
    if (!post.isPlain(request)) return void app(request, response)
    logRequest(request, response, () => {
      if (connections.isFull(addressOf(request, trust), null)) return void refuseFull(response)
      // What can fail here is the connection: then there is nobody to answer.
      post.answerPlain(request, response).catch(error => {
        if (!request.destroyed) log.error({ err: error }, 'unexpected error in a request')
        response.destroy()
      })
    })
  }
  function refuseWhenFull(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    if (connections.isFull(addressOf(request, trust), null)) refuseFull(response)
    else next()
  }
  const closeServer = gracefulClose(server)
  const sockets = graphqlSockets(server, '/graphql', {
    world,
    followers,
    engine,
    streams,
    contextOf: createContext,
    trust,
    askProxy,
    admission,
    pingMs: timeouts.websocketPingMs,
    initTimeoutMs: timeouts.websocketInitTimeoutMs,
  })
  return {
    server,
    connectionFigures: () => connections.figures,
    streamClients: () => ({ websocket: sockets.size, sse: sseStreams.size }),
    async close() {
      const closed = closeServer()
      stopping.abort()
      sseStreams.closeAll()
      await sockets.close()
      await closed
      connections[Symbol.dispose]()
    },
  }
}

/** Answers are made in memory: while clients do not take those that are made already, no more are. */
function refuseFull(response: ServerResponse): void {
  const message = 'Too much waits to be read by clients. Try again later.'
  const body = JSON.stringify({
    detail: message,
    errors: [{ message, extensions: { code: 'UNAVAILABLE', reason: 'TOO_MUCH_UNSENT' } }],
  })
  response
    .writeHead(503, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'retry-after': String(retryAfterSeconds),
    })
    .end(body)
}

/** A database that is away for a while, or a full disk, is no bug. */
function logFailure(log: Logger, error: unknown, message: string): void {
  const what = { err: error, requestId: currentRequestId() }
  const outage = outageOf(error)
  if (outage) log.warn(what, outageMessages[outage])
  else log.error(what, message)
}

const reportError =
  (log: Logger): ErrorRequestHandler =>
  (error, _request, response, next) => {
    // Express's own complaints, such as an address that cannot be decoded, are about the request.
    const { status = 500 } = error as { status?: number }
    if (status >= 500) logFailure(log, error, 'unexpected error in a request')
    if (response.headersSent) return next(error)
    const outage = outageOf(error)
    if (outage) response.status(503).json({ detail: outageMessages[outage] })
    else if (status < 500) response.status(status).json({ detail: 'Bad Request' })
    else response.status(500).json({ detail: 'Something went wrong on the server.' })
  }
