import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'

const current = new AsyncLocalStorage<string>()

/** The id of the request that is being answered; undefined outside of one. */
export const currentRequestId = (): string | undefined => current.getStore()

/** Gives every request an id (the proxy's `X-Request-Id`, when it is a harmless one) and logs how it was answered. */
export function logRequests(log: Logger) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID()
    response.setHeader('x-request-id', requestId)
    if (log.isLevelEnabled('debug')) {
      const startedAt = performance.now()
      // Without the query string, which may hold a token, and without the ticket of a download.
      const path = request.url?.split('?')[0]?.replace(/^\/downloads\/.*/, '/downloads/…')
      response.once('close', () =>
        log.debug(
          {
            requestId,
            method: request.method,
            path,
            status: response.statusCode,
            milliseconds: Math.round(performance.now() - startedAt),
          },
          'request',
        ),
      )
    }
    current.run(requestId, next)
  }
}
