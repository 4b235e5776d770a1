import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { BorgCallError } from '../calls/borg-calls.ts'
import { requireVerb } from '../kernel/access.ts'
import { conflict, DomainError, hostedRefusal, invalidInput, notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import type { RepositoryRow } from './repositories.ts'

/** Administrators manage repositories; a key of theirs needs the permission for it. */
export async function requireManaged(scope: Scope, id: number, verb: 'administer' | 'remove' = 'administer') {
  const viewer = viewerOf(scope)
  requireVerb(viewer, id, verb)
  const repository = await scope.db
    .selectFrom('repository')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'READY')
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
  if (repository.kind !== 'MANAGED') throw hostedRefusal()
  return repository
}

/**
 * Writes columns of a repository. What is queued moves to a new pool with it: the workers of the old one may be gone.
 *
 * @throws DomainError `CONFLICT` `NAME_TAKEN` or `PATH_TAKEN`
 */
export async function writeRepository(
  scope: Scope,
  id: number,
  columns: Partial<RepositoryRow>,
): Promise<void> {
  try {
    await scope.db.transaction().execute(async db => {
      await db
        .updateTable('repository')
        .set({ ...columns, updatedAt: Date.now() })
        .where('id', '=', id)
        .execute()
      if (columns.pool !== undefined) await moveQueuedJobs(db, id, columns.pool)
    })
  } catch (error) {
    throw await takenOr(error, scope, columns.path ?? '')
  }
  if (columns.pool !== undefined) await scope.wakeups.ring('queue')
}

const moveQueuedJobs = (db: Kysely<Tables>, repositoryId: number, pool: string) =>
  db
    .updateTable('job')
    .set({ pool })
    .where('repositoryId', '=', repositoryId)
    .where('status', '=', 'PENDING')
    .where('pool', '<>', pool)
    .execute()

/** What a failed write means: somebody has the name or the path already, or whatever it was. */
export async function takenOr(error: unknown, scope: Scope, path: string): Promise<unknown> {
  if (!isUniqueViolation(error)) return error
  const same = await scope.db
    .selectFrom('repository')
    .select('id')
    .where('path', '=', path)
    .executeTakeFirst()
  return same
    ? conflict('PATH_TAKEN', 'A repository with this path is registered already.')
    : conflict('NAME_TAKEN', 'A repository with this name is registered already.')
}

/** Borg's refusals that are really about the input. The rest keeps Borg's code as a parameter. */
export function translateRefusal(error: unknown): unknown {
  if (!(error instanceof BorgCallError)) return error
  const { code, message, remedy } = error.failure
  const params = { failure: code }
  switch (code) {
    case 'PASSPHRASE_WRONG':
    case 'PASSPHRASE_MISSING':
      return invalidInput({ passphrase: message }, params)
    case 'KEY_NOT_FOUND':
    case 'KEY_INVALID':
    case 'KEY_MISMATCH':
    case 'NOT_A_KEY_FILE':
    case 'KEY_OF_OTHER_REPOSITORY':
      return invalidInput({ keyFile: message }, params)
    case 'REPOSITORY_ALREADY_EXISTS':
    case 'PATH_ALREADY_EXISTS':
      return new DomainError('CONFLICT', `${message} ${remedy}`, { reason: 'REPOSITORY_EXISTS', params })
    default:
      return invalidInput({ path: `${message} ${remedy}` }, params)
  }
}
