import { isFullAdmin } from '../kernel/access.ts'
import { forbidden } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import type { RestoreOptions } from './job-options.ts'

/** What a restore asks for that not everybody may. */
type Asked = Pick<RestoreOptions, 'connectionId' | 'allowSensitivePaths'>

/**
 * Whether a caller restores as an administrator; everybody else asks for no more than the configuration lets them. Where on the worker's machine
 * they may restore, only that machine can say.
 *
 * @throws DomainError `FORBIDDEN`
 */
export function restoresAsAdministrator(scope: Scope, asked: Asked): boolean {
  const byAdministrator = isFullAdmin(viewerOf(scope))
  if (!byAdministrator) requireForOthers(scope, asked)
  return byAdministrator
}

function requireForOthers(
  { limits: { restoresForNonAdmins: rule } }: Scope,
  { connectionId, allowSensitivePaths }: Asked,
): void {
  if (rule === 'never')
    throw forbidden('Only administrators restore on this server. Download the files instead.')
  if (allowSensitivePaths) throw forbidden('Only administrators restore to sensitive places.')
  // The roots for restores are folders of the worker's machine: of another one nothing is set aside.
  if (connectionId !== undefined && rule !== 'anywhere')
    throw forbidden('Only administrators restore to other machines. Download the files instead.')
}

/** The options of a restore that this caller repeats, with the caller's own rights instead of those of the first request. @throws DomainError `FORBIDDEN` */
export const askedAgain = (scope: Scope, options: RestoreOptions): RestoreOptions => ({
  ...options,
  byAdministrator: restoresAsAdministrator(scope, options),
})
