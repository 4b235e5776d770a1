import { z } from 'zod'
import type { ScheduleItemFragment } from '../../generated/borg-ui/schedules.ts'
import { dateOrNull, dateText } from '../protocol/text-formats.ts'
import { asSent } from '../values/as-sent.ts'
import { date } from '../values/job-shapes.ts'
import { pick } from '../values/pick.ts'

/** What `POST /api/schedule/` answers about the new schedule. */
export const createdShape = z.strictObject({
  id: z.int(),
  name: z.string(),
  cron_expression: z.string().nullable(),
  schedule_mode: z.enum(['cron', 'availability']),
  availability_check_interval_minutes: z.int(),
  min_success_interval_minutes: z.int(),
  timezone: z.string(),
  repository: z.string().nullable().meta({ description: 'Path; null unless there is exactly one' }),
  enabled: z.boolean(),
  next_run: date().nullable(),
})

const detailKeys = {
  ...createdShape.shape,
  last_run: date().nullable(),
  created_at: date(),
  updated_at: date(),
  description: z.string().nullable(),
  archive_name_template: z.string().nullable(),
  run_prune_after: z.boolean(),
  run_compact_after: z.boolean(),
  prune_keep_hourly: z.int(),
  prune_keep_daily: z.int(),
  prune_keep_weekly: z.int(),
  prune_keep_monthly: z.int(),
  prune_keep_quarterly: z.int(),
  prune_keep_yearly: z.int(),
  prune_keep_within: z.string().nullable(),
  last_prune: date().nullable(),
  last_compact: date().nullable(),
}

/** `GET /api/schedule/{job_id}` */
export const detailsShape = z.strictObject({ ...detailKeys, next_runs: z.array(date()) })

const parameters = z.record(z.string(), z.unknown()).nullable()

/** One item of `GET /api/schedule/` */
export const itemShape = z.strictObject({
  ...detailKeys,
  repository_id: z.int().nullable(),
  repository_ids: z.array(z.int()).nullable(),
  run_repository_scripts: z.boolean(),
  pre_backup_script_id: z.int().nullable(),
  post_backup_script_id: z.int().nullable(),
  pre_backup_script_parameters: parameters,
  post_backup_script_parameters: parameters,
})

/** Of one repository everything is said, of several only their ids. */
export function repositoriesOf(repositories: readonly { databaseId: number; path: string }[]) {
  const [only, ...more] = repositories
  const single = only && more.length === 0 ? only : null
  return {
    repository: single?.path ?? null,
    repository_id: single?.databaseId ?? null,
    repository_ids: only ? repositories.map(({ databaseId }) => databaseId) : null,
  }
}

/** An item as the server derives it, whatever a client sent. */
export function derivedItemOf(schedule: ScheduleItemFragment): z.output<typeof itemShape> {
  const { retention, legacy, ...backup } = schedule.backup!
  return {
    id: schedule.databaseId,
    name: schedule.name!,
    cron_expression: schedule.cronExpression,
    schedule_mode: legacy.mode === 'AVAILABILITY' ? 'availability' : 'cron',
    availability_check_interval_minutes: legacy.availabilityCheckIntervalMinutes,
    min_success_interval_minutes: legacy.minSuccessIntervalMinutes,
    timezone: schedule.timezone,
    ...repositoriesOf(schedule.repositories),
    enabled: schedule.isEnabled,
    last_run: dateOrNull(schedule.lastRunAt),
    next_run: dateOrNull(schedule.nextRunAt),
    created_at: dateText(schedule.createdAt),
    updated_at: dateText(schedule.updatedAt),
    description: schedule.description,
    archive_name_template: backup.archiveNameTemplate,
    run_repository_scripts: legacy.runRepositoryScripts,
    pre_backup_script_id: legacy.preBackupScriptId,
    post_backup_script_id: legacy.postBackupScriptId,
    pre_backup_script_parameters: parametersOf(legacy.preBackupScriptParameters),
    post_backup_script_parameters: parametersOf(legacy.postBackupScriptParameters),
    run_prune_after: backup.pruneAfter,
    run_compact_after: backup.compactAfter,
    prune_keep_hourly: retention.hourly,
    prune_keep_daily: retention.daily,
    prune_keep_weekly: retention.weekly,
    prune_keep_monthly: retention.monthly,
    prune_keep_quarterly: retention.quarterly,
    prune_keep_yearly: retention.yearly,
    prune_keep_within: retention.within,
    last_prune: latestOf(schedule, 'lastPruneAt'),
    last_compact: latestOf(schedule, 'lastCompactAt'),
  }
}

/** The latest of its repositories, whatever made them do it. */
function latestOf({ repositories }: ScheduleItemFragment, field: 'lastPruneAt' | 'lastCompactAt') {
  const instants = repositories.flatMap(row => ('lastPruneAt' in row && row[field] ? [row[field]] : []))
  return dateOrNull(instants.toSorted().at(-1))
}

/** What clients sent about schedules. */
export const scheduleAsSent = asSent<z.output<typeof itemShape>>()

export const itemOf = (schedule: ScheduleItemFragment) =>
  scheduleAsSent.show(derivedItemOf(schedule), schedule.asSent)

export const createdOf = (item: z.output<typeof itemShape>): z.output<typeof createdShape> =>
  pick(createdShape, item)

export const detailsOf = (
  schedule: ScheduleItemFragment & { nextRuns: readonly string[] },
): z.output<typeof detailsShape> => ({
  ...pick(z.strictObject(detailKeys), itemOf(schedule)),
  next_runs: schedule.nextRuns.map(dateText),
})

const parametersOf = (json: string | null): z.output<typeof parameters> =>
  json === null ? null : JSON.parse(json)
