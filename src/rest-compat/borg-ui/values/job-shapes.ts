import { z } from 'zod'
import type { BackupJobItemFragment } from '../../generated/borg-ui/borg-ui.ts'
import type { JobPhase, JobStatus } from '../../generated/schema.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { cancelledMessage, failureMessage } from './failure-keys.ts'
import { laxInt } from './lax.ts'

/** The path parameter of routes about one job. */
export const jobId = z.object({ job_id: laxInt() })

export const jobStatus = z.enum([
  'pending',
  'running',
  'completed',
  'completed_with_warnings',
  'failed',
  'cancelled',
])

export const date = () =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/)
    .meta({ format: 'date-time' })

const progressDetails = z.strictObject({
  current_file: z.string(),
  progress_percent: z.number().min(0).max(100),
  backup_speed: z.number().meta({ description: 'MiB/s over the last 30 seconds' }),
  total_expected_size: z.int(),
  estimated_time_remaining: z.int().meta({ description: 'Seconds; 0 when unknown' }),
  nfiles: z.int(),
  original_size: z.int(),
  compressed_size: z.int(),
  deduplicated_size: z.int(),
})

/** Borg UI also knows `running_check`, `check_completed` and `check_failed`: no job of ours checks after a backup. */
const maintenanceStatus = z.enum([
  'running_prune',
  'prune_completed',
  'prune_failed',
  'running_compact',
  'compact_completed',
  'compact_failed',
  'maintenance_completed',
])

const shared = {
  id: z.int(),
  repository: z.string().nullable().meta({ description: 'Path; null after the repository was deleted' }),
  status: jobStatus,
  started_at: date().nullable(),
  completed_at: date().nullable(),
  progress: z.int().min(0).max(100),
  error_message: z.string().nullable().meta({ description: 'Mostly JSON in a text: key and params' }),
  maintenance_status: maintenanceStatus.nullable(),
  backup_plan_id: z.null(),
  backup_plan_run_id: z.null(),
  backup_plan_name: z.null(),
  execution_mode: z.literal('local'),
  triggered_by: z.enum(['manual', 'schedule']),
  retry_attempt: z.int().min(1),
  retry_original_job_id: z.int().nullable(),
  retry_source_job_id: z.int().nullable(),
  retry_requested_by_user_id: z.int().nullable(),
  retry_requested_at: date().nullable(),
  progress_details: progressDetails,
  route_strategy: z
    .enum(['server_direct', 'server_direct_borg_ssh', 'server_sshfs_pull', 'server_sshfs_pull_then_borg_ssh'])
    .nullable(),
}

/** `GET /api/backup/status/{job_id}` */
export const statusShape = z.strictObject({ ...shared, logs: z.string().nullable() })

/** One item of `GET /api/backup/jobs` */
export const jobShape = z.strictObject({
  ...shared,
  has_logs: z.boolean(),
  scheduled_job_id: z.int().nullable(),
  archive_name: z.string().nullable(),
})

/** `COMPLETED_WITH_WARNINGS` is `completed_with_warnings` here. */
export const statusText = (status: JobStatus) => status.toLowerCase() as z.output<typeof jobStatus>

const runningPhases: Partial<Record<JobPhase, z.output<typeof maintenanceStatus>>> = {
  PRUNING: 'running_prune',
  COMPACTING: 'running_compact',
}

/** What became of the pruning and compacting after a backup (contract borg-ui, 3.6); null for a backup alone. */
function maintenanceStatusOf(job: BackupJobItemFragment): z.output<typeof maintenanceStatus> | null {
  const maintenance = 'maintenance' in job ? job.maintenance : null
  if (!maintenance) return null
  if (job.status === 'RUNNING') return runningPhases[job.progress.phase] ?? null
  const { prune, compact } = maintenance
  if (prune && prune !== 'COMPLETED') return 'prune_failed'
  if (compact && compact !== 'COMPLETED') return 'compact_failed'
  if (prune && compact) return 'maintenance_completed'
  return prune ? 'prune_completed' : compact ? 'compact_completed' : null
}

