/** Which logs of finished jobs are shown and kept (contract borg-ui, 3.10). */
export const logSavePolicies = ['FAILED_ONLY', 'FAILED_AND_WARNINGS', 'ALL_JOBS'] as const
export type LogSavePolicy = (typeof logSavePolicies)[number]

interface Whole {
  readonly type: 'whole'
  readonly default: number
  readonly min: number
  readonly max: number
}
interface Flag {
  readonly type: 'flag'
  readonly default: boolean
}
interface Text {
  readonly type: 'text'
  readonly default: string
  readonly longest: number
}
interface Policy {
  readonly type: 'policy'
  readonly default: LogSavePolicy
}

/** One setting: what it may be, what it is unless somebody changes it, and what it does. */
export type SettingDefinition = (Whole | Flag | Text | Policy) & {
  readonly about: string
  /** Shown to administrators only. */
  readonly secret?: true
}

const whole = (value: number, [min, max]: readonly [number, number], about: string) =>
  ({ type: 'whole', default: value, min, max, about }) as const
const flag = (value: boolean, about: string) => ({ type: 'flag', default: value, about }) as const

const seconds = [1, 86_400] as const
const days = [1, 3650] as const
const jobs = [0, 1000] as const

/** What is stored for clients of the old server and has no effect here. */
const unused = 'Kept for clients of Borg UI; without effect.'

/**
 * Every setting that administrators can change while the server runs (contract borg-ui, 6.7). Names are those of the
 * REST dialect in camel case; durations are seconds unless the name says otherwise.
 */
export const settingDefinitions = {
  maxConcurrentBackups: whole(
    2,
    jobs,
    'Backups by hand that may be queued or running when one more is wanted with `onConflict: REJECT`; 0 refuses all. Those that queue are not limited.',
  ),
  maxConcurrentScheduledBackups: whole(
    2,
    jobs,
    'Backups of schedules that run at once, on all workers; others wait. 0: none starts.',
  ),
  maxConcurrentScheduledChecks: whole(
    4,
    jobs,
    'Checks and restore checks of schedules that run at once, on all workers; others wait. 0: none starts.',
  ),

  logSavePolicy: {
    type: 'policy',
    default: 'ALL_JOBS',
    about: 'Which logs of finished jobs are shown and kept.',
  },
  logRetentionDays: whole(
    90,
    [0, 36_500],
    'How long the logs of finished jobs are kept; 0: for ever. Unset: `LOG_RETENTION_DAYS`.',
  ),
  logMaxTotalSizeMb: whole(
    2048,
    [10, 100_000_000],
    'Total size of the logs of finished jobs in MiB; the oldest go first. Unset: `LOG_RETENTION_MB`.',
  ),
  logCleanupOnStartup: flag(true, 'Remove old logs also when the server starts, not only every hour.'),
  autoCleanup: flag(
    false,
    'Remove finished jobs that are older than `cleanupRetentionDays` from the history, every hour.',
  ),
  cleanupRetentionDays: whole(
    90,
    days,
    'How old a finished job must be to be removed from the history, in days.',
  ),

  infoTimeout: whole(600, seconds, 'How long `borg info` may take, without waiting for its turn.'),
  listTimeout: whole(600, seconds, 'How long `borg list` may take, without waiting for its turn.'),
  initTimeout: whole(300, seconds, 'How long `borg init` may take.'),
  mountTimeout: whole(120, seconds, 'How long mounting an archive may take.'),
  backupTimeout: whole(3600, [1, 31_536_000], `${unused} A backup may take as long as it needs.`),
  sourceSizeTimeout: whole(
    3600,
    [1, 31_536_000],
    'How long the size of the sources is estimated beside a backup.',
  ),

  bypassLockOnInfo: flag(
    false,
    'Run `borg info` without the lock of the repository, whatever the repository says.',
  ),
  bypassLockOnList: flag(
    false,
    'Run `borg list` without the lock of the repository, whatever the repository says.',
  ),
  lockBreakingEnabled: flag(true, 'May the lock of a repository be broken?'),

  metricsEnabled: flag(true, 'Answer `/metrics`.'),
  metricsRequireAuth: flag(
    false,
    'Ask for the metrics token everywhere. Otherwise it is asked for when `METRICS_TOKEN` is set, and without it only this machine is answered.',
  ),

  dashboardBackupWarningDays: whole(3, days, 'Age of the last backup that gives a warning, in days.'),
  dashboardBackupCriticalDays: whole(7, days, 'Age of the last backup that is critical, in days.'),
  dashboardCheckWarningDays: whole(30, days, 'Age of the last check that gives a warning, in days.'),
  dashboardCheckCriticalDays: whole(90, days, 'Age of the last check that is critical, in days.'),
  dashboardCompactWarningDays: whole(30, days, 'Age of the last compaction that gives a warning, in days.'),
  dashboardCompactCriticalDays: whole(60, days, 'Age of the last compaction that is critical, in days.'),
  dashboardRestoreWarningDays: whole(
    90,
    days,
    'Age of the last proven restore that gives a warning, in days.',
  ),
  dashboardRestoreCriticalDays: whole(180, days, 'Age of the last proven restore that is critical, in days.'),
  dashboardObserveFreshnessWarningDays: whole(
    3,
    days,
    'Age of the newest archive of an observed repository that gives a warning, in days.',
  ),
  dashboardObserveFreshnessCriticalDays: whole(
    7,
    days,
    'Age of the newest archive of an observed repository that is critical, in days.',
  ),

  legacyBackupOutcomes: flag(
    false,
    'End backups as Borg UI does: a missing source, or a script that fails after the backup, is a failure; a script that fails before it and may is no warning, and after one that failed no other script runs.',
  ),

  statsRefreshIntervalMinutes: whole(60, [0, 525_600], `${unused} Statistics follow each job.`),
  emailNotifications: flag(false, unused),
  webhookUrl: { type: 'text', default: '', longest: 2048, about: unused, secret: true },
  useNewWizard: flag(false, unused),
  showRestoreTab: flag(false, unused),
  borg2FastBrowseBetaEnabled: flag(false, unused),
} as const satisfies Record<string, SettingDefinition>

export type SettingName = keyof typeof settingDefinitions

type ValueOf<Definition> = Definition extends Whole
  ? number
  : Definition extends Flag
    ? boolean
    : Definition extends Policy
      ? LogSavePolicy
      : string

/** The value of every setting. */
export type SettingValues = { readonly [Name in SettingName]: ValueOf<(typeof settingDefinitions)[Name]> }

export const settingNames = Object.keys(settingDefinitions) as SettingName[]

/** What is wrong with a value; null when nothing is. */
export function problemWith(name: SettingName, value: unknown): string | null {
  const definition: SettingDefinition = settingDefinitions[name]
  switch (definition.type) {
    case 'whole':
      return Number.isInteger(value) &&
        (value as number) >= definition.min &&
        (value as number) <= definition.max
        ? null
        : `Must be a whole number from ${definition.min} to ${definition.max}.`
    case 'flag':
      return typeof value === 'boolean' ? null : 'Must be true or false.'
    case 'policy':
      return (logSavePolicies as readonly unknown[]).includes(value)
        ? null
        : `Must be one of ${logSavePolicies.join(', ')}.`
    case 'text':
      return typeof value === 'string' && value.length <= definition.longest
        ? null
        : `Must be a text of at most ${definition.longest} characters.`
  }
}
