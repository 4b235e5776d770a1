import { z } from 'zod'
import {
  type BackupJobItemFragment,
  BackupJobsDocument,
  BackupStatusDocument,
  CancelBackupDocument,
  type RepositoryByInput,
  RepositoryPathDocument,
  RetryBackupDocument,
  SourcesOfRepositoriesDocument,
  StartBackupDocument,
} from '../borg-ui.generated.ts'
import { GraphqlFailure, type Run, unlessNotFound } from '../execute.ts'
import { globalId } from '../global-ids.ts'
import { cancelErrors, jobErrors, retryErrors, startErrors } from './errors.ts'
import { date, jobOf, jobShape, statusOf, statusShape } from './job-shapes.ts'
import { laxBoolean, laxInt } from './lax.ts'
import { type Call, type Route, route } from './route.ts'
import { dateText } from './text-formats.ts'

const tag = 'Backup'
const jobId = z.object({ job_id: laxInt() })

const startBody = z.object({
  repository: z
    .string()
    .optional()
    .meta({ description: 'Path of a registered repository; or its id as text' }),
  // The old server ignored it, whatever it was.
  repository_id: z
    .preprocess(value => (Number.isInteger(value) ? value : undefined), z.int().optional())
    .optional(),
})

const start = (path: `/api/${string}`, summary: string): Route =>
  route({
    method: 'post',
    path,
    tag,
    summary,
    access: 'signed-in',
    body: { kind: 'json', schema: startBody },
    success: {
      status: 200,
      description: 'Queued, or recorded as failed when the repository is unknown or cannot be backed up',
      answer: z.strictObject({
        job_id: z.int(),
        status: z.literal('pending'),
        message: z.literal('Backup job started'),
      }),
    },
    errors: startErrors,
    locations: { idempotencyKey: ['header', 'idempotency-key'] },
    async handle({ body, run, header }) {
      const variables = {
        path: await resolvePath(run, body),
        idempotencyKey: header('idempotency-key') ?? null,
      }
      const { startBackupByPath } = await run(StartBackupDocument, variables)
      return {
        job_id: startBackupByPath.job.databaseId,
        status: 'pending' as const,
        message: 'Backup job started' as const,
      }
    },
  })

/** The path that a start request means. What names no repository is passed on: it becomes a job that failed. */
async function resolvePath(run: Run, body: z.output<typeof startBody>): Promise<string> {
  const pathOf = async (by: RepositoryByInput) =>
    (await unlessNotFound(run(RepositoryPathDocument, { by })))?.repository?.path ?? null
  const given = body.repository || null
  if (given === null && body.repository_id === undefined) return 'default'
  if (given === null)
    return (await pathOf({ id: globalId('ManagedRepository', body.repository_id!) })) ?? 'default'
  if (!/^\d{1,9}$/.test(given)) return given
  return (
    (await pathOf({ path: given })) ??
    (await pathOf({ id: globalId('ManagedRepository', Number(given)) })) ??
    given
  )
}

const status = route({
  method: 'get',
  path: '/api/backup/status/{job_id}',
  tag,
  summary: 'Status and progress of a job',
  access: 'signed-in',
  params: jobId,
  success: { status: 200, description: 'The job', answer: statusShape },
  errors: { ...jobErrors, INTERNAL: { status: 500, key: 'backup.failedGetBackupStatus' } },
  async handle({ params, run }) {
    const { job } = await run(BackupStatusDocument, { id: globalId('BackupJob', params.job_id) })
    const sources = await missingSources(run, [job!])
    return statusOf(job!, sources.get(job!.databaseIds.repository) ?? null)
  },
})

/** Where a negative limit, which means everything, ends after all. */
const mostJobs = 10_000
const pageSize = 100

const jobs = route({
  method: 'get',
  path: '/api/backup/jobs',
  tag,
  summary: 'Jobs, newest first',
  access: 'signed-in',
  query: z.object({
    limit: laxInt()
      .default(200)
      .meta({ description: `Negative: everything, up to ${mostJobs}` }),
    scheduled_only: laxBoolean().default(false),
    manual_only: laxBoolean().default(false),
    repository: z.string().optional().meta({ description: 'Exact path' }),
  }),
  success: {
    status: 200,
    description: 'The jobs that the caller may see',
    answer: z.strictObject({ jobs: z.array(jobShape) }),
  },
  errors: { INTERNAL: { status: 500, key: 'backup.failedGetBackupJobs' } },
  async handle(call) {
    const found = await collectJobs(call)
    const sources = await missingSources(call.run, found)
    return { jobs: found.map(job => jobOf(job, sources.get(job.databaseIds.repository) ?? null)) }
  },
})

