import { listJobs } from '../../domain/jobs/job-views.ts'
import { lastSkipOf, type ScheduleRow, settingsOf } from '../../domain/schedules/schedule-options.ts'
import { nextBackup, nextRunsOf } from '../../domain/schedules/schedule-times.ts'
import { User } from '../accounts/user.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { describedEnum } from '../enums.ts'
import { JobConnection, JobInterface } from '../jobs/job.ts'
import { ManagedRepository } from '../repositories/managed-repository.ts'
import { RepositoryInterface } from '../repositories/repository.ts'
import { BackupSettings, CheckSettings, RestoreCheckSettings, ScheduleSkip } from './schedule-settings.ts'

export const ScheduleKind = describedEnum('ScheduleKind', 'What a schedule makes jobs of.', {
  BACKUP: 'Backups of one repository or several, perhaps with maintenance afterwards.',
  CHECK: 'Checks of one repository.',
  RESTORE_CHECK: 'Restore checks of one repository.',
})

export const Schedule = builder.objectRef<ScheduleRow>('Schedule')

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
