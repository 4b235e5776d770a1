import type { Insertable, Kysely } from 'kysely'
import type { Tables } from '../entities/index.ts'
import { requireVerb, roleOn } from './access.ts'
import { type FailureCode, failureOf } from './borg/failures.ts'
import { conflict, invalidInput, notFound } from './errors.ts'
import { isTerminal, type JobRow, queuedProgress } from './job-states.ts'
import { findJob } from './job-views.ts'
import { type Scope, viewerOf } from './scope.ts'
import { isUniqueViolation } from './sql-errors.ts'

export interface StartBackup {
  repositoryId: number
  /** Literal: braces are not expanded. Null: named after the time at which the run starts. */
  archiveName: string | null
  /** `QUEUE`: wait for the repository's turn. `REJECT`: `CONFLICT` when it has queued or running work. */
  onConflict: 'QUEUE' | 'REJECT'
  idempotencyKey: string | null
}

/**
 * Queues a backup. The row is the queue entry; the bell only tells the worker to look.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`, `CONFLICT` (`REPOSITORY_BUSY`, `REPOSITORY_OBSERVED`,
 *   `NO_SOURCES`, `IDEMPOTENCY_KEY_REUSED`)
 */
export function startBackup(scope: Scope, input: StartBackup): Promise<JobRow> {
  return queueBackup(scope, input, {})
}

async function queueBackup(
  scope: Scope,
  input: StartBackup,
  origin: Partial<Insertable<Tables['job']>>,
): Promise<JobRow> {
  const viewer = viewerOf(scope)
  requireVerb(viewer, input.repositoryId, 'backup')
  if (input.archiveName !== null) checkArchiveName(input.archiveName)
  if (input.idempotencyKey !== null && !/^[\x21-\x7e]{1,200}$/.test(input.idempotencyKey))
    throw invalidInput({ idempotencyKey: 'Must be 1 to 200 printable ASCII characters without blanks.' })

  const before = await findIdempotent(scope, input)
  if (before) return before
  try {
    return await enqueue(scope, input, origin)
  } catch (error) {
    // Somebody sent the same request at the same moment and was first.
    const twin = isUniqueViolation(error) ? await findIdempotent(scope, input) : null
    if (twin) return twin
    throw error
  }
}

