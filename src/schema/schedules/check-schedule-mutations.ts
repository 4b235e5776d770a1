import { setCheckSchedule, setRestoreCheckSchedule } from '../../domain/schedules/check-schedules.ts'
import type { ScheduleRow } from '../../domain/schedules/schedule-options.ts'
import { builder, readRepositoryId } from '../builder.ts'
import { Schedule } from './schedule.ts'

/** What both kinds share. */
const settings = (t: Parameters<Parameters<typeof builder.inputType<'X', never>>[1]['fields']>[0]) => ({
  repositoryId: t.id({ required: true, description: 'Which repository.' }),
  cronExpression: t.string({ description: 'As `Schedule.cronExpression`. Null or empty: never by itself.' }),
  timezone: t.string({ description: 'IANA name, default `UTC`.' }),
  isEnabled: t.boolean({ description: 'Default true.' }),
  notifyOnSuccess: t.boolean({ description: 'Kept, without effect. Default false.' }),
  notifyOnFailure: t.boolean({ description: 'Kept, without effect. Default true.' }),
})

const SetCheckScheduleInput = builder.inputType('SetCheckScheduleInput', {
  description: 'When and how a repository is checked; what is absent stays.',
  fields: t => ({
    ...settings(t as never),
    maxDurationSeconds: t.int({
      description: 'After so long Borg pauses, and goes on there next time. 0: no limit; default 3600.',
    }),
    flags: t.stringList({
      description: 'Options of `borg check`, one word each; some of them need `maxDurationSeconds` 0.',
    }),
  }),
})

const SetRestoreCheckScheduleInput = builder.inputType('SetRestoreCheckScheduleInput', {
  description: 'When and how restoring from a repository is tried; what is absent stays.',
  fields: t => ({
    ...settings(t as never),
    paths: t.stringList({ description: 'Paths in the newest archive; empty: a sample of its files.' }),
    fullArchive: t.boolean({ description: 'Every file. Default false.' }),
  }),
})

const payload = (name: string) =>
  builder.objectRef<{ schedule: ScheduleRow }>(name).implement({
    description: 'The one schedule of its kind that the repository has.',
    fields: t => ({ schedule: t.expose('schedule', { type: Schedule, description: 'As it is now.' }) }),
  })

builder.mutationFields(t => ({
  setCheckSchedule: t.field({
    type: payload('SetCheckSchedulePayload'),
    authScopes: { signedIn: true },
    description: 'Says when a repository is checked. For operators of the repository.',
    args: { input: t.arg({ type: SetCheckScheduleInput, required: true, description: 'When and how.' }) },
    resolve: async (_root, { input: { repositoryId, maxDurationSeconds, ...input } }, { scope }) => ({
      schedule: await setCheckSchedule(scope, readRepositoryId(repositoryId), {
        ...input,
        maxDuration: maxDurationSeconds,
      }),
    }),
  }),
  setRestoreCheckSchedule: t.field({
    type: payload('SetRestoreCheckSchedulePayload'),
    authScopes: { signedIn: true },
    description: 'Says when restoring from a repository is tried. For operators of the repository.',
    args: {
      input: t.arg({ type: SetRestoreCheckScheduleInput, required: true, description: 'When and how.' }),
    },
    resolve: async (_root, { input: { repositoryId, ...input } }, { scope }) => ({
      schedule: await setRestoreCheckSchedule(scope, readRepositoryId(repositoryId), input),
    }),
  }),
}))
