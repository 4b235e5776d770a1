import { listJobs } from '../domain/job-views.ts'
import {
  type BackupScheduleOptions,
  type LegacyScheduleOptions,
  lastSkipOf,
  type ScheduleOptions,
  type ScheduleRow,
  type Skip,
  settingsOf,
} from '../domain/schedule-options.ts'
import { nextBackup, nextRunsOf } from '../domain/schedule-times.ts'
import { builder } from './builder.ts'
import { pageComplexity, toConnection } from './connections.ts'
import { describedEnum } from './enums.ts'
import { JobConnection, JobInterface } from './job.ts'
import { ManagedRepository } from './managed-repository.ts'
import { RepositoryInterface } from './repository.ts'
import { RetentionRule } from './retention.ts'
import { User } from './user.ts'

export const ScheduleKind = describedEnum('ScheduleKind', 'What a schedule makes jobs of.', {
  BACKUP: 'Backups of one repository or several, perhaps with maintenance afterwards.',
  CHECK: 'Checks of one repository.',
  RESTORE_CHECK: 'Restore checks of one repository.',
})

const SkipReason = describedEnum('ScheduleSkipReason', 'Why a schedule left an instant out.', {
  PREVIOUS_RUN_ACTIVE: 'Its last job there was still queued or running.',
  NO_REPOSITORIES: 'It has no repositories.',
})

export const ScheduleMode = describedEnum('LegacyScheduleMode', 'How Borg UI decides when to run.', {
  CRON: 'By the cron expression.',
  AVAILABILITY: 'Whenever the source can be reached. Not done by this server: such a schedule never fires.',
})

export const Schedule = builder.objectRef<ScheduleRow>('Schedule')

const LegacySettings = builder.objectRef<LegacyScheduleOptions>('LegacyScheduleSettings').implement({
  description: 'What Borg UI knows of schedules and this server does not act upon: kept and given back.',
  fields: t => ({
    mode: t.expose('mode', { type: ScheduleMode, description: 'How it decides when to run.' }),
    availabilityCheckIntervalMinutes: t.exposeInt('availabilityCheckIntervalMinutes', {
      description: 'How often it looks for the source.',
    }),
    minSuccessIntervalMinutes: t.exposeInt('minSuccessIntervalMinutes', {
      description: 'The pause after a success.',
    }),
    runRepositoryScripts: t.exposeBoolean('runRepositoryScripts', {
      description: 'Here a repository’s own scripts always run.',
    }),
    preBackupScriptId: t.exposeInt('preBackupScriptId', { nullable: true, description: 'A script.' }),
    postBackupScriptId: t.exposeInt('postBackupScriptId', { nullable: true, description: 'A script.' }),
    preBackupScriptParameters: t.exposeString('preBackupScriptParameters', {
      nullable: true,
      description: 'JSON.',
    }),
    postBackupScriptParameters: t.exposeString('postBackupScriptParameters', {
      nullable: true,
      description: 'JSON.',
    }),
  }),
})

const BackupSettings = builder.objectRef<BackupScheduleOptions>('BackupScheduleSettings').implement({
  description: 'What a schedule for backups does beside them.',
  fields: t => ({
    archiveNameTemplate: t.exposeString('archiveNameTemplate', {
      nullable: true,
      description:
        'With `{job_name}`, `{plan_name}`, `{repo_name}`, `{now}`, `{date}`, `{time}`, `{timestamp}`; null: `{job_name}-{repo_name}-{now}`.',
    }),
    pruneAfter: t.exposeBoolean('pruneAfter', { description: 'Prune after each backup that succeeded?' }),
    compactAfter: t.exposeBoolean('compactAfter', {
      description: 'Compact after each backup that succeeded?',
    }),
    retention: t.expose('retention', {
      type: RetentionRule,
      description: 'What pruning keeps; without effect while `pruneAfter` is off.',
    }),
    legacy: t.expose('legacy', { type: LegacySettings, description: 'For the REST dialect of Borg UI.' }),
  }),
})

const CheckSettings = builder.objectRef<ScheduleOptions['CHECK']>('CheckScheduleSettings').implement({
  description: 'How a repository is checked.',
  fields: t => ({
    maxDurationSeconds: t.int({
      description: 'After so long Borg pauses, and goes on there next time; 0: no limit.',
      resolve: ({ check }) => check.maxDuration,
    }),
    flags: t.stringList({ description: 'Options of `borg check`.', resolve: ({ check }) => check.flags }),
    notifyOnSuccess: t.exposeBoolean('notifyOnSuccess', { description: 'Kept, without effect.' }),
    notifyOnFailure: t.exposeBoolean('notifyOnFailure', { description: 'Kept, without effect.' }),
  }),
})

const RestoreCheckSettings = builder
  .objectRef<ScheduleOptions['RESTORE_CHECK']>('RestoreCheckScheduleSettings')
  .implement({
    description: 'How restoring is tried.',
    fields: t => ({
      paths: t.stringList({
        description: 'Paths in the newest archive; empty: a sample of its files.',
        resolve: ({ restoreCheck }) => restoreCheck.paths,
      }),
      fullArchive: t.boolean({
        description: 'Every file?',
        resolve: ({ restoreCheck }) => restoreCheck.fullArchive,
      }),
      notifyOnSuccess: t.exposeBoolean('notifyOnSuccess', { description: 'Kept, without effect.' }),
      notifyOnFailure: t.exposeBoolean('notifyOnFailure', { description: 'Kept, without effect.' }),
    }),
  })

