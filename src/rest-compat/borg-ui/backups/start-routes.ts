import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import {
  CancelBackupDocument,
  RepositoryPathDocument,
  RetryBackupDocument,
  StartBackupDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import type { RepositoryByInput } from '../../generated/schema.ts'
import { globalId } from '../../global-ids.ts'
import { type Route, route } from '../protocol/route.ts'
import { dateText } from '../protocol/text-formats.ts'
import { cancelErrors, retryErrors, startErrors } from '../values/errors.ts'
import { date, jobId } from '../values/job-shapes.ts'

const tag = 'Backup'

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

/** Starting backups, ending them, and starting them again. */
export const startRoutes = [
  start('/api/backup/start', 'Start a backup'),
  start('/api/backup/run', 'Start a backup (alias of start)'),
  cancel,
  retry,
]
