import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { CheckOptions, RestoreCheckOptions, Retention } from '../jobs/job-options.ts'
import { defaultRetention } from '../jobs/retention-rules.ts'

export type ScheduleRow = Selectable<Tables['schedule']>
export type ScheduleKind = ScheduleRow['kind']

/** What a schedule of each kind is told beside its times: the JSON in `schedule.options`. */
export interface ScheduleOptions {
  BACKUP: BackupScheduleOptions
  CHECK: { check: CheckOptions } & Notifications
  RESTORE_CHECK: { restoreCheck: RestoreCheckOptions } & Notifications
}

export interface BackupScheduleOptions {
  /** See `archive-name-template.ts`; null: the default. */
  archiveNameTemplate: string | null
  /** Prune after each backup that succeeded, by `retention`, which is kept also while this is off. */
  pruneAfter: boolean
  compactAfter: boolean
  retention: Retention
  legacy: LegacyScheduleOptions
}

/** What Borg UI has for schedules and this server does not: kept, given back, and without effect. */
export interface LegacyScheduleOptions {
  mode: 'CRON' | 'AVAILABILITY'
  availabilityCheckIntervalMinutes: number
  minSuccessIntervalMinutes: number
  runRepositoryScripts: boolean
  preBackupScriptId: number | null
  postBackupScriptId: number | null
  /** JSON. */
  preBackupScriptParameters: string | null
  postBackupScriptParameters: string | null
}

/** Whom to tell; kept for the time when somebody can be told. */
export interface Notifications {
  notifyOnSuccess: boolean
  notifyOnFailure: boolean
}

/** An instant at which a schedule did not do all that it should have. */
export interface Skip {
  /** The instant, unix milliseconds. */
  dueAt: number
  /** `PREVIOUS_RUN_ACTIVE`: its last job there is still queued or running. `NO_REPOSITORIES`: it has none. */
  reason: 'PREVIOUS_RUN_ACTIVE' | 'NO_REPOSITORIES'
  /** Where; empty for `NO_REPOSITORIES`. */
  repositoryIds: number[]
}

export const defaultLegacy: LegacyScheduleOptions = {
  mode: 'CRON',
  availabilityCheckIntervalMinutes: 30,
  minSuccessIntervalMinutes: 0,
  runRepositoryScripts: false,
  preBackupScriptId: null,
  postBackupScriptId: null,
  preBackupScriptParameters: null,
  postBackupScriptParameters: null,
}

/** What a schedule is before anything is said about it. */
export const defaultOptions: ScheduleOptions = {
  BACKUP: {
    archiveNameTemplate: null,
    pruneAfter: false,
    compactAfter: false,
    retention: defaultRetention,
    legacy: defaultLegacy,
  },
  CHECK: { check: { maxDuration: 3600, flags: [] }, notifyOnSuccess: false, notifyOnFailure: true },
  RESTORE_CHECK: {
    restoreCheck: { paths: [], fullArchive: false },
    notifyOnSuccess: false,
    notifyOnFailure: true,
  },
}

type Stored<Kind extends ScheduleKind> = { settings: ScheduleOptions[Kind]; lastSkip: Skip | null }

/** The settings of a schedule, read from its row. */
export const settingsOf = <Kind extends ScheduleKind>(_kind: Kind, row: Pick<ScheduleRow, 'options'>) =>
  (JSON.parse(row.options) as Stored<Kind>).settings

/** The last instant that was skipped; null when none was. */
export const lastSkipOf = (row: Pick<ScheduleRow, 'options'>): Skip | null =>
  (JSON.parse(row.options) as Stored<ScheduleKind>).lastSkip

/** Both, as the column holds them. */
export const storeOptions = <Kind extends ScheduleKind>(
  settings: ScheduleOptions[Kind],
  lastSkip: Skip | null,
): string => JSON.stringify({ settings, lastSkip } satisfies Stored<Kind>)
