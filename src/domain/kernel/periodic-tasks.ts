import type { World } from './scope.ts'

/**
 * Is it this process's turn to do some periodic work? An instant belongs to whoever moves the task's `nextRunAt` away from it, so that
 * work is done once per due time in the whole cluster.
 *
 * @param interval until the next turn, in milliseconds
 */
export async function claimPeriodic(
  { db }: Pick<World, 'db'>,
  name: string,
  interval: number,
  now = Date.now(),
): Promise<boolean> {
  const nextRunAt = now + interval
  const { numUpdatedRows } = await db
    .updateTable('periodic_task')
    .set({ nextRunAt })
    .where('name', '=', name)
    // A turn that is further away than any can be was given by a clock that was ahead, or with a longer interval.
    .where(({ or, eb }) => or([eb('nextRunAt', '<=', now), eb('nextRunAt', '>', nextRunAt)]))
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return true
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('periodic_task')
    .values({ name, nextRunAt })
    .onConflict(conflict => conflict.column('name').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** How often it is looked whose turn it is, at the most, in milliseconds. */
const poll = 10_000

/**
 * Does periodic work whenever it is this process's turn, until `signal` aborts.
 *
 * @param interval milliseconds
 * @param onError told of what went wrong; the work is done again at the next turn
 */
export async function runPeriodically(
  world: Pick<World, 'db' | 'wakeups'>,
  name: string,
  interval: number,
  work: () => Promise<unknown>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  using bell = world.wakeups.listen([], signal)
  while (!signal.aborted) {
    try {
      if (await claimPeriodic(world, name, interval)) await work()
    } catch (error) {
      onError(error)
    }
    await bell.next(Math.min(interval, poll))
  }
}
