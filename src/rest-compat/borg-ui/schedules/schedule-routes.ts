import { z } from 'zod'
import type { Run } from '../../execute.ts'
import {
  BackupSchedulesDocument,
  type BackupSchedulesQuery,
  CreateScheduleDocument,
  DeleteScheduleDocument,
  ScheduleByIdDocument,
  type ScheduleItemFragment,
  UpdateScheduleDocument,
} from '../../generated/borg-ui/schedules.ts'
import { globalId } from '../../global-ids.ts'
import { refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import {
  invalidMode,
  operatorOnly,
  scheduleErrors,
  unknownRepository,
  unknownSchedule,
} from './schedule-errors.ts'
import {
  createBody,
  readRepositories,
  readSchedule,
  type ScheduleBody,
  scheduleId,
  scheduleLocations,
  sentSettings,
  updateBody,
} from './schedule-input.ts'
import {
  createdOf,
  createdShape,
  derivedItemOf,
  detailsOf,
  detailsShape,
  itemOf,
  itemShape,
  scheduleAsSent,
} from './schedule-shapes.ts'

const tag = 'Schedules'

/** What every route that changes or runs schedules shares. */
export const writing = { tag, access: 'operator' as const, roleRefusal: operatorOnly }

/** An answer that says only that it is done. */
export const doneShape = <Word extends string>(word: Word) =>
  z.strictObject({ success: z.literal(true), message: z.literal(messageOf(word)) })
export const done = <Word extends string>(word: Word) => ({
  success: true as const,
  message: messageOf(word),
})
export const messageOf = <Word extends string>(word: Word) =>
  `backend.success.schedule.scheduledJob${word}` as const

/** One schedule for backups; those for checks have routes of their own. @throws GraphqlFailure, Problem 404 */
export async function findSchedule(run: Run, id: number) {
  const { schedule } = await run(ScheduleByIdDocument, { id: globalId('Schedule', id) })
  if (schedule?.kind !== 'BACKUP') throw refuse(unknownSchedule)
  return schedule
}

/** Remembers what was sent about a schedule, and gives its item. */
const keepSent = (run: Run, schedule: ScheduleItemFragment, body: ScheduleBody) =>
  scheduleAsSent.keep(
    run,
    { type: 'Schedule', id: schedule.databaseId },
    { shown: derivedItemOf(schedule), kept: schedule.asSent },
    sentSettings(body),
  )

const list = route({
  method: 'get',
  path: '/api/schedule/',
  tag,
  summary: 'The schedules that the caller may see',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'In the order in which they were made',
    answer: z.strictObject({ success: z.literal(true), jobs: z.array(itemShape) }),
  },
  errors: scheduleErrors('failedRetrieveScheduledJobs'),
  handle: async ({ run }) => ({ success: true as const, jobs: (await collect(run)).map(itemOf) }),
})

async function collect(run: Run): Promise<ScheduleItemFragment[]> {
  const found: ScheduleItemFragment[] = []
  for (let after: string | null = null; ; ) {
    const { schedules }: BackupSchedulesQuery = await run(BackupSchedulesDocument, { after })
    found.push(...schedules.edges.map(edge => edge.node))
    if (!schedules.pageInfo.hasNextPage) return found
    after = schedules.pageInfo.endCursor
  }
}

const get = route({
  method: 'get',
  path: '/api/schedule/{job_id}',
  tag,
  summary: 'One schedule',
  access: 'signed-in',
  params: scheduleId,
  success: {
    status: 200,
    description: 'The schedule, with its next five runs',
    answer: z.strictObject({ success: z.literal(true), job: detailsShape }),
  },
  errors: scheduleErrors('failedRetrieveScheduledJob'),
  handle: async ({ params, run }) => ({
    success: true as const,
    job: detailsOf(await findSchedule(run, params.job_id)),
  }),
})

const create = route({
  ...writing,
  method: 'post',
  path: '/api/schedule/',
  summary: 'Make a schedule',
  body: { kind: 'json', schema: createBody },
  success: {
    status: 200,
    description: 'Made',
    answer: doneShape('Created').extend({ job: createdShape }),
  },
  errors: { ...scheduleErrors('failedCreateScheduledJob'), NOT_FOUND: unknownRepository },
  refusals: [invalidMode, unknownRepository],
  locations: scheduleLocations,
  async handle({ body, run }) {
    const input = { ...readSchedule(body), name: body.name }
    const repositoryIds = (await readRepositories(run, body)) ?? []
    const { schedule } = (await run(CreateScheduleDocument, { input: { ...input, repositoryIds } }))
      .createSchedule
    return { ...done('Created'), job: createdOf(await keepSent(run, schedule, body)) }
  },
})

const update = route({
  ...writing,
  method: 'put',
  path: '/api/schedule/{job_id}',
  summary: 'Change what is given',
  params: scheduleId,
  body: { kind: 'json', schema: updateBody },
  success: { status: 200, description: 'Changed', answer: doneShape('Updated') },
  errors: scheduleErrors('failedUpdateScheduledJob'),
  refusals: [invalidMode, unknownRepository],
  locations: scheduleLocations,
  async handle({ params, body, run }) {
    const before = await findSchedule(run, params.job_id)
    const input = readSchedule(body, before.backup!.retention)
    const repositoryIds = await readRepositories(run, body)
    const { schedule } = (
      await run(UpdateScheduleDocument, {
        input: { ...input, repositoryIds, scheduleId: globalId('Schedule', params.job_id) },
      })
    ).updateSchedule
    await keepSent(run, schedule, body)
    return done('Updated')
  },
})

const remove = route({
  ...writing,
  method: 'delete',
  path: '/api/schedule/{job_id}',
  summary: 'Delete a schedule; its jobs stay',
  params: scheduleId,
  success: { status: 200, description: 'Deleted', answer: doneShape('Deleted') },
  errors: scheduleErrors('failedDeleteScheduledJob'),
  async handle({ params, run }) {
    await findSchedule(run, params.job_id)
    await run(DeleteScheduleDocument, { id: globalId('Schedule', params.job_id) })
    return done('Deleted')
  },
})

/** Looking at schedules, making, changing and deleting them. */
export const scheduleRoutes = [list, create, get, update, remove]
