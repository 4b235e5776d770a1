import type { FailureCode as FailureCodeName } from '../domain/borg/failures.ts'
import { invalidInput } from '../domain/errors.ts'
import { readLines } from '../domain/job-log.ts'
import type { JobRow } from '../domain/job-states.ts'
import { findJob, type JobFilter, listJobs } from '../domain/job-views.ts'
import { Archive } from './archive.ts'
import { builder, readJobId, readRepositoryId } from './builder.ts'
import { toConnection } from './connections.ts'
import { CancelOutcome, FailureCode, JobKind, JobStatus, JobTrigger } from './enums.ts'
import { JobLogPage } from './job-log.ts'
import { JobProgress, progressOf } from './job-progress.ts'
import { RepositoryInterface } from './repository.ts'
import { User } from './user.ts'

export const JobInterface = builder.interfaceRef<JobRow>('Job')
export const BackupJob = builder.objectRef<JobRow>('BackupJob')

const JobFailure = builder
  .objectRef<{ code: FailureCodeName; message: string; remedy: string }>('JobFailure')
  .implement({
    description: 'Why a job failed, or what its warning is.',
    fields: t => ({
      code: t.expose('code', { type: FailureCode, description: 'For programs.' }),
      message: t.exposeString('message', { description: 'For people.' }),
      remedy: t.exposeString('remedy', { description: 'What to do about it.' }),
    }),
  })

const Cancellation = builder.objectRef<JobRow>('Cancellation').implement({
  description: 'That somebody wanted a job to end.',
  fields: t => ({
    requestedAt: t.field({
      type: 'DateTime',
      description: 'When.',
      resolve: job => job.cancelRequestedAt!,
    }),
    requestedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who; null when that user is gone.',
      resolve: (job, _args, { loaders }) =>
        job.cancelRequestedById === null ? null : loaders.user.load(job.cancelRequestedById),
    }),
    outcome: t.expose('cancelOutcome', {
      type: CancelOutcome,
      nullable: true,
      description: 'How it ended; null until then.',
    }),
  }),
})

const JobReferences = builder.objectRef<JobRow>('JobReferences').implement({
  description:
    'Integer ids of what a job refers to, for the REST dialects. They come with the job: nothing is looked up.',
  fields: t => ({
    repository: t.exposeInt('repositoryId', {
      nullable: true,
      description: 'Null once its record was deleted.',
    }),
    requestedBy: t.exposeInt('requestedById', {
      nullable: true,
      description: 'Null when that user is gone.',
    }),
    retryOf: t.exposeInt('retryOfId', { nullable: true, description: 'The job of which this is a retry.' }),
    retryOriginal: t.exposeInt('retryOriginalId', {
      nullable: true,
      description: 'The first job in a row of retries.',
    }),
  }),
})

/** A page of a log holds at most this many lines. */
const largestLogPage = 1000