interface JobsQuery {
  limit: number
  scheduled_only: boolean
  manual_only: boolean
  repository?: string | undefined
}

async function collectJobs({ query, run }: Call<unknown, JobsQuery>): Promise<BackupJobItemFragment[]> {
  const limit = Math.min(query.limit < 0 ? mostJobs : query.limit, mostJobs)
  const filter = {
    kinds: ['BACKUP' as const],
    repositoryPath: query.repository ?? null,
    triggers: query.scheduled_only
      ? ['SCHEDULE' as const]
      : query.manual_only
        ? ['MANUAL' as const, 'RETRY' as const]
        : null,
  }
  const found: BackupJobItemFragment[] = []
  let after: string | null = null
  while (found.length < limit) {
    const first = Math.min(pageSize, limit - found.length)
    const page: {
      edges: readonly { node: BackupJobItemFragment }[]
      pageInfo: { hasNextPage: boolean; endCursor: string | null }
    } = (await run(BackupJobsDocument, { first, after, filter })).jobs
    found.push(...page.edges.map(edge => edge.node))
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
  }
  return found
}

/** The first source directory by repository, for jobs that failed because it is missing; mostly there are none. */
async function missingSources(
  run: Run,
  jobs: readonly BackupJobItemFragment[],
): Promise<Map<number | null, string>> {
  const ids = jobs
    .filter(job => job.failure?.code === 'ALL_SOURCES_MISSING' && job.databaseIds.repository !== null)
    .map(job => job.databaseIds.repository!)
  if (ids.length === 0) return new Map()
  try {
    const { nodes } = await run(SourcesOfRepositoriesDocument, {
      ids: [...new Set(ids)].map(id => globalId('ManagedRepository', id)),
    })
    return new Map(
      nodes.flatMap(node =>
        node && 'databaseId' in node ? [[node.databaseId, node.sourceDirectories[0] ?? '']] : [],
      ),
    )
  } catch (error) {
    // A repository that went away meanwhile leaves its jobs without the name of their source, and no more.
    if (error instanceof GraphqlFailure && error.code === 'NOT_FOUND') return new Map()
    throw error
  }
}

const cancel = route({
  method: 'post',
  path: '/api/backup/cancel/{job_id}',
  tag,
  summary: 'End a job that is queued or running',
  access: 'signed-in',
  params: jobId,
  success: {
    status: 200,
    description: 'The job has ended',
    answer: z.strictObject({
      message: z.literal('backend.success.backup.backupCancelled'),
      process_terminated: z.boolean(),
    }),
  },
  errors: cancelErrors,
  async handle({ params, run }) {
    const { cancelJob } = await run(CancelBackupDocument, { id: globalId('BackupJob', params.job_id) })
    return {
      message: 'backend.success.backup.backupCancelled' as const,
      process_terminated: cancelJob.processTerminated,
    }
  },
})

const retry = route({
  method: 'post',
  path: '/api/backup/jobs/{job_id}/retry',
  tag,
  summary: 'Run a failed or cancelled job again',
  access: 'signed-in',
  params: jobId,
  success: {
    status: 202,
    description: 'A new job',
    answer: z.strictObject({
      job_id: z.int(),
      status: z.literal('pending'),
      message: z.literal('Backup job retry started'),
      retry_attempt: z.int(),
      retry_original_job_id: z.int(),
      retry_source_job_id: z.int(),
      retry_requested_by_user_id: z.int(),
      retry_requested_at: date(),
    }),
  },
  errors: retryErrors,
  async handle({ params, run }) {
    const { job } = (await run(RetryBackupDocument, { id: globalId('BackupJob', params.job_id) })).retryJob
    return {
      job_id: job.databaseId,
      status: 'pending' as const,
      message: 'Backup job retry started' as const,
      retry_attempt: job.retryAttempt,
      retry_original_job_id: job.databaseIds.retryOriginal!,
      retry_source_job_id: job.databaseIds.retryOf!,
      retry_requested_by_user_id: job.databaseIds.requestedBy!,
      retry_requested_at: dateText(job.createdAt),
    }
  },
})

/** Starting, watching and ending backups. */
export const backupRoutes = [
  status,
  start('/api/backup/start', 'Start a backup'),
  start('/api/backup/run', 'Start a backup (alias of start)'),
  jobs,
  cancel,
  retry,
]
