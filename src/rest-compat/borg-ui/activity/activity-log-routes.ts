import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import {
  ActivityLogDocument,
  type ActivityLogQuery,
  MaintenanceOfBackupDocument,
} from '../../generated/borg-ui/activity.ts'
import type { JobStatus } from '../../generated/schema.ts'
import { globalId, jobTypes } from '../../global-ids.ts'
import { isPart, stepOf } from '../maintenance/maintenance-steps.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { Attachment, route } from '../protocol/route.ts'
import { laxInt } from '../values/lax.ts'
import { type ActivityType, readType } from './activity-shapes.ts'

const tag = 'Activity'

export const unknownType: ErrorRule = { status: 400, key: 'activity.invalidJobType' }
const notThere: ErrorRule = {
  status: 404,
  key: 'activity.jobNotFound',
  params: (_failure, { params }) => ({ jobType: (params as { job_type: string }).job_type }),
}
const noLog: ErrorRule = { status: 404, key: 'activity.noLogsAvailableForJob' }
const stillRunning: ErrorRule = { status: 400, key: 'activity.cannotDownloadLogsForRunningJob' }
export const oneJob = z.object({ job_type: z.string(), job_id: laxInt() })
export const errors = { NOT_FOUND: notThere }

/** The job that a path means. @throws Problem 400 for an unknown type, 404 for one without jobs */
export function idOf({ job_type, job_id }: z.output<typeof oneJob>): string {
  const type = readType(job_type)
  if (type === null) throw refuse(unknownType)
  if (type === 'none') throw refuse(notThere, { jobType: job_type })
  return globalId(jobTypes[type satisfies ActivityType], job_id)
}

/** Where the log of a job is: a part of a backup has its lines among those of the backup. */
interface LogPlace {
  id: string
  /** Numbers of its lines begin after this one in that log. */
  afterLine: number
  /** Null: at the end of that log. */
  lastLine: number | null
  /** Its own status; null: that of the job. */
  status: JobStatus | null
}

/** @throws Problem as {@link idOf} */
async function placeOf(run: Run, params: z.output<typeof oneJob>): Promise<LogPlace> {
  const own = { id: idOf(params), afterLine: 0, lastLine: null, status: null }
  const kind = params.job_type.toUpperCase()
  if (!isPart(kind)) return own
  const id = globalId('BackupJob', params.job_id)
  const found = await unlessNotFound(run(MaintenanceOfBackupDocument, { id }))
  const step = found?.job && stepOf(found.job, kind)
  return step ? { id, ...step } : own
}

/** Pages of the schema hold at most this many lines. */
const logPage = 1000
/** One answer holds at most this many lines, and stops after a page that takes it above this many characters. */
const mostLines = 5000
const mostCharacters = 2_000_000

type LogPage = NonNullable<ActivityLogQuery['job']>

/** Lines after one of the place's own, by their numbers there. */
async function readPage(run: Run, place: LogPlace, after: number, first = logPage): Promise<LogPage> {
  const { id, afterLine, lastLine, status } = place
  const job = (await run(ActivityLogDocument, { id, after: afterLine + after, first })).job!
  if (afterLine === 0 && lastLine === null) return job
  const last = lastLine ?? job.log.totalLines
  const lines = job.log.lines
    .filter(line => line.number <= last)
    .map(line => ({ ...line, number: line.number - afterLine }))
  const endCursor = lines.at(-1)?.number ?? after
  const totalLines = Math.max(0, last - afterLine)
  return {
    ...job,
    status: status ?? job.status,
    log: { lines, endCursor, totalLines, hasNextPage: endCursor < totalLines && lines.length > 0 },
  }
}

const logs = route({
  method: 'get',
  path: '/api/activity/{job_type}/{job_id}/logs',
  tag,
  summary: 'Lines after an offset, also while the job runs: add what came to the offset',
  access: 'signed-in',
  isLarge: true,
  params: oneJob,
  query: z.object({
    offset: laxInt().default(0).meta({ description: 'Lines already read' }),
    limit: laxInt()
      .default(500)
      .meta({ description: `Lines at once; negative: ${mostLines}` }),
  }),
  success: {
    status: 200,
    description: 'The next lines',
    answer: z.strictObject({
      lines: z.array(z.strictObject({ line_number: z.int().min(1), content: z.string() })),
      total_lines: z.int(),
      has_more: z.boolean(),
    }),
  },
  errors,
  refusals: [unknownType, noLog],
  async handle({ params, query, run }) {
    const place = await placeOf(run, params)
    const offset = Math.min(Math.max(0, query.offset), 2 ** 31 - 1)
    const limit = query.limit < 0 ? mostLines : Math.min(query.limit, mostLines)
    const lines: { line_number: number; content: string }[] = []
    let characters = 0
    let page: LogPage
    do {
      const after = lines.at(-1)?.line_number ?? offset
      page = await readPage(run, place, after, Math.max(1, Math.min(logPage, limit - lines.length)))
      if (limit === 0) break
      for (const { number, content } of page.log.lines) {
        lines.push({ line_number: number, content })
        characters += content.length
      }
    } while (
      page.log.hasNextPage &&
      page.log.lines.length > 0 &&
      lines.length < limit &&
      characters < mostCharacters
    )
    const over = page.status !== 'PENDING' && page.status !== 'RUNNING'
    if (over && !page.hasLog) throw refuse(noLog)
    const reached = lines.at(-1)?.line_number ?? offset
    const total = Math.max(page.log.totalLines, lines.at(-1)?.line_number ?? 0)
    return { lines, total_lines: total, has_more: reached < total }
  },
})

const download = route({
  method: 'get',
  path: '/api/activity/{job_type}/{job_id}/logs/download',
  tag,
  summary: 'The log of a job that is over, as a text file',
  access: 'download',
  params: oneJob,
  success: { status: 200, description: 'The log', contentType: 'text/plain; charset=utf-8' },
  errors,
  refusals: [unknownType, stillRunning, noLog],
  async handle({ params, run }) {
    const place = await placeOf(run, params)
    const first = await readPage(run, place, 0)
    if (first.status === 'RUNNING') throw refuse(stillRunning)
    if (!first.hasLog || first.log.lines.length === 0) throw refuse(noLog)
    return new Attachment(`${params.job_type}_job_${params.job_id}_logs.txt`, pagesOf(run, place, first))
  },
})

/** The log page by page, so that it is never in memory as a whole. */
async function* pagesOf(run: Run, place: LogPlace, first: LogPage): AsyncGenerator<string> {
  for (let page = first; page.log.lines.length > 0; page = await readPage(run, place, page.log.endCursor)) {
    yield `${page.log.lines.map(line => line.content).join('\n')}\n`
    if (!page.log.hasNextPage) return
  }
}

/** What jobs of every kind said. */
export const activityLogRoutes = [logs, download]
