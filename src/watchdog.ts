import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { activityMemory } from './domain/health/activities.ts'
import { checkMs, type WatchdogOrder } from './watchdog-order.ts'

const stuckName = 'vinculum.stuck'
const signals = ['SIGTERM', 'SIGINT'] as const

/** Watches the event loop of this process. */
export interface Watchdog extends Disposable {
  /** False while blocks that were long enough to be reported took more than twenty times that length of the last minute. */
  readonly isWell: boolean
  /** To be called when the start is over: a long migration is not ended, and does not count for {@link isWell}. */
  started(): void
  /** Called with every delay of the loop, in milliseconds, ten times a second. */
  onDelay: (milliseconds: number) => void
}

/** @param exitMs ends the process after a block of this length, in milliseconds; 0: never */
export function startWatchdog(
  { reportMs, exitMs }: { reportMs: number; exitMs: number },
  log: Logger,
): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(8))
  const order: WatchdogOrder = {
    beats,
    activities: activityMemory,
    reportMs,
    exitMs,
    stuckName,
    logs: log.isLevelEnabled('warn'),
  }
  const program = new URL(
    `watchdog-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
    import.meta.url,
  )
  const thread = new Worker(program, {
    workerData: order,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2 },
  })
  thread.unref()
  thread.on('error', error => log.error({ err: error }, 'nothing watches the event loop any more'))

  const lost = new LostTime(reportMs)
  const leave = leaveSignalsToKernel()
  let expected = performance.now() + checkMs
  const timer = setInterval(() => {
    Atomics.add(beats, 0, 1)
    const now = performance.now()
    const delay = Math.max(0, now - expected)
    expected = now + checkMs
    watchdog.onDelay(delay)
    leave.takeBack()
    if (delay < reportMs) return
    if (Atomics.load(beats, 1) === 1) lost.add(delay, now)
    log.warn({ heldMs: Math.round(delay) }, 'the event loop was stuck and turns again')
  }, checkMs)
  timer.unref()
  const watchdog: Watchdog = {
    get isWell() {
      return !lost.isTooMuch(performance.now())
    },
    started: () => void Atomics.store(beats, 1, 1),
    onDelay: () => {},
    [Symbol.dispose]() {
      clearInterval(timer)
      leave.takeBack()
      leave[Symbol.dispose]()
      void thread.terminate()
    },
  }
  return watchdog
}

/** Too much is more than this many times the length of a reported block, within the window. */
const maxLostBlocks = 20
const windowMs = 60_000

/** The time that an event loop lost in long blocks of late. Times in milliseconds. */
export class LostTime {
  readonly #maxLostMs: number
  #blocks: { endedAt: number; ms: number }[] = []

  constructor(reportMs: number) {
    this.#maxLostMs = maxLostBlocks * reportMs
  }

  add(ms: number, endedAt: number): void {
    this.#blocks.push({ endedAt, ms })
  }

  /** Did blocks take so much of the last minute that the process should be started again? */
  isTooMuch(now: number): boolean {
    this.#blocks = this.#blocks.filter(({ endedAt }) => now - endedAt <= windowMs)
    return this.#blocks.reduce((sum, { ms }) => sum + ms, 0) > this.#maxLostMs
  }
}

/**
 * A signal that comes while the loop is stuck would wait with everything else. The watching thread interrupts the main one and calls
 * this: without listeners, the kernel ends the process at once. The first beat takes the signals back.
 */
function leaveSignalsToKernel(): Disposable & { takeBack(): void } {
  const name = Symbol.for(stuckName)
  const global = globalThis as unknown as Record<symbol, (() => void) | undefined>
  let taken: [(typeof signals)[number], NodeJS.SignalsListener][] = []
  global[name] = () => {
    taken = signals.flatMap(signal => process.listeners(signal).map(listener => [signal, listener] as const))
    for (const [signal, listener] of taken) process.removeListener(signal, listener)
  }
  return {
    takeBack() {
      for (const [signal, listener] of taken) process.on(signal, listener)
      taken = []
    },
    [Symbol.dispose]: () => {
      delete global[name]
    },
  }
}
