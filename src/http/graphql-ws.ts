import type { IncomingMessage, Server } from 'node:http'
import type { ExecutionArgs } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Viewer } from '../domain/access.ts'
import type { World } from '../domain/scope.ts'
import { authenticate } from '../domain/sign-in.ts'
import type { Followers } from '../domain/streams.ts'
import type { Context } from '../schema/context.ts'
import { secretOf, secretOfParameters } from './authenticate.ts'
import type { Engine, OperationRequest } from './engine.ts'
import type { ResultStreams } from './once.ts'

/** Unsent bytes per socket, beyond which the socket is waited for. */
const fullBuffer = 1024 * 1024
/** A socket that stays full for this long is closed, in milliseconds. */
const patience = 10_000
/** How often rights of open sockets are asked again at the least, in milliseconds. */
const recheck = 900

/** Close codes (RFC 6455 section 7.4, the registry of IANA, and the graphql-ws protocol). */
const serviceRestart = 1012
const tryAgainLater = 1013
const forbiddenCode = 4403

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

/** Serves graphql-ws on `path` of an HTTP server. */
export function graphqlSockets(
  server: Server,
  path: string,
  world: World,
  followers: Followers,
  engine: Engine,
  streams: ResultStreams,
  contextOf: (viewer: Viewer | null, address: string) => Context,
): GraphqlSockets {
  const sockets = new WebSocketServer({ server, path, maxPayload: 1024 * 1024, perMessageDeflate: false })
  const identities = new Map<WebSocket, Viewer>()
  const addressOf = (extra: Extra) => extra.request.socket.remoteAddress ?? ''

  async function freshContext(extra: Extra): Promise<Context> {
    const viewer = extra.viewer && (await followers.rights.of(extra.viewer))
    return contextOf(viewer, addressOf(extra))
  }

  const protocol = useServer<Record<string, unknown>, Partial<Extra>>(
    {
      onConnect: async context => {
        const extra = context.extra as Extra
        const secret = secretOfParameters(context.connectionParams) ?? secretOf(extra.request.headers)
        extra.viewer = secret === null ? null : await authenticate(world, secret)
        // False closes with 4403: a credential was given and is not good.
        if (secret !== null && !extra.viewer) return false
        if (extra.viewer) identities.set(extra.socket, extra.viewer)
        extra.socket.once('close', () => identities.delete(extra.socket))
        return true
      },
      onSubscribe: async (context, id, payload) => {
        const prepared = engine.prepare(payload.query)
        if (prepared.errors) return prepared.errors
        const extra = context.extra as Extra
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
  function sendResults({
    document,
    request,
    contextValue,
    extra,
    id,
  }: Operation): AsyncIterableIterator<never> {
    const gone = new AbortController()
    let sending: Promise<void> | undefined
    const send = async () => {
      const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`
      for await (const result of streams.run(
        document,
        request,
        contextValue,
        () => freshContext(extra),
        gone.signal,
      )) {
        if (gone.signal.aborted || extra.socket.readyState !== extra.socket.OPEN) return
        extra.socket.send(`${head}${result}}`)
        if (extra.socket.bufferedAmount > fullBuffer && !(await drained(extra.socket))) return
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

  const stopWatching = watchIdentities(world, followers, identities)
  return {
    get size() {
      return sockets.clients.size
    },
    async close() {
      stopWatching()
      for (const socket of sockets.clients) socket.close(serviceRestart, 'Service Restart')
      await protocol.dispose()
    },
  }
}

/** Closes sockets whose whole identity is gone: revoked key, signed-out token, deactivated user. */
function watchIdentities(world: World, followers: Followers, identities: Map<WebSocket, Viewer>): () => void {
  const stopped = new AbortController()
  const watch = async () => {
    using bell = world.wakeups.listen(['access'], stopped.signal)
    while (!stopped.signal.aborted) {
      await bell.next(recheck)
      for (const [socket, viewer] of identities) {
        // A database that is away for a moment is no reason to throw everybody out.
        const good = await followers.rights.isGood(viewer).catch(() => true)
        if (!good && !stopped.signal.aborted) socket.close(forbiddenCode, 'Forbidden')
      }
    }
  }
  void watch()
  return () => stopped.abort()
}

/** Waits until a slow reader has read. False when it did not in time: then it is closed, and resumes from its cursor. */
async function drained(socket: WebSocket): Promise<boolean> {
  const deadline = Date.now() + patience
  while (socket.bufferedAmount > fullBuffer / 2) {
    if (socket.readyState !== socket.OPEN) return false
    if (Date.now() > deadline) {
      socket.close(tryAgainLater, 'Slow reader')
      // The closing handshake would wait in line behind everything that is not read.
      setTimeout(() => socket.terminate(), 1000).unref()
      return false
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return true
}
