import { randomUUID } from 'node:crypto'
import { spendAllowance } from '../accounts/allowances.ts'
import { findUser } from '../accounts/users.ts'
import { DomainError } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import { AlertFailure, type AlertFailureReason } from './alert-sender.ts'
import { readAlertSettings, requireOwnAlerts } from './alert-settings.ts'
import { targetOf } from './alert-targets.ts'
import type { AlertChannel } from './recipients.ts'

/** What came of a test. */
export interface TestedAlert {
  sent: boolean
  failure: string | null
  reason: AlertFailureReason | null
  httpStatus: number | null
}

/** Nobody floods others with tests: a user may have so many in so many milliseconds. */
const mostTests = 20
const window = 60_000

/**
 * Tells the caller something by one of their ways right now, whether it is switched on or not.
 *
 * @throws DomainError `FORBIDDEN` with a restricted key; `RATE_LIMITED`
 */
export async function sendTestAlert(scope: Scope, channel: AlertChannel): Promise<TestedAlert> {
  const userId = requireOwnAlerts(scope)
  const { used, rest } = await spendAllowance(scope, `test alert ${userId}`, window)
  if (used > mostTests) {
    const retryAfterSeconds = Math.ceil(rest / 1000)
    throw new DomainError('RATE_LIMITED', `Too many tests. Try again in ${retryAfterSeconds} s.`, {
      params: { retryAfterSeconds },
    })
  }
  const user = await findUser(scope, userId)
  try {
    const target = targetOf(scope, user, await readAlertSettings(scope, userId), channel)
    const news = { id: `test-${randomUUID()}`, kind: 'TEST', at: Date.now(), repositories: [] } as const
    await scope.alertSender.send(target, news)
    return { sent: true, failure: null, reason: null, httpStatus: null }
  } catch (error) {
    if (!(error instanceof AlertFailure)) throw error
    return { sent: false, failure: error.message, reason: error.reason, httpStatus: error.httpStatus }
  }
}
