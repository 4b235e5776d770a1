import { type Followers, withdrawn } from '../jobs/streams.ts'
import { whenBack } from '../kernel/outages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { findRepository } from '../repositories/repositories.ts'
import { type HealthView, listHealth } from './health-views.ts'

/** How often rights are asked again at the least, in milliseconds. */
const poll = 700
/** Slow poll under lost bells, in milliseconds. */
const slowPoll = 10_000

/**
 * The health of the repositories that the viewer may see, of one or of all, whenever it changes: its status, its objective, its last
 * success, or whether its storage is nearly full.
 *
 * @throws DomainError `NOT_FOUND`; within a second `UNAUTHENTICATED` or `FORBIDDEN` when the right to look is withdrawn
 */
export async function* followHealth(
  scope: Scope,
  { rights }: Pick<Followers, 'rights'>,
  repositoryId: number | null,
  signal: AbortSignal,
): AsyncGenerator<HealthView> {
  using bell = scope.wakeups.listen(['access', 'health'], signal)
  using changes = scope.wakeups.listen(['health'], signal)
  if (repositoryId !== null) await findRepository(scope, { id: repositoryId })
  // What was there before is not a change.
  const seen = new Map(
    (await listHealth(scope, repositoryId)).map(view => [view.repositoryId, factsOf(view)]),
  )
  let lookedAt = Date.now()
  while (!signal.aborted) {
    await bell.next(poll)
    const isDue = changes.take() || Date.now() - lookedAt >= slowPoll
    const look = async () => {
      const allowed = { ...scope, viewer: await rights.of(viewerOf(scope)) }
      if (repositoryId !== null) await findRepository(allowed, { id: repositoryId }).catch(withdrawn)
      return isDue ? listHealth(allowed, repositoryId) : []
    }
    const views = await whenBack(look, time => bell.next(time), signal)
    if (isDue) lookedAt = Date.now()
    for (const view of views) {
      const facts = factsOf(view)
      if (seen.get(view.repositoryId) === facts) continue
      seen.set(view.repositoryId, facts)
      yield view
    }
  }
}

const factsOf = ({ status, freshnessSeconds, lastSuccessAt, storageNearlyFull }: HealthView): string =>
  `${status} ${freshnessSeconds} ${lastSuccessAt} ${storageNearlyFull}`
