import { z } from 'zod'
import { BreakLockDocument } from '../../generated/borg-ui/maintenance.ts'
import { globalId } from '../../global-ids.ts'
import type { ErrorRule } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { repositoryErrors } from '../repositories/repository-errors.ts'
import { repositoryId } from '../repositories/repository-input.ts'
import { busy } from '../values/errors.ts'
import { laxBoolean } from '../values/lax.ts'
import { observed } from './maintenance-errors.ts'

const broken = 'backend.success.repo.lockBroken'

/** The old server broke the locks of living processes, too. */
const locked: ErrorRule = {
  status: 409,
  key: 'repo.repositoryLocked',
  params: ({ reason, params }) => ({
    holder_alive: reason === 'LOCK_HOLDER_ALIVE' ? true : null,
    holder_host: params.holderHost,
    holder_pid: params.holderPid,
    locked_since: params.holderSince,
  }),
}

const breakLock = route({
  method: 'post',
  path: '/api/repositories/{repo_id}/break-lock',
  tag: 'Maintenance',
  summary: 'Break a lock that a dead process left behind',
  access: 'signed-in',
  params: repositoryId,
  body: {
    kind: 'json',
    schema: z
      .object({
        confirm_foreign_host: laxBoolean()
          .optional()
          .meta({ description: 'A holder on another machine is known to be gone' }),
      })
      .optional(),
  },
  success: {
    status: 200,
    description: 'There is no lock any more',
    answer: z.strictObject({ success: z.literal(true), message: z.literal(broken) }),
  },
  errors: {
    ...repositoryErrors,
    ...observed,
    'FORBIDDEN:LOCK_BREAKING_DISABLED': { status: 403, key: 'repo.lockBreakingDisabled' },
    'CONFLICT:REPOSITORY_BUSY': busy('break_lock'),
    'CONFLICT:LOCK_HOLDER_ALIVE': locked,
    'CONFLICT:LOCK_HOLDER_UNKNOWN': locked,
    UNAVAILABLE: { status: 500, key: 'repo.failedToBreakLock' },
    INTERNAL: { status: 500, key: 'repo.failedToBreakLock' },
  },
  async handle({ params, body, run }) {
    const id = globalId('ManagedRepository', params.repo_id)
    await run(BreakLockDocument, { id, confirm: body?.confirm_foreign_host ?? false })
    return { success: true, message: broken } as const
  },
})

/** Locks that were left behind. */
export const breakLockRoutes = [breakLock]
