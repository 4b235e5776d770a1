import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a {@link Receiver} took. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** A web server on the loopback that keeps what it is sent. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
  /** Waits until so many requests have come. @throws Error when that takes too long */
  until(count: number, timeout?: number): Promise<Received[]>
}

/** @param answer ends the response; 200 without a body unless told otherwise */
export async function startReceiver(
  answer: (response: ServerResponse, count: number) => void = response => response.end(),
): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ path: request.url!, headers: request.headers, body })
    answer(response, received.length)
    for (const wake of waiting) wake()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (count, timeout = 20_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => finish(() => reject(new Error(`Only ${received.length} of ${count} requests came.`))),
          timeout,
        )
        const finish = (end: () => void) => {
          clearTimeout(timer)
          waiting.delete(look)
          end()
        }
        const look = () => {
          if (received.length >= count) finish(() => resolve(received))
        }
        waiting.add(look)
        look()
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
