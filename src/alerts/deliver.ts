import { attemptDelivery, claimDelivery, nextDeliveryAt } from '../domain/health/deliveries.ts'
import type { World } from '../domain/kernel/scope.ts'

/** So many deliveries are under way at once: one slow service does not hold up the others. */
const mostAtOnce = 8
/** Slow poll: the net under lost bells, in milliseconds. */
const poll = 10_000
/** When something went wrong, it is tried again after so many milliseconds. */
const retry = 1000

/**
 * Delivers alerts when they are due, until `signal` aborts; waits for what is under way. Any number of processes may do this on one
 * database: an attempt belongs to whoever moves the delivery's `nextAttemptAt`. Each alert is delivered at least once.
 *
 * @param onError told of what went wrong beside the deliveries themselves
 */
export async function deliverAlerts(
  world: World,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  using bell = world.wakeups.listen(['alerts'], signal)
  const running = new Set<Promise<void>>()
  while (!signal.aborted) {
    let wait = poll
    try {
      while (running.size < mostAtOnce && !signal.aborted) {
        const delivery = await claimDelivery(world, Date.now())
        if (!delivery) break
        const attempt = attemptDelivery(world, delivery, signal)
          .catch(onError)
          .finally(() => {
            running.delete(attempt)
            bell.ring()
          })
        running.add(attempt)
      }
      const next = await nextDeliveryAt(world)
      if (next !== null && running.size < mostAtOnce) wait = Math.min(poll, Math.max(1, next - Date.now()))
    } catch (error) {
      onError(error)
      wait = retry
    }
    await bell.next(wait)
  }
  await Promise.all(running)
}
