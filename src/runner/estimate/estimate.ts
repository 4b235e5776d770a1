import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

/** What the thread is started with; `signs` counts its signs of life. */
export interface EstimateOrder {
  sources: readonly string[]
  excludes: readonly string[]
  signs: Int32Array
}

/** When an estimate is not worth it any more. */
export interface EstimateBounds {
  /** Ends it: whoever waits gets null. */
  signal: AbortSignal
  /** How long adding up may take, in milliseconds. */
  timeoutMs: number
  /** Called once when there is no estimate, with the reason. */
  givenUp(reason: string): void
}

/** So many threads at once in this process; further estimates wait. */
const maxThreads = 2
/** A backup that is over before needs no estimate, and no thread. Milliseconds. */
const startDelayMs = 400
/** A thread that shows no sign of life for so long is in an expression or a file system that does not end. */
const silenceTimeoutMs = 15_000
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 }

let threads = 0
const waiting = new Set<() => void>()

/**
 * Adds up the sizes of the files that Borg would read, in a thread beside everything else: neither the server nor Borg
 * waits for it, whatever stands in patterns and sources. A bound that is reached, or a thread that fails, costs the
 * estimate and nothing else.
 *
 * @returns bytes; null when given up or aborted. Never fails.
 */
export async function estimateSize(
  sources: readonly string[],
  excludes: readonly string[],
  bounds: EstimateBounds,
): Promise<number | null> {
  const { signal } = bounds
  try {
    await sleep(startDelayMs, null, { signal, ref: false })
    await takePlace(signal)
  } catch {
    return null
  }
  try {
    return await runThread({ sources, excludes, signs: new Int32Array(new SharedArrayBuffer(4)) }, bounds)
  } catch (error) {
    if (!signal.aborted) bounds.givenUp(error instanceof Error ? error.message : String(error))
    return null
  } finally {
    threads -= 1
    for (const next of waiting) next()
  }
}

/** @throws when aborted */
async function takePlace(signal: AbortSignal): Promise<void> {
  while (threads >= maxThreads) {
    await new Promise<void>((resolve, reject) => {
      const next = () => {
        waiting.delete(next)
        signal.removeEventListener('abort', next)
        if (signal.aborted) reject(signal.reason)
        else resolve()
      }
      waiting.add(next)
      signal.addEventListener('abort', next)
    })
  }
  signal.throwIfAborted()
  threads += 1
}

// Type stripping runs the sources as they are; the build keeps the name and changes its ending.
const program = new URL(
  `./estimate-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
)

async function runThread(order: EstimateOrder, { signal, timeoutMs }: EstimateBounds): Promise<number> {
  const thread = new Worker(program, { workerData: order, resourceLimits, env: {}, execArgv: [] })
  // Nothing waits for it, not even the end of the process.
  thread.unref()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  thread.once('message', resolve)
  thread.on('error', reject)
  thread.once('exit', () => reject(new Error('the thread ended')))
  const abort = () => reject(new Error('aborted'))
  signal.addEventListener('abort', abort, { once: true })
  const deadline = setTimeout(() => reject(new Error('out of time')), Math.min(timeoutMs, 2 ** 31 - 1))
  let seen = -1
  const watch = setInterval(() => {
    const now = Atomics.load(order.signs, 0)
    if (now === seen) reject(new Error('the thread is stuck'))
    seen = now
  }, silenceTimeoutMs)
  deadline.unref()
  watch.unref()
  try {
    if (signal.aborted) abort()
    return await promise
  } finally {
    clearTimeout(deadline)
    clearInterval(watch)
    signal.removeEventListener('abort', abort)
    // Also out of the middle of an expression. What hangs in the kernel goes with the process.
    void thread.terminate().catch(() => {})
  }
}
