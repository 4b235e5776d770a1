import type { IncomingMessage, Server } from 'node:http'
import { type ExecutionArgs, GraphQLError } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Followers } from '../domain/jobs/streams.ts'
import type { Viewer } from '../domain/kernel/access.ts'
import { outageOf } from '../domain/kernel/outages.ts'
import type { World } from '../domain/kernel/scope.ts'
import type { Context } from '../schema/context.ts'
import { type AskProxy, secretOf, secretOfParameters } from './authenticate.ts'
import { addressOf, type Trust } from './client-address.ts'
import { closeSoon, tryAgainLater } from './close-socket.ts'
import type { Engine, OperationRequest } from './engine.ts'
import { IdentityWatch } from './identity-watch.ts'
import type { ResultStreams } from './once.ts'
import { nestingProblem } from './operation-request.ts'
import { Outbox } from './outbox.ts'
import { Semaphore } from './semaphore.ts'
import type { Result } from './shared-results.ts'
import { type StreamAdmission, tooManyStreams } from './stream-admission.ts'

/** Close code after which standard clients reconnect (RFC 6455 section 7.4, the registry of IANA). */
const serviceRestart = 1012
/** Operations on one socket at once: more than any dashboard, and few enough to be remembered. */
const maxOperations = 1000
/** Queries and mutations of one socket that are answered at once: their answers wait in memory until the client takes them. */
const maxAtOnce = 16

interface Extra {
  socket: WebSocket
  request: IncomingMessage
  viewer: Viewer | null
  outbox: Outbox
  /** Places for {@link maxAtOnce}. */
  answering: Semaphore
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
  /** How long the loop that asks for the rights of open sockets has not turned, in milliseconds. */
  readonly stuckMs: number
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
  admission: StreamAdmission
  /** Milliseconds between two signs of life that a quiet client is asked for. */
  pingMs: number
  /** How long a client may take to say who it is, in milliseconds. */
  initTimeoutMs: number
}

/** Serves graphql-ws on `path` of an HTTP server. */
export function graphqlSockets(server: Server, path: string, parts: SocketParts): GraphqlSockets {
  const { world, followers, engine, streams, contextOf, trust, askProxy, admission } = parts
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
    admission.identify(extra.request, addressOf(extra.request, trust), extra.viewer)
    return true
  }

  const protocol = useServer<Record<string, unknown>, Partial<Extra>>(
    {
      connectionInitWaitTimeout: parts.initTimeoutMs,
      onConnect: async context => {
        const extra = context.extra as Extra
        extra.outbox = new Outbox(extra.request.socket, admission.maxUnsentBytes)
        extra.answering = new Semaphore(maxAtOnce)
        admission.onSlow(extra.request, () => closeSoon(extra.socket, tryAgainLater, 'Slow reader'))
        try {
          await admission.turns.next()
          return await admit(extra, context.connectionParams)
        } catch (error) {
          if (!outageOf(error)) throw error
          closeSoon(extra.socket, tryAgainLater, 'Try Again Later')
          return false
        }
      },
      onSubscribe: async (context, id, payload) => {
        const extra = context.extra as Extra
        if (Object.keys(context.subscriptions).length > maxOperations)
          return [tooMany(`At most ${maxOperations} operations at once on one connection.`)]
        const tooDeep = nestingProblem(payload)
        if (tooDeep) return [tooDeep]
        const prepared = engine.prepare(payload.query)
        if (prepared.errors) return prepared.errors
        try {
          await hasRoom(extra)
          await admission.turns.next()
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
        const { document, request, contextValue, extra } = args as Operation
        return extra.answering.run(async () => {
          await extra.outbox.room()
          return engine.execute(document, request, contextValue)
        })
      },
      subscribe: args => sendResults(args as Operation),
    },
    sockets,
    // Pings are sent below: the answer of a client on a slow link waits behind what it has not read yet.
    0,
  )
  const pinging = pingQuiet(sockets, parts.pingMs)

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
      using place = admission.place(contextValue.address, extra.viewer)
      if (!place) return refuse(extra.socket, head)
      for await (const result of streams.run(document, request, contextValue, fresh, gone.signal)) {
        const write = () => gone.signal.aborted || sendResult(extra, head, result)
        if (!(await extra.outbox.send(result, write)) || gone.signal.aborted) return
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
    get stuckMs() {
      return identities.stuckMs
    },
    async close() {
      identities[Symbol.dispose]()
      clearInterval(pinging)
      for (const socket of sockets.clients) closeSoon(socket, serviceRestart, 'Service Restart')
      await protocol.dispose()
    },
  }
}

/** Who does not read answers has to wait with questions. */
async function hasRoom({ socket, outbox }: Extra): Promise<void> {
  const room = outbox.room()
  if (room === true) return
  socket.pause()
  await room
  socket.resume()
}

/** Large results are bytes that all sockets share. They are fragments of a message then, because the head is each socket's own. */
function sendResult({ socket, request }: Extra, head: string, result: Result): void {
  if (socket.readyState !== socket.OPEN) return
  if (typeof result === 'string') return void socket.send(`${head}${result}}`)
  request.socket.cork()
  socket.send(head, { fin: false })
  socket.send(result, { fin: false, binary: false })
  socket.send('}', { fin: true })
  request.socket.uncork()
}

/** Ends connections whose clients have vanished without a word. One for which bytes wait shows by taking them that it lives. */
function pingQuiet(sockets: WebSocketServer, pingMs: number): NodeJS.Timeout {
  const quiet = new WeakSet<WebSocket>()
  sockets.on('connection', socket => {
    const alive = () => void quiet.delete(socket)
    socket.on('pong', alive).on('message', alive)
  })
  return setInterval(() => {
    for (const socket of sockets.clients) {
      if (socket.bufferedAmount > 0 || socket.readyState !== socket.OPEN) continue
      if (quiet.has(socket)) socket.terminate()
      else {
        quiet.add(socket)
        socket.ping()
      }
    }
  }, pingMs)
}

const refuse = (socket: WebSocket, head: string) =>
  socket.send(`${head}${JSON.stringify({ errors: [tooManyStreams()] })}}`)
const tooMany = (message: string) => new GraphQLError(message, { extensions: { code: 'UNAVAILABLE' } })
