import { isInterval } from '../borg/option-values.ts'
import { invalidInput } from '../kernel/errors.ts'
import type { Retention } from './job-options.ts'

const periods = ['hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const

/** What Borg UI keeps when a request says nothing (contract borg-ui, 4.8). */
export const defaultRetention: Retention = {
  hourly: 0,
  daily: 7,
  weekly: 4,
  monthly: 6,
  quarterly: 0,
  yearly: 1,
  within: null,
}

/**
 * Checks a retention rule. One that keeps nothing is refused: Borg would not prune by it either, and nobody means it.
 *
 * @throws DomainError `INVALID_INPUT` on `retention.<period>` or `retention`
 */
export function checkRetention(retention: Retention): Retention {
  for (const period of periods) {
    const count = retention[period]
    if (!Number.isInteger(count) || count < 0 || count > 100_000)
      throw invalidInput({ [`retention.${period}`]: 'Must be between 0 and 100000.' })
  }
  if (retention.within !== null && !isInterval(retention.within))
    throw invalidInput({
      'retention.within': 'Must be a number and one of H, d, w, m, y, such as `2d`, and at most 1000 years.',
    })
  if (retention.within === null && periods.every(period => retention[period] === 0))
    throw invalidInput({ retention: 'Must keep something.' })
  return retention
}
