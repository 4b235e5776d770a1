import type { IncomingMessage } from 'node:http'
import { GraphQLError } from 'graphql'
import type { Viewer } from '../domain/kernel/access.ts'
import type { Turns } from '../domain/kernel/turns.ts'
import { type Connections, credentialOf } from './connections.ts'

/** When a refused client should come back, in seconds. */
export const retryAfterSeconds = 5

/** A stream that was let in, until it is disposed of. */
export interface StreamPlace extends Disposable {
  /** Says how the stream is cut when its client does not read. */
  onSlow(cut: () => void): void
}

/** Lets streams in, as long as there are not too many, and too much does not wait for clients already. */
export class StreamAdmission {
  readonly #connections: Connections
  readonly turns: Turns
  /** Bytes that may wait for one connection. */
  readonly maxUnsentBytes: number

  constructor(connections: Connections, turns: Turns, maxUnsentBytes: number) {
    this.#connections = connections
    this.turns = turns
    this.maxUnsentBytes = maxUnsentBytes
  }

  /** A place for one stream that shares its connection with others; null when there is none. */
  place(address: string, viewer: Viewer | null): Disposable | null {
    if (this.#connections.isFull(address, viewer)) return null
    return this.#connections.streams.enter(address, credentialOf(viewer))
  }

  /** A place for a request that becomes a stream; null when there is none. */
  admit(request: IncomingMessage, address: string, viewer: Viewer | null): StreamPlace | null {
    this.identify(request, address, viewer)
    const place = this.place(address, viewer)
    return (
      place && {
        onSlow: cut => this.onSlow(request, cut),
        [Symbol.dispose]: () => {
          place[Symbol.dispose]()
          this.onSlow(request, null)
        },
      }
    )
  }

  identify(request: IncomingMessage, address: string, viewer: Viewer | null): void {
    this.#connections.identify(request, address, viewer)
  }

  /** Says how a connection is cut when its client does not read; null: it carries no stream any more. */
  onSlow(request: IncomingMessage, cut: (() => void) | null): void {
    this.#connections.setCut(request, cut)
  }
}

/** What a client is told that may come back later. */
export const tooManyStreams = (): GraphQLError =>
  new GraphQLError('Too many streams are open, or too much waits to be read. Try again later.', {
    extensions: { code: 'UNAVAILABLE', reason: 'TOO_MANY_STREAMS' },
  })
