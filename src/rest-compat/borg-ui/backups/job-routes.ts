import { z } from 'zod'
import { GraphqlFailure, type Run } from '../../execute.ts'
import {
  type BackupJobItemFragment,
  BackupJobsDocument,
  BackupStatusDocument,
  SourcesOfRepositoriesDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'
import { type Call, route } from '../protocol/route.ts'
import { jobErrors } from '../values/errors.ts'
import { jobId, jobOf, jobShape, statusOf, statusShape } from '../values/job-shapes.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { collectPages, mostRows } from '../values/pages.ts'

const tag = 'Backup'

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

const jobs = route({
  method: 'get',
  path: '/api/backup/jobs',
  tag,
  summary: 'Jobs, newest first',
  access: 'signed-in',
  query: z.object({
    limit: laxInt()
      .default(200)
      .meta({ description: `Negative: everything, up to ${mostRows}` }),
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

function collectJobs({ query, run }: Call<unknown, JobsQuery>): Promise<BackupJobItemFragment[]> {
  const filter = {
    kinds: ['BACKUP' as const],
    repositoryPath: query.repository ?? null,
    triggers: query.scheduled_only
      ? ['SCHEDULE' as const]
      : query.manual_only
        ? ['MANUAL' as const, 'RETRY' as const]
        : null,
  }
  return collectPages(
    query.limit,
    async (first, after) => (await run(BackupJobsDocument, { first, after, filter })).jobs,
  )
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

/** Watching backups. */
export const jobRoutes = [status, jobs]
