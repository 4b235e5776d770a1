import { Detached } from './follow-step.ts'
import type { Run } from './run.ts'

/** How often somebody looks whether the job shall end, and writes its news, in milliseconds. */
const interval = 200

/**
 * Does something of a job that is no process of its own, until somebody wants the job to end.
 *
 * @returns null when it was cancelled
 * @throws Detached when `signal` aborts, LostLeaseError, and whatever `work` throws
 */
export async function withCancel<Result>(
  run: Run,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  const stop = new AbortController()
  let lost: unknown = null
  let isCancelled = false
  let asking: Promise<void> | null = null
  const ask = async () => {
    try {
      await run.flush()
      isCancelled ||= await run.isCancelRequested()
    } catch (error) {
      lost = error
    }
    if (isCancelled || lost) stop.abort()
    asking = null
  }
  const timer = setInterval(() => {
    asking ??= ask()
  }, interval)
  try {
    const result = await work(AbortSignal.any([signal, stop.signal]))
    // It may be done although it was to end; then it is the cancel that counts.
    return isCancelled ? null : result
  } catch (error) {
    if (signal.aborted) throw new Detached()
    if (lost) throw lost
    if (isCancelled) return null
    throw error
  } finally {
    clearInterval(timer)
    await asking
  }
}
