import type { WebSocket } from 'ws'

/** After this long without an answer to our close frame the connection is cut, in milliseconds. */
const farewellMs = 1000

/** RFC 6455 section 7.4, the registry of IANA. Standard clients reconnect after it. */
export const tryAgainLater = 1013

/** Closes a socket, and cuts it when its client does not answer: the close frame waits behind all that is not read. */
export function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.resume()
  socket.close(code, reason)
  const timer = setTimeout(() => socket.terminate(), farewellMs)
  socket.once('close', () => clearTimeout(timer))
}
