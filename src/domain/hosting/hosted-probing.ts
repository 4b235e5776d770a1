import { callBorg } from '../calls/borg-calls.ts'
import { mayTriggerChecks, requireVerb } from '../kernel/access.ts'
import { forbidden } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import type { HostingCalls } from './hosting-calls.ts'

/** No look at all repositories of a pool takes longer, in milliseconds. */
const patience = 3_600_000

/**
 * Has the workers look at hosted repositories now; they do so by themselves all the time.
 *
 * @param repositoryIds null: all, for administrators and for the cron key
 * @returns how many there are to look at, and how many of them a client has made
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `UNAVAILABLE`
 */
export async function probeHosted(
  scope: Scope,
  what: HostingCalls['PROBE_HOSTED']['input']['what'],
  repositoryIds: readonly number[] | null,
): Promise<{ probed: number; made: number }> {
  const viewer = viewerOf(scope)
  for (const id of repositoryIds ?? []) requireVerb(viewer, id, 'maintain')
  if (repositoryIds === null && !mayTriggerChecks(viewer)) throw forbidden()
  let query = scope.db
    .selectFrom('repository')
    .select(['id', 'pool'])
    .where('kind', '=', 'HOSTED')
    .where('state', '=', 'READY')
  if (repositoryIds) query = query.where('id', 'in', [...repositoryIds])
  const byPool = Map.groupBy(await query.execute(), ({ pool }) => pool)
  const answers = await Promise.all(
    [...byPool].map(([pool, rows]) =>
      callBorg(
        scope,
        'PROBE_HOSTED',
        { id: null, pool },
        { what, repositoryIds: repositoryIds && rows.map(({ id }) => id) },
        patience,
      ),
    ),
  )
  return {
    probed: answers.reduce((sum, { probed }) => sum + probed, 0),
    made: answers.reduce((sum, { probed, made }) => sum + (made ?? probed), 0),
  }
}
