import { type CleanedUp, cleanUpHistory, deleteJob } from '../../domain/jobs/job-history.ts'
import type { RemovedLogs } from '../../domain/jobs/log-retention.ts'
import {
  cleanUpLogs,
  findLogStorage,
  type LogStorage as LogStorageFacts,
} from '../../domain/jobs/log-storage.ts'
import { builder, readJobRef } from '../builder.ts'
import { JobKind } from '../enums.ts'

const LogStorageOfKind = builder.objectRef<LogStorageFacts['kinds'][number]>('LogStorageOfKind').implement({
  description: 'What the logs of one kind of job take.',
  fields: t => ({
    kind: t.expose('kind', { type: JobKind, description: 'Of job.' }),
    bytes: t.expose('bytes', { type: 'ByteSize', description: 'Their size.' }),
    count: t.exposeInt('count', { description: 'How many there are.' }),
  }),
})

const LogStorage = builder.objectRef<LogStorageFacts>('LogStorage').implement({
  description: 'What the logs of finished jobs take, of those that the caller may see.',
  fields: t => ({
    totalBytes: t.expose('totalBytes', { type: 'ByteSize', description: 'Their size.' }),
    logCount: t.exposeInt('logCount', { description: 'How many there are.' }),
    oldestAt: t.expose('oldestAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the job of the oldest was made; null when there is none.',
    }),
    newestAt: t.expose('newestAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the job of the newest was made; null when there is none.',
    }),
    kinds: t.field({
      type: [LogStorageOfKind],
      description: 'The same by kind of job.',
      resolve: storage => storage.kinds,
    }),
  }),
})

builder.queryField('logStorage', t =>
  t.field({
    type: LogStorage,
    authScopes: { signedIn: true },
    description: 'What the logs of finished jobs take, of those that the caller may see.',
    resolve: (_root, _args, { scope }) => findLogStorage(scope),
  }),
)

const CleanUpLogsPayload = builder.objectRef<RemovedLogs>('CleanUpLogsPayload').implement({
  description: 'What was removed.',
  fields: t => ({
    removedLogs: t.int({ description: 'How many logs.', resolve: ({ jobIds }) => jobIds.length }),
    freedBytes: t.expose('bytes', { type: 'ByteSize', description: 'What they took.' }),
    storage: t.field({
      type: LogStorage,
      description: 'What is left.',
      resolve: (_removed, _args, { scope }) => findLogStorage(scope),
    }),
  }),
})

const CleanUpHistoryPayload = builder.objectRef<CleanedUp>('CleanUpHistoryPayload').implement({
  description: 'What was removed.',
  fields: t => ({
    removedJobs: t.exposeInt('removedJobs', { description: 'How many jobs, with their logs.' }),
    removedLogs: t.exposeInt('removedLogs', { description: 'How many logs of jobs that stay.' }),
  }),
})

const DeleteJobInput = builder.inputType('DeleteJobInput', {
  description: 'Which job to forget.',
  fields: t => ({ jobId: t.id({ required: true, description: 'Global id.' }) }),
})

const DeleteJobPayload = builder.objectRef<{ id: string | number }>('DeleteJobPayload').implement({
  description: 'What is gone.',
  fields: t => ({
    deletedJobId: t.id({ description: 'Global id of the job that was.', resolve: ({ id }) => id }),
  }),
})

builder.mutationFields(t => ({
  cleanUpLogs: t.field({
    type: CleanUpLogsPayload,
    authScopes: { admin: true },
    description:
      'Removes the logs that are too old, too large together or not wanted, now and not at the next hour.',
    resolve: (_root, _args, { scope }) => cleanUpLogs(scope),
  }),
  cleanUpHistory: t.field({
    type: CleanUpHistoryPayload,
    authScopes: { admin: true },
    description:
      'Like `cleanUpLogs`, and removes the finished jobs that are older than `cleanupRetentionDays` from the history.',
    resolve: (_root, _args, { scope }) => cleanUpHistory(scope),
  }),
  deleteJob: t.field({
    type: DeleteJobPayload,
    authScopes: { signedIn: true },
    description:
      'Removes a finished job and its log from the history; for administrators. What it made stays where it is.',
    args: { input: t.arg({ type: DeleteJobInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await deleteJob(scope, readJobRef(input.jobId))
      return { id: input.jobId }
    },
  }),
}))
