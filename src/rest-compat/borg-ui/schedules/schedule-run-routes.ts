import { z } from 'zod'
import {
  DuplicateScheduleDocument,
  RunScheduleNowDocument,
  UpdateScheduleDocument,
} from '../../generated/borg-ui/schedules.ts'
import { globalId } from '../../global-ids.ts'
import { route } from '../protocol/route.ts'
import { scheduleErrors } from './schedule-errors.ts'
import { scheduleId } from './schedule-input.ts'
import { done, doneShape, findSchedule, messageOf, writing } from './schedule-routes.ts'

const toggle = route({
  ...writing,
  method: 'post',
  path: '/api/schedule/{job_id}/toggle',
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
    const { isEnabled } = await findSchedule(run, params.job_id)
    const enabled = !isEnabled
    await run(UpdateScheduleDocument, {
      input: { scheduleId: globalId('Schedule', params.job_id), isEnabled: enabled },
    })
    return { ...done(enabled ? 'Enabled' : 'Disabled'), enabled }
  },
})

const duplicate = route({
  ...writing,
  method: 'post',
  path: '/api/schedule/{job_id}/duplicate',
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
    await findSchedule(run, params.job_id)
    const { schedule } = (await run(DuplicateScheduleDocument, { id: globalId('Schedule', params.job_id) }))
      .duplicateSchedule
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
  path: '/api/schedule/{job_id}/run-now',
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
    const { repositories } = await findSchedule(run, params.job_id)
    // The old server refused for one repository and waited for several.
    const onConflict = repositories.length > 1 ? 'QUEUE' : 'REJECT'
    const { jobs } = (
      await run(RunScheduleNowDocument, { id: globalId('Schedule', params.job_id), onConflict })
    ).runScheduleNow
    const ids = jobs.map(job => job.databaseId)
    const status = 'pending' as const
    return ids.length === 1
      ? { job_id: ids[0]!, status, message: messageOf('Started') }
      : { job_ids: ids, status, message: messageOf('StartedMulti') }
  },
})

/** Switching, copying and running schedules. */
export const scheduleRunRoutes = [toggle, duplicate, runNow]
