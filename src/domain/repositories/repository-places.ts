import { callBorg } from '../calls/borg-calls.ts'
import { servesPool } from '../calls/workers.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import type { World } from '../kernel/scope.ts'
import type { RepositoryRow } from './repositories.ts'

/** What a repository names on the machine of its worker. */
type Placed = Pick<RepositoryRow, 'id' | 'pool' | 'path' | 'sourceDirectories' | 'sourceConnectionId'>

/**
 * Has a worker look at paths of its own machine: the repository's, unless it is elsewhere, and the sources, unless they are. Of
 * a repository that is there already, only what changes is looked at.
 *
 * @param before what is kept of it; null for a new one
 * @throws DomainError `INVALID_INPUT` on `path` and `sourceDirectories`, `UNAVAILABLE`
 */
export async function checkPlaces(world: World, repository: Placed, before: Placed | null): Promise<void> {
  const { id, pool, path, sourceDirectories, sourceConnectionId } = repository
  const isLocal = !path.startsWith('ssh://') && path !== before?.path
  const hasSources = sourceConnectionId === null && sourceDirectories !== before?.sourceDirectories
  const sources: string[] = hasSources ? JSON.parse(sourceDirectories) : []
  if (!isLocal && sources.length === 0) return
  // Settings can be changed while no worker is there; what a worker then backs up, it can read anyway.
  if (before && !isLocal && !(await servesPool(world, pool))) return
  const found = await callBorg(
    world,
    'CHECK_LOCATION',
    { id, pool },
    { path: isLocal ? path : null, sources },
  )
  const mistakes = new Mistakes()
  mistakes.add('path', found.problem)
  mistakes.add('sourceDirectories', found.sourceProblem)
  mistakes.throwIfAny()
}
