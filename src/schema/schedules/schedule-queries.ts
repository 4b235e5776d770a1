import { cronPresets } from '../../domain/schedules/cron.ts'
import {
  type CronCheck,
  checkCron,
  type UpcomingRun,
  upcomingRuns,
} from '../../domain/schedules/schedule-times.ts'
import { findSchedule, listSchedules } from '../../domain/schedules/schedules.ts'
import { builder, readRepositoryId, readScheduleId } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { Schedule, ScheduleConnection, ScheduleKind } from './schedule.ts'

const ScheduleFilterInput = builder.inputType('ScheduleFilterInput', {
  description: 'Only schedules for which all of this holds.',
  fields: t => ({
    kinds: t.field({ type: [ScheduleKind], description: 'Of one of these kinds.' }),
    repositoryId: t.id({ description: 'With this repository.' }),
    isEnabled: t.boolean({ description: 'Enabled, or not.' }),
  }),
})

const UpcomingRunType = builder.objectRef<UpcomingRun>('UpcomingRun').implement({
  description: 'Something that a schedule will do.',
  fields: t => ({
    schedule: t.expose('schedule', { type: Schedule, description: 'Which.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
  }),
})

const CronCheckType = builder.objectRef<CronCheck>('CronCheck').implement({
  description: 'What there is to say about a cron expression.',
  fields: t => ({
    isValid: t.boolean({
      description: 'Can a schedule be made of it?',
      resolve: ({ problem }) => problem === null,
    }),
    problem: t.exposeString('problem', { nullable: true, description: 'What is wrong; null for nothing.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'The expression in English words.',
    }),
    nextRuns: t.expose('nextRuns', { type: ['DateTime'], description: 'When it would fire.' }),
  }),
})

const CronPreset = builder.objectRef<(typeof cronPresets)[number]>('CronPreset').implement({
  description: 'A cron expression to choose.',
  fields: t => ({
    name: t.exposeString('name', { description: 'Short.' }),
    expression: t.exposeString('expression', { description: 'Five columns.' }),
    description: t.exposeString('description', { description: 'A sentence.' }),
  }),
})

builder.queryFields(t => ({
  schedule: t.field({
    type: Schedule,
    nullable: true,
    authScopes: { signedIn: true },
    description: 'One schedule.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: (_root, { id }, { scope }) => findSchedule(scope, readScheduleId(id)),
  }),
  schedules: t.connection(
    {
      type: Schedule,
      authScopes: { signedIn: true },
      description:
        'The schedules of repositories that the caller may see, in the order in which they were made; administrators see all.',
      complexity: pageComplexity,
      args: { filter: t.arg({ type: ScheduleFilterInput, description: 'Only these.' }) },
      resolve: async (_root, { filter, ...page }, { scope }) => {
        const repositoryId = filter?.repositoryId == null ? null : readRepositoryId(filter.repositoryId)
        return toConnection(await listSchedules(scope, { ...filter, repositoryId }, page))
      },
    },
    ScheduleConnection,
  ),
  upcomingRuns: t.field({
    type: [UpcomingRunType],
    authScopes: { signedIn: true },
    description: 'What the schedules will do, soonest first; at most 1000 runs.',
    args: {
      hours: t.arg.int({ required: true, defaultValue: 24, description: 'How far to look, 1 to 8784.' }),
      kinds: t.arg({
        type: [ScheduleKind],
        required: true,
        defaultValue: ['BACKUP', 'CHECK', 'RESTORE_CHECK'],
        description: 'Of these kinds.',
      }),
      runsEach: t.arg.int({
        required: true,
        defaultValue: 100,
        description: 'At most so many runs of each schedule, 1 to 100.',
      }),
    },
    resolve: (_root, args, { scope }) => upcomingRuns(scope, args),
  }),
  validateCron: t.field({
    type: CronCheckType,
    authScopes: { signedIn: true },
    description: 'Tries a cron expression.',
    args: {
      expression: t.arg.string({ required: true, description: 'As `Schedule.cronExpression`.' }),
      timezone: t.arg.string({ required: true, defaultValue: 'UTC', description: 'IANA name.' }),
      count: t.arg.int({ required: true, defaultValue: 10, description: 'How many runs to name, 1 to 100.' }),
    },
    resolve: (_root, { count, ...timing }) => checkCron(timing, count),
  }),
  cronPresets: t.field({
    type: [CronPreset],
    authScopes: { signedIn: true },
    description: 'Cron expressions to choose from.',
    resolve: () => [...cronPresets],
  }),
}))
