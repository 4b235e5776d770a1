import type { Insertable, InsertObject, Kysely, Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { requireFreeName } from '../archives/archive-names.ts'
import { requireVerb, type Verb } from '../kernel/access.ts'
import { conflict, hostedRefusal, invalidInput, notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import type { Topic } from '../kernel/wakeups.ts'
import { isWrite, requireIdle } from '../repositories/job-admission.ts'
import { requireMayCompact } from './hosted-compaction.ts'
import { type BackupOptions, type CheckOptions, type JobOptions, optionsOf } from './job-options.ts'
import { type JobRef, type JobRow, queuedProgress } from './job-states.ts'
import { findJob } from './job-views.ts'
import { requireManualPlace } from './manual-limit.ts'
import { askedAgain } from './restore-rights.ts'
import { checkRetention } from './retention-rules.ts'

export type JobKind = JobRow['kind']

/** `QUEUE`: wait for the repository's turn. `REJECT`: `CONFLICT` when it has conflicting work, queued or running. */
export type OnConflict = 'QUEUE' | 'REJECT'

/** What the caller must be allowed to do for each kind of job, and to cancel or repeat one. */
export const verbOf: Record<JobKind, Verb> = {
  BACKUP: 'backup',
  CHECK: 'maintain',
  PRUNE: 'maintain',
  COMPACT: 'maintain',
  RESTORE: 'restore',
  RESTORE_CHECK: 'maintain',
  DELETE_ARCHIVE: 'delete-archive',
}

/** A job to be. */
export interface NewJob<Kind extends JobKind = JobKind> {
  kind: Kind
  repositoryId: number
  /** The archive to make or to use; null where the job finds or names it itself. */
  archiveName: string | null
  options: JobOptions[Kind]
  onConflict: OnConflict
  idempotencyKey: string | null
}

export interface StartBackup {
  repositoryId: number
  /** Literal: braces are not expanded. Null: named after the time at which the run starts. */
  archiveName: string | null
  onConflict: OnConflict
  idempotencyKey: string | null
  /** What follows it when it succeeded; absent: nothing. */
  maintenance?: BackupOptions['maintenance']
}

/**
 * Queues a backup.
 *
 * @throws DomainError as {@link queueJob}; `CONFLICT` `NO_SOURCES`; `INVALID_INPUT` on `archiveName`, `retention`;
 *   `FORBIDDEN` for maintenance without the right to it
 */
export async function startBackup(
  scope: Scope,
  { maintenance = null, ...input }: StartBackup,
): Promise<JobRow> {
  requireVerb(viewerOf(scope), input.repositoryId, 'backup')
  if (maintenance) requireVerb(viewerOf(scope), input.repositoryId, 'maintain')
  if (maintenance?.prune) checkRetention(maintenance.prune)
  if (input.archiveName !== null) checkArchiveName(input.archiveName)
  return queueJob(scope, { kind: 'BACKUP', options: { maintenance }, ...input })
}

/**
 * Queues a job. The row is the queue entry; the bell only tells the worker to look.
 *
 * @param origin what made it, when it was not a person
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`, `CONFLICT` (`REPOSITORY_BUSY`, `REPOSITORY_OBSERVED`,
 *   `REPOSITORY_HOSTED`, `IDEMPOTENCY_KEY_REUSED`, `ARCHIVE_NAME_TAKEN`)
 */
export async function queueJob<Kind extends JobKind>(
  scope: Scope,
  input: NewJob<Kind>,
  origin: Partial<Insertable<Tables['job']>> = {},
): Promise<JobRow> {
  requireVerb(viewerOf(scope), input.repositoryId, verbOf[input.kind])
  if (input.idempotencyKey !== null && !/^[\x21-\x7e]{1,200}$/.test(input.idempotencyKey))
    throw invalidInput({ idempotencyKey: 'Must be 1 to 200 printable ASCII characters without blanks.' })

  const before = await findIdempotent(scope, input)
  if (before) return before
  if (input.kind === 'BACKUP' && input.archiveName !== null)
    await requireFreeName(scope, input.repositoryId, input.archiveName)
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
  input: NewJob,
  origin: Partial<Insertable<Tables['job']>>,
): Promise<JobRow> {
  // Before the transaction: on SQLite it holds the only connection, and whoever asks for another waits for ever.
  const { maxConcurrentBackups } = await scope.settings.values()
  const isLimited = input.kind === 'BACKUP' && input.onConflict === 'REJECT'
  const job = await scope.db.transaction().execute(async db => {
    const repository = await lockRepository(db, input.repositoryId)
    if (isLimited) await requireManualPlace(db, maxConcurrentBackups)
    return insertJob(db, scope, repository, input, origin)
  })
  await scope.wakeups.ring('queue', 'jobs')
  return job
}

/** What making a job needs to know of its repository. */
export type JobRepository = Pick<
  Selectable<Tables['repository']>,
  'id' | 'kind' | 'name' | 'path' | 'pool' | 'mode' | 'sourceDirectories'
>

/**
 * Reads a repository and holds its row until the transaction ends: that orders concurrent requests for one repository,
 * on both databases.
 *
 * @throws DomainError `NOT_FOUND`
 */
export async function lockRepository(db: Kysely<Tables>, id: number): Promise<JobRepository> {
  const repository = await db
    .updateTable('repository')
    .set(expression => ({ updatedAt: expression.ref('updatedAt') }))
    .where('id', '=', id)
    .where('state', '=', 'READY')
    .returning(['id', 'kind', 'name', 'path', 'pool', 'mode', 'sourceDirectories'])
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
  return repository
}

/** Writes a job's row, in a transaction that has locked its repository. @throws DomainError `CONFLICT` as {@link queueJob} */
export async function insertJob(
  db: Kysely<Tables>,
  scope: Scope,
  repository: JobRepository,
  input: NewJob,
  origin: Partial<Insertable<Tables['job']>>,
): Promise<JobRow> {
  requireReady(repository, input)
  if (input.onConflict === 'REJECT') await requireIdle(db, repository.id, input.kind)
  return db
    .insertInto('job')
    .values({ ...newJob(scope, repository, input), ...origin })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** @throws DomainError `CONFLICT` `REPOSITORY_HOSTED`, `REPOSITORY_OBSERVED`, `NO_SOURCES` */
function requireReady(repository: JobRepository, { kind, options }: NewJob) {
  // Compacting needs no passphrase.
  if (repository.kind === 'HOSTED' && kind !== 'COMPACT') throw hostedRefusal()
  const writes = isWrite(kind) || (kind === 'CHECK' && (options as CheckOptions).flags.includes('--repair'))
  if (repository.mode === 'OBSERVE' && writes)
    throw conflict('REPOSITORY_OBSERVED', 'This repository is only observed; it is written to elsewhere.', {
      name: repository.name,
    })
  if (kind === 'BACKUP' && JSON.parse(repository.sourceDirectories).length === 0)
    throw conflict('NO_SOURCES', 'This repository has no source directories to back up.')
}

/** The row of a job that waits for its turn. */
export function newJob(
  scope: Scope,
  repository: { id: number | null; path: string; pool: string },
  { kind, archiveName, options, idempotencyKey }: Omit<NewJob, 'repositoryId' | 'onConflict'>,
): InsertObject<Tables, 'job'> {
  const now = Date.now()
  return {
    kind,
    status: 'PENDING',
    trigger: 'MANUAL',
    repositoryId: repository.id,
    repositoryPath: repository.path,
    pool: repository.pool,
    requestedById: viewerOf(scope).userId || null,
    idempotencyKey,
    archiveName,
    options: JSON.stringify(options),
    createdAt: now,
    changedAt: scope.now(),
    progress: JSON.stringify(queuedProgress(now)),
  }
}

/** The job that this caller made with this key; null when there is none. */
async function findIdempotent(scope: Scope, input: NewJob): Promise<JobRow | null> {
  if (input.idempotencyKey === null) return null
  const job = await scope.db
    .selectFrom('job')
    .selectAll()
    .where('requestedById', '=', viewerOf(scope).userId)
    .where('idempotencyKey', '=', input.idempotencyKey)
    .executeTakeFirst()
  if (!job) return null
  const same =
    job.kind === input.kind &&
    job.repositoryId === input.repositoryId &&
    (input.archiveName === null || job.archiveName === input.archiveName) &&
    // The archive may be gone by now, and with it what the catalogue knew of it.
    (job.kind === 'DELETE_ARCHIVE' ||
      (job.options ?? '{"maintenance":null}') === JSON.stringify(input.options))
  if (!same) throw conflict('IDEMPOTENCY_KEY_REUSED', 'This key was used for a different request.')
  return job
}

/**
 * Makes a new job of one that failed or was cancelled.
 *
 * @throws DomainError as `queueJob`; `CONFLICT` `NOT_RETRYABLE`; `FORBIDDEN`, `CONFLICT` `APPEND_ONLY` as `requireMayCompact`: a
 *   confirmation counts once, and for a restore as `restoresAsAdministrator`
 */
export async function retryJob(scope: Scope, ref: JobRef, onConflict: OnConflict): Promise<JobRow> {
  const source = await findJob(scope, ref, verbOf)
  if (source.status !== 'FAILED' && source.status !== 'CANCELLED')
    throw conflict('NOT_RETRYABLE', 'Only a failed or cancelled job can be retried.', { cause: 'STATUS' })
  if (source.repositoryId === null)
    throw conflict('NOT_RETRYABLE', 'The repository of this job is not registered.', { cause: 'REPOSITORY' })
  if (source.kind === 'COMPACT') await requireMayCompact(scope, source.repositoryId, false)
  return queueJob(
    scope,
    {
      kind: source.kind,
      repositoryId: source.repositoryId,
      // A backup gets a name of its own: the old one may be taken.
      archiveName: source.kind === 'BACKUP' ? null : source.archiveName,
      options:
        source.kind === 'RESTORE'
          ? askedAgain(scope, optionsOf('RESTORE', source))
          : optionsOf(source.kind, source),
      onConflict,
      idempotencyKey: null,
    },
    {
      trigger: 'RETRY',
      retryOfId: source.id,
      retryOriginalId: source.retryOriginalId ?? source.id,
      retryAttempt: source.retryAttempt + 1,
    },
  )
}

/** Tells everybody who looks at this job, or at any job, to look again; and whoever listens to `others`. */
export async function ringJob(scope: Pick<Scope, 'wakeups'>, id: number, ...others: Topic[]): Promise<void> {
  await scope.wakeups.ring(`job:${id}`, 'jobs', ...others)
}

/** @throws DomainError `INVALID_INPUT` (BORG.md section 1: what Borg does with archive names) */
export function checkArchiveName(name: string): void {
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