const ScheduleSkip = builder.objectRef<Skip>('ScheduleSkip').implement({
  description: 'An instant at which a schedule did not do all that it should have.',
  fields: t => ({
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'The instant.' }),
    reason: t.expose('reason', { type: SkipReason, description: 'Why.' }),
    repositories: t.field({
      type: [RepositoryInterface],
      description: 'Where; those that the caller may see.',
      resolve: async ({ repositoryIds }, _args, { loaders }) =>
        (await Promise.all(repositoryIds.map(id => loaders.repository.load(id)))).filter(row => row !== null),
    }),
  }),
})

builder.node(Schedule, {
  description: 'Makes jobs by the clock.',
  id: { resolve: schedule => schedule.id },
  isTypeOf: value => typeof value === 'object' && value !== null && 'cronExpression' in value,
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    kind: t.expose('kind', { type: ScheduleKind, description: 'What it makes.' }),
    name: t.exposeString('name', { nullable: true, description: 'Unique; null unless it makes backups.' }),
    description: t.exposeString('description', { nullable: true, description: 'For people.' }),
    cronExpression: t.exposeString('cronExpression', {
      nullable: true,
      description:
        'Five columns, six with seconds in front, seven with the year at the end, or such as `@daily`; null: never by itself.',
    }),
    timezone: t.exposeString('timezone', { description: 'IANA name of the zone in which it is read.' }),
    isEnabled: t.boolean({ resolve: row => row.enabled === 1, description: 'Does it fire by itself?' }),
    repositories: t.field({
      type: [RepositoryInterface],
      complexity: { field: 1, multiplier: 5 },
      description: 'In the order in which its jobs are queued; those that the caller may see.',
      resolve: (row, _args, { loaders }) => loaders.repositoriesOfSchedule.load(row.id),
    }),
    backup: t.field({
      type: BackupSettings,
      nullable: true,
      description: 'For the kind `BACKUP`.',
      resolve: row => (row.kind === 'BACKUP' ? settingsOf('BACKUP', row) : null),
    }),
    check: t.field({
      type: CheckSettings,
      nullable: true,
      description: 'For the kind `CHECK`.',
      resolve: row => (row.kind === 'CHECK' ? settingsOf('CHECK', row) : null),
    }),
    restoreCheck: t.field({
      type: RestoreCheckSettings,
      nullable: true,
      description: 'For the kind `RESTORE_CHECK`.',
      resolve: row => (row.kind === 'RESTORE_CHECK' ? settingsOf('RESTORE_CHECK', row) : null),
    }),
    nextRunAt: t.expose('nextRunAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it fires next; null while it is disabled, and when it never does.',
    }),
    nextRuns: t.field({
      type: ['DateTime'],
      description: 'When it fires next, as if it were enabled.',
      args: { count: t.arg.int({ required: true, defaultValue: 5, description: '1 to 100.' }) },
      resolve: (row, { count }) => nextRunsOf(row, count),
    }),
    lastRunAt: t.expose('lastRunAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last made jobs, by the clock or by hand.',
    }),
    lastSkip: t.field({
      type: ScheduleSkip,
      nullable: true,
      description: 'The last instant that it left out, wholly or in part.',
      resolve: row => lastSkipOf(row),
    }),
    createdBy: t.field({
      type: User,
      nullable: true,
      description: 'Who made it; null when that user is gone.',
      resolve: (row, _args, { loaders }) =>
        row.createdById === null ? null : loaders.user.load(row.createdById),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its settings last changed.' }),
    jobs: t.connection(
      {
        type: JobInterface,
        description: 'The jobs that it made, newest first.',
        complexity: pageComplexity,
        resolve: async (row, page, { scope }) =>
          toConnection(await listJobs(scope, { scheduleId: row.id }, page)),
      },
      JobConnection,
    ),
  }),
})

export const ScheduleConnection = builder.connectionObject(
  { type: Schedule, name: 'ScheduleConnection', description: 'A page of schedules.' },
  { name: 'ScheduleEdge', description: 'A schedule and its cursor.' },
)

builder.interfaceField(JobInterface, 'schedule', t =>
  t.field({
    type: Schedule,
    nullable: true,
    description: 'The schedule that made it; null for others, and when that schedule is gone.',
    resolve: (job, _args, { loaders }) =>
      job.scheduleId === null ? null : loaders.schedule.load(job.scheduleId),
  }),
)

builder.objectFields(ManagedRepository, t => ({
  backupSchedule: t.field({
    type: Schedule,
    nullable: true,
    description:
      'The schedule that backs it up next; when none will, the first of those that could. `schedules` has them all.',
    resolve: async (row, _args, { loaders }) => nextBackup(await loaders.schedulesOfRepository.load(row.id)),
  }),
  checkSchedule: t.field({
    type: Schedule,
    nullable: true,
    description: 'When it is checked; null when that was never said.',
    resolve: async (row, _args, { loaders }) =>
      (await loaders.schedulesOfRepository.load(row.id)).find(({ kind }) => kind === 'CHECK') ?? null,
  }),
  restoreCheckSchedule: t.field({
    type: Schedule,
    nullable: true,
    description: 'When restoring is tried; null when that was never said.',
    resolve: async (row, _args, { loaders }) =>
      (await loaders.schedulesOfRepository.load(row.id)).find(({ kind }) => kind === 'RESTORE_CHECK') ?? null,
  }),
}))
