import type { Insertable, Updateable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { AlertRules } from '../kernel/hosting-rules.ts'
import { type HealthRow, hasObjective, statusAt } from './freshness.ts'
import { type Fill, isNearlyFull } from './storage-fill.ts'

export type AlertKind = Insertable<Tables['alert_delivery']>['kind']

/** What is known of a repository when it is judged. */
export interface Facts {
  /** Unix milliseconds; null: never. */
  lastSuccessAt: number | null
  /** Null: nothing limits its storage. */
  fill: Fill | null
}

/** What a look at a repository has shown. */
export interface Verdict {
  status: HealthRow['status']
  nearlyFull: boolean
  /** What somebody should be told now. */
  news: AlertKind[]
}

/**
 * Judges one repository by its facts: turns of its health are told at once, what lasts again after a while, and that it is over once to
 * those who wait for it.
 */
export function judge(
  row: HealthRow,
  { lastSuccessAt, fill }: Facts,
  rules: Pick<AlertRules, 'repeatHours' | 'storagePercent'>,
  now: number,
): Verdict {
  const status = statusAt(row, lastSuccessAt, now)
  const nearlyFull = fill !== null && isNearlyFull(row.storageNearlyFull === 1, fill, rules.storagePercent)
  const isDue = (last: number | null) =>
    last === null || (rules.repeatHours > 0 && now - last > rules.repeatHours * 3_600_000)
  const news: AlertKind[] = []
  if (status === 'STALE' && (row.status !== 'STALE' || isDue(row.lastAlertAt))) news.push('STALE')
  if (status === 'HEALTHY' && row.alerted === 1) news.push('RECOVERED')
  if (nearlyFull && isDue(row.storageNearlyFull ? row.lastStorageAlertAt : null))
    news.push('STORAGE_NEARLY_FULL')
  if (!nearlyFull && row.storageNearlyFull && row.lastStorageAlertAt !== null) news.push('STORAGE_RECOVERED')
  return { status, nearlyFull, news }
}

/**
 * The columns that a verdict changes.
 *
 * @param told what of its news somebody will hear
 */
export function changesBy(
  row: HealthRow,
  { status, nearlyFull, news }: Verdict,
  told: ReadonlySet<AlertKind>,
  now: number,
): Updateable<Tables['repository_health']> {
  const next = {
    status,
    since: status === row.status ? row.since : now,
    // Contract borgwarehouse, section 7.2: whether or not anybody is there to hear it.
    lastAlertAt: news.includes('STALE') ? now : row.lastAlertAt,
    alerted: told.has('STALE') ? 1 : status === 'HEALTHY' || !hasObjective(row) ? 0 : row.alerted,
    storageNearlyFull: nearlyFull ? 1 : 0,
    // Null: nobody has heard of it, so nobody waits for the end of it.
    lastStorageAlertAt: told.has('STORAGE_NEARLY_FULL') ? now : nearlyFull ? row.lastStorageAlertAt : null,
  }
  return Object.fromEntries(
    Object.entries(next).filter(([name, value]) => row[name as keyof HealthRow] !== value),
  )
}
