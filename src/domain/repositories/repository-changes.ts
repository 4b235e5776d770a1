import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { callBorg } from '../calls/borg-calls.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import type { Scope } from '../kernel/scope.ts'
import { requireExpressions } from './expressions.ts'
import { requireIdle } from './job-admission.ts'
import { findRepository, passphraseContext, type RepositoryRow } from './repositories.ts'
import { readConnections } from './repository-connections.ts'
import { checkPassphrase, type RepositorySettings, readSettings } from './repository-input.ts'
import { checkPlaces } from './repository-places.ts'
import { requireManaged, translateRefusal, writeRepository } from './repository-writes.ts'
import { sealParameters } from './script-parameters.ts'

export interface UpdateRepository extends RepositorySettings {
  /** A passphrase that was changed with Borg's own tools; it is tried before it is kept. */
  passphrase?: string | null | undefined
}

/** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`, `CONFLICT` (`REPOSITORY_BUSY` for a new path or passphrase) */
export async function updateRepository(
  scope: Scope,
  id: number,
  input: UpdateRepository,
): Promise<RepositoryRow> {
  const before = await requireManaged(scope, id)
  const mistakes = new Mistakes()
  if (input.passphrase != null) checkPassphrase(mistakes, before.encryption, input.passphrase)
  const { path, columns: connections } = await readConnections(scope, input, before)
  const changes: Partial<RepositoryRow> = {
    ...readSettings({ ...input, path }, scope.limits.repositoriesDir, mistakes),
    ...connections,
    ...sealParameters(scope.sealer, id, input),
  }
  await requireExpressions(scope, { id, pool: changes.pool ?? before.pool }, changes, before)
  const moved = changes.path !== undefined && changes.path !== before.path
  if (input.passphrase) changes.sealedPassphrase = scope.sealer.seal(input.passphrase, passphraseContext(id))
  const isReachedOtherwise =
    changes.connectionId !== undefined && changes.connectionId !== before.connectionId
  const reopened = moved || isReachedOtherwise || changes.sealedPassphrase !== undefined
  if (reopened) await requireIdle(scope.db, id)
  await checkPlaces(scope, { ...before, ...changes, id }, before)
  await writeRepository(scope, id, changes)
  if (reopened) {
    try {
      await callBorg(scope, 'VERIFY', { id, pool: changes.pool ?? before.pool }, { relocated: moved })
    } catch (error) {
      // All of it: a change is made as a whole or not at all.
      const columns = Object.keys(changes) as (keyof typeof changes)[]
      await writeRepository(scope, id, Object.fromEntries(columns.map(column => [column, before[column]])))
      throw translateRefusal(error)
    }
  }
  return findRepository(scope, { id }, 'administer')
}

/**
 * Removes the record, its catalogue and its grants. The data stays, and so do its jobs and their logs.
 *
 * @throws DomainError `CONFLICT` `REPOSITORY_BUSY` while a job is queued or running
 */
export async function deleteRepository(scope: Scope, id: number): Promise<void> {
  await requireManaged(scope, id, 'remove')
  await scope.db.transaction().execute(async db => {
    await deleteCheckSchedules(db, id)
    // Whoever queues a job writes this row first, too: one of the two sees what the other has done.
    await db
      .updateTable('repository')
      .set(({ ref }) => ({ updatedAt: ref('updatedAt') }))
      .where('id', '=', id)
      .execute()
    await requireIdle(db, id)
    await db.deleteFrom('repository').where('id', '=', id).execute()
  })
  await scope.wakeups.ring('access', 'jobs')
}

/** Removes the check schedules of a repository that is about to go; those for backups only lose it. */
async function deleteCheckSchedules(db: Kysely<Tables>, repositoryId: number): Promise<void> {
  await db
    .deleteFrom('schedule')
    .where('kind', '<>', 'BACKUP')
    .where('id', 'in', selection =>
      selection
        .selectFrom('schedule_repository')
        .select('scheduleId')
        .where('repositoryId', '=', repositoryId),
    )
    .execute()
}
