import type {
  BackupScheduleOptions,
  LegacyScheduleOptions,
  ScheduleOptions,
  Skip,
} from '../../domain/schedules/schedule-options.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'
import { RetentionRule } from '../jobs/retention.ts'
import { RepositoryInterface } from '../repositories/repository.ts'

const SkipReason = describedEnum('ScheduleSkipReason', 'Why a schedule left an instant out.', {
  PREVIOUS_RUN_ACTIVE: 'Its last job there was still queued or running.',
  NO_REPOSITORIES: 'It has no repositories.',
})

export const ScheduleMode = describedEnum('LegacyScheduleMode', 'How Borg UI decides when to run.', {
  CRON: 'By the cron expression.',
  AVAILABILITY: 'Whenever the source can be reached. Not done by this server: such a schedule never fires.',
})

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

export const BackupSettings = builder.objectRef<BackupScheduleOptions>('BackupScheduleSettings').implement({
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

export const CheckSettings = builder.objectRef<ScheduleOptions['CHECK']>('CheckScheduleSettings').implement({
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

export const RestoreCheckSettings = builder
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

export const ScheduleSkip = builder.objectRef<Skip>('ScheduleSkip').implement({
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
