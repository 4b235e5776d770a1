import type { Response } from 'express'
import { pythonJson } from './text-formats.ts'

/** Server-sent events as an answer: each event becomes one frame; the stream ends when the events do. */
export class EventStream {
  readonly start: (signal: AbortSignal) => AsyncIterable<object>

  /** @param start begins to listen; `signal` aborts when the client is gone */
  constructor(start: (signal: AbortSignal) => AsyncIterable<object>) {
    this.start = start
  }
}

/** A comment this often keeps proxies from closing a quiet stream, in milliseconds (contract borg-ui, 7). */
const keepAlive = 30_000

/** Sends events as fast as the client reads them, and no further ahead than its buffers. */
export async function sendEvents(response: Response, status: number, { start }: EventStream): Promise<void> {
  response.writeHead(status, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
    'access-control-allow-origin': '*',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  })
  const gone = new AbortController()
  const timer = setInterval(() => response.write(':\n\n'), keepAlive)
  response.once('close', () => {
    clearInterval(timer)
    gone.abort()
  })
  if (response.destroyed) gone.abort()
  try {
    for await (const event of start(gone.signal)) {
      if (response.destroyed) return
      if (!response.write(`data: ${pythonJson(event)}\n\n`) && !(await drained(response))) return
    }
  } finally {
    gone.abort()
    clearInterval(timer)
    response.end()
  }
}

/** Waits until what was written is on its way. False when the client is gone: the server cuts those that do not read. */
async function drained(response: Response): Promise<boolean> {
  if (response.destroyed) return false
  return new Promise(resolve => {
    const settle = () => {
      response.off('drain', settle).off('close', settle)
      resolve(!response.destroyed)
    }
    response.once('drain', settle).once('close', settle)
  })
}
