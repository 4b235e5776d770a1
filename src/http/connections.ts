import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Viewer } from '../domain/kernel/access.ts'
import type { StreamLimits } from '../domain/kernel/stream-limits.ts'
import type { Turns } from '../domain/kernel/turns.ts'
import { Tally } from './tally.ts'

/** How often connections are looked at, in milliseconds. */
const sweepMs = 250
/** Totals are added up anew after this long at the most, in milliseconds. */
const freshMs = 20
/** When bytes are short, a connection that took nothing for this long is cut, in milliseconds. */
const shortStallMs = 1000
/** When bytes are short, an answer is cut that is taken more slowly than this, after {@link shortGraceMs}; in bytes per second. */
const shortRate = 20_000
const shortGraceMs = 10_000
/** Answers that are no streams cannot be resumed: such a client may pause for this long, in milliseconds. */
const answerStallMs = 120_000

/** One TCP connection. */
interface Connection {
  readonly socket: Socket
  readonly openedAt: number
  /** Empty until a request said whose it is. */
  address: string
  credential: string
  /** Cuts a stream so that its client comes back; null: no stream. */
  cut: (() => void) | null
  isCut: boolean
  /** What waited in the kernel's queue when it was looked at last; since when bytes wait, and since when none was taken. */
  queued: number
  waitingSince: number
  stalledSince: number
}

/** Unsent bytes altogether, by credential and by address. */
interface Unsent {
  at: number
  all: number
  byCredential: Map<string, number>
  byAddress: Map<string, number>
}

/**
 * All connections of the server: what waits for each client, how long it has taken nothing, and how many streams each credential and
 * address has. Cuts those who do not read, and those who never said a word. Honest clients on slow links take something all the time.
 */
export class Connections implements Disposable {
  readonly #connections = new Map<Socket, Connection>()
  readonly #limits: StreamLimits
  readonly #turns: Turns
  readonly #isShort: () => boolean
  readonly #timer: NodeJS.Timeout
  readonly streams: Tally
  readonly #sockets: Tally
  #unsent: Unsent = { at: 0, all: 0, byCredential: new Map(), byAddress: new Map() }

