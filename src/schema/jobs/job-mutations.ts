import { startBackupByPath } from '../../domain/jobs/backup-by-path.ts'
import { type Cancelled, cancelJob } from '../../domain/jobs/job-cancellation.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import { retryJob, startBackup } from '../../domain/jobs/jobs.ts'
import { builder, readJobRef, readRepositoryId } from '../builder.ts'
import { ConflictPolicy } from '../enums.ts'
import { BackupJob } from './backup-job.ts'
import { JobInterface } from './job.ts'
import { RetentionRuleInput, readRetention } from './retention.ts'

const BackupMaintenanceInput = builder.inputType('BackupMaintenanceInput', {
  description: 'What follows a backup that succeeded, as phases of the same job.',
  fields: t => ({
    prune: t.field({ type: RetentionRuleInput, description: 'Absent: nothing is pruned.' }),
    compact: t.boolean({ required: true, defaultValue: false, description: 'Free the space afterwards.' }),
  }),
})

const StartBackupInput = builder.inputType('StartBackupInput', {
  description: 'Which repository to back up into.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id.' }),
    archiveName: t.string({
      description:
        'Taken literally. A name that is taken is refused with `CONFLICT`, reason `ARCHIVE_NAME_TAKEN`; one that is taken by the time at which the run starts makes it fail with `ARCHIVE_ALREADY_EXISTS`, before scripts and Borg. Absent: `manual-backup-` and the time in UTC at which the run starts.',
    }),
    onConflict: t.field({
      type: ConflictPolicy,
      required: true,
      defaultValue: 'QUEUE',
      description: 'When it is busy.',
    }),
    idempotencyKey: t.string({
      description:
        'Chosen by the caller. The same key again gives the same job, whatever happened to the first answer.',
    }),
    maintenance: t.field({ type: BackupMaintenanceInput, description: 'Absent: nothing follows.' }),
  }),
})

const StartBackupByPathInput = builder.inputType('StartBackupByPathInput', {
  description: 'Which repository to back up into, as scripts for Borg UI name it.',
  fields: t => ({
    path: t.string({ required: true, description: 'Exactly as registered.' }),
    onConflict: t.field({
      type: ConflictPolicy,
      required: true,
      defaultValue: 'QUEUE',
      description: 'When it is busy.',
    }),
    idempotencyKey: t.string({
      description: 'As for `startBackup`; without effect on a request that is refused.',
    }),
  }),
})

const CancelJobInput = builder.inputType('CancelJobInput', {
  description: 'Which job to end.',
  fields: t => ({ jobId: t.id({ required: true, description: 'Global id.' }) }),
})

const RetryJobInput = builder.inputType('RetryJobInput', {
  description: 'Which job to run again.',
  fields: t => ({
    jobId: t.id({ required: true, description: 'Global id of a job that failed or was cancelled.' }),
    onConflict: t.field({
      type: ConflictPolicy,
      required: true,
      defaultValue: 'QUEUE',
      description: 'When it is busy.',
    }),
  }),
})

const jobPayload = (name: string, description: string) =>
  builder.objectRef<{ job: JobRow }>(name).implement({
    description,
    fields: t => ({ job: t.expose('job', { type: BackupJob, description: 'The job.' }) }),
  })

const StartBackupPayload = jobPayload('StartBackupPayload', 'The queued job.')
const StartBackupByPathPayload = jobPayload('StartBackupByPathPayload', 'The job, queued or failed already.')
const RetryJobPayload = builder.objectRef<{ job: JobRow }>('RetryJobPayload').implement({
  description: 'The new job.',
  fields: t => ({ job: t.expose('job', { type: JobInterface, description: 'The job.' }) }),
})

const CancelJobPayload = builder.objectRef<Cancelled>('CancelJobPayload').implement({
  description: 'How the cancelled job ended.',
  fields: t => ({
    job: t.expose('job', { type: JobInterface, description: 'The job.' }),
    processTerminated: t.exposeBoolean('processTerminated', {
      description:
        'Was a running process ended for it? False for a job that had not started, and when it is still ending.',
    }),
  }),
})

builder.mutationFields(t => ({
  startBackup: t.field({
    type: StartBackupPayload,
    authScopes: { signedIn: true },
    description: 'Queues a backup.',
    args: { input: t.arg({ type: StartBackupInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await startBackup(scope, {
        repositoryId: readRepositoryId(input.repositoryId),
        archiveName: input.archiveName ?? null,
        onConflict: input.onConflict,
        idempotencyKey: input.idempotencyKey ?? null,
        maintenance: input.maintenance
          ? {
              prune: input.maintenance.prune ? readRetention(input.maintenance.prune) : null,
              compact: input.maintenance.compact,
            }
          : null,
      }),
    }),
  }),
  startBackupByPath: t.field({
    type: StartBackupByPathPayload,
    authScopes: { signedIn: true },
    description:
      'Queues a backup like `startBackup`, but never refuses for what is wrong with the repository: such a request is recorded as a job that failed.',
    args: { input: t.arg({ type: StartBackupByPathInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await startBackupByPath(scope, { ...input, idempotencyKey: input.idempotencyKey ?? null }),
    }),
  }),
  cancelJob: t.field({
    type: CancelJobPayload,
    authScopes: { signedIn: true },
    description: 'Ends a job and waits until it has ended. Nothing of it is left in the repository.',
    args: { input: t.arg({ type: CancelJobInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, { scope }) => cancelJob(scope, readJobRef(input.jobId)),
  }),
  retryJob: t.field({
    type: RetryJobPayload,
    authScopes: { signedIn: true },
    description: 'Queues a new job like one that failed or was cancelled.',
    args: { input: t.arg({ type: RetryJobInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await retryJob(scope, readJobRef(input.jobId), input.onConflict),
    }),
  }),
}))
