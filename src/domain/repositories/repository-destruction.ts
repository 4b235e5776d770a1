import { type BorgCalls, callBorg } from '../calls/borg-calls.ts'
import { invalidInput, notFound } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import { requireIdle } from './job-admission.ts'
import { isUnsafeToDelete } from './repository-location.ts'
import { requireManaged, translateRefusal, writeRepository } from './repository-writes.ts'
import { whileReserved } from './reservations.ts'

/** How long Borg may take to remove a repository's files, in milliseconds. */
export const longestDestruction = 3_600_000

type Refusal = Exclude<BorgCalls['DELETE_REPOSITORY']['output']['outcome'], 'DELETED'>

const sentences: Record<Refusal | 'NOT_LOCAL', string> = {
  NOT_LOCAL: 'Only repositories on a local path can be destroyed here.',
  UNSAFE_PATH: 'This directory belongs to the system, or holds more than a Borg repository.',
  PATH_MISSING: 'There is nothing at the path of this repository.',
  NOT_A_REPOSITORY: 'There is no Borg repository at this path.',
}

const refusedFor = (cause: keyof typeof sentences) =>
  invalidInput({ repositoryId: sentences[cause] }, { cause })

/**
 * Destroys a repository: its files, then its record with everything that belongs to it. There is no way back.
 *
 * @param confirmName the repository's name, once more
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`; `INVALID_INPUT` with the `cause` in its parameters, or with Borg's
 *   `failure`; `CONFLICT` `REPOSITORY_BUSY` while a job is queued or running
 */
export async function destroyRepository(scope: Scope, id: number, confirmName: string): Promise<void> {
  const repository = await requireManaged(scope, id, 'remove')
  if (confirmName !== repository.name)
    throw invalidInput({ confirmName: 'Must be the name of the repository.' }, { cause: 'CONFIRMATION' })
  if (repository.path.startsWith('ssh://')) throw refusedFor('NOT_LOCAL')
  if (isUnsafeToDelete(repository.path)) throw refusedFor('UNSAFE_PATH')
  await hide(scope, id)
  try {
    const { outcome } = await whileReserved(scope, id, () =>
      callBorg(scope, 'DELETE_REPOSITORY', repository, {}, longestDestruction),
    )
    if (outcome !== 'DELETED') throw refusedFor(outcome)
  } catch (error) {
    await writeRepository(scope, id, { state: 'READY' })
    throw translateRefusal(error)
  }
  await scope.db.deleteFrom('repository').where('id', '=', id).execute()
  await scope.wakeups.ring('access', 'jobs')
}

/** From here on nobody finds the repository, and no job for it can be queued. */
async function hide(scope: Scope, id: number): Promise<void> {
  await scope.db.transaction().execute(async db => {
    // Whoever queues a job writes this row first, too: one of the two sees what the other has done.
    const { numUpdatedRows } = await db
      .updateTable('repository')
      .set({ state: 'CREATING', updatedAt: Date.now() })
      .where('id', '=', id)
      .where('state', '=', 'READY')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw notFound('repository')
    await requireIdle(db, id)
  })
}
