import type { ServerResponse } from 'node:http'

/** Every response that is a stream, so that shutdown can end them. */
export class SseStreams {
  readonly #open = new Set<ServerResponse>()

  get size(): number {
    return this.#open.size
  }

  add(response: ServerResponse): void {
    this.#open.add(response)
    response.once('close', () => this.#open.delete(response))
  }

  /** Ends them without `complete`: clients take it for a broken connection, and come back. */
  closeAll(): void {
    for (const response of this.#open) response.destroy()
  }
}
