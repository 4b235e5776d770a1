/** What came of a job that has more to tell than its status, by kind: the JSON in `job.result`. */
export interface JobResults {
  BACKUP: {
    maintenance: { prune: MaintenanceEnd | null; compact: MaintenanceEnd | null } | null
    /** The first source that was not there, of a backup that failed because of that. */
    missingSource?: string
  }
  CHECK: Record<string, never>
  PRUNE: PruneResult
  COMPACT: { freedBytes: number | null }
  RESTORE: { fileCount: number | null }
  RESTORE_CHECK: RestoreCheckResult
  DELETE_ARCHIVE: Record<string, never>
}

/** How a part of the maintenance after a backup ended. */
export type MaintenanceEnd = 'COMPLETED' | 'FAILED' | 'CANCELLED'

/** What a prune did, or with `dryRun` would do. */
export interface PruneResult {
  keptCount: number
  prunedCount: number
  /** At most {@link mostNames}, in Borg's order: newest first. */
  pruned: string[]
}

/** A prune names at most so many archives in its result; its log has all of them. */
export const mostNames = 1000

/** What a restore check compared, as evidence. */
export interface RestoreCheckResult {
  archiveName: string
  /** 64 hexadecimal digits. */
  archiveId: string
  checkedCount: number
  checkedBytes: number
  /** The files, at most a few hundred; hashes are hexadecimal SHA-256. */
  files: RestoreCheckedFile[]
  /** Paths that were restored otherwise than Borg had recorded them; at most a hundred. */
  mismatches: string[]
}

export interface RestoreCheckedFile {
  path: string
  size: number
  /** As Borg computed it from the repository. */
  expected: string
  /** Of the file on disk after the restore. */
  actual: string
}

/** The result of a job, read from its row; null before its end. */
export const resultOf = <Kind extends keyof JobResults>(
  _kind: Kind,
  job: { result: string | null },
): JobResults[Kind] | null => (job.result === null ? null : JSON.parse(job.result))
