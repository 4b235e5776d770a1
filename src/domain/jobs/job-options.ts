/** What was asked of a job, by kind: the JSON in `job.options`. Checked by whoever writes it. */
export interface JobOptions {
  BACKUP: BackupOptions
  CHECK: CheckOptions
  PRUNE: PruneOptions
  COMPACT: CompactOptions
  RESTORE: RestoreOptions
  RESTORE_CHECK: RestoreCheckOptions
  DELETE_ARCHIVE: DeleteArchiveOptions
}

/** How many archives `borg prune` keeps of each period. A period with 0 keeps none by itself. */
export interface Retention {
  hourly: number
  daily: number
  weekly: number
  monthly: number
  quarterly: number
  yearly: number
  /** Borg's `--keep-within`, such as `2d`; null: no such rule. */
  within: string | null
}

export interface BackupOptions {
  /** What follows a backup that succeeded; null: nothing. */
  maintenance: { prune: Retention | null; compact: boolean } | null
}

export interface CheckOptions {
  /** Seconds after which Borg pauses a check of the repository's data; 0: no limit. */
  maxDuration: number
  /** Of `borg check`, one word each, as `domain/jobs/check-flags.ts` accepts them. */
  flags: string[]
}

export interface PruneOptions {
  retention: Retention
  /** Only say what would go. */
  dryRun: boolean
  /** Shell pattern of the archives that the rule is about; null: all. */
  archivePattern: string | null
}

export interface CompactOptions {
  /** Segments with less unused space than so many percent are left alone; null: Borg's own 10. */
  threshold: number | null
}

export interface RestoreOptions {
  /** Exact paths in the archive (`exact-paths.ts`), without a slash in front; empty: everything. */
  paths: string[]
  /** Absolute folder on the worker's machine, or on that of the connection. */
  destination: string
  /** The SSH connection to the machine of the destination; absent: the worker's own. */
  connectionId?: number | undefined
  /** `CONTENTS_ONLY`: each path lands in the destination by its last name alone. */
  layout: 'PRESERVE_PATH' | 'CONTENTS_ONLY'
  /** Asked for by an administrator with all their rights; absent in jobs of earlier versions, which count as others'. */
  byAdministrator: boolean
  /** An administrator has said that homes, start-up files and system folders may be written to. */
  allowSensitivePaths: boolean
}

export interface RestoreCheckOptions {
  /** Paths in the newest archive to compare; empty: a sample of its files. */
  paths: string[]
  /** Compare every file. */
  fullArchive: boolean
}

export interface DeleteArchiveOptions {
  /** Borg's id of the archive that was meant; absent for one that the catalogue did not know: then its name alone says which. */
  borgId?: string
}

/** The options of a job, read from its row. */
export const optionsOf = <Kind extends keyof JobOptions>(
  _kind: Kind,
  job: { options: string | null },
): JobOptions[Kind] => JSON.parse(job.options ?? '{}')
