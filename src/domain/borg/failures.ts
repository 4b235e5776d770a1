/**
 * The closed catalogue of reasons why a job failed or has warnings, and how to find them from what Borg says:
 * its `msgid`, or its modern exit code. Source: the table of Borg 1.4.0 (test/recorded/exit-codes-1.4.0.json).
 */

import { ACCESS_FAILURES } from './failure-texts-access.ts'
import { REPOSITORY_FAILURES } from './failure-texts-repository.ts'
import { RESTORE_FAILURES } from './failure-texts-restore.ts'
import { RUN_FAILURES } from './failure-texts-run.ts'

const TEXTS = { ...REPOSITORY_FAILURES, ...ACCESS_FAILURES, ...RUN_FAILURES, ...RESTORE_FAILURES }

/** A stable reason that clients may compare. */
export type FailureCode = keyof typeof TEXTS

/** What a failed job shows: the reason, what it means, and what to do. Never paths, never Borg's own output. */
export type Failure = { code: FailureCode; message: string; remedy: string }

/** Every code, for schema enums and tests. */
export const FAILURE_CODES = Object.keys(TEXTS) as FailureCode[]

/** A code as a row has it; `UNKNOWN` when a newer version wrote it, which may share the database. */
export const readFailureCode = (text: string | null): FailureCode =>
  text !== null && Object.hasOwn(TEXTS, text) ? (text as FailureCode) : 'UNKNOWN'

/** The code with its message and remedy. */
export function failureOf(code: FailureCode): Failure {
  const [message, remedy] = TEXTS[code]
  return { code, message, remedy }
}

