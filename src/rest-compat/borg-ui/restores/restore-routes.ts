import { z } from 'zod'
import {
  CancelRestoreDocument,
  PreviewRestoreDocument,
  type RestoreItemFragment,
  RestoreJobsDocument,
  StartRestoreDocument,
} from '../../generated/borg-ui/restores.ts'
import { globalId } from '../../global-ids.ts'
import { noRepository, repositoryByText } from '../archives/archive-lookup.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { valueErrors } from '../protocol/validation.ts'
import { noConnection } from '../repositories/repository-refusals.ts'
import { jobId } from '../values/job-shapes.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { collectPages } from '../values/pages.ts'
import { readRestore, restoreOf, restoreShape } from './restore-shapes.ts'

const tag = 'Restore'

const started = 'backend.success.restore.restoreJobStarted'
const cancelled = 'backend.success.restore.restoreCancelled'

const noJob: ErrorRule = { status: 404, key: 'restore.restoreJobNotFound' }
/** A restore names it by its id (`destination_connection_id`). */
const noDestinationConnection: ErrorRule = {
  ...noConnection,
  params: (_failure, { body }) => ({ id: (body as z.output<typeof restoreBody>).destination_connection_id }),
}
const noPreview: ErrorRule = {
  status: 500,
  key: 'restore.failedPreviewRestore',
  params: ({ message }) => ({ error: message }),
}

const restoreBody = z.object({
  repository: z.string().meta({ description: 'Path of a repository, or its id as text' }),
  archive: z.string(),
  paths: z.array(z.string()).meta({ description: 'Paths in the archive; empty: everything' }),
  raw_paths: z.array(z.string()).default([]).meta({
    description: 'Of our own: more paths, each the `raw_path` of an item',
  }),
  destination: z.string().meta({
    description:
      'Absolute folder on the server, or on the machine of the connection; made when it is missing',
  }),
  repository_id: laxInt(),
  dry_run: laxBoolean().default(false).meta({ description: 'Ignored' }),
  destination_type: z
    .enum(['local', 'ssh'])
    .default('local')
    .meta({ description: '`ssh`: on the machine of `destination_connection_id`, which needs `tar`' }),
  destination_connection_id: laxInt().nullish().meta({ description: 'An SSH connection; needed with `ssh`' }),
  restore_layout: z.enum(['preserve_path', 'contents_only']).default('preserve_path'),
  allow_sensitive_paths: laxBoolean().default(false).meta({
    description: 'Of our own, for administrators: also to system folders, homes and start-up files',
  }),
  path_metadata: z
    .array(z.unknown())
    .default([])
    .meta({ description: 'Ignored: the archive knows what they are' }),
})

const locations = {
  archiveName: ['body', 'archive'],
  paths: ['body', 'paths'],
  rawPaths: ['body', 'raw_paths'],
  connectionId: ['body', 'destination_connection_id'],
} as const

/** The machine of the destination as the schema takes it; null: the server's own. @throws Problem 422 where it is not said */
function connectionOf(body: z.output<typeof restoreBody>): string | null {
  if (body.destination_type === 'local') return null
  if (body.destination_connection_id != null)
    return globalId('SshConnectionProfile', body.destination_connection_id)
  const fields = { connectionId: 'An SSH destination needs the id of an SSH connection.' }
  throw valueErrors(fields, () => locations.connectionId, body)
}

/** What the schema takes. @throws Problem as {@link connectionOf} */
function wishOf(body: z.output<typeof restoreBody>, repositoryId: string) {
  return {
    repositoryId,
    archiveName: body.archive,
    paths: body.paths,
    rawPaths: body.raw_paths,
    destination: body.destination,
    connectionId: connectionOf(body),
    allowSensitivePaths: body.allow_sensitive_paths,
    layout: body.restore_layout === 'contents_only' ? ('CONTENTS_ONLY' as const) : ('PRESERVE_PATH' as const),
  }
}

