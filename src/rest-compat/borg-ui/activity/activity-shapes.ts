import { z } from 'zod'
import type { ActivityItemFragment } from '../../generated/borg-ui/activity.ts'
import type { JobKind, JobStatus } from '../../generated/schema.ts'
import { jobTypes } from '../../global-ids.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { cancelledMessage, failureMessage } from '../values/failure-keys.ts'
import { date, jobStatus, statusText } from '../values/job-shapes.ts'

/** Kinds of jobs as this dialect spells them. */
export const activityTypes = Object.keys(jobTypes) as (keyof typeof jobTypes)[]
export type ActivityType = (typeof activityTypes)[number]

/** Types of the old server of which there are no jobs here. */
const otherTypes: ReadonlySet<string> = new Set([
  'package',
  'script_execution',
  'rclone_sync',
  'rclone_hydrate',
])

/** What a type in a path means: ours, one without jobs, or nothing at all. */
export function readType(text: string): ActivityType | 'none' | null {
  if ((activityTypes as string[]).includes(text)) return text as ActivityType
  return otherTypes.has(text) ? 'none' : null
}

export const kindOf = (type: ActivityType) => type.toUpperCase() as JobKind

const statuses: Readonly<Record<string, JobStatus>> = Object.fromEntries(
  jobStatus.options.map(text => [text, text.toUpperCase() as JobStatus]),
)

/** The status that a text means; null for none. */
export const readStatus = (text: string): JobStatus | null => statuses[text] ?? null

/** One item of `GET /api/activity/recent` */
export const activityShape = z.strictObject({
  activity_key: z.string(),
  id: z.int(),
  type: z.enum(activityTypes),
  status: jobStatus,
  started_at: date().nullable(),
  completed_at: date().nullable(),
  error_message: z.string().nullable(),
  repository: z.string().nullable().meta({ description: 'Name; null after the repository was deleted' }),
  log_file_path: z.null(),
  triggered_by: z.enum(['manual', 'schedule']),
  schedule_id: z.int().nullable(),
  schedule_name: z.string().nullable(),
  backup_plan_id: z.null(),
  backup_plan_run_id: z.null(),
  backup_plan_name: z.null(),
  skip_reason: z.null(),
  archive_name: z.string().nullable(),
  package_name: z.null(),
  has_logs: z.boolean(),
  repository_path: z.string(),
})

/**
 * @param scheduleNames names of schedules by their number, as far as the caller may know them
 * @param part of the maintenance after a backup, which is shown as a job of its own
 */
export function activityOf(
  job: ActivityItemFragment,
  scheduleNames: ReadonlyMap<number, string | null>,
  part?: 'prune' | 'compact',
): z.output<typeof activityShape> {
  const type = part ?? (job.kind.toLowerCase() as ActivityType)
  const scheduleId = job.databaseIds.schedule
  const made = 'madeArchive' in job && part === undefined ? job.madeArchive : null
  const archive = 'deletedArchive' in job ? job.deletedArchive : made
  return {
    activity_key: `${type}-${job.databaseId}`,
    id: job.databaseId,
    type,
    status: statusText(job.status),
    started_at: dateOrNull(job.startedAt),
    completed_at: dateOrNull(job.finishedAt),
    error_message: messageOf(job),
    repository: job.repository?.name ?? null,
    log_file_path: null,
    triggered_by: job.trigger === 'SCHEDULE' ? 'schedule' : 'manual',
    schedule_id: scheduleId,
    schedule_name: scheduleId === null ? null : (scheduleNames.get(scheduleId) ?? null),
    backup_plan_id: null,
    backup_plan_run_id: null,
    backup_plan_name: null,
    skip_reason: null,
    archive_name: archive ?? null,
    package_name: null,
    has_logs: job.hasLog,
    repository_path: job.repositoryPath,
  }
}

type Ended = Pick<ActivityItemFragment, 'status' | 'failure' | 'exitCode' | 'repositoryPath'>

/** The `error_message` of a job of any kind; null when there is nothing to complain about. */
export function messageOf({ status, failure, exitCode, repositoryPath }: Ended): string | null {
  if (status === 'CANCELLED') return cancelledMessage
  if (!failure) return null
  const warned = status === 'COMPLETED_WITH_WARNINGS'
  return failureMessage({ code: failure.code, warned, exitCode, repositoryPath, sourcePath: null })
}
