import { createServer, type Server } from 'node:http'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Viewer } from '../domain/access.ts'
import type { World } from '../domain/scope.ts'
import { authenticate } from '../domain/sign-in.ts'
import type { Followers } from '../domain/streams.ts'
import type { Context, ContextFactory } from '../schema/context.ts'
import { viewerOfHeaders } from './authenticate.ts'
import { createEngine } from './engine.ts'
import { graphqlPost, isPlainPost } from './graphql-post.ts'
import { graphqlSse, SseConnections, wantsEventStream } from './graphql-sse.ts'
import { graphqlSockets } from './graphql-ws.ts'
import { healthRoutes, metricsRoute, type Readiness } from './health.ts'
import { ResultStreams } from './once.ts'
import { logRequests } from './request-log.ts'
import { createGeneralHandler } from './yoga.ts'

/** What the HTTP face is made of. */
export interface HttpParts {
  schema: GraphQLSchema
  world: World
  followers: Followers
  createContext: ContextFactory
  log: Logger
  metrics: Registry
  readiness: () => Readiness
  settings: {
    graphiql: boolean
    introspection: boolean
    metricsToken: string | undefined
    trustedProxies: readonly string[]
  }
  /** Routers of the REST dialects, made from the in-process door to the schema. */
  restRouters(gateway: RestGateway): RequestHandler[]
}

/** The in-process door: documents are run against the very schema and rules that GraphQL clients meet. */
export interface RestGateway {
  authenticate(secret: string): Promise<object | null>
  execute(
    document: Parameters<ReturnType<typeof createEngine>['execute']>[0],
    variables: object,
    session: object | null,
    address: string,
  ): ReturnType<ReturnType<typeof createEngine>['execute']>
}

/** An HTTP server that is not listening yet, and how to take it down. */
export interface HttpFace {
  server: Server
  streamClients(): { websocket: number; sse: number }
  /** Ends streams so that their clients come back (1012), and waits for the requests that are being answered. */
  close(): Promise<void>
}

export function createHttpFace(parts: HttpParts): HttpFace {
  const { schema, world, followers, createContext, log, settings } = parts
  const engine = createEngine(schema, {
    introspection: settings.introspection,
    report: bug => log.error({ err: bug }, 'unexpected error in an operation'),
  })
  const streams = new ResultStreams(engine)
  const sseConnections = new SseConnections()
  const contextOf = async (request: express.Request): Promise<Context> =>
    createContext(await viewerOfHeaders(world, request.headers), request.ip ?? '')
  const refresh = async ({ scope: { viewer }, address }: Context): Promise<Context> =>
    createContext(viewer && (await followers.rights.of(viewer)), address)

  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false)
  app.use(logRequests(log))
  app.use(healthRoutes(world, parts.readiness))
  app.get('/metrics', metricsRoute(parts.metrics, settings.metricsToken))

  const plain = graphqlPost(engine, contextOf)
  const sse = graphqlSse(engine, streams, contextOf, refresh, sseConnections)
  const general = createGeneralHandler(engine, contextOf, settings)
  app.use('/graphql', (request, response, next) => {
    if (wantsEventStream(request)) return sse(request, response, next)
    if (isPlainPost(request)) return plain(request, response, next)
    next()
  })
  app.use('/graphql', refuseSimplePosts, (request, response) =>
    general(request, response, { req: request, res: response }),
  )

  const gateway: RestGateway = {
    authenticate: secret => authenticate(world, secret),
    execute: (document, variables, session, address) =>
      engine.execute(
        document,
        { variables: variables as Record<string, unknown> },
        createContext(session as Viewer | null, address),
      ),
  }
  for (const router of parts.restRouters(gateway)) app.use(router)
  app.use((_request, response) => {
    response.status(404).json({ detail: 'Not Found' })
  })
  app.use(reportError(log))

  const server = createServer(app)
  const sockets = graphqlSockets(server, '/graphql', world, followers, engine, streams, createContext)
  return {
    server,
    streamClients: () => ({ websocket: sockets.size, sse: sseConnections.size }),
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      sseConnections.closeAll()
      await sockets.close()
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), 5000)
      await closed
      clearTimeout(timer)
    },
  }
}

/**
 * Only JSON may be posted. What an HTML form of another site can send is refused, so that no browser can be tricked into
 * a mutation; there is no cookie that it could use either.
 */
const refuseSimplePosts: RequestHandler = (request, response, next) => {
  const type = request.headers['content-type'] ?? ''
  if (request.method !== 'POST' || /^application\/(json|graphql\+json) *(;|$)/i.test(type)) return next()
  response.status(415).json({
    errors: [{ message: 'Post JSON as application/json.', extensions: { code: 'BAD_REQUEST' } }],
  })
}

const reportError =
  (log: Logger): ErrorRequestHandler =>
  (error, _request, response, next) => {
    log.error({ err: error }, 'unexpected error in a request')
    if (response.headersSent) return next(error)
    response.status(500).json({ detail: 'Something went wrong on the server.' })
  }
