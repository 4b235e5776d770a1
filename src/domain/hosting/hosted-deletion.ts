import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { callBorg } from '../calls/borg-calls.ts'
import { forbidden } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import { requireIdle } from '../repositories/job-admission.ts'
import { type Hosted, requireHosted } from './hosted-repositories.ts'
import { problemError } from './hosting-refusals.ts'

/**
 * Deletes a hosted repository: its key opens nothing any more, its files are removed, then its record. There is no way back. What is
 * left of it when a server dies in between, the hosting worker removes.
 *
 * @returns whether there were files
 * @throws DomainError `NOT_FOUND`; `FORBIDDEN`, also where the configuration allows nobody; `CONFLICT` `REPOSITORY_BUSY`,
 *   `STORAGE_TARGET_UNAVAILABLE`; `UNAVAILABLE`
 */
export async function deleteHostedRepository(scope: Scope, id: number): Promise<{ hadFiles: boolean }> {
  const hosted = await requireMayDelete(scope, id)
  await scope.db.transaction().execute(async db => {
    await markRemoving(db, id, true)
    await requireIdle(db, id)
  })
  const { problem, hadFiles } = await callBorg(scope, 'REMOVE_HOSTED', hosted, {}, longestRemoval)
  if (problem) {
    // Nothing was done: it is as it was. What is removed in part, the hosting worker goes on with.
    if (problem !== 'FILES_UNREMOVABLE') await markRemoving(scope.db, id, false)
    throw problemError(problem)
  }
  await scope.db.deleteFrom('repository').where('id', '=', id).execute()
  await scope.wakeups.ring('access', 'jobs', 'health')
  return { hadFiles }
}

async function markRemoving(db: Kysely<Tables>, id: number, removing: boolean): Promise<void> {
  await db
    .updateTable('repository')
    .set({ state: removing ? 'CREATING' : 'READY', updatedAt: Date.now() })
    .where('id', '=', id)
    .execute()
  await db
    .updateTable('hosted_repository')
    .set({ removing: removing ? 1 : 0 })
    .where('repositoryId', '=', id)
    .execute()
}

/** How long it may take to remove the files of a repository, in milliseconds. */
const longestRemoval = 3_600_000

/** Asked in the order of the contract (5.3): the right to it, then the configuration, then whether it is there. */
async function requireMayDelete(scope: Scope, id: number): Promise<Hosted> {
  const hosted = await requireHosted(scope, id, 'remove')
  if (!scope.hosting.mayDelete) throw forbidden('Deletion is disabled on this server.')
  return hosted
}
