import type { JobRow } from '../../domain/jobs/job-states.ts'
import {
  createSchedule,
  deleteSchedule,
  duplicateSchedule,
  updateSchedule,
} from '../../domain/schedules/schedule-changes.ts'
import type { ScheduleRow } from '../../domain/schedules/schedule-options.ts'
import { runScheduleNow } from '../../domain/schedules/schedule-runs.ts'
import { builder, readRepositoryId, readScheduleId } from '../builder.ts'
import { ConflictPolicy } from '../enums.ts'
import { JobInterface } from '../jobs/job.ts'
import { RetentionRuleInput, readRetention } from '../jobs/retention.ts'
import { Schedule } from './schedule.ts'
import { ScheduleMode } from './schedule-settings.ts'

const LegacyInput = builder.inputType('LegacyScheduleSettingsInput', {
  description: 'What Borg UI knows of schedules and this server does not act upon; what is absent stays.',
  fields: t => ({
    mode: t.field({ type: ScheduleMode, description: 'Default `CRON`. `AVAILABILITY` never fires here.' }),
    availabilityCheckIntervalMinutes: t.int({ description: 'Default 30.' }),
    minSuccessIntervalMinutes: t.int({ description: 'Default 0.' }),
    runRepositoryScripts: t.boolean({ description: 'Default false.' }),
    preBackupScriptId: t.int({ description: 'A script.' }),
    postBackupScriptId: t.int({ description: 'A script.' }),
    preBackupScriptParameters: t.string({ description: 'JSON.' }),
    postBackupScriptParameters: t.string({ description: 'JSON.' }),
  }),
})

/** The settings that can be given and changed. */
const settings = (t: Parameters<Parameters<typeof builder.inputType<'X', never>>[1]['fields']>[0]) => ({
  description: t.string({ description: 'For people. Null clears it.' }),
  timezone: t.string({ description: 'IANA name, default `UTC`.' }),
  isEnabled: t.boolean({ description: 'Default true.' }),
  archiveNameTemplate: t.string({
    description: 'As `BackupScheduleSettings.archiveNameTemplate`. Null: the default.',
  }),
  pruneAfter: t.boolean({ description: 'Prune after each backup that succeeded. Default false.' }),
  compactAfter: t.boolean({ description: 'Compact after each backup that succeeded. Default false.' }),
  retention: t.field({
    type: RetentionRuleInput,
    description: 'What pruning keeps, as a whole. Default: 7 days, 4 weeks, 6 months, 1 year.',
  }),
  legacy: t.field({ type: LegacyInput, description: 'For the REST dialect of Borg UI.' }),
})

const CreateScheduleInput = builder.inputType('CreateScheduleInput', {
  description: 'A new schedule for backups.',
  fields: t => ({
    name: t.string({ required: true, description: 'Unique.' }),
    repositoryIds: t.idList({
      required: true,
      description: 'What to back up into, in this order. None: for administrators only.',
    }),
    cronExpression: t.string({ description: 'As `Schedule.cronExpression`; needed in the mode `CRON`.' }),
    ...settings(t as never),
  }),
})

const UpdateScheduleInput = builder.inputType('UpdateScheduleInput', {
  description: 'Changes; what is absent stays.',
  fields: t => ({
    scheduleId: t.id({ required: true, description: 'Which.' }),
    name: t.string({ description: 'Unique.' }),
    repositoryIds: t.idList({ description: 'All of them, in order.' }),
    cronExpression: t.string({ description: 'As `Schedule.cronExpression`.' }),
    ...settings(t as never),
  }),
})

const which = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: t => ({ scheduleId: t.id({ required: true, description: 'Global id.' }) }),
  })
const DeleteInput = which('DeleteScheduleInput', 'Which schedule to delete.')
const DuplicateInput = which('DuplicateScheduleInput', 'Which schedule to copy.')
const RunNowInput = builder.inputType('RunScheduleNowInput', {
  description: 'Which schedule to run.',
  fields: t => ({
    scheduleId: t.id({ required: true, description: 'Global id.' }),
    onConflict: t.field({
      type: ConflictPolicy,
      required: true,
      defaultValue: 'QUEUE',
      description: 'When a repository is busy. `REJECT` refuses all of it.',
    }),
  }),
})

const schedulePayload = (name: string, description: string) =>
  builder.objectRef<{ schedule: ScheduleRow }>(name).implement({
    description,
    fields: t => ({ schedule: t.expose('schedule', { type: Schedule, description: 'As it is now.' }) }),
  })
const DeletePayload = builder.objectRef<{ deletedScheduleId: string }>('DeleteSchedulePayload').implement({
  description: 'What is gone. Its jobs stay.',
  fields: t => ({
    deletedScheduleId: t.exposeID('deletedScheduleId', { description: 'The global id that was given.' }),
  }),
})
const RunNowPayload = builder.objectRef<{ jobs: JobRow[] }>('RunScheduleNowPayload').implement({
  description: 'The queued jobs.',
  fields: t => ({
    jobs: t.expose('jobs', { type: [JobInterface], description: 'In the order of its repositories.' }),
  }),
})

const readRule = (rule: typeof RetentionRuleInput.$inferInput | null | undefined) =>
  rule ? readRetention(rule) : null

builder.mutationFields(t => ({
  createSchedule: t.field({
    type: schedulePayload('CreateSchedulePayload', 'The new schedule.'),
    authScopes: { signedIn: true },
    description: 'Makes a schedule for backups. For operators of all its repositories.',
    args: { input: t.arg({ type: CreateScheduleInput, required: true, description: 'The schedule.' }) },
    resolve: async (_root, { input: { repositoryIds, retention, ...input } }, { scope }) => ({
      schedule: await createSchedule(scope, {
        ...input,
        repositoryIds: repositoryIds.map(readRepositoryId),
        retention: readRule(retention),
      }),
    }),
  }),
  updateSchedule: t.field({
    type: schedulePayload('UpdateSchedulePayload', 'The changed schedule.'),
    authScopes: { signedIn: true },
    description: 'Changes a schedule for backups. For operators of all its repositories.',
    args: { input: t.arg({ type: UpdateScheduleInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input: { scheduleId, repositoryIds, retention, ...input } }, { scope }) => ({
      schedule: await updateSchedule(scope, readScheduleId(scheduleId), {
        ...input,
        repositoryIds: repositoryIds?.map(readRepositoryId),
        retention: readRule(retention),
      }),
    }),
  }),
  deleteSchedule: t.field({
    type: DeletePayload,
    authScopes: { signedIn: true },
    description: 'Deletes a schedule of any kind; jobs that it made go on.',
    args: { input: t.arg({ type: DeleteInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await deleteSchedule(scope, readScheduleId(input.scheduleId))
      return { deletedScheduleId: String(input.scheduleId) }
    },
  }),
  duplicateSchedule: t.field({
    type: schedulePayload('DuplicateSchedulePayload', 'The copy.'),
    authScopes: { signedIn: true },
    description: 'Makes a disabled copy of a schedule for backups, named `Copy of` it.',
    args: { input: t.arg({ type: DuplicateInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      schedule: await duplicateSchedule(scope, readScheduleId(input.scheduleId)),
    }),
  }),
  runScheduleNow: t.field({
    type: RunNowPayload,
    authScopes: { signedIn: true },
    description: 'Queues the jobs of a schedule now, also of a disabled one: all of them or none.',
    args: { input: t.arg({ type: RunNowInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      jobs: await runScheduleNow(scope, readScheduleId(input.scheduleId), input.onConflict),
    }),
  }),
}))
