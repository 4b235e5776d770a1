/** A thread that watches whether the main one still turns, and says what holds it when it does not. Started by `watchdog.ts`. */
import { write } from 'node:fs'
import { type Profiler, Session } from 'node:inspector'
import { hostname } from 'node:os'
import { workerData } from 'node:worker_threads'
import { readActivities } from './domain/health/activities.ts'
import { checkMs, type WatchdogOrder } from './watchdog-order.ts'

const { beats, activities, reportMs, exitMs, stuckName, logs } = workerData as WatchdogOrder
/** How long is waited for the stack of the main thread: while it is in native code, none comes. In milliseconds. */
const samplePatienceMs = 1000
/** For how long the profiler of the main thread looks, in milliseconds. */
const sampleMs = 100
/** How long the last line of the log may take, in milliseconds. */
const lastWordsMs = 500
/** After a block that is this many times as long as a reported one, signals are no longer left to the main thread. */
const signalPatienceMs = 5 * reportMs
/** How much of the stack and of the activities is told. */
const maxFrames = 20
const maxActivities = 10

let seen = Atomics.load(beats, 0)
let lookedAt = performance.now()
/** Only time that this thread was awake for counts: a process that was stopped, or a machine that slept, is not stuck. */
let heldMs = 0
let nextReportMs = reportMs
let isLeavingSignals = false
let isEnding = false

setInterval(() => {
  const now = performance.now()
  const passed = Math.min(now - lookedAt, 2 * checkMs)
  lookedAt = now
  const beat = Atomics.load(beats, 0)
  if (beat !== seen) {
    seen = beat
    heldMs = 0
    nextReportMs = reportMs
    isLeavingSignals = false
    return
  }
  heldMs += passed
  if (heldMs >= nextReportMs) {
    nextReportMs = heldMs * 4
    void report()
  }
  if (heldMs >= signalPatienceMs && !isLeavingSignals) {
    isLeavingSignals = true
    const expression = `globalThis[Symbol.for('${stuckName}')]?.()`
    inspect(session => session.post('Runtime.evaluate', { expression }, () => session.disconnect()))
  }
  const isStarted = Atomics.load(beats, 1) === 1
  if (exitMs > 0 && isStarted && heldMs >= exitMs && !isEnding) {
    isEnding = true
    say(
      60,
      'the event loop was stuck for too long: this process ends itself, so that it is started again',
      {},
    )
    // No handler could run. Borg goes on in a session of its own, and the next start takes it over.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), lastWordsMs)
  }
}, checkMs)

async function report(): Promise<void> {
  const since = new Date(Date.now() - heldMs).toISOString()
  const active = readActivities(activities)
    .slice(0, maxActivities)
    .map(({ what, ms }) => `${what} (${ms} ms)`)
  const facts = { heldMs: Math.round(heldMs), since, active }
  const patience = new Promise<null>(resolve => setTimeout(resolve, samplePatienceMs, null))
  const stack = await Promise.race([sample(), patience])
  if (stack) say(40, 'the event loop is stuck', { ...facts, stack })
  else say(40, 'the event loop is stuck, in native code or in input and output', facts)
}

let sampling: Promise<string[] | null> | null = null

/**
 * Where the main thread is, innermost first: its profiler looks for a moment. The debugger would know more, but it stops the thread, and
 * whatever happened to this one then would stop it for ever. While the main thread is in native code, there is no answer.
 */
function sample(): Promise<string[] | null> {
  sampling ??= new Promise<string[] | null>(resolve => {
    inspect(
      session => {
        const stop = () =>
          session.post('Profiler.stop', (_error, answer) => {
            session.post('Profiler.disable', () => session.disconnect())
            resolve(answer ? hottestStack(answer.profile.nodes) : null)
          })
        session.post('Profiler.enable')
        session.post('Profiler.start', () => setTimeout(stop, sampleMs))
      },
      () => resolve(null),
    )
  }).finally(() => {
    sampling = null
  })
  return sampling
}

/** The stack that was met most often. */
function hottestStack(nodes: readonly Profiler.ProfileNode[]): string[] | null {
  const parents = new Map(nodes.flatMap(node => (node.children ?? []).map(child => [child, node] as const)))
  const isCode = ({ callFrame }: Profiler.ProfileNode) => callFrame.url !== ''
  const hits = ({ hitCount = 0 }: Profiler.ProfileNode) => hitCount
  let node = nodes
    .filter(isCode)
    .reduce<Profiler.ProfileNode | undefined>(
      (best, one) => (hits(one) > (best ? hits(best) : 0) ? one : best),
      undefined,
    )
  if (!node) return null
  const stack: string[] = []
  for (; node && stack.length < maxFrames; node = parents.get(node.id)) {
    const { functionName, url, lineNumber } = node.callFrame
    if (isCode(node)) stack.push(`${functionName || '(anonymous)'} ${url}:${lineNumber + 1}`)
  }
  return stack
}

function inspect(use: (session: Session) => void, failed: (error: unknown) => void = () => {}): void {
  try {
    const session = new Session()
    session.connectToMainThread()
    use(session)
  } catch (error) {
    failed(error)
  }
}

/** Writes a line as the server's own log does. Another thread of libuv does it: a pipe that is full must not stop this one. */
function say(level: number, msg: string, facts: object): void {
  if (!logs) return
  const line = { level, time: Date.now(), pid: process.pid, hostname: hostname(), ...facts, msg }
  write(1, `${JSON.stringify(line)}\n`, () => {})
}