async function enqueue(
  scope: Scope,
  input: StartBackup,
  origin: Partial<Insertable<Tables['job']>>,
): Promise<JobRow> {
  const job = await scope.db.transaction().execute(async db => {
    // Writing the row orders concurrent requests for one repository, on both databases.
    const repository = await db
      .updateTable('repository')
      .set(expression => ({ updatedAt: expression.ref('updatedAt') }))
      .where('id', '=', input.repositoryId)
      .where('state', '=', 'READY')
      .returning(['id', 'kind', 'path', 'pool', 'mode', 'sourceDirectories'])
      .executeTakeFirst()
    if (repository?.kind !== 'MANAGED') throw notFound('repository')
    if (repository.mode === 'OBSERVE')
      throw conflict(
        'REPOSITORY_OBSERVED',
        'This repository is only observed; backups into it are made elsewhere.',
      )
    if (JSON.parse(repository.sourceDirectories).length === 0)
      throw conflict('NO_SOURCES', 'This repository has no source directories to back up.')
    if (input.onConflict === 'REJECT') await requireIdle(db, repository.id)
    return db
      .insertInto('job')
      .values({ ...newBackup(scope, repository, input), ...origin })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
  await scope.wakeups.ring('queue')
  await scope.wakeups.ring('jobs')
  return job
}

function newBackup(
  scope: Scope,
  repository: { id: number | null; path: string; pool: string },
  input: { archiveName: string | null; idempotencyKey: string | null },
): Insertable<Tables['job']> {
  const now = Date.now()
  return {
    kind: 'BACKUP',
    status: 'PENDING',
    trigger: 'MANUAL',
    repositoryId: repository.id,
    repositoryPath: repository.path,
    pool: repository.pool,
    requestedById: viewerOf(scope).userId || null,
    idempotencyKey: input.idempotencyKey,
    archiveName: input.archiveName,
    createdAt: now,
    changedAt: now,
    progress: JSON.stringify(queuedProgress(now)),
  }
}

/** @throws DomainError `CONFLICT` `REPOSITORY_BUSY` with the active job in `params` */
export async function requireIdle(db: Kysely<Tables>, repositoryId: number): Promise<void> {
  const active = await db
    .selectFrom('job')
    .select(['id', 'kind', 'status'])
    .where('repositoryId', '=', repositoryId)
    .where('status', 'in', ['PENDING', 'RUNNING'])
    .orderBy('id')
    .executeTakeFirst()
  if (active)
    throw conflict(
      'REPOSITORY_BUSY',
      `Job ${active.id} of this repository is ${active.status.toLowerCase()}.`,
      {
        repositoryId,
        activeJobId: active.id,
        activeKind: active.kind,
        activeStatus: active.status,
      },
    )
}

/** The job that this caller made with this key; null when there is none. */
async function findIdempotent(scope: Scope, input: StartBackup): Promise<JobRow | null> {
  if (input.idempotencyKey === null) return null
  const job = await scope.db
    .selectFrom('job')
    .selectAll()
    .where('requestedById', '=', viewerOf(scope).userId)
    .where('idempotencyKey', '=', input.idempotencyKey)
    .executeTakeFirst()
  if (!job) return null
  const same =
    job.repositoryId === input.repositoryId &&
    (input.archiveName === null || job.archiveName === input.archiveName)
  if (!same) throw conflict('IDEMPOTENCY_KEY_REUSED', 'This key was used for a different request.')
  return job
}

/**
 * The legacy way to start: by path, and never refused for what is wrong with the repository. Such a request is recorded
 * as a job that failed, so that unattended scripts find the reason in the history (contract borg-ui, 3.2).
 *
 * @throws DomainError `FORBIDDEN` when the caller may see the repository but not start backups; `CONFLICT` `REPOSITORY_BUSY`
 */
export async function startBackupByPath(
  scope: Scope,
  input: { path: string; onConflict: 'QUEUE' | 'REJECT'; idempotencyKey: string | null },
): Promise<JobRow> {
  const viewer = viewerOf(scope)
  const repository = await scope.db
    .selectFrom('repository')
    .select(['id', 'path', 'mode', 'sourceDirectories', 'pool'])
    .where('path', '=', input.path)
    .where('kind', '=', 'MANAGED')
    .where('state', '=', 'READY')
    .executeTakeFirst()
  // To somebody without any right on it, a path that is registered looks like one that is not.
  if (!repository || roleOn(viewer, repository.id) === null)
    return recordRefusal(scope, { id: null, path: input.path, pool: 'default' }, 'REPOSITORY_UNKNOWN')
  requireVerb(viewer, repository.id, 'backup')
  if (repository.mode === 'OBSERVE') return recordRefusal(scope, repository, 'REPOSITORY_OBSERVED')
  if (JSON.parse(repository.sourceDirectories).length === 0)
    return recordRefusal(scope, repository, 'NO_SOURCES')
  return startBackup(scope, {
    repositoryId: repository.id,
    archiveName: null,
    onConflict: input.onConflict,
    idempotencyKey: input.idempotencyKey,
  })
}

async function recordRefusal(
  scope: Scope,
  repository: { id: number | null; path: string; pool: string },
  code: FailureCode,
): Promise<JobRow> {
  const now = Date.now()
  const { message, remedy } = failureOf(code)
  const job = await scope.db.transaction().execute(async db => {
    const refused = await db
      .insertInto('job')
      .values({
        ...newBackup(scope, repository, { archiveName: null, idempotencyKey: null }),
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
  })
  await scope.wakeups.ring('jobs')
  return job
}

const oneLine = (text: string) => text.replaceAll(/[\p{C}\n]+/gu, ' ')

/** Makes a new job of one that failed or was cancelled. @throws DomainError `CONFLICT` `NOT_RETRYABLE` */
export async function retryJob(scope: Scope, id: number, onConflict: 'QUEUE' | 'REJECT'): Promise<JobRow> {
  const source = await findJob(scope, id, 'backup')
  if (source.status !== 'FAILED' && source.status !== 'CANCELLED')
    throw conflict('NOT_RETRYABLE', 'Only a failed or cancelled job can be retried.', { cause: 'STATUS' })
  if (source.repositoryId === null)
    throw conflict('NOT_RETRYABLE', 'The repository of this job is not registered.', { cause: 'REPOSITORY' })
  return queueBackup(
    scope,
    { repositoryId: source.repositoryId, archiveName: null, onConflict, idempotencyKey: null },
    {
      trigger: 'RETRY',
      retryOfId: source.id,
      retryOriginalId: source.retryOriginalId ?? source.id,
      retryAttempt: source.retryAttempt + 1,
    },
  )
}

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
export async function cancelJob(scope: Scope, id: number): Promise<Cancelled> {
  const viewer = viewerOf(scope)
  const found = await findJob(scope, id, 'backup')
  const now = Date.now()
  const requested = { cancelRequestedAt: now, cancelRequestedById: viewer.userId || null, changedAt: now }

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
    await ringJob(scope, id)
    await scope.wakeups.ring('queue')
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
    const job = await findJob(scope, id, 'backup')
    if (job.cancelRequestedAt === null)
      throw conflict('NOT_CANCELLABLE', `This job is over: ${found.status}.`, { status: job.status })
    if (isTerminal(job.status)) {
      if (job.cancelRequestedAt < now && isTerminal(found.status))
        throw conflict('NOT_CANCELLABLE', `This job is over: ${job.status}.`, { status: job.status })
      return { job, processTerminated: job.startedAt !== null }
    }
    if (Date.now() - now > patience) return { job, processTerminated: false }
    await bell.next(1000)
  }
}

/** Tells everybody who looks at this job, or at any job, to look again. */
export async function ringJob(scope: Pick<Scope, 'wakeups'>, id: number): Promise<void> {
  await scope.wakeups.ring(`job:${id}`)
  await scope.wakeups.ring('jobs')
}

/** @throws DomainError `INVALID_INPUT` (BORG.md section 1: what Borg does with archive names) */
function checkArchiveName(name: string): void {
  const problem =
    name.trim() !== name || name.length === 0
      ? 'Must not be empty or have blanks at its ends.'
      : Buffer.byteLength(name) > 200
        ? 'Must not exceed 200 bytes.'
        : /[/\p{C}]/u.test(name)
          ? 'Must not contain `/` or control characters.'
          : /\.checkpoint(\.\d+)?$/.test(name)
            ? 'Must not end in `.checkpoint`: Borg keeps such names for itself.'
            : null
  if (problem) throw invalidInput({ archiveName: problem })
}
