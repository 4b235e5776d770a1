import { type Scope, systemViewer, type World } from '../kernel/scope.ts'
import { type ScheduleRow, type Skip, settingsOf, storeOptions } from './schedule-options.ts'
import { makeDueJobs } from './schedule-runs.ts'
import { firstRun } from './schedule-times.ts'

/** Slow poll: the net under lost bells, and how soon a change of the clock is noticed; milliseconds. */
const poll = 10_000

/** When something went wrong, it is tried again after so many milliseconds. */
const retry = 1000

/** Clocks of servers on one database may differ by so much, in milliseconds. */
const clockTolerance = 60_000

/**
 * Fires schedules when they are due, until `signal` aborts. Any number of processes may do this on one database: an
 * instant belongs to whoever moves the schedule's `nextRunAt` away from it, in the transaction that makes its jobs.
 *
 * @param onError told of what went wrong; it is tried again
 */
export async function runScheduler(
  world: World,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  using bell = world.wakeups.listen(['schedules'], signal)
  while (!signal.aborted) {
    let wait = poll
    const report = (error: unknown) => {
      wait = retry
      onError(error)
    }
    try {
      const due = await fireDueSchedules(world, Date.now(), report)
      if (due !== null) wait = Math.min(wait, Math.max(1, due - Date.now()))
    } catch (error) {
      report(error)
    }
    await bell.next(wait)
  }
}

/**
 * Fires what is due at `now` (unix milliseconds): each schedule once, however many of its instants have passed.
 *
 * @returns when the next one is due; null when there is none
 */
export async function fireDueSchedules(
  world: World,
  now: number,
  onError: (error: unknown) => void,
): Promise<number | null> {
  const scope: Scope = { ...world, viewer: systemViewer }
  await realign(scope, now)
  const due = await scope.db
    .selectFrom('schedule')
    .select(['id', 'nextRunAt'])
    .where('enabled', '=', 1)
    .where('nextRunAt', '<=', now)
    .orderBy('nextRunAt')
    .orderBy('id')
    .execute()
  let fired = false
  for (const { id, nextRunAt } of due) {
    try {
      fired = (await fire(scope, id, nextRunAt!, now)) || fired
    } catch (error) {
      // The others have their turn all the same.
      onError(error)
    }
  }
  if (fired) await scope.wakeups.ring('queue', 'jobs')
  const next = await scope.db
    .selectFrom('schedule')
    .select('nextRunAt')
    .where('enabled', '=', 1)
    // What is due still could not be fired; it is tried again soon.
    .where('nextRunAt', '>', now)
    .orderBy('nextRunAt')
    .executeTakeFirst()
  return next?.nextRunAt ?? null
}

/** @returns false when another process was first, or somebody changed the schedule meanwhile */
function fire(scope: Scope, id: number, dueAt: number, now: number): Promise<boolean> {
  return scope.db.transaction().execute(async db => {
    // Holds the row: whoever comes second finds another `nextRunAt`.
    const schedule = await db
      .updateTable('schedule')
      .set(({ ref }) => ({ updatedAt: ref('updatedAt') }))
      .where('id', '=', id)
      .where('enabled', '=', 1)
      .where('nextRunAt', '=', dueAt)
      .returningAll()
      .executeTakeFirst()
    if (!schedule) return false
    const { made, repositories, skipped } = await makeDueJobs(db, scope, schedule, dueAt)
    const skip: Skip | null =
      repositories === 0
        ? { dueAt, reason: 'NO_REPOSITORIES', repositoryIds: [] }
        : skipped.length > 0
          ? { dueAt, reason: 'PREVIOUS_RUN_ACTIVE', repositoryIds: skipped }
          : null
    await db
      .updateTable('schedule')
      .set({
        nextRunAt: firstRun(schedule, now),
        ...(made > 0 ? { lastRunAt: now } : {}),
        ...(skip ? { options: withSkip(schedule, skip) } : {}),
      })
      .where('id', '=', id)
      .execute()
    return true
  })
}

const withSkip = (schedule: ScheduleRow, skip: Skip) =>
  storeOptions(settingsOf(schedule.kind, schedule), skip)

/**
 * A clock that was far ahead and is right again leaves schedules that ran in the future: they start over from now.
 * Instants for which there are jobs already make none again.
 */
async function realign(scope: Scope, now: number): Promise<void> {
  const ahead = await scope.db
    .selectFrom('schedule')
    .selectAll()
    .where('enabled', '=', 1)
    .where('lastRunAt', '>', now + clockTolerance)
    .execute()
  for (const schedule of ahead)
    await scope.db
      .updateTable('schedule')
      .set({ nextRunAt: firstRun(schedule, now), lastRunAt: now })
      .where('id', '=', schedule.id)
      .where('lastRunAt', '=', schedule.lastRunAt)
      .execute()
}
