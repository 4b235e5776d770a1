import { z } from 'zod'
import {
  CronPresetsDocument,
  UpcomingBackupsDocument,
  ValidateCronDocument,
} from '../../generated/borg-ui/schedules.ts'
import { route } from '../protocol/route.ts'
import { dateText } from '../protocol/text-formats.ts'
import { date } from '../values/job-shapes.ts'
import { laxInt } from '../values/lax.ts'
import { scheduleErrors } from './schedule-errors.ts'
import { repositoriesOf } from './schedule-shapes.ts'

const tag = 'Schedules'

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

/** What helps to make schedules. Fixed names: these stand before the route with an id. */
export const scheduleHelpRoutes = [upcoming, presets, validate]
