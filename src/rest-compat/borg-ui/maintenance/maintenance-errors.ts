import { adminOnly } from '../protocol/dispatch.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import { repositoryErrors } from '../repositories/repository-errors.ts'
import { busy } from '../values/errors.ts'

/** Nothing may be written into it from here; the old server tried. */
export const observed: ErrorTable = {
  'CONFLICT:REPOSITORY_OBSERVED': { status: 409, key: 'repo.repositoryObserved' },
}

/** @param same the key for a job of the same kind, which is under way already (contract borg-ui, 3.7) */
const starting = (
  operation: 'check' | 'compact' | 'prune' | 'restore_check',
  same: string,
  failed: string,
): ErrorTable => ({
  ...repositoryErrors,
  ...observed,
  [`CONFLICT:REPOSITORY_BUSY:${operation.toUpperCase()}`]: { ...busy(operation), key: same },
  'CONFLICT:REPOSITORY_BUSY': busy(operation),
  INTERNAL: { status: 500, key: failed },
})

export const checkErrors: ErrorTable = {
  ...starting('check', 'repo.checkAlreadyRunning', 'repo.failedToStartCheck'),
  'INVALID_INPUT:UNLIMITED_DURATION_NEEDED': {
    status: 422,
    key: 'repo.checkFlagsRequireUnlimitedDuration',
    params: ({ params }) => ({ flags: params.flags }),
  },
}

export const restoreCheckErrors: ErrorTable = {
  ...starting('restore_check', 'repo.restoreCheckAlreadyRunning', 'repo.failedToStartRestoreCheck'),
  'INVALID_INPUT:paths': { status: 400, key: 'repo.invalidRestoreCheckPaths' },
}

/** Operators of the repository may; everybody else is told what the old server told them. */
export const compactErrors: ErrorTable = {
  ...starting('compact', 'repo.compactAlreadyRunning', 'repo.failedToStartCompact'),
  FORBIDDEN: adminOnly,
}

export const invalidKeepWithin = { status: 422, key: 'repo.invalidPruneKeepWithin' }

/** As {@link compactErrors}. */
export const pruneErrors: ErrorTable = {
  ...starting('prune', 'repo.pruneAlreadyRunning', 'repo.failedToStartPrune'),
  'INVALID_INPUT:retention.within': invalidKeepWithin,
  FORBIDDEN: adminOnly,
}

export const deletionErrors: ErrorTable = {
  ...observed,
  NOT_FOUND: { status: 404, key: 'restore.repositoryNotFound' },
  'CONFLICT:ARCHIVE_DELETION_ACTIVE': {
    status: 409,
    key: 'archives.deleteAlreadyRunning',
    params: ({ params }) => ({ jobId: params.activeJobId }),
  },
}
