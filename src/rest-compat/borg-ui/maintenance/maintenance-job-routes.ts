import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import {
  type MaintenanceJobItemFragment,
  MaintenanceJobsDocument,
  RunningJobsDocument,
  type RunningJobsQuery,
} from '../../generated/borg-ui/maintenance.ts'
import type { JobFilterInput, JobKind } from '../../generated/schema.ts'
import { type GlobalType, globalId } from '../../global-ids.ts'
import { route } from '../protocol/route.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { repositoryId } from '../repositories/repository-input.ts'
import { date, jobId } from '../values/job-shapes.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { collectPages } from '../values/pages.ts'
import {
  findMaintenanceJob,
  jobKeys,
  jobValues,
  progressKeys,
  progressValues,
  readLogEnd,
} from './maintenance-shapes.ts'
import { isPart, jobOfStep, stepOf } from './maintenance-steps.ts'

const tag = 'Maintenance'

const logKeys = { logs: z.string().meta({ description: 'Its last 1,000 lines' }) }
type Job = MaintenanceJobItemFragment

/** A kind of job and what it shows, alone and in a list (contract borg-ui, 4.9). */
interface Watched<One extends z.ZodRawShape, Item extends z.ZodRawShape> {
  name: 'check' | 'compact' | 'prune'
  kind: JobKind
  type: GlobalType
  one: One
  oneOf(job: Job, logs: string): z.output<z.ZodObject<One>>
  item: Item
  itemOf(job: Job): z.output<z.ZodObject<Item>>
}

const checkOf = (job: Job) => ({ ...jobValues(job), ...progressValues(job, 'Check completed successfully') })
const compactOf = (job: Job) => ({
  ...jobValues(job),
  ...progressValues(job, 'Compact completed successfully'),
})

const routesOf = <One extends z.ZodRawShape, Item extends z.ZodRawShape>(watched: Watched<One, Item>) => {
  const { name, kind, type, one, oneOf, item, itemOf } = watched
  const status = route({
    method: 'get',
    path: `/api/repositories/${name}-jobs/{job_id}`,
    tag,
    summary: `Status of a ${name} job`,
    access: 'signed-in',
    params: jobId,
    success: { status: 200, description: 'The job', answer: z.strictObject(one) },
    errors: {
      NOT_FOUND: { status: 404, key: `repo.${name}JobNotFound` },
      INTERNAL: { status: 500, key: 'repo.failedToGetJobStatus' },
    },
    async handle({ params, run }) {
      // A backup and a job of this kind never have the same number.
      const backup = isPart(kind) ? await findBackup(run, params.job_id) : null
      const part = backup && jobOfStep(backup, kind)
      if (part) return oneOf(part, await readLogEnd(run, 'BackupJob', params.job_id, stepOf(backup, kind)!))
      const job = await findMaintenanceJob(run, type, params.job_id)
      return oneOf(job, await readLogEnd(run, type, params.job_id))
    },
  })
  const list = route({
    method: 'get',
    path: `/api/repositories/{repo_id}/${name}-jobs`,
    tag,
    summary: `The ${name} jobs of a repository, newest first; none for one that is not there`,
    access: 'signed-in',
    params: repositoryId,
    query: z.object({
      limit: laxInt().default(10),
      scheduled_only: laxBoolean().default(false),
    }),
    success: {
      status: 200,
      description: 'The jobs',
      answer: z.strictObject({ jobs: z.array(z.strictObject(item)) }),
    },
    async handle({ params, query, run }) {
      const collect = (which: Pick<JobFilterInput, 'kinds' | 'maintained'>) => {
        const filter = {
          repositoryId: globalId('ManagedRepository', params.repo_id),
          triggers: query.scheduled_only ? ['SCHEDULE' as const] : null,
          ...which,
        }
        return collectPages(
          query.limit,
          async (first, after) => (await run(MaintenanceJobsDocument, { first, after, filter })).jobs,
        )
      }
      const own = await collect({ kinds: [kind] })
      const backups = isPart(kind) ? await collect({ maintained: [kind] }) : []
      const parts = backups.flatMap(backup => jobOfStep(backup, kind) ?? [])
      const jobs = [...own, ...parts].sort((one, other) => other.databaseId - one.databaseId)
      return { jobs: (query.limit < 0 ? jobs : jobs.slice(0, query.limit)).map(itemOf) }
    },
  })
  return [status, list]
}

