/**
 * A stream that ends when its consumer is gone: `return()` of a generator waits for the pending `next()`, so the signal
 * wakes it first.
 */
export function stoppable<Event>(
  start: (signal: AbortSignal) => AsyncGenerator<Event>,
): AsyncIterableIterator<Event> {
  const stop = new AbortController()
  const events = start(stop.signal)
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () => events.next(),
    return: () => {
      stop.abort()
      return events.return(undefined)
    },
    throw: error => {
      stop.abort()
      return events.throw(error)
    },
  }
}
