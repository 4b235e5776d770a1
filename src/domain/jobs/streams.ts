import type { CurrentRights } from '../accounts/current-rights.ts'
import { DomainError, forbidden, notFound } from '../kernel/errors.ts'
import { whenBack } from '../kernel/outages.ts'
import { readClock, type Scope, viewerOf } from '../kernel/scope.ts'
import { findRepository } from '../repositories/repositories.ts'
import type { JobFeeds } from './job-feeds.ts'
import type { LogBatch } from './job-log.ts'
import { isTerminal, type JobRef, type JobRow } from './job-states.ts'
import { allowsOnJob, changedJobs, changesAtOnce } from './job-views.ts'
import { areLogsShown } from './log-policy.ts'
import type { LogReader } from './log-reader.ts'

/** What the streams of one process share, so that a thousand followers of one job cost one query. */
export interface Followers {
  readonly feeds: JobFeeds
  readonly log: LogReader
  readonly rights: CurrentRights
}

/** Slow poll under lost bells, and how often rights are asked again at the least, in milliseconds. */
const poll = 700

/**
 * The progress of a job as a **value**: its row now, then whenever it changed (changes in between may be skipped), and a
 * last time when it is terminal (API.md, Semantics of the streams).
 *
 * @throws DomainError `NOT_FOUND`; within a second `UNAUTHENTICATED` or `FORBIDDEN` when the right to look is withdrawn
 */
export async function* followProgress(
  scope: Scope,
  followers: Followers,
  ref: JobRef,
  signal: AbortSignal,
): AsyncGenerator<JobRow> {
  using bell = scope.wakeups.listen(['access'], signal)
  using feed = await followers.feeds.follow(ref.id, () => bell.ring())
  const pause = (time: number) => bell.next(time)
  let seen: JobRow | null = null
  while (!signal.aborted) {
    const job = feed.current()
    await whenBack(() => requireView(scope, followers, ref, job, seen !== null), pause, signal)
    if (seen?.progress !== job.progress || seen.revision !== job.revision) yield job
    seen = job
    if (isTerminal(job.status)) return
    await bell.next(poll)
  }
}

/**
 * The log of a job as a **sequence**: every line after `after` exactly once, in order, in batches; ends when the job is
 * terminal and everything was delivered.
 *
 * @throws as {@link followProgress}
 */
export async function* followLog(
  scope: Scope,
  followers: Followers,
  ref: JobRef,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  using bell = scope.wakeups.listen(['access'], signal)
  using feed = await followers.feeds.follow(ref.id, () => bell.ring())
  const pause = (time: number) => bell.next(time)
  let cursor = Math.max(0, after)
  let admitted = false
  while (!signal.aborted) {
    const job = feed.current()
    const after = cursor
    let isMore = false
    const held = await whenBack(
      async () => {
        await requireView(scope, followers, ref, job, admitted)
        isMore = after < job.lineCount && job.logDeletedAt === null && (await isShown(scope, job))
        return isMore ? followers.log.hold(ref.id, after, job.lineCount - after, signal) : null
      },
      pause,
      signal,
    )
    admitted = true
    if (held) {
      // Until the follower asks for the next one, or leaves.
      using _ = held
      cursor = held.batch.endCursor
      if (held.batch.lines.length > 0) {
        yield held.batch
        continue
      }
    } else if (isMore) {
      // Too much is on its way to others. Before the next try rights are asked for again.
      continue
    }
    if (isTerminal(job.status)) return
    await bell.next(poll)
  }
}

/** The job when it is over, for whoever has just queued it. */
export async function untilOver(scope: Scope, followers: Followers, id: number): Promise<JobRow> {
  using bell = scope.wakeups.listen([])
  using feed = await followers.feeds.follow(id, () => bell.ring())
  while (!isTerminal(feed.current().status)) await bell.next(poll)
  return feed.current()
}

/** What the policy for logs hides of finished jobs is not to be had here either. */
const isShown = async (scope: Scope, job: JobRow): Promise<boolean> =>
  !isTerminal(job.status) || (await areLogsShown(scope, [job]))[0]!

/** Changes are looked for this far back again, in case a transaction was slow, in milliseconds. */
const overlap = 5000

/** Every change of status or phase of the jobs that the viewer may see, of one repository or of all. */
export async function* followChanges(
  scope: Scope,
  followers: Followers,
  repositoryId: number | null,
  signal: AbortSignal,
): AsyncGenerator<JobRow> {
  using bell = scope.wakeups.listen(['access', 'jobs'], signal)
  if (repositoryId !== null) await findRepository(scope, { id: repositoryId })
  const pause = (time: number) => bell.next(time)
  let since = (await readClock(scope)) - overlap
  // What was there before is not a change.
  const seen = new Map((await changedJobs(scope, since, repositoryId)).map(job => [job.id, job]))
  while (!signal.aborted) {
    await bell.next(poll)
    const look = async () => {
      const allowed = { ...scope, viewer: await followers.rights.of(viewerOf(scope)) }
      if (repositoryId !== null) await findRepository(allowed, { id: repositoryId }).catch(withdrawn)
      return changedJobs(allowed, since, repositoryId)
    }
    const changed = await whenBack(look, pause, signal)
    for (const job of changed) {
      if (seen.get(job.id)?.revision === job.revision) continue
      seen.set(job.id, job)
      yield job
    }
    // More than one statement gives: go on where it stopped, at once.
    const more = changed.length === changesAtOnce
    if (more) bell.ring()
    const newest = changed.at(-1)?.changedAt ?? since
    since = more ? Math.max(newest, since + 1) : Math.max(newest - overlap, since)
    for (const [id, job] of seen) if (job.changedAt < since - overlap) seen.delete(id)
  }
}

/** Before the first event "not yours" is "not there"; afterwards the right was withdrawn, and that is no secret. */
async function requireView(
  scope: Scope,
  followers: Followers,
  { kind }: JobRef,
  job: JobRow,
  admitted: boolean,
): Promise<void> {
  if (job.kind !== kind) throw notFound('job')
  const viewer = await followers.rights.of(viewerOf(scope))
  if (allowsOnJob(viewer, job, 'view')) return
  throw admitted ? forbidden('Your access was withdrawn.') : notFound('job')
}

/** What was there when a stream began and is not any more, was taken away. */
export function withdrawn(error: unknown): never {
  throw error instanceof DomainError && error.code === 'NOT_FOUND'
    ? forbidden('Your access was withdrawn.')
    : error
}