  /**
   * @param isShort do followers wait for memory that others hold?
   * @param isProxy connections of proxies are those of many clients, and are not counted by address
   */
  constructor(
    server: Server,
    limits: StreamLimits,
    turns: Turns,
    isShort: () => boolean,
    isProxy: (address: string) => boolean,
  ) {
    this.#turns = turns
    this.#limits = limits
    this.#isShort = isShort
    this.streams = new Tally({
      all: limits.maxStreams,
      byAddress: limits.maxStreamsPerAddress,
      byCredential: limits.maxStreamsPerCredential,
    })
    this.#sockets = new Tally({
      all: limits.maxConnections,
      byAddress: limits.maxConnectionsPerAddress,
      byCredential: Number.POSITIVE_INFINITY,
    })
    server.on('connection', (socket: Socket) => {
      const peer = socket.remoteAddress ?? ''
      const place = this.#sockets.enter(isProxy(peer) ? '' : peer, '')
      if (!place) {
        socket.destroy()
        return
      }
      const now = performance.now()
      this.#connections.set(socket, {
        socket,
        openedAt: now,
        address: peer,
        credential: '',
        cut: null,
        isCut: false,
        queued: 0,
        waitingSince: now,
        stalledSince: now,
      })
      socket.once('close', () => {
        place[Symbol.dispose]()
        this.#connections.delete(socket)
      })
    })
    this.#timer = setInterval(() => this.#sweep(), sweepMs)
  }

  /** Says whose a connection is. */
  identify({ socket }: IncomingMessage, address: string, viewer: Viewer | null): void {
    const connection = this.#connections.get(socket)
    if (!connection) return
    connection.address = address
    connection.credential = credentialOf(viewer)
  }

  /** Says how a connection that carries a stream is cut; null when the stream is over and the connection serves other requests. */
  setCut({ socket }: IncomingMessage, cut: (() => void) | null): void {
    const connection = this.#connections.get(socket)
    if (connection) connection.cut = cut
  }

  /** Do so many unsent bytes wait for this credential, this address or all clients that nothing more should be begun? */
  isFull(address: string, viewer: Viewer | null): boolean {
    const { all, byCredential, byAddress } = this.#measure()
    const { maxUnsentBytes, maxUnsentBytesPerAddress, maxUnsentBytesPerCredential } = this.#limits
    return (
      all > maxUnsentBytes ||
      (byAddress.get(address) ?? 0) > maxUnsentBytesPerAddress ||
      (viewer !== null && (byCredential.get(credentialOf(viewer)) ?? 0) > maxUnsentBytesPerCredential)
    )
  }

  /** Open connections, and bytes that wait for their clients. */
  get figures(): { connections: number; unsentBytes: number } {
    return { connections: this.#connections.size, unsentBytes: this.#measure().all }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #measure(): Unsent {
    const now = performance.now()
    if (now - this.#unsent.at <= freshMs) return this.#unsent
    const unsent: Unsent = { at: now, all: 0, byCredential: new Map(), byAddress: new Map() }
    const add = (map: Map<string, number>, key: string, bytes: number) =>
      map.set(key, (map.get(key) ?? 0) + bytes)
    for (const { socket, address, credential } of this.#connections.values()) {
      const bytes = socket.writableLength
      if (bytes === 0) continue
      unsent.all += bytes
      add(unsent.byAddress, address, bytes)
      add(unsent.byCredential, credential, bytes)
    }
    // Without a credential it is the address that counts.
    unsent.byCredential.delete('')
    this.#unsent = unsent
    return unsent
  }

  #sweep(): void {
    const now = performance.now()
    const waiting: Connection[] = []
    for (const connection of this.#connections.values()) {
      const { socket } = connection
      if (socket.bytesRead === 0 && now - connection.openedAt > this.#limits.firstByteTimeoutMs)
        socket.destroy()
      if (this.#lookAt(connection, now)) waiting.push(connection)
    }
    for (const connection of waiting) {
      const patience = connection.cut ? this.#limits.stallTimeoutMs : answerStallMs
      if (now - connection.stalledSince > patience) this.#cut(connection)
    }
    this.#relieve(waiting, now)
  }

  /** Do bytes wait for the client? Notes whether it took some since the last time. */
  #lookAt(connection: Connection, now: number): boolean {
    const { socket } = connection
    if (socket.writableLength === 0) {
      connection.queued = 0
      connection.waitingSince = now
      connection.stalledSince = now
      return false
    }
    const queued = queuedOf(socket)
    if (queued !== connection.queued) connection.stalledSince = now
    connection.queued = queued
    return true
  }

  /** When bytes are short somewhere, those who hold them the longest without taking any are cut, before others have to wait. */
  #relieve(waiting: readonly Connection[], now: number): void {
    const short = this.#isShort()
    if (!short && this.#measure().all <= this.#leastLimit()) return
    const slowest = waiting
      .filter(({ stalledSince, waitingSince, socket }) => {
        if (now - stalledSince > shortStallMs) return true
        const due = shortGraceMs + (socket.writableLength / shortRate) * 1000
        return now - waitingSince > due
      })
      .sort((one, other) => one.stalledSince - other.stalledSince)
    for (const connection of slowest) if (short || this.#isOver(connection)) this.#cut(connection)
  }

  /** A thousand are not cut at once, but one after the other. */
  #cut(connection: Connection): void {
    if (connection.isCut) return
    connection.isCut = true
    void this.#turns.next().then(() => {
      if (connection.cut) connection.cut()
      else connection.socket.destroy()
    })
  }

  #leastLimit(): number {
    const { maxUnsentBytes, maxUnsentBytesPerAddress, maxUnsentBytesPerCredential } = this.#limits
    return Math.min(maxUnsentBytes, maxUnsentBytesPerAddress, maxUnsentBytesPerCredential)
  }

  /** Is one of the limits that a connection counts for exceeded? Then its bytes do not count any more: it is about to go. */
  #isOver({ socket, address, credential }: Connection): boolean {
    const unsent = this.#unsent
    const { maxUnsentBytes, maxUnsentBytesPerAddress, maxUnsentBytesPerCredential } = this.#limits
    const [ofAddress, ofCredential] = [
      unsent.byAddress.get(address) ?? 0,
      unsent.byCredential.get(credential) ?? 0,
    ]
    const over =
      unsent.all > maxUnsentBytes ||
      ofAddress > maxUnsentBytesPerAddress ||
      ofCredential > maxUnsentBytesPerCredential
    if (over) {
      unsent.all -= socket.writableLength
      unsent.byAddress.set(address, ofAddress - socket.writableLength)
      if (credential) unsent.byCredential.set(credential, ofCredential - socket.writableLength)
    }
    return over
  }
}

/**
 * Bytes that the kernel has not taken of what was written last: of a large piece it takes a part at a time, which `writableLength`
 * does not show. Node's own time-outs for sockets look at the same number.
 */
function queuedOf(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { writeQueueSize?: number } | null }
  return (handle?.writeQueueSize ?? 0) + socket.writableLength
}

/** The name of a credential, the same for all its connections; empty without one. */
export const credentialOf = (viewer: Viewer | null): string =>
  viewer ? `${viewer.credential.kind} ${viewer.credential.id}` : ''
