import { type FailureCode as FailureCodeName, readFailureCode } from '../../domain/borg/failures.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import { User } from '../accounts/user.ts'
import { builder } from '../builder.ts'
import { CancelOutcome, FailureCode } from '../enums.ts'

interface Failure {
  code: FailureCodeName
  message: string
  remedy: string
}

export const JobFailure = builder.objectRef<Failure>('JobFailure').implement({
  description: 'Why a job failed, or what its warning is.',
  fields: t => ({
    code: t.expose('code', { type: FailureCode, description: 'For programs.' }),
    message: t.exposeString('message', { description: 'For people.' }),
    remedy: t.exposeString('remedy', { description: 'What to do about it.' }),
  }),
})

export const Cancellation = builder.objectRef<JobRow>('Cancellation').implement({
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

export const JobReferences = builder.objectRef<JobRow>('JobReferences').implement({
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
    schedule: t.exposeInt('scheduleId', {
      nullable: true,
      description: 'The schedule that made it; null for others, and when that schedule is gone.',
    }),
    retryOf: t.exposeInt('retryOfId', { nullable: true, description: 'The job of which this is a retry.' }),
    retryOriginal: t.exposeInt('retryOriginalId', {
      nullable: true,
      description: 'The first job in a row of retries.',
    }),
  }),
})

/** What is recorded of a failure or warning; null when there is none. */
export function failureOf({ failureCode, failureMessage, failureRemedy }: JobRow): Failure | null {
  if (failureCode === null) return null
  return {
    code: readFailureCode(failureCode),
    message: failureMessage ?? '',
    remedy: failureRemedy ?? '',
  }
}
