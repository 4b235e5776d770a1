import { z } from 'zod'
import { globalId } from '../global-ids.ts'
import { date } from './job-shapes.ts'
import { laxInt } from './lax.ts'
import { route } from './route.ts'
import { scheduleErrors } from './schedule-errors.ts'
import { scheduleId } from './schedule-input.ts'
import { done, doneShape, findSchedule, messageOf, writing } from './schedule-routes.ts'
import { repositoriesOf } from './schedule-shapes.ts'
import {
  CronPresetsDocument,
  DuplicateScheduleDocument,
  RunScheduleNowDocument,
  UpcomingBackupsDocument,
  UpdateScheduleDocument,
  ValidateCronDocument,
} from './schedules.generated.ts'
import { dateText } from './text-formats.ts'

const { tag } = writing

const toggle = route({
  ...writing,
  method: 'post',
  path: '/api/schedule/{schedule_id}/toggle',
  summary: 'Enable a disabled schedule, and the other way round',
  params: scheduleId,
  success: {
    status: 200,
    description: 'What it is now',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.enum([messageOf('Enabled'), messageOf('Disabled')]),
      enabled: z.boolean(),
    }),
  },
  errors: scheduleErrors('failedToggleScheduledJob'),
  async handle({ params, run }) {
    const { isEnabled } = await findSchedule(run, params.schedule_id)
    const enabled = !isEnabled
    await run(UpdateScheduleDocument, {
      input: { scheduleId: globalId('Schedule', params.schedule_id), isEnabled: enabled },
    })
    return { ...done(enabled ? 'Enabled' : 'Disabled'), enabled }
  },
})

const duplicate = route({
  ...writing,
  method: 'post',
  path: '/api/schedule/{schedule_id}/duplicate',
  summary: 'Make a disabled copy of a schedule',
  params: scheduleId,
  success: {
    status: 200,
    description: 'The copy',
    answer: doneShape('Duplicated').extend({
      job: z.strictObject({
        id: z.int(),
        name: z.string(),
        enabled: z.boolean(),
        cron_expression: z.string().nullable(),
        timezone: z.string(),
      }),
    }),
  },
  errors: scheduleErrors('failedDuplicateScheduledJob'),
  async handle({ params, run }) {
    await findSchedule(run, params.schedule_id)
    const { schedule } = (
      await run(DuplicateScheduleDocument, { id: globalId('Schedule', params.schedule_id) })
    ).duplicateSchedule
    return {
      ...done('Duplicated'),
      job: {
        id: schedule.databaseId,
        name: schedule.name!,
        enabled: schedule.isEnabled,
        cron_expression: schedule.cronExpression,
        timezone: schedule.timezone,
      },
    }
  },
})

const runNow = route({
  ...writing,
  method: 'post',
  path: '/api/schedule/{schedule_id}/run-now',
  summary: 'Queue the backups of a schedule',
  params: scheduleId,
  success: {
    status: 200,
    description: 'Queued; `job_id` when it has one repository, `job_ids` when it has several',
    answer: z.union([
      z.strictObject({
        job_id: z.int(),
        status: z.literal('pending'),
        message: z.literal(messageOf('Started')),
      }),
      z.strictObject({
        job_ids: z.array(z.int()),
        status: z.literal('pending'),
        message: z.literal(messageOf('StartedMulti')),
      }),
    ]),
  },
  errors: scheduleErrors('failedRunScheduledJob'),
  async handle({ params, run }) {
    const { repositories } = await findSchedule(run, params.schedule_id)
    // The old server refused for one repository and waited for several.
    const onConflict = repositories.length > 1 ? 'QUEUE' : 'REJECT'
    const { jobs } = (
      await run(RunScheduleNowDocument, { id: globalId('Schedule', params.schedule_id), onConflict })
    ).runScheduleNow
    const ids = jobs.map(job => job.databaseId)
    const status = 'pending' as const
    return ids.length === 1
      ? { job_id: ids[0]!, status, message: messageOf('Started') }
      : { job_ids: ids, status, message: messageOf('StartedMulti') }
  },
})