/** The name of a job's log, as a download and as a pointer in `logs`. */
export const logFileName = (jobId: number) => `backup_job_${jobId}_logs.txt`

function sharedOf(
  job: BackupJobItemFragment,
  sourcePath: string | null,
): z.output<z.ZodObject<typeof shared>> {
  const { databaseIds, progress, failure } = job
  const retried = job.trigger === 'RETRY'
  const known = databaseIds.repository !== null || failure?.code === 'REPOSITORY_UNKNOWN'
  // As soon as data flows the old server says 1, whatever is known of the rest.
  const percent = progress.percent ?? (progress.originalSize ? 1 : 0)
  return {
    id: job.databaseId,
    repository: known ? job.repositoryPath : null,
    status: statusText(job.status),
    started_at: dateOrNull(job.startedAt),
    completed_at: dateOrNull(job.finishedAt),
    progress: Math.floor(percent),
    error_message:
      job.status === 'CANCELLED'
        ? cancelledMessage
        : failure &&
          failureMessage({
            code: failure.code,
            warned: job.status === 'COMPLETED_WITH_WARNINGS',
            exitCode: job.exitCode,
            repositoryPath: job.repositoryPath,
            sourcePath: ('missingSource' in job ? job.missingSource : null) ?? sourcePath,
          }),
    maintenance_status: maintenanceStatusOf(job),
    backup_plan_id: null,
    backup_plan_run_id: null,
    backup_plan_name: null,
    execution_mode: 'local',
    triggered_by: job.trigger === 'SCHEDULE' ? 'schedule' : 'manual',
    retry_attempt: job.retryAttempt,
    retry_original_job_id: databaseIds.retryOriginal,
    retry_source_job_id: databaseIds.retryOf,
    retry_requested_by_user_id: retried ? databaseIds.requestedBy : null,
    retry_requested_at: retried ? dateOrNull(job.createdAt) : null,
    progress_details: {
      current_file: progress.currentFile ?? '',
      progress_percent: percent,
      backup_speed: (progress.bytesPerSecond ?? 0) / 1_048_576,
      total_expected_size: progress.totalExpectedSize ?? 0,
      estimated_time_remaining: progress.secondsRemaining ?? 0,
      nfiles: progress.fileCount ?? 0,
      original_size: progress.originalSize ?? 0,
      compressed_size: progress.compressedSize ?? 0,
      deduplicated_size: progress.deduplicatedSize ?? 0,
    },
    route_strategy: routeOf(job),
  }
}

/** Which way the files take. Sources of other machines are always pulled, never backed up from over there. */
function routeOf(job: BackupJobItemFragment) {
  if (job.databaseIds.repository === null) return null
  const isPulled = 'isPulled' in job && job.isPulled === true
  if (job.repositoryPath.startsWith('ssh://'))
    return isPulled ? 'server_sshfs_pull_then_borg_ssh' : 'server_direct_borg_ssh'
  return isPulled ? 'server_sshfs_pull' : 'server_direct'
}

/** @param sourcePath the source that is missing, for a job that failed because of it */
export function statusOf(
  job: BackupJobItemFragment,
  sourcePath: string | null,
): z.output<typeof statusShape> {
  const over = job.status !== 'PENDING' && job.status !== 'RUNNING'
  return {
    ...sharedOf(job, sourcePath),
    logs: over && job.hasLog ? `Logs saved to: ${logFileName(job.databaseId)}` : null,
  }
}

/** @param sourcePath as for {@link statusOf} */
export function jobOf(job: BackupJobItemFragment, sourcePath: string | null): z.output<typeof jobShape> {
  return {
    ...sharedOf(job, sourcePath),
    has_logs: job.hasLog,
    scheduled_job_id: job.databaseIds.schedule,
    archive_name: 'archiveName' in job ? (job.archiveName ?? null) : null,
  }
}
