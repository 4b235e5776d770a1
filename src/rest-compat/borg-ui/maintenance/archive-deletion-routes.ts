import { z } from 'zod'
import { CancelDeletionDocument, DeleteArchiveDocument } from '../../generated/borg-ui/maintenance.ts'
import { globalId } from '../../global-ids.ts'
import { noRepository, repositoryByText } from '../archives/archive-lookup.ts'
import type { ErrorRule } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { jobId } from '../values/job-shapes.ts'
import { deletionErrors } from './maintenance-errors.ts'
import {
  findMaintenanceJob,
  jobKeys,
  jobValues,
  progressKeys,
  progressValues,
  readLogEnd,
} from './maintenance-shapes.ts'

const tag = 'Archives'

const started = 'backend.success.archives.deletionStarted'
const cancelled = 'backend.success.archives.deletionCancelled'

const noJob: ErrorRule = { status: 404, key: 'archives.deleteJobNotFound' }

const remove = route({
  method: 'delete',
  path: '/api/archives/{archive_name}',
  tag,
  summary: 'Start the deletion of an archive',
  access: 'signed-in',
  params: z.object({ archive_name: z.string() }),
  query: z.object({ repository: z.string().meta({ description: 'Its path, or its id as text' }) }),
  success: {
    status: 200,
    description: 'Queued',
    answer: z.strictObject({ job_id: z.int(), status: z.literal('pending'), message: z.literal(started) }),
  },
  errors: deletionErrors,
  refusals: [noRepository],
  locations: { archiveName: ['path', 'archive_name'] },
  async handle({ params, query, run }) {
    const input = {
      repositoryId: (await repositoryByText(run, query.repository)).id,
      archiveName: params.archive_name,
      // The old server never refused one because of other work.
      onConflict: 'QUEUE' as const,
    }
    const { job } = (await run(DeleteArchiveDocument, { input })).deleteArchive
    return { job_id: job.databaseId, status: 'pending', message: started } as const
  },
})

const status = route({
  method: 'get',
  path: '/api/archives/delete-jobs/{job_id}',
  tag,
  summary: 'Status of the deletion of an archive',
  access: 'signed-in',
  params: jobId,
  success: {
    status: 200,
    description: 'The job',
    answer: z.strictObject({
      ...jobKeys,
      ...progressKeys,
      archive_name: z.string(),
      logs: z.string().nullable(),
      has_logs: z.boolean(),
    }),
  },
  errors: { NOT_FOUND: noJob },
  async handle({ params, run }) {
    const job = await findMaintenanceJob(run, 'DeleteArchiveJob', params.job_id)
    const progress = progressValues(job, 'Archive deleted successfully')
    return {
      ...jobValues(job),
      ...progress,
      // Borg says little on its way, and the old server always said this.
      progress: job.status === 'RUNNING' ? Math.max(50, progress.progress) : progress.progress,
      archive_name: ('archiveName' in job && job.archiveName) || '',
      logs: job.hasLog ? await readLogEnd(run, 'DeleteArchiveJob', params.job_id) : null,
      has_logs: job.hasLog,
    }
  },
})

const cancel = route({
  method: 'post',
  path: '/api/archives/delete-jobs/{job_id}/cancel',
  tag,
  summary: 'End the deletion of an archive that is queued or runs',
  access: 'signed-in',
  params: jobId,
  success: {
    status: 200,
    description: 'The job has ended',
    answer: z.strictObject({ message: z.literal(cancelled) }),
  },
  errors: {
    NOT_FOUND: noJob,
    'CONFLICT:NOT_CANCELLABLE': { status: 400, key: 'backup.canOnlyCancelRunningJobs' },
  },
  async handle({ params, run }) {
    await run(CancelDeletionDocument, { id: globalId('DeleteArchiveJob', params.job_id) })
    return { message: cancelled } as const
  },
})

/** Deleting archives. */
export const archiveDeletionRoutes = [remove, status, cancel]
