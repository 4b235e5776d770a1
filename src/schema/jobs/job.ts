import { readLines } from '../../domain/jobs/job-log.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import { invalidInput } from '../../domain/kernel/errors.ts'
import { User } from '../accounts/user.ts'
import { builder } from '../builder.ts'
import { JobKind, JobStatus, JobTrigger } from '../enums.ts'
import { RepositoryInterface } from '../repositories/repository.ts'
import { Cancellation, failureOf, JobFailure, JobReferences } from './job-details.ts'
import { JobLogPage } from './job-log.ts'
import { JobProgress, progressOf } from './job-progress.ts'
import { jobTypes } from './job-types.ts'

export const JobInterface = builder.interfaceRef<JobRow>('Job')

/** A page of a log holds at most this many lines. */
const largestLogPage = 1000

JobInterface.implement({
  description: 'One run: queued, running or over.',
  interfaces: [builder.nodeInterfaceRef()],
  resolveType: job => jobTypes[job.kind],
  fields: t => ({
    id: t.id({
      description: 'Global id.',
      resolve: job => Buffer.from(`${jobTypes[job.kind]}:${job.id}`).toString('base64'),
    }),
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    kind: t.expose('kind', { type: JobKind, description: 'What it does.' }),
    status: t.expose('status', { type: JobStatus, description: 'Where it stands.' }),
    trigger: t.expose('trigger', { type: JobTrigger, description: 'What started it.' }),
    repository: t.field({
      type: RepositoryInterface,
      nullable: true,
      description: 'Null once its record was deleted: then only administrators see the job.',
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
      resolve: failureOf,
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
      resolve: (job, _args, { loaders }) => (job.retryOfId === null ? null : loaders.job.load(job.retryOfId)),
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
      description:
        'Are there lines to read? False before the first one, when retention removed them, and when the policy for logs hides them.',
      resolve: (job, _args, { loaders }) =>
        job.logDeletedAt === null && job.lineCount > 0 && loaders.logShown.load(job),
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
      resolve: async (job, { first, after }, { scope, loaders }) => {
        if (first < 1 || first > largestLogPage)
          throw invalidInput({ first: `Must be between 1 and ${largestLogPage}.` })
        if (after < 0) throw invalidInput({ after: 'Must not be negative.' })
        if (!(await loaders.logShown.load(job))) return { lines: [], endCursor: after, totalLines: 0 }
        const totalLines = job.logDeletedAt === null ? job.lineCount : 0
        return { ...(await readLines(scope.db, job.id, after, first)), totalLines }
      },
    }),
  }),
})

export const JobConnection = builder.connectionObject(
  { type: JobInterface, name: 'JobConnection', description: 'A page of jobs.' },
  { name: 'JobEdge', description: 'A job and its cursor.' },
)