const preview = route({
  method: 'post',
  path: '/api/restore/preview',
  tag,
  summary: 'What a restore would write; nothing is written',
  access: 'signed-in',
  body: { kind: 'json', schema: restoreBody },
  success: {
    status: 200,
    description: 'One path per line, relative to the destination',
    answer: z.strictObject({ preview: z.string() }),
  },
  // The repository is there: what is missing now is the archive.
  errors: {
    NOT_FOUND: noPreview,
    'NOT_FOUND:SSH_CONNECTION': noDestinationConnection,
    'UNAVAILABLE:*': noPreview,
    INTERNAL: noPreview,
  },
  refusals: [noRepository, noPreview],
  locations,
  async handle({ body, run }) {
    const { id } = await repositoryByText(run, body.repository)
    const { restorePreview } = await run(PreviewRestoreDocument, { input: wishOf(body, id) })
    const { entryCount, targets, missingPaths, refusal } = restorePreview
    if (refusal !== null) throw refuse(noPreview, { error: refusal })
    const more = entryCount - targets.length
    const lines = [
      ...targets,
      ...(more > 0 ? [`... and ${more} more`] : []),
      ...missingPaths.map(path => `Not in the archive: ${path}`),
    ]
    return { preview: lines.join('\n') }
  },
})

const start = route({
  method: 'post',
  path: '/api/restore/start',
  tag,
  summary: 'Start a restore',
  access: 'signed-in',
  body: { kind: 'json', schema: restoreBody },
  success: {
    status: 200,
    description: 'Queued',
    answer: z.strictObject({ job_id: z.int(), status: z.literal('pending'), message: z.literal(started) }),
  },
  errors: {
    NOT_FOUND: noRepository,
    'NOT_FOUND:SSH_CONNECTION': noDestinationConnection,
    'CONFLICT:IDEMPOTENCY_KEY_REUSED': { status: 422, key: 'backup.idempotencyKeyReused' },
    INTERNAL: { status: 500, key: 'restore.failedStartRestore' },
  },
  locations: { ...locations, idempotencyKey: ['header', 'idempotency-key'] },
  async handle({ body, run, header }) {
    const wish = wishOf(body, globalId('ManagedRepository', body.repository_id))
    const { job } = (
      await run(StartRestoreDocument, {
        input: { ...wish, onConflict: 'QUEUE', idempotencyKey: header('idempotency-key') ?? null },
      })
    ).startRestore
    return { job_id: job.databaseId, status: 'pending', message: started } as const
  },
})

const jobs = route({
  method: 'get',
  path: '/api/restore/jobs',
  tag,
  summary: 'Restores, newest first',
  access: 'signed-in',
  query: z.object({ limit: laxInt().default(50) }),
  success: {
    status: 200,
    description: 'The restores that the caller may see',
    answer: z.strictObject({ jobs: z.array(restoreShape) }),
  },
  errors: { INTERNAL: { status: 500, key: 'restore.failedGetRestoreJobs' } },
  async handle({ query, run }) {
    const found = await collectPages(
      query.limit,
      async (first, after) => (await run(RestoreJobsDocument, { first, after })).jobs,
    )
    return { jobs: found.map(job => restoreOf(job as RestoreItemFragment, null)) }
  },
})

const status = route({
  method: 'get',
  path: '/api/restore/status/{job_id}',
  tag,
  summary: 'Status and progress of a restore',
  access: 'signed-in',
  params: jobId,
  success: { status: 200, description: 'The restore', answer: restoreShape },
  errors: { NOT_FOUND: noJob, INTERNAL: { status: 500, key: 'restore.failedGetRestoreStatus' } },
  handle: ({ params, run }) => readRestore(run, params.job_id),
})

const cancel = route({
  method: 'post',
  path: '/api/restore/cancel/{job_id}',
  tag,
  summary: 'End a restore that is queued or runs; what was restored stays',
  access: 'signed-in',
  params: jobId,
  success: {
    status: 200,
    description: 'The job has ended',
    answer: z.strictObject({ message: z.literal(cancelled), process_terminated: z.boolean() }),
  },
  errors: {
    NOT_FOUND: noJob,
    'CONFLICT:NOT_CANCELLABLE': { status: 400, key: 'restore.canOnlyCancelRunningJobs' },
    INTERNAL: { status: 500, key: 'restore.failedCancelRestore' },
  },
  async handle({ params, run }) {
    const { cancelJob } = await run(CancelRestoreDocument, { id: globalId('RestoreJob', params.job_id) })
    return { message: cancelled, process_terminated: cancelJob.processTerminated } as const
  },
})

/** Restoring files. */
export const restoreRoutes = [preview, start, jobs, status, cancel]
