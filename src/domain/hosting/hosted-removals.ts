import type { World } from '../kernel/scope.ts'

/** A hosted repository that is to be gone. */
export interface Removal {
  id: number
  path: string
  storageTarget: string | null
}

/** Removals in these pools that were begun so many milliseconds ago, and that no worker is at. */
export async function unfinishedRemovals(
  { db }: World,
  pools: readonly string[],
  age: number,
): Promise<Removal[]> {
  return db
    .selectFrom('hosted_repository')
    .innerJoin('repository', 'repository.id', 'hosted_repository.repositoryId')
    .select(['repository.id', 'repository.path', 'hosted_repository.storageTarget'])
    .where('hosted_repository.removing', '=', 1)
    .where('repository.pool', 'in', [...pools])
    .where('repository.updatedAt', '<=', Date.now() - age)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('borg_call')
            .select('borg_call.id')
            .whereRef('borg_call.repositoryId', '=', 'repository.id')
            .where('borg_call.kind', '=', 'REMOVE_HOSTED')
            .where('borg_call.status', 'in', ['PENDING', 'RUNNING']),
        ),
      ),
    )
    .execute()
}

/** Its files are gone: so is its record. */
export async function finishRemoval(world: World, id: number): Promise<void> {
  await world.db.deleteFrom('repository').where('id', '=', id).where('kind', '=', 'HOSTED').execute()
  await world.wakeups.ring('access')
}
