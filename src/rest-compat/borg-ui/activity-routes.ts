import { z } from 'zod'
import { GraphqlFailure, type Run } from '../execute.ts'
import { globalId, jobTypes } from '../global-ids.ts'
import {
  type ActivityItemFragment,
  ActivityLogDocument,
  type ActivityLogQuery,
  DeleteJobDocument,
  RecentActivityDocument,
  type RecentActivityQuery,
  ScheduleNamesDocument,
} from './activity.generated.ts'
import {
  type ActivityType,
  activityOf,
  activityShape,
  kindOf,
  readStatus,
  readType,
} from './activity-shapes.ts'
import { laxInt } from './lax.ts'
import { type ErrorRule, refuse } from './problem.ts'
import { Attachment, route } from './route.ts'

const tag = 'Activity'
const pageSize = 100
/** Where a negative limit, which means everything, ends after all. */
const mostJobs = 10_000

const recent = route({
  method: 'get',
  path: '/api/activity/recent',
  tag,
  summary: 'Jobs of every kind, those that started last first',
  access: 'signed-in',
  query: z.object({
    limit: laxInt().default(200),
    job_type: z.string().optional(),
    status: z.string().optional(),
  }),
  success: {
    status: 200,
    description: 'The jobs that the caller may see',
    answer: z.array(activityShape),
  },
  async handle({ query, run }) {
    const jobs = await collect(run, query)
    const names = await scheduleNames(run, jobs)
    return jobs
      .map(job => activityOf(job, names))
      .sort((one, other) => startOf(other).localeCompare(startOf(one)) || other.id - one.id)
  },
})

/** What waits comes first; what never started has its place where it ended. */
const startOf = ({ started_at, completed_at }: { started_at: string | null; completed_at: string | null }) =>
  started_at ?? completed_at ?? '9'

interface RecentQuery {
  limit: number
  job_type?: string | undefined
  status?: string | undefined
}

async function collect(run: Run, query: RecentQuery): Promise<ActivityItemFragment[]> {
  const limit = Math.min(query.limit < 0 ? mostJobs : query.limit, mostJobs)
  const type = query.job_type ? readType(query.job_type) : undefined
  const status = query.status ? readStatus(query.status) : undefined
  // Nothing is of a type or a status that does not exist.
  if (type === null || type === 'none' || status === null) return []
  const filter = { kinds: type ? [kindOf(type)] : null, statuses: status ? [status] : null }
  const found: ActivityItemFragment[] = []
  let after: string | null = null
  while (found.length < limit) {
    const first = Math.min(pageSize, limit - found.length)
    const page: RecentActivityQuery['jobs'] = (await run(RecentActivityDocument, { first, after, filter }))
      .jobs
    found.push(...page.edges.map(edge => edge.node))
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
  }
  return found
}

async function scheduleNames(run: Run, jobs: readonly ActivityItemFragment[]) {
  const ids = [...new Set(jobs.flatMap(({ databaseIds }) => databaseIds.schedule ?? []))]
  const names = new Map<number, string | null>()
  if (ids.length === 0) return names
  try {
    const { nodes } = await run(ScheduleNamesDocument, { ids: ids.map(id => globalId('Schedule', id)) })
    for (const node of nodes) if (node && 'name' in node) names.set(node.databaseId, node.name)
  } catch (error) {
    // Schedules that the caller may not see have no name for them, though their jobs do.
    if (!(error instanceof GraphqlFailure && error.code === 'NOT_FOUND')) throw error
  }
  return names
}

const unknownType: ErrorRule = { status: 400, key: 'activity.invalidJobType' }
const notThere: ErrorRule = {
  status: 404,
  key: 'activity.jobNotFound',
  params: (_failure, { params }) => ({ jobType: (params as { job_type: string }).job_type }),
}
const noLog: ErrorRule = { status: 404, key: 'activity.noLogsAvailableForJob' }
const stillRunning: ErrorRule = { status: 400, key: 'activity.cannotDownloadLogsForRunningJob' }
const oneJob = z.object({ job_type: z.string(), job_id: laxInt() })
const errors = { NOT_FOUND: notThere }

/** The job that a path means. @throws Problem 400 for an unknown type, 404 for one without jobs */
function idOf({ job_type, job_id }: z.output<typeof oneJob>): string {
  const type = readType(job_type)
  if (type === null) throw refuse(unknownType)
  if (type === 'none') throw refuse(notThere, { jobType: job_type })
  return globalId(jobTypes[type satisfies ActivityType], job_id)
}

/** Pages of the schema hold at most this many lines. */
const logPage = 1000
/** One answer holds at most this many lines, and stops after a page that takes it above this many characters. */
const mostLines = 5000
const mostCharacters = 2_000_000

type LogPage = NonNullable<ActivityLogQuery['job']>

const readPage = async (run: Run, id: string, after: number, first = logPage): Promise<LogPage> =>
  (await run(ActivityLogDocument, { id, after, first })).job!

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
    const id = idOf(params)
    const offset = Math.min(Math.max(0, query.offset), 2 ** 31 - 1)
    const limit = query.limit < 0 ? mostLines : Math.min(query.limit, mostLines)
    const lines: { line_number: number; content: string }[] = []
    let characters = 0
    let page: LogPage
    do {
      const after = lines.at(-1)?.line_number ?? offset
      page = await readPage(run, id, after, Math.max(1, Math.min(logPage, limit - lines.length)))
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
    const id = idOf(params)
    const first = await readPage(run, id, 0)
    if (first.status === 'RUNNING') throw refuse(stillRunning)
    if (!first.hasLog || first.log.lines.length === 0) throw refuse(noLog)
    return new Attachment(`${params.job_type}_job_${params.job_id}_logs.txt`, pagesOf(run, id, first))
  },
})

/** The log page by page, so that it is never in memory as a whole. */
async function* pagesOf(run: Run, id: string, first: LogPage): AsyncGenerator<string> {
  for (let page = first; page.log.lines.length > 0; page = await readPage(run, id, page.log.endCursor)) {
    yield `${page.log.lines.map(line => line.content).join('\n')}\n`
    if (!page.log.hasNextPage) return
  }
}

const remove = route({
  method: 'delete',
  path: '/api/activity/{job_type}/{job_id}',
  tag,
  summary: 'Remove a job and its log from the history',
  access: 'admin',
  roleRefusal: { status: 403, key: 'activity.adminOnlyDelete' },
  params: oneJob,
  success: {
    status: 200,
    description: 'It is gone; what it made stays',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.activity.jobDeleted'),
      job_id: z.int(),
      job_type: z.string(),
    }),
  },
  errors: {
    ...errors,
    FORBIDDEN: { status: 403, key: 'activity.adminOnlyDelete' },
    'CONFLICT:JOB_ACTIVE': { status: 400, key: 'activity.cannotDeleteRunningJob' },
  },
  refusals: [unknownType],
  async handle({ params, run }) {
    await run(DeleteJobDocument, { id: idOf(params) })
    return {
      success: true as const,
      message: 'backend.success.activity.jobDeleted' as const,
      job_id: params.job_id,
      job_type: params.job_type,
    }
  },
})

/** What happened, whatever kind of job it was. */
export const activityRoutes = [recent, logs, download, remove]
