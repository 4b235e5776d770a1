import type { Updateable } from 'kysely'
import type { Tables } from '../../../entities/index.ts'
import { hasObjective, statusAt } from '../../health/freshness.ts'
import type { OldRepository } from './old-repositories.ts'

/**
 * How a repository stands when it is taken over: what was late stays late, and those who were told so wait to hear that it is over.
 *
 * @param now unix milliseconds
 */
export function healthOf(
  { freshnessSeconds, lastModifiedAt, lastAlertAt }: OldRepository,
  now: number,
): Updateable<Tables['repository_health']> {
  // As with a new one (contract borgwarehouse, section 2): nobody is told in the first 25 hours.
  const told = { lastAlertAt: lastAlertAt ?? now }
  if (lastModifiedAt === null || !hasObjective({ freshnessSeconds })) return told
  const lateAt = Math.round(lastModifiedAt + freshnessSeconds! * 1000)
  const status = statusAt({ freshnessSeconds, status: 'STALE', since: lateAt }, lastModifiedAt, now)
  if (status !== 'STALE') return { ...told, status, since: lastModifiedAt }
  return { ...told, status, since: lateAt, alerted: lastAlertAt !== null && lastAlertAt > lateAt ? 1 : 0 }
}
