import type { Insertable, Kysely } from 'kysely'
import type { Tables } from '../entities/index.ts'
import { requireVerb } from './access.ts'
import { conflict, invalidInput, notFound } from './errors.ts'
import { type JobRow, queuedProgress } from './job-states.ts'
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

/** The row of a backup that waits for its turn. */
export function newBackup(
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
