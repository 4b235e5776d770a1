import type { Response } from 'express'

/** A client that reads nothing for this long is let go; it reconnects with its cursor. In milliseconds. */
const patience = 10_000

/** Every SSE response that is open, so that shutdown can end them. */
export class SseConnections {
  readonly #open = new Set<Response>()

  get size(): number {
    return this.#open.size
  }

  add(response: Response): void {
    this.#open.add(response)
    response.once('close', () => this.#open.delete(response))
  }

  /** Ends them without `complete`: clients take it for a broken connection, and come back. */
  closeAll(): void {
    for (const response of this.#open) response.destroy()
  }
}

/** Waits until what was written is on its way. False when the client is gone, or did not read in time. */
export function drained(response: Response): Promise<boolean> {
  return new Promise(resolve => {
    const settle = (result: boolean) => {
      clearTimeout(timer)
      response.off('drain', onDrain).off('close', onClose)
      resolve(result)
    }
    const onDrain = () => settle(true)
    const onClose = () => settle(false)
    const timer = setTimeout(onClose, patience)
    response.once('drain', onDrain).once('close', onClose)
    if (response.destroyed) onClose()
  })
}
