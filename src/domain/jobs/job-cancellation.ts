import { conflict } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { isTerminal, type JobRef, type JobRow, queuedProgress } from './job-states.ts'
import { findJob } from './job-views.ts'
import { ringJob, verbOf } from './jobs.ts'

/** A cancelled job and whether a process was ended for it. */
export interface Cancelled {
  job: JobRow
  processTerminated: boolean
}

/** How long a caller waits for the run to end; Borg usually needs less than a second, a stubborn one up to its grace. */
const patience = 40_000

/**
 * Cancels a job and waits until it has ended, so that the answer can say how.
 *
 * @throws DomainError `CONFLICT` `NOT_CANCELLABLE` when it is over already
 */
export async function cancelJob(scope: Scope, ref: JobRef): Promise<Cancelled> {
  const viewer = viewerOf(scope)
  const found = await findJob(scope, ref, verbOf)
  const { id } = ref
  const now = Date.now()
  const requested = {
    cancelRequestedAt: now,
    cancelRequestedById: viewer.userId || null,
    changedAt: scope.now(),
  }

  const pending = await scope.db
    .updateTable('job')
    .set(expression => ({
      ...requested,
      status: 'CANCELLED',
      cancelOutcome: 'GRACEFUL',
      finishedAt: now,
      progress: JSON.stringify({ ...queuedProgress(now), phase: 'DONE' }),
      revision: expression('revision', '+', 1),
    }))
    .where('id', '=', id)
    .where('status', '=', 'PENDING')
    .returningAll()
    .executeTakeFirst()
  if (pending) {
    await ringJob(scope, id, 'queue')
    return { job: pending, processTerminated: false }
  }

  using bell = scope.wakeups.listen([`job:${id}`])
  await scope.db
    .updateTable('job')
    .set(expression => ({ ...requested, revision: expression('revision', '+', 1) }))
    .where('id', '=', id)
    .where('status', '=', 'RUNNING')
    .where('cancelRequestedAt', 'is', null)
    .execute()
  await ringJob(scope, id)
  for (;;) {
    const job = await findJob(scope, ref, verbOf)
    if (job.cancelRequestedAt === null)
      throw conflict('NOT_CANCELLABLE', `This job is over: ${job.status}.`, { status: job.status })
    if (isTerminal(job.status)) {
      if (job.cancelRequestedAt < now && isTerminal(found.status))
        throw conflict('NOT_CANCELLABLE', `This job is over: ${job.status}.`, { status: job.status })
      return { job, processTerminated: job.startedAt !== null }
    }
    if (Date.now() - now > patience) return { job, processTerminated: false }
    await bell.next(1000)
  }
}
