import type { JobFailureCode, JobStatus } from '../../generated/schema.ts'
import { pythonJson } from '../protocol/text-formats.ts'

/** What the texts are made of. */
export interface FailedJob {
  code: JobFailureCode
  warned: boolean
  exitCode: number | null
  repositoryPath: string
  /** The first source directory, where it matters. */
  sourcePath: string | null
}

const text = (key: string, params?: object) =>
  pythonJson(params ? { key: `backend.errors.${key}`, params } : { key: `backend.errors.${key}` })

/** Codes that have a key of their own (contract borg-ui, 3.9 and the msgid map). */
const keys: Partial<Record<JobFailureCode, string>> = {
  REPOSITORY_NOT_FOUND: 'borg.repositoryDoesNotExist',
  REPOSITORY_ALREADY_EXISTS: 'borg.repositoryAlreadyExists',
  NOT_A_REPOSITORY: 'borg.notValidBorgRepository',
  REPOSITORY_CHECK_NEEDED: 'borg.repositoryCheckNeeded',
  LOCK_LOST: 'borg.lockError',
  PASSPHRASE_WRONG: 'borg.passphraseWrong',
  PASSPHRASE_COMMAND_FAILED: 'borg.passphraseWrong',
  ARCHIVE_NOT_FOUND: 'borg.archiveDoesNotExist',
  ARCHIVE_ALREADY_EXISTS: 'borg.archiveAlreadyExists',
  PROCESS_LOST: 'service.containerRestartedDuringBackup',
  WORKER_LOST: 'service.containerRestartedDuringBackup',
  REPOSITORY_UNKNOWN: 'borg.unknownError',
  REPOSITORY_OBSERVED: 'borg.unknownError',
  NO_SOURCES: 'borg.unknownError',
  SSHFS_UNAVAILABLE: 'service.failedPrepareSourcePaths',
  SOURCE_MOUNT_FAILED: 'service.failedPrepareSourcePaths',
  SOURCE_BEHIND_LINK: 'service.failedPrepareSourcePaths',
  SOURCE_CONNECTION_LOST: 'service.failedPrepareSourcePaths',
}

const locked: ReadonlySet<JobFailureCode> = new Set(['REPOSITORY_LOCKED', 'CACHE_LOCKED', 'LOCK_FAILED'])

/** One hook of each kind, so one of one failed. */
const hookCount = { failed: 1, total: 1 }

const hookKeys: Partial<Record<JobFailureCode, { failed: string; warned: string }>> = {
  PRE_HOOK_FAILED: { failed: 'service.preBackupHooksFailed', warned: 'service.preBackupHooksFailed' },
  POST_HOOK_FAILED: { failed: 'service.postBackupHooksFailed', warned: 'service.postBackupHooksFailed' },
  HOOK_TIMED_OUT: { failed: 'service.preBackupHooksFailed', warned: 'service.postBackupHooksFailed' },
}

/** The `error_message` of a cancelled job. */
export const cancelledMessage = text('backup.cancelledByUser')

/** The `error_message` of a job that failed or has warnings: JSON in a text, as clients of the old server parse it. */
export function failureMessage(job: FailedJob): string {
  const { code, warned, exitCode, repositoryPath } = job
  const hook = hookKeys[code]
  if (hook) return text(warned ? hook.warned : hook.failed, hookCount)
  if (warned) return text('service.backupCompletedWithWarning', { exitCode: exitCode ?? 1 })
  if (locked.has(code)) return `LOCK_ERROR::${repositoryPath}\n${text('borg.lockTimeout')}`
  if (code === 'ALL_SOURCES_MISSING' || code === 'SOURCE_NOT_FOUND')
    return text('filesystem.pathNotFound', { path: job.sourcePath ?? '' })
  if (code === 'REPOSITORY_NOT_FOUND' && !repositoryPath.startsWith('ssh://'))
    return text('repo.repositoryDirNotExist', { path: repositoryPath })
  const key = keys[code]
  if (key) return text(key)
  return exitCode === null ? text('borg.unknownError') : text('borg.exitCodeError', { exitCode })
}

/** What is said of a restore. */
export interface EndedRestore {
  status: JobStatus
  exitCode: number | null
  repositoryPath: string
  failure: { code: JobFailureCode } | null
}

const restoreKeys: Partial<Record<JobFailureCode, string>> = {
  PROCESS_LOST: 'service.containerRestartedDuringRestore',
  WORKER_LOST: 'service.containerRestartedDuringRestore',
  DESTINATION_REFUSED: 'service.failedCreateDestinationDir',
}

/** The `error_message` of a restore (contract borg-ui, 6.3); null when all is well. */
export function restoreMessage({ status, failure, exitCode, repositoryPath }: EndedRestore): string | null {
  if (status === 'CANCELLED') return text('restore.cancelledByUser')
  if (!failure) return null
  if (status === 'COMPLETED_WITH_WARNINGS') return text('service.restoreCompletedWithWarnings')
  const { code } = failure
  const key = restoreKeys[code]
  if (key) return text(key)
  if (keys[code] || locked.has(code))
    return failureMessage({ code, warned: false, exitCode, repositoryPath, sourcePath: null })
  return exitCode ? text('service.restoreFailedExitCode', { exitCode }) : text('service.restoreFailed')
}