/** Modern exit code, msgid without its prefix (unless two share the rest), reason. */
const BORG_FAILURES: readonly (readonly [exitCode: number, msgid: string, code: FailureCode])[] = [
  [3, 'CancelledByUser', 'CONFIRMATION_REFUSED'],
  [4, 'CommandError', 'COMMAND_REFUSED'],
  [5, 'PlaceholderError', 'INVALID_PLACEHOLDER'],
  [6, 'InvalidPlaceholder', 'INVALID_PLACEHOLDER'],
  [10, 'AlreadyExists', 'REPOSITORY_ALREADY_EXISTS'],
  [11, 'AtticRepository', 'REPOSITORY_TOO_OLD'],
  [12, 'CheckNeeded', 'REPOSITORY_CHECK_NEEDED'],
  [13, 'DoesNotExist', 'REPOSITORY_NOT_FOUND'],
  [14, 'InsufficientFreeSpaceError', 'INSUFFICIENT_FREE_SPACE'],
  [15, 'InvalidRepository', 'NOT_A_REPOSITORY'],
  [16, 'InvalidRepositoryConfig', 'REPOSITORY_CONFIG_INVALID'],
  [17, 'ObjectNotFound', 'REPOSITORY_OBJECT_MISSING'],
  [18, 'ParentPathDoesNotExist', 'PARENT_DIRECTORY_MISSING'],
  [19, 'PathAlreadyExists', 'PATH_ALREADY_EXISTS'],
  [20, 'StorageQuotaExceeded', 'STORAGE_QUOTA_EXCEEDED'],
  [21, 'PathPermissionDenied', 'REPOSITORY_PERMISSION_DENIED'],
  [25, 'MandatoryFeatureUnsupported', 'REPOSITORY_FEATURE_UNSUPPORTED'],
  [26, 'NoManifestError', 'MANIFEST_MISSING'],
  [27, 'UnsupportedManifestError', 'REPOSITORY_FEATURE_UNSUPPORTED'],
  [30, 'Archive.AlreadyExists', 'ARCHIVE_ALREADY_EXISTS'],
  [31, 'Archive.DoesNotExist', 'ARCHIVE_NOT_FOUND'],
  [32, 'IncompatibleFilesystemEncodingError', 'FILE_NAME_ENCODING'],
  [40, 'KeyfileInvalidError', 'KEY_INVALID'],
  [41, 'KeyfileMismatchError', 'KEY_MISMATCH'],
  [42, 'KeyfileNotFoundError', 'KEY_NOT_FOUND'],
  [43, 'NotABorgKeyFile', 'NOT_A_KEY_FILE'],
  [44, 'RepoKeyNotFoundError', 'REPOSITORY_KEY_MISSING'],
  [45, 'RepoIdMismatch', 'KEY_OF_OTHER_REPOSITORY'],
  [46, 'UnencryptedRepo', 'REPOSITORY_NOT_ENCRYPTED'],
  [47, 'UnknownKeyType', 'KEY_TYPE_UNKNOWN'],
  [48, 'UnsupportedPayloadError', 'PAYLOAD_UNSUPPORTED'],
  [50, 'NoPassphraseFailure', 'PASSPHRASE_MISSING'],
  [51, 'PasscommandFailure', 'PASSPHRASE_COMMAND_FAILED'],
  [52, 'PassphraseWrong', 'PASSPHRASE_WRONG'],
  [53, 'PasswordRetriesExceeded', 'PASSPHRASE_WRONG'],
  [60, 'CacheInitAbortedError', 'UNKNOWN_UNENCRYPTED_REPOSITORY'],
  [61, 'EncryptionMethodMismatch', 'ENCRYPTION_CHANGED'],
  [62, 'RepositoryAccessAborted', 'REPOSITORY_RELOCATED'],
  [63, 'RepositoryIDNotUnique', 'REPOSITORY_ID_NOT_UNIQUE'],
  [64, 'RepositoryReplay', 'REPOSITORY_REPLAY'],
  [70, 'LockError', 'LOCK_FAILED'],
  [71, 'LockErrorT', 'LOCK_FAILED'],
  [72, 'LockFailed', 'LOCK_FAILED'],
  [73, 'LockTimeout', 'REPOSITORY_LOCKED'],
  [74, 'NotLocked', 'LOCK_LOST'],
  [75, 'NotMyLock', 'LOCK_LOST'],
  [80, 'ConnectionClosed', 'CONNECTION_CLOSED'],
  [81, 'ConnectionClosedWithHint', 'CONNECTION_CLOSED'],
  [82, 'InvalidRPCMethod', 'REMOTE_PROTOCOL_ERROR'],
  [83, 'PathNotAllowed', 'PATH_NOT_ALLOWED'],
  [84, 'RPCServerOutdated', 'REMOTE_BORG_OUTDATED'],
  [85, 'UnexpectedRPCDataFormatFromClient', 'REMOTE_PROTOCOL_ERROR'],
  [86, 'UnexpectedRPCDataFormatFromServer', 'REMOTE_PROTOCOL_ERROR'],
  [87, 'ConnectionBrokenWithHint', 'CONNECTION_LOST'],
  [90, 'IntegrityError', 'DATA_CORRUPTED'],
  [91, 'FileIntegrityError', 'FILE_INTEGRITY_ERROR'],
  [92, 'DecompressionError', 'DATA_CORRUPTED'],
  [95, 'ArchiveTAMInvalid', 'ARCHIVE_NOT_AUTHENTIC'],
  [96, 'ArchiveTAMRequiredError', 'ARCHIVE_NOT_AUTHENTIC'],
  [97, 'TAMInvalid', 'MANIFEST_NOT_AUTHENTIC'],
  [98, 'TAMRequiredError', 'MANIFEST_NOT_AUTHENTIC'],
  [99, 'TAMUnsupportedSuiteError', 'REPOSITORY_FEATURE_UNSUPPORTED'],
  [100, 'FileChangedWarning', 'FILE_CHANGED'],
  [101, 'IncludePatternNeverMatchedWarning', 'PATTERN_NEVER_MATCHED'],
  [102, 'BackupError', 'SOURCE_READ_ERROR'],
  [103, 'BackupRaceConditionError', 'FILE_REPLACED'],
  [104, 'BackupOSError', 'SOURCE_READ_ERROR'],
  [105, 'BackupPermissionError', 'PERMISSION_DENIED'],
  [106, 'BackupIOError', 'SOURCE_READ_ERROR'],
  [107, 'BackupFileNotFoundError', 'SOURCE_MISSING'],
]

const BY_MSGID = new Map(BORG_FAILURES.map(([, msgid, code]) => [msgid, code]))
const BY_EXIT_CODE = new Map(BORG_FAILURES.map(([exitCode, , code]) => [exitCode, code]))

/**
 * The reason behind a `msgid`, or null for one that says nothing (`Exception`, `Error`, `Signal.SIGTERM`). Over ssh the
 * prefix is missing, so the last segment decides; only `Archive.` makes a difference (BORG.md fact 7).
 */
export function codeOfMsgid(msgid: string): FailureCode | null {
  return BY_MSGID.get(msgid) ?? BY_MSGID.get(msgid.slice(msgid.lastIndexOf('.') + 1)) ?? null
}

/** The reason behind a modern exit code (3 to 107), or null for the generic ones and those of a later Borg. */
export function codeOfExitCode(exitCode: number): FailureCode | null {
  return BY_EXIT_CODE.get(exitCode) ?? null
}
