import { invalidInput } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import {
  cronProblem,
  describeCron,
  nextRun,
  nextRuns as runsAfter,
  type Timing,
  timezoneProblem,
} from './cron.ts'
import { inTurn } from './in-turn.ts'
import { type ScheduleKind, type ScheduleRow, settingsOf } from './schedule-options.ts'
import { visibleSchedules } from './schedules.ts'

/** When it fires; null when it never does by itself. Backup schedules in the mode `AVAILABILITY` do not. */
export function timingOf(
  row: Pick<ScheduleRow, 'kind' | 'cronExpression' | 'timezone' | 'options'>,
): Timing | null {
  if (row.cronExpression === null) return null
  if (row.kind === 'BACKUP' && settingsOf('BACKUP', row).legacy.mode === 'AVAILABILITY') return null
  return { expression: row.cronExpression, timezone: row.timezone }
}

/** More runs than this nobody looks at. */
export const mostRuns = 100

/** The next `count` instants, unix milliseconds, as if it were enabled. @throws DomainError `INVALID_INPUT` on `count` */
export async function nextRunsOf(schedule: ScheduleRow, count: number): Promise<number[]> {
  if (count < 1 || count > mostRuns) throw invalidInput({ count: `Must be between 1 and ${mostRuns}.` })
  const timing = timingOf(schedule)
  return timing ? inTurn(() => runsAfter(timing, Date.now(), count)) : []
}

/** Of some schedules, the one that makes the next backup; else the first one for backups; else null. */
export function nextBackup(schedules: readonly ScheduleRow[]): ScheduleRow | null {
  const backups = schedules.filter(({ kind }) => kind === 'BACKUP')
  const dueAt = (row: ScheduleRow) => row.nextRunAt ?? Number.POSITIVE_INFINITY
  return (
    backups.toSorted((one, other) =>
      dueAt(one) < dueAt(other) ? -1 : dueAt(one) > dueAt(other) ? 1 : 0,
    )[0] ?? null
  )
}

export interface UpcomingRun {
  schedule: ScheduleRow
  /** Unix milliseconds. */
  at: number
}

/** So many schedules are looked at, and so many runs are named. */
const mostUpcoming = 1000

/** The longest look ahead, in hours: a year. */
const farthest = 8784

/**
 * What the viewer's schedules will do within so many hours, soonest first.
 *
 * @param runsEach at most so many runs of each schedule
 * @throws DomainError `INVALID_INPUT` on `hours`, `runsEach`
 */
export async function upcomingRuns(
  scope: Scope,
  { hours, kinds, runsEach }: { hours: number; kinds: readonly ScheduleKind[]; runsEach: number },
): Promise<UpcomingRun[]> {
  if (hours < 1 || hours > farthest) throw invalidInput({ hours: `Must be between 1 and ${farthest}.` })
  if (runsEach < 1 || runsEach > mostRuns)
    throw invalidInput({ runsEach: `Must be between 1 and ${mostRuns}.` })
  if (kinds.length === 0) return []
  const until = Date.now() + hours * 3_600_000
  const schedules = await visibleSchedules(scope)
    .where('enabled', '=', 1)
    .where('nextRunAt', '<=', until)
    .where('kind', 'in', [...kinds])
    .orderBy('nextRunAt')
    .limit(mostUpcoming)
    .execute()
  const now = Date.now()
  const runs: UpcomingRun[] = []
  // Soonest first, and the next run of a schedule only when its turn comes: what nobody will see is not worked out.
  const line: (UpcomingRun & { left: number })[] = []
  const add = async (schedule: ScheduleRow, after: number, left: number) => {
    const timing = timingOf(schedule)
    if (timing === null || left === 0) return
    const at = await inTurn(() => nextRun(timing, after))
    if (at === null || at > until) return
    const place = line.findIndex(
      other => at < other.at || (at === other.at && schedule.id < other.schedule.id),
    )
    line.splice(place < 0 ? line.length : place, 0, { schedule, at, left: left - 1 })
  }
  for (const schedule of schedules) await add(schedule, now, runsEach)
  for (let run = line.shift(); run && runs.length < mostUpcoming; run = line.shift()) {
    runs.push({ schedule: run.schedule, at: run.at })
    await add(run.schedule, run.at, run.left)
  }
  return runs
}

/** When a schedule fires first after an instant; null when it is disabled or has no times. */
export function firstRun(
  row: Pick<ScheduleRow, 'kind' | 'cronExpression' | 'timezone' | 'options' | 'enabled'>,
  after: number,
): number | null {
  const timing = row.enabled ? timingOf(row) : null
  return timing && nextRun(timing, after)
}

/** What there is to say about an expression before a schedule is made of it. */
export interface CronCheck {
  /** Null when it can be used. */
  problem: string | null
  /** In English; null when it has a problem, and where words fail. */
  description: string | null
  /** Unix milliseconds. */
  nextRuns: number[]
}

/** Tries an expression. @throws DomainError `INVALID_INPUT` on `count` */
export async function checkCron(timing: Timing, count: number): Promise<CronCheck> {
  if (count < 1 || count > mostRuns) throw invalidInput({ count: `Must be between 1 and ${mostRuns}.` })
  return inTurn(() => {
    const now = Date.now()
    const problem = timezoneProblem(timing.timezone) ?? cronProblem(timing.expression, timing.timezone, now)
    if (problem !== null) return { problem, description: null, nextRuns: [] }
    return { problem, description: describeCron(timing.expression), nextRuns: runsAfter(timing, now, count) }
  })
}
