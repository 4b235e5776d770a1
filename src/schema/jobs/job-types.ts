import type { JobRow } from '../../domain/jobs/job-states.ts'

/** The type that each kind of job is in the schema. */
export const jobTypes = {
  BACKUP: 'BackupJob',
  CHECK: 'CheckJob',
  PRUNE: 'PruneJob',
  COMPACT: 'CompactJob',
  RESTORE: 'RestoreJob',
  RESTORE_CHECK: 'RestoreCheckJob',
  DELETE_ARCHIVE: 'DeleteArchiveJob',
} as const satisfies Record<JobRow['kind'], string>

/** Is it the row of a job of this kind? */
export const isJobOf =
  (kind: JobRow['kind']) =>
  (value: unknown): boolean =>
    typeof value === 'object' && value !== null && 'spoolOffset' in value && (value as JobRow).kind === kind