const upcomingShape = z.strictObject({
  id: z.int(),
  type: z.literal('schedule'),
  name: z.string(),
  repository: z.string().nullable(),
  repository_id: z.int().nullable(),
  repository_ids: z.array(z.int()).nullable(),
  next_run: date(),
  cron_expression: z.string().nullable(),
  timezone: z.string(),
})

/** A year. */
const mostHours = 8784

const upcoming = route({
  method: 'get',
  path: '/api/schedule/upcoming-jobs',
  tag,
  summary: 'Schedules that fire soon',
  access: 'signed-in',
  query: z.object({
    hours: laxInt()
      .default(24)
      .meta({ description: `1 to ${mostHours}` }),
  }),
  success: {
    status: 200,
    description: 'Each schedule once, with its next run; soonest first',
    answer: z.strictObject({
      success: z.literal(true),
      upcoming_jobs: z.array(upcomingShape),
      hours_ahead: z.int(),
    }),
  },
  errors: scheduleErrors('failedGetUpcomingJobs'),
  async handle({ query, run }) {
    const hours = Math.min(Math.max(query.hours, 1), mostHours)
    const { upcomingRuns } = await run(UpcomingBackupsDocument, { hours })
    return {
      success: true as const,
      upcoming_jobs: upcomingRuns.map(({ at, schedule }) => ({
        id: schedule.databaseId,
        type: 'schedule' as const,
        name: schedule.name!,
        ...repositoriesOf(schedule.repositories),
        next_run: dateText(at),
        cron_expression: schedule.cronExpression,
        timezone: schedule.timezone,
      })),
      hours_ahead: hours,
    }
  },
})

const presets = route({
  method: 'get',
  path: '/api/schedule/cron-presets',
  tag,
  summary: 'Cron expressions to choose from',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'All of them',
    answer: z.strictObject({
      success: z.literal(true),
      presets: z.array(z.strictObject({ name: z.string(), expression: z.string(), description: z.string() })),
    }),
  },
  handle: async ({ run }) => ({
    success: true as const,
    presets: [...(await run(CronPresetsDocument, {})).cronPresets],
  }),
})

const column = () => z.string().default('*')

const validate = route({
  method: 'post',
  path: '/api/schedule/validate-cron',
  tag,
  summary: 'Try a cron expression',
  access: 'signed-in',
  body: {
    kind: 'json',
    schema: z.object({
      minute: column(),
      hour: column(),
      day_of_month: column(),
      month: column(),
      day_of_week: column(),
      timezone: z.string().nullish(),
    }),
  },
  success: {
    status: 200,
    description: 'What it means, or what is wrong with it',
    answer: z.union([
      z.strictObject({
        success: z.literal(true),
        cron_expression: z.string(),
        timezone: z.string(),
        next_runs: z.array(date()),
        description: z.string(),
      }),
      z.strictObject({ success: z.literal(false), error: z.string(), cron_expression: z.string() }),
    ]),
  },
  errors: scheduleErrors('failedValidateCronExpression'),
  async handle({ body, run }) {
    const { minute, hour, day_of_month, month, day_of_week } = body
    const expression = [minute, hour, day_of_month, month, day_of_week].join(' ')
    const timezone = body.timezone || 'UTC'
    const { problem, description, nextRuns } = (await run(ValidateCronDocument, { expression, timezone }))
      .validateCron
    if (problem !== null) return { success: false as const, error: problem, cron_expression: expression }
    return {
      success: true as const,
      cron_expression: expression,
      timezone,
      next_runs: nextRuns.map(dateText),
      description: description ?? expression,
    }
  },
})

/** Running schedules, and what helps to make them. Fixed names: these stand before the route with an id. */
export const scheduleRunRoutes = [upcoming, presets, validate, toggle, duplicate, runNow]
