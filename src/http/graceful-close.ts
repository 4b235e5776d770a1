import type { Server } from 'node:http'

/** Requests that are being answered when the server stops may take this long, in milliseconds. */
const patience = 5000

/** Prepares a server for a stop that lets nobody down and waits for nobody: to be called before it listens. */
export function gracefulClose(server: Server): () => Promise<void> {
  let answering = 0
  const quiet = Promise.withResolvers<void>()
  let closing = false
  const settle = () => {
    if (closing && answering === 0) quiet.resolve()
  }
  server.on('request', (_request, response) => {
    answering += 1
    response.once('close', () => {
      answering -= 1
      settle()
    })
  })
  return async () => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    closing = true
    settle()
    const timer = setTimeout(quiet.resolve, patience)
    await quiet.promise
    clearTimeout(timer)
    // Also those that browsers opened in advance and never used: Node does not take them for idle.
    server.closeAllConnections()
    await closed
  }
}
