import { z } from 'zod'
import {
  type RestoreCheckItemFragment,
  RestoreCheckJobsDocument,
  RestoreCheckStatusDocument,
  StartRestoreCheckDocument,
} from '../../generated/borg-ui/restores.ts'
import { globalId } from '../../global-ids.ts'
import { restoreCheckErrors } from '../maintenance/maintenance-errors.ts'
import {
  jobKeys,
  jobValues,
  progressKeys,
  progressValues,
  readLogEnd,
} from '../maintenance/maintenance-shapes.ts'
import { route } from '../protocol/route.ts'
import { repositoryId } from '../repositories/repository-input.ts'
import { jobId, jobStatus } from '../values/job-shapes.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { collectPages } from '../values/pages.ts'

const tag = 'Maintenance'

const started = 'backend.success.repo.restoreCheckJobStarted'

const modes = { SAMPLE: 'canary', PATHS: 'probe_paths', FULL: 'full_archive' } as const

/** A restore check in a list (contract borg-ui, 4.9). */
const itemKeys = {
  ...jobKeys,
  status: z.enum([...jobStatus.options, 'needs_backup']),
  ...progressKeys,
  has_logs: z.boolean(),
  archive_name: z.string().nullable(),
  probe_paths: z.array(z.string()),
  full_archive: z.boolean(),
  mode: z.enum(Object.values(modes)).meta({ description: '`canary`: a sample of the archive’s files' }),
}

/** Failures of which the old server has no key: what they mean, in plain words. */
const inWords = new Set(['NO_ARCHIVE', 'NOTHING_TO_COMPARE', 'RESTORE_MISMATCH', 'SCRATCH_SPACE_MISSING'])

function itemOf(job: RestoreCheckItemFragment): z.output<z.ZodObject<typeof itemKeys>> {
  const values = jobValues(job)
  return {
    ...values,
    status: job.failure?.code === 'NO_ARCHIVE' ? 'needs_backup' : values.status,
    error_message: job.failure && inWords.has(job.failure.code) ? job.failure.message : values.error_message,
    ...progressValues(job, 'Restore check completed successfully'),
    has_logs: job.hasLog,
    archive_name: job.archiveName,
    probe_paths: job.paths,
    full_archive: job.mode === 'FULL',
    mode: modes[job.mode],
  }
}

const start = route({
  method: 'post',
  path: '/api/repositories/{repo_id}/restore-check',
  tag,
  summary: 'Start a restore check of the newest archive',
  access: 'signed-in',
  params: repositoryId,
  body: {
    kind: 'json',
    schema: z
      .object({
        paths: z.array(z.string()).nullish().meta({ description: 'In the archive; none: a sample' }),
        full_archive: laxBoolean().nullish(),
      })
      .optional(),
  },
  success: {
    status: 200,
    description: 'Queued',
    answer: z.strictObject({ job_id: z.int(), status: z.literal('pending'), message: z.literal(started) }),
  },
  errors: restoreCheckErrors,
  async handle({ params, body, run }) {
    const input = {
      repositoryId: globalId('ManagedRepository', params.repo_id),
      onConflict: 'REJECT' as const,
      paths: body?.paths ?? [],
      fullArchive: body?.full_archive ?? false,
    }
    const { job } = (await run(StartRestoreCheckDocument, { input })).startRestoreCheck
    return { job_id: job.databaseId, status: 'pending', message: started } as const
  },
})

const status = route({
  method: 'get',
  path: '/api/repositories/restore-check-jobs/{job_id}',
  tag,
  summary: 'Status of a restore check',
  access: 'signed-in',
  params: jobId,
  success: {
    status: 200,
    description: 'The job',
    answer: z.strictObject({ ...itemKeys, logs: z.string().meta({ description: 'Its last 1,000 lines' }) }),
  },
  errors: {
    NOT_FOUND: { status: 404, key: 'repo.restoreCheckJobNotFound' },
    INTERNAL: { status: 500, key: 'repo.failedToGetJobStatus' },
  },
  async handle({ params, run }) {
    const { job } = await run(RestoreCheckStatusDocument, { id: globalId('RestoreCheckJob', params.job_id) })
    return {
      ...itemOf(job as RestoreCheckItemFragment),
      logs: await readLogEnd(run, 'RestoreCheckJob', params.job_id),
    }
  },
})

const jobs = route({
  method: 'get',
  path: '/api/repositories/{repo_id}/restore-check-jobs',
  tag,
  summary: 'The restore checks of a repository, newest first; none for one that is not there',
  access: 'signed-in',
  params: repositoryId,
  query: z.object({ limit: laxInt().default(10) }),
  success: {
    status: 200,
    description: 'The jobs',
    answer: z.strictObject({ jobs: z.array(z.strictObject(itemKeys)) }),
  },
  async handle({ params, query, run }) {
    const filter = {
      repositoryId: globalId('ManagedRepository', params.repo_id),
      kinds: ['RESTORE_CHECK' as const],
    }
    const found = await collectPages(
      query.limit,
      async (first, after) => (await run(RestoreCheckJobsDocument, { first, after, filter })).jobs,
    )
    return { jobs: found.map(job => itemOf(job as RestoreCheckItemFragment)) }
  },
})

/** Proving that files can be restored. */
export const restoreCheckRoutes = [start, status, jobs]
