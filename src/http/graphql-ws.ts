import type { IncomingMessage, Server } from 'node:http'
import { type ExecutionArgs, GraphQLError } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Viewer } from '../domain/access.ts'
import type { Followers } from '../domain/jobs/streams.ts'
import { outageOf } from '../domain/outages.ts'
import type { World } from '../domain/scope.ts'
import type { Context } from '../schema/context.ts'
import { type AskProxy, secretOf, secretOfParameters } from './authenticate.ts'
import { addressOf, type Trust } from './client-address.ts'
import type { Engine, OperationRequest } from './engine.ts'
import { IdentityWatch } from './identity-watch.ts'
import type { ResultStreams } from './once.ts'
import { nestingProblem } from './operation-request.ts'
import { closeSoon, hasRoom, tryAgainLater } from './slow-sockets.ts'

/** Close code after which standard clients reconnect (RFC 6455 section 7.4, the registry of IANA). */
const serviceRestart = 1012
/** Operations on one socket at once: more than any dashboard, and few enough to be remembered. */
const mostOperations = 1000

interface Extra {
  socket: WebSocket
  request: IncomingMessage
  viewer: Viewer | null
}

type Operation = ExecutionArgs & {
  request: OperationRequest
  id: string
  extra: Extra
  contextValue: Context
}

/** GraphQL over WebSocket, protocol `graphql-transport-ws`. */
export interface GraphqlSockets {
  readonly size: number
  /** Closes all with 1012, after which clients come back. */
  close(): Promise<void>
}

/** What the sockets are made of. */
export interface SocketParts {
  world: World
  followers: Followers
  engine: Engine
  streams: ResultStreams
  contextOf: (viewer: Viewer | null, address: string) => Context
  trust: Trust
  askProxy: AskProxy
}

/** Serves graphql-ws on `path` of an HTTP server. */
export function graphqlSockets(server: Server, path: string, parts: SocketParts): GraphqlSockets {
  const { world, followers, engine, streams, contextOf, trust, askProxy } = parts
  const sockets = new WebSocketServer({ server, path, maxPayload: 1024 * 1024, perMessageDeflate: false })
  const identities = new IdentityWatch(world, followers)

  async function freshContext({ viewer, request }: Extra): Promise<Context> {
    return contextOf(viewer && (await followers.rights.of(viewer)), addressOf(request, trust))
  }

  /** False closes with 4403: a credential was given and is not good. */
  async function admit(extra: Extra, parameters: Record<string, unknown> | undefined): Promise<boolean> {
    const secret = secretOfParameters(parameters) ?? secretOf(extra.request.headers)
    extra.viewer = secret ? await followers.rights.ofSecret(secret) : null
    const vouched = secret ? null : await askProxy(extra.request)
    extra.viewer ??= vouched?.viewer ?? null
    if (secret !== null && !extra.viewer) return false
    if (extra.viewer) identities.add(extra.socket, extra.viewer)
    return true
  }

  const protocol = useServer<Record<string, unknown>, Partial<Extra>>(
    {
      onConnect: async context => {
        const extra = context.extra as Extra
        try {
          return await admit(extra, context.connectionParams)
        } catch (error) {
          if (!outageOf(error)) throw error
          closeSoon(extra.socket, tryAgainLater, 'Try Again Later')
          return false
        }
      },
      onSubscribe: async (context, id, payload) => {
        const extra = context.extra as Extra
        if (Object.keys(context.subscriptions).length > mostOperations)
          return [tooMany(`At most ${mostOperations} operations at once on one connection.`)]
        const tooDeep = nestingProblem(payload)
        if (tooDeep) return [tooDeep]
        const prepared = engine.prepare(payload.query)
        if (prepared.errors) return prepared.errors
        try {
          await hasRoom(extra.socket)
          const operation: Operation = {
            schema: engine.schema,
            document: prepared.document,
            operationName: payload.operationName,
            variableValues: payload.variables,
            contextValue: await freshContext(extra),
            request: payload as OperationRequest,
            id,
            extra,
          }
          return operation
        } catch (error) {
          return [engine.present(error)]
        }
      },
      execute: args => {
        const { document, request, contextValue } = args as Operation
        return engine.execute(document, request, contextValue)
      },
      subscribe: args => sendResults(args as Operation),
    },
    sockets,
  )

  /**
   * Writes the frames itself, because results are text already. For graphql-ws it is a stream without results that ends
   * when the operation does, so that ids, `complete` and the end of the connection stay in its hands.
   */
  function sendResults(operation: Operation): AsyncIterableIterator<never> {
    const { document, request, contextValue, extra, id } = operation
    const gone = new AbortController()
    let sending: Promise<void> | undefined
    const send = async () => {
      const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`
      const fresh = () => freshContext(extra)
      for await (const result of streams.run(document, request, contextValue, fresh, gone.signal)) {
        if (!(await hasRoom(extra.socket)) || gone.signal.aborted) return
        extra.socket.send(`${head}${result}}`)
      }
    }
    return {
      [Symbol.asyncIterator]() {
        return this
      },
      async next() {
        sending ??= send()
        await sending
        return { done: true, value: undefined }
      },
      async return() {
        gone.abort()
        return { done: true, value: undefined }
      },
      async throw(error) {
        gone.abort()
        throw error
      },
    }
  }

  return {
    get size() {
      return sockets.clients.size
    },
    async close() {
      identities[Symbol.dispose]()
      for (const socket of sockets.clients) closeSoon(socket, serviceRestart, 'Service Restart')
      await protocol.dispose()
    },
  }
}

const tooMany = (message: string) => new GraphQLError(message, { extensions: { code: 'UNAVAILABLE' } })
