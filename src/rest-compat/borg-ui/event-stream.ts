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
/** A client that reads nothing for this long is let go, in milliseconds. */
const patience = 10_000

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
      if (!response.write(`data: ${pythonJson(event)}\n\n`) && !(await drained(response))) response.destroy()
    }
  } finally {
    gone.abort()
    clearInterval(timer)
    response.end()
  }
}

/** Waits until what was written is on its way. False when the client is gone, or did not read in time. */
function drained(response: Response): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
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
  return promise
}