const findBackup = (run: Run, id: number) => unlessNotFound(findMaintenanceJob(run, 'BackupJob', id))

const runningKeys = {
  id: z.int(),
  status: z.enum(['pending', 'running']),
  started_at: date().nullable(),
}
const runningShape = z.strictObject({ ...runningKeys, ...progressKeys })

const runningJobs = route({
  method: 'get',
  path: '/api/repositories/{repo_id}/running-jobs',
  tag,
  summary: 'Maintenance of a repository that is queued or runs',
  access: 'signed-in',
  params: repositoryId,
  success: {
    status: 200,
    description: 'Of each kind the oldest',
    answer: z.strictObject({
      has_running_jobs: z.boolean(),
      check_job: runningShape.nullable(),
      compact_job: runningShape.nullable(),
      prune_job: z.strictObject(runningKeys).nullable(),
      restore_check_job: runningShape.nullable(),
      wipe_job: z.null(),
    }),
  },
  async handle({ params, run }) {
    const of = { repositoryId: globalId('ManagedRepository', params.repo_id) }
    const { jobs, maintained } = await run(RunningJobsDocument, {
      filter: {
        ...of,
        kinds: ['CHECK', 'COMPACT', 'PRUNE', 'RESTORE_CHECK'],
        statuses: ['PENDING', 'RUNNING'],
      },
      maintained: { ...of, maintained: ['PRUNE', 'COMPACT'], statuses: ['RUNNING'] },
    })
    const backup = maintained.edges[0]?.node
    const running = (kind: JobKind) => {
      const part = backup && jobOfStep(backup, kind)
      return part?.status === 'RUNNING' ? { ...part, kind } : null
    }
    // What runs comes first. Of the others, newest first, the last of its kind is the one whose turn it will be.
    const find = (kind: JobKind): RunningJob | null =>
      running(kind) ?? jobs.edges.findLast(({ node }) => node.kind === kind)?.node ?? null
    const prune = find('PRUNE')
    return {
      has_running_jobs: jobs.edges.length > 0 || prune !== null || find('COMPACT') !== null,
      check_job: withProgress(find('CHECK')),
      compact_job: withProgress(find('COMPACT')),
      prune_job: prune && runningOf(prune),
      restore_check_job: withProgress(find('RESTORE_CHECK')),
      wipe_job: null,
    }
  },
})

type RunningJob = RunningJobsQuery['jobs']['edges'][number]['node']

const runningOf = (job: RunningJob) => ({
  id: job.databaseId,
  status: job.status === 'RUNNING' ? ('running' as const) : ('pending' as const),
  started_at: dateOrNull(job.startedAt),
})

const withProgress = (job: RunningJob | null) => job && { ...runningOf(job), ...progressValues(job, '') }

/** Watching checks, compactions and prunings. */
export const maintenanceJobRoutes = [
  ...routesOf({
    name: 'check',
    kind: 'CHECK',
    type: 'CheckJob',
    one: { ...jobKeys, ...progressKeys, ...logKeys },
    oneOf: (job, logs) => ({ ...checkOf(job), logs }),
    item: { ...jobKeys, ...progressKeys, has_logs: z.boolean(), scheduled_check: z.boolean() },
    itemOf: job => ({ ...checkOf(job), has_logs: job.hasLog, scheduled_check: job.trigger === 'SCHEDULE' }),
  }),
  ...routesOf({
    name: 'compact',
    kind: 'COMPACT',
    type: 'CompactJob',
    one: { ...jobKeys, ...progressKeys, ...logKeys },
    oneOf: (job, logs) => ({ ...compactOf(job), logs }),
    item: { ...jobKeys, ...progressKeys },
    itemOf: compactOf,
  }),
  ...routesOf({
    name: 'prune',
    kind: 'PRUNE',
    type: 'PruneJob',
    one: { ...jobKeys, ...logKeys },
    oneOf: (job, logs) => ({ ...jobValues(job), logs }),
    item: { ...jobKeys, has_logs: z.boolean() },
    itemOf: job => ({ ...jobValues(job), has_logs: job.hasLog }),
  }),
  runningJobs,
]
