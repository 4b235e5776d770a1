import { z } from 'zod'
import { GraphqlFailure, type Run } from '../../execute.ts'
import {
  type ActivityItemFragment,
  DeleteJobDocument,
  RecentActivityDocument,
  type RecentActivityQuery,
  ScheduleNamesDocument,
} from '../../generated/borg-ui/activity.ts'
import type { JobFilterInput, JobStatus } from '../../generated/schema.ts'
import { globalId } from '../../global-ids.ts'
import { jobOfStep } from '../maintenance/maintenance-steps.ts'
import { route } from '../protocol/route.ts'
import { laxInt } from '../values/lax.ts'
import { activityLogRoutes, errors, idOf, oneJob, unknownType } from './activity-log-routes.ts'
import {
  type ActivityType,
  activityOf,
  activityShape,
  kindOf,
  readStatus,
  readType,
} from './activity-shapes.ts'

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
    const limit = Math.min(query.limit < 0 ? mostJobs : query.limit, mostJobs)
    const wish = readWish(query)
    if (!wish) return []
    const jobs = await collect(run, limit, wish)
    const parts = await collectParts(run, limit, wish)
    const names = await scheduleNames(run, [...jobs, ...parts.map(({ job }) => job)])
    return [
      ...jobs.map(job => activityOf(job, names)),
      ...parts.map(({ job, part }) => activityOf(job, names, part)),
    ]
      .sort((one, other) => startOf(other).localeCompare(startOf(one)) || other.id - one.id)
      .slice(0, limit)
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

/** Undefined: of every type, with every status. */
interface Wish {
  type: ActivityType | undefined
  status: JobStatus | undefined
}

/** Null: nothing is of a type or a status that does not exist. */
function readWish(query: RecentQuery): Wish | null {
  const type = query.job_type ? readType(query.job_type) : undefined
  const status = query.status ? readStatus(query.status) : undefined
  return type === null || type === 'none' || status === null ? null : { type, status }
}

const collect = (run: Run, limit: number, { type, status }: Wish) =>
  collectJobs(run, limit, { kinds: type ? [kindOf(type)] : null, statuses: status ? [status] : null })

/** Prunings and compactions that were parts of backups. */
async function collectParts(run: Run, limit: number, { type, status }: Wish) {
  const parts = (['prune', 'compact'] as const).filter(part => type === undefined || type === part)
  if (parts.length === 0) return []
  const backups = await collectJobs(run, limit, { maintained: parts.map(part => kindOfPart[part]) })
  return backups.flatMap(backup =>
    parts.flatMap(part => {
      const job = jobOfStep(backup, kindOfPart[part])
      return job && (status === undefined || job.status === status) ? [{ job, part }] : []
    }),
  )
}

const kindOfPart = { prune: 'PRUNE', compact: 'COMPACT' } as const

async function collectJobs(run: Run, limit: number, filter: JobFilterInput): Promise<ActivityItemFragment[]> {
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
export const activityRoutes = [recent, ...activityLogRoutes, remove]
