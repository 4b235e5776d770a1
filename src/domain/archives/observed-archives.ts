import { setTimeout as sleep } from 'node:timers/promises'
import { callBorg } from '../calls/borg-calls.ts'
import type { World } from '../kernel/scope.ts'
import type { RepositoryRow } from '../repositories/repositories.ts'

/** How old the catalogue of an observed repository may get before a listing has it refreshed, in milliseconds. */
const observedFor = 30_000
/** A listing waits so long for that, in milliseconds; then it answers what it has. */
const observedPatience = 5000

/** Refreshes that are under way, so that one is enough for all who list. */
const refreshing = new WeakMap<World['db'], Map<number, Promise<unknown>>>()

/** Nobody tells us of archives that others make: who lists them finds out, at most every half minute. */
export async function refreshObserved(world: World, repository: RepositoryRow): Promise<void> {
  if (Date.now() - (repository.archivesRefreshedAt ?? 0) < observedFor) return
  const underWay = refreshing.get(world.db) ?? new Map<number, Promise<unknown>>()
  refreshing.set(world.db, underWay)
  let refresh = underWay.get(repository.id)
  if (!refresh) {
    // A repository that cannot be read now is listed as it was.
    refresh = callBorg(world, 'REFRESH_ARCHIVES', repository, {})
      .catch(() => {})
      .finally(() => underWay.delete(repository.id))
    underWay.set(repository.id, refresh)
  }
  const giveUp = new AbortController()
  const waited = sleep(observedPatience, null, { signal: giveUp.signal }).catch(() => {})
  await Promise.race([refresh, waited])
  giveUp.abort()
}