JobInterface.implement({
  description: 'One run: queued, running or over.',
  resolveType: () => 'BackupJob',
  fields: t => ({
    id: t.id({
      description: 'Global id.',
      resolve: job => Buffer.from(`BackupJob:${job.id}`).toString('base64'),
    }),
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    kind: t.expose('kind', { type: JobKind, description: 'What it does.' }),
    status: t.expose('status', { type: JobStatus, description: 'Where it stands.' }),
    trigger: t.expose('trigger', { type: JobTrigger, description: 'What started it.' }),
    repository: t.field({
      type: RepositoryInterface,
      nullable: true,
      description: 'Null once its record was deleted.',
      resolve: (job, _args, { loaders }) =>
        job.repositoryId === null ? null : loaders.repository.load(job.repositoryId),
    }),
    repositoryPath: t.exposeString('repositoryPath', { description: 'The path when the job was made.' }),
    requestedBy: t.field({
      type: User,
      nullable: true,
      description: 'Who asked for it; null when that user is gone.',
      resolve: (job, _args, { loaders }) =>
        job.requestedById === null ? null : loaders.user.load(job.requestedById),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was queued.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a worker took it.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was over.',
    }),
    progress: t.field({ type: JobProgress, description: 'The latest snapshot.', resolve: progressOf }),
    failure: t.field({
      type: JobFailure,
      nullable: true,
      description: 'Null unless it failed or gave warnings.',
      resolve: job =>
        job.failureCode === null
          ? null
          : {
              code: job.failureCode as FailureCodeName,
              message: job.failureMessage ?? '',
              remedy: job.failureRemedy ?? '',
            },
    }),
    exitCode: t.exposeInt('exitCode', {
      nullable: true,
      description: 'Borg’s exit code; 128 + N for signal N.',
    }),
    cancellation: t.field({
      type: Cancellation,
      nullable: true,
      description: 'Null unless somebody wanted it to end.',
      resolve: job => (job.cancelRequestedAt === null ? null : job),
    }),
    retryOf: t.field({
      type: JobInterface,
      nullable: true,
      description: 'The job of which this is a retry.',
      resolve: (job, _args, { scope }) =>
        job.retryOfId === null ? null : findJob(scope, job.retryOfId).catch(() => null),
    }),
    retryAttempt: t.exposeInt('retryAttempt', {
      description: '1 for the original, 2 for its first retry, and so on.',
    }),
    databaseIds: t.field({
      type: JobReferences,
      description: 'What it refers to, in the ids of the REST dialects.',
      resolve: job => job,
    }),
    hasLog: t.boolean({
      description: 'Are there lines to read? False before the first one, and when retention removed them.',
      resolve: job => job.logDeletedAt === null && job.lineCount > 0,
    }),
    log: t.field({
      type: JobLogPage,
      description: 'Lines of its log, also while it runs.',
      complexity: ({ first }) => ({
        field: 1,
        multiplier: Math.max(1, Math.min(first ?? 200, largestLogPage)),
      }),
      args: {
        first: t.arg.int({ defaultValue: 200, required: true, description: `1 to ${largestLogPage} lines.` }),
        after: t.arg.int({
          defaultValue: 0,
          required: true,
          description: 'Number of the last line that is known.',
        }),
      },
      resolve: async (job, { first, after }, { scope }) => {
        if (first < 1 || first > largestLogPage)
          throw invalidInput({ first: `Must be between 1 and ${largestLogPage}.` })
        if (after < 0) throw invalidInput({ after: 'Must not be negative.' })
        const totalLines = job.logDeletedAt === null ? job.lineCount : 0
        return { ...(await readLines(scope.db, job.id, after, first)), totalLines }
      },
    }),
  }),
})

builder.node(BackupJob, {
  description: 'A job that makes an archive.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: value => typeof value === 'object' && value !== null && 'spoolOffset' in value,
  fields: t => ({
    archiveName: t.exposeString('archiveName', {
      nullable: true,
      description: 'The name of its archive; null before it starts when none was given.',
    }),
    archive: t.field({
      type: Archive,
      nullable: true,
      description: 'The archive, once it is there.',
      resolve: (job, _args, { loaders }) =>
        job.repositoryId === null || job.archiveName === null || !job.status.startsWith('COMPLETED')
          ? null
          : loaders.archive.load({ repositoryId: job.repositoryId, name: job.archiveName }),
    }),
  }),
})

export const JobConnection = builder.connectionObject(
  { type: JobInterface, name: 'JobConnection', description: 'A page of jobs.' },
  { name: 'JobEdge', description: 'A job and its cursor.' },
)

export const JobFilterInput = builder.inputType('JobFilterInput', {
  description: 'Only jobs for which all of this holds.',
  fields: t => ({
    repositoryId: t.id({ description: 'Of this repository.' }),
    repositoryPath: t.string({ description: 'Made for this path.' }),
    statuses: t.field({ type: [JobStatus], description: 'With one of these statuses.' }),
    kinds: t.field({ type: [JobKind], description: 'Of one of these kinds.' }),
    trigger: t.field({ type: JobTrigger, description: 'Started by this.' }),
    triggers: t.field({ type: [JobTrigger], description: 'Started by one of these.' }),
  }),
})

/** @throws DomainError `NOT_FOUND` for an id that is not one */
export const readJobFilter = (filter: typeof JobFilterInput.$inferInput | null | undefined): JobFilter =>
  filter
    ? { ...filter, repositoryId: filter.repositoryId == null ? null : readRepositoryId(filter.repositoryId) }
    : {}

builder.queryFields(t => ({
  job: t.field({
    type: JobInterface,
    nullable: true,
    authScopes: { signedIn: true },
    description: 'One job.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: (_root, { id }, { scope }) => findJob(scope, readJobId(id)),
  }),
  jobs: t.connection(
    {
      type: JobInterface,
      authScopes: { signedIn: true },
      description: 'The jobs that the caller may see, newest first.',
      args: { filter: t.arg({ type: JobFilterInput, description: 'Only these.' }) },
      resolve: async (_root, { filter, ...page }, { scope }) =>
        toConnection(await listJobs(scope, readJobFilter(filter), page)),
    },
    JobConnection,
  ),
}))
