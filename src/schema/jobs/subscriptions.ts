import type { LogBatch } from '../../domain/jobs/job-log.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import { followChanges, followLog, followProgress } from '../../domain/jobs/streams.ts'
import { invalidInput } from '../../domain/kernel/errors.ts'
import { builder, readJobRef, readRepositoryId } from '../builder.ts'
import type { Context } from '../context.ts'
import { stoppable } from '../stoppable.ts'
import { JobInterface } from './job.ts'
import { JobLogBatch } from './job-log.ts'
import { JobProgress, progressOf } from './job-progress.ts'

builder.subscriptionFields(t => ({
  jobProgress: t.field({
    type: JobProgress,
    authScopes: { signedIn: true },
    description:
      'The progress of a job: a snapshot at once, then the latest, a last one when it is over; then it completes.',
    args: { jobId: t.arg.id({ required: true, description: 'Global id.' }) },
    subscribe: (_root, { jobId }, { scope, followers }: Context) =>
      stoppable(signal => followProgress(scope, followers, readJobRef(jobId), signal)),
    resolve: (job: JobRow) => progressOf(job),
  }),
  jobLog: t.field({
    type: JobLogBatch,
    authScopes: { signedIn: true },
    description:
      'The log of a job: every line after `after` exactly once, in order; completes when the job is over.',
    args: {
      jobId: t.arg.id({ required: true, description: 'Global id.' }),
      after: t.arg.int({ required: true, defaultValue: 0, description: 'The last `endCursor`, to resume.' }),
    },
    subscribe: (_root, { jobId, after }, { scope, followers }: Context) => {
      if (after < 0) throw invalidInput({ after: 'Must not be negative.' })
      return stoppable(signal => followLog(scope, followers, readJobRef(jobId), after, signal))
    },
    resolve: (batch: LogBatch) => batch,
  }),
  jobChanged: t.field({
    type: JobInterface,
    authScopes: { signedIn: true },
    description: 'Every change of status or phase of the jobs that the caller may see.',
    args: { repositoryId: t.arg.id({ description: 'Only of this repository.' }) },
    subscribe: (_root, { repositoryId }, { scope, followers }: Context) =>
      stoppable(signal =>
        followChanges(scope, followers, repositoryId == null ? null : readRepositoryId(repositoryId), signal),
      ),
    resolve: (job: JobRow) => job,
  }),
}))
