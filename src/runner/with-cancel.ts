import { Detached } from './follow-step.ts'
import type { Run } from './run.ts'

/** How often somebody looks whether the job shall end, in milliseconds. */
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
  const asking = setInterval(async () => {
    try {
      isCancelled ||= await run.isCancelRequested()
    } catch (error) {
      lost = error
    }
    if (isCancelled || lost) stop.abort()
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
    clearInterval(asking)
  }
}
