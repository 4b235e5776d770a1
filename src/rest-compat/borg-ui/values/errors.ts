import { unlessNotFound } from '../../execute.ts'
import { RepositoryPathDocument } from '../../generated/borg-ui/borg-ui.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import type { ErrorRule } from '../protocol/problem.ts'

/** Kinds of work that only read, and so get on with each other; the rest writes. */
const reads: ReadonlySet<unknown> = new Set(['CHECK', 'RESTORE', 'RESTORE_CHECK'])

/** The answer when a repository has queued or running work (contract borg-ui, 3.7). */
export const busy = (requestedOperation: string): ErrorRule => ({
  status: 409,
  key: 'jobs.repositoryOperationActive',
  params: async ({ params }, { run }) => {
    const found = await unlessNotFound(
      run(RepositoryPathDocument, { by: { databaseId: Number(params.repositoryId) } }),
    )
    const operation = String(params.activeKind).toLowerCase()
    return {
      repository_id: params.repositoryId,
      repository: found?.repository?.path ?? null,
      requested_operation: requestedOperation,
      active_operation: operation,
      active_operation_class: reads.has(params.activeKind) ? 'repository_read' : 'repository_write',
      active_job_table: `${operation}_jobs`,
      active_job_id: params.activeJobId,
      active_status: String(params.activeStatus).toLowerCase(),
    }
  },
})

/** Errors of every route about one job. */
export const jobErrors: ErrorTable = {
  NOT_FOUND: { status: 404, key: 'backup.backupJobNotFound' },
}

/** The answer when as many backups by hand are under way as may be (contract borg-ui, 3.7). */
const tooMany: ErrorRule = {
  status: 409,
  key: 'backup.concurrentLimitReached',
  params: ({ params }) => ({ limit: params.limit, active: params.active }),
}

export const startErrors: ErrorTable = {
  'CONFLICT:TOO_MANY_BACKUPS': tooMany,
  'CONFLICT:REPOSITORY_BUSY': busy('backup'),
  'CONFLICT:IDEMPOTENCY_KEY_REUSED': { status: 422, key: 'backup.idempotencyKeyReused' },
}

export const cancelErrors: ErrorTable = {
  ...jobErrors,
  'CONFLICT:NOT_CANCELLABLE': { status: 400, key: 'backup.canOnlyCancelRunningJobs' },
  INTERNAL: { status: 500, key: 'backup.failedCancelBackup' },
}

export const retryErrors: ErrorTable = {
  ...jobErrors,
  'CONFLICT:TOO_MANY_BACKUPS': tooMany,
  'CONFLICT:REPOSITORY_BUSY': busy('backup'),
  'CONFLICT:STATUS': { status: 400, key: 'backup.retryOnlyTerminalFailedCancelled' },
  'CONFLICT:REPOSITORY': { status: 400, key: 'backup.retryRequestNotReconstructable' },
  // What a retry would run into at once: the repository changed since.
  'CONFLICT:REPOSITORY_OBSERVED': { status: 400, key: 'backup.retryRequestNotReconstructable' },
  'CONFLICT:NO_SOURCES': { status: 400, key: 'backup.retryRequestNotReconstructable' },
}
