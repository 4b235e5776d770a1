import { LRUCache } from 'lru-cache'
import { BorgCallError, type BorgCalls, callBorg } from '../calls/borg-calls.ts'
import { readRefusal } from '../calls/reading-refusals.ts'
import type { Scope, World } from '../kernel/scope.ts'
import { findRepository, type RepositoryRow } from './repositories.ts'

/** What Borg said of a repository; sizes in bytes. */
export type RepositoryInfo = BorgCalls['REPOSITORY_INFO']['output']

/** An answer is used again for this long, in milliseconds. */
const freshFor = 30_000

const known = new WeakMap<World['db'], LRUCache<number, { at: number; info: RepositoryInfo }>>()

function cacheOf({ db }: World) {
  let cache = known.get(db)
  if (!cache) {
    cache = new LRUCache({ max: 1000 })
    known.set(db, cache)
  }
  return cache
}

/**
 * `borg info` of a repository. While a job has it, the last answer stands; where there is none, Borg is asked all the same
 * and waits for its turn.
 *
 * @throws DomainError `NOT_FOUND`, `UNAVAILABLE` with `params.failure`
 */
export async function readRepositoryInfo(scope: Scope, { id }: Pick<RepositoryRow, 'id'>) {
  const repository = await findRepository(scope, { id })
  const cache = cacheOf(scope)
  const last = cache.get(id)
  if (last && (Date.now() - last.at < freshFor || (await isBusy(scope, id)))) return last.info
  try {
    const info = await callBorg(scope, 'REPOSITORY_INFO', repository, {})
    cache.set(id, { at: Date.now(), info })
    return info
  } catch (error) {
    if (last && error instanceof BorgCallError) return last.info
    throw readRefusal(error)
  }
}

async function isBusy({ db }: World, repositoryId: number): Promise<boolean> {
  const job = await db
    .selectFrom('job')
    .select('id')
    .where('repositoryId', '=', repositoryId)
    .where('status', '=', 'RUNNING')
    .executeTakeFirst()
  return job !== undefined
}
