import type { Insertable, Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { type FailureCode, failureOf } from '../borg/failures.ts'
import type { Scope } from '../kernel/scope.ts'
import { type JobRow, queuedProgress } from './job-states.ts'
import { type NewJob, newJob } from './jobs.ts'

/**
 * Records a request that nobody waits for as a job that failed at once, with its reason in its log: the history is where
 * its sender looks.
 */
export async function insertRefusal(
  db: Kysely<Tables>,
  scope: Scope,
  repository: { id: number | null; path: string; pool: string },
  input: Omit<NewJob, 'repositoryId' | 'onConflict'>,
  origin: Partial<Insertable<Tables['job']>>,
  code: FailureCode,
): Promise<JobRow> {
  const now = Date.now()
  const { message, remedy } = failureOf(code)
  const refused = await db
    .insertInto('job')
    .values({
      ...newJob(scope, repository, input),
      ...origin,
      status: 'FAILED',
      finishedAt: now,
      progress: JSON.stringify({ ...queuedProgress(now), phase: 'DONE' }),
      failureCode: code,
      failureMessage: message,
      failureRemedy: remedy,
      lineCount: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await db
    .insertInto('log_chunk')
    .values({
      jobId: refused.id,
      firstLine: 1,
      lastLine: 1,
      source: 'SERVER',
      at: now,
      content: `${message} (${oneLine(repository.path)})`,
    })
    .execute()
  return refused
}

const oneLine = (text: string) => text.replaceAll(/[\p{C}\n]+/gu, ' ')
