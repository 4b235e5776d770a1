import type { WebSocket } from 'ws'

/** Unsent bytes per socket, beyond which the socket is waited for. */
const fullBuffer = 1024 * 1024
/** A socket that stays full for this long is closed, in milliseconds. */
const patience = 10_000
/** After this long without an answer to our close frame the connection is cut, in milliseconds. */
const farewell = 1000

/** RFC 6455 section 7.4, the registry of IANA. Standard clients reconnect after it. */
export const tryAgainLater = 1013

const waits = new WeakMap<WebSocket, Promise<boolean>>()

/**
 * Waits until a socket has room for more. False when it is closed, or when its client did not read in time: then it is
 * closed, and the client resumes from its cursor. Everything that wants to send on one socket waits together.
 */
export async function hasRoom(socket: WebSocket): Promise<boolean> {
  if (socket.bufferedAmount <= fullBuffer) return socket.readyState === socket.OPEN
  let wait = waits.get(socket)
  if (!wait) {
    wait = drained(socket).finally(() => waits.delete(socket))
    waits.set(socket, wait)
  }
  return wait
}

async function drained(socket: WebSocket): Promise<boolean> {
  // Who does not read answers has to wait with questions.
  socket.pause()
  const deadline = Date.now() + patience
  while (socket.bufferedAmount > fullBuffer / 2) {
    if (socket.readyState !== socket.OPEN) return false
    if (Date.now() > deadline) {
      closeSoon(socket, tryAgainLater, 'Slow reader')
      return false
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  socket.resume()
  return socket.readyState === socket.OPEN
}

/** Closes a socket, and cuts it when its client does not answer: the close frame waits behind all that is not read. */
export function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.resume()
  socket.close(code, reason)
  const timer = setTimeout(() => socket.terminate(), farewell)
  socket.once('close', () => clearTimeout(timer))
}
