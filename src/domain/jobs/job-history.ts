import { isFullAdmin } from '../kernel/access.ts'
import { conflict, forbidden } from '../kernel/errors.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import { isTerminal, type JobRef } from './job-states.ts'
import { findJob } from './job-views.ts'
import { removeOldLogs, retentionOf } from './log-retention.ts'

/** What a cleaning took away. */
export interface CleanedUp {
  removedJobs: number
  removedLogs: number
}

/**
 * Removes one finished job and its log from the history. Archives and files that it made stay.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN` but for administrators, `CONFLICT` `JOB_ACTIVE`
 */
export async function deleteJob(scope: Scope, ref: JobRef): Promise<void> {
  const job = await findJob(scope, ref)
  if (!isFullAdmin(viewerOf(scope))) throw forbidden()
  const gone = isTerminal(job.status) && (await removeFinished(scope, [job.id])) === 1
  if (!gone)
    throw conflict('JOB_ACTIVE', 'A job that is queued or running cannot be deleted; cancel it first.')
}

/**
 * Applies the rules for logs, and removes the jobs from the history that are older than `cleanupRetentionDays`, now.
 *
 * @throws DomainError `FORBIDDEN` but for administrators
 */
export async function cleanUpHistory(scope: Scope): Promise<CleanedUp> {
  if (!isFullAdmin(viewerOf(scope))) throw forbidden()
  const values = await scope.settings.values()
  const { jobIds } = await removeOldLogs(scope, retentionOf(values))
  return { removedLogs: jobIds.length, removedJobs: await removeOldJobs(scope, values.cleanupRetentionDays) }
}

/**
 * Removes finished jobs that ended so many days ago, with their logs. The newest proof that a restore works stays, with
 * its evidence.
 *
 * @returns how many are gone
 */
export async function removeOldJobs(world: World, days: number): Promise<number> {
  const limit = Date.now() - days * 86_400_000
  let count = 0
  for (;;) {
    const batch = await world.db
      .selectFrom('job')
      .select('id')
      .where('status', 'not in', ['PENDING', 'RUNNING'])
      .where('finishedAt', '<', limit)
      // What is over does not change any more: that is what the index knows.
      .where('changedAt', '<', limit)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('repository')
              .select('repository.id')
              .whereRef('repository.lastProvenRestoreJobId', '=', 'job.id'),
          ),
        ),
      )
      .orderBy('changedAt')
      .limit(100)
      .execute()
    if (batch.length === 0) return count
    count += await removeFinished(
      world,
      batch.map(({ id }) => id),
    )
  }
}

/** Lines go with their jobs (`on delete cascade`). A job that is not over stays, whatever was known of it. */
async function removeFinished(world: Pick<World, 'db' | 'wakeups'>, ids: readonly number[]): Promise<number> {
  const { numDeletedRows } = await world.db
    .deleteFrom('job')
    .where('id', 'in', [...ids])
    .where('status', 'not in', ['PENDING', 'RUNNING'])
    .executeTakeFirst()
  await world.wakeups.ring('jobs')
  return Number(numDeletedRows)
}
