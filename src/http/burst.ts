import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Turns } from '../domain/kernel/turns.ts'

/** Requests that are begun in one turn of the event loop; what comes with them waits for the next turns. */
const maxAtOnce = 32
/** A supervisor that asks is answered in any case. */
const urgent = '/livez'

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** Spreads requests that arrive all at once over turns of the event loop: a thousand of them do not hold up everything else. */
export class Burst {
  readonly #turns: Turns
  readonly #serve: Handle
  #begun = 0

  constructor(turns: Turns, serve: Handle) {
    this.#turns = turns
    this.#serve = serve
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#begun === 0)
      setImmediate(() => {
        this.#begun = 0
      })
    this.#begun += 1
    if (this.#begun <= maxAtOnce || request.url === urgent) this.#serve(request, response)
    else void this.#turns.next().then(() => this.#serve(request, response))
  }
}
