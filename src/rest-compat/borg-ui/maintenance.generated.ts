// Written by codegen.ts from borg-ui/maintenance.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What to do when the repository is busy. */
export type ConflictPolicy =
  /** Wait for its turn, first in, first out. */
  | 'QUEUE'
  /** Refuse with `CONFLICT`: reason `REPOSITORY_BUSY`, or for a backup `TOO_MANY_BACKUPS` when as many are under way as `settings.maxConcurrentBackups` says. */
  | 'REJECT';

/** Which archive to delete. */
export type DeleteArchiveInput = {
  /** Its name; it need not be in the catalogue. */
  archiveName: string;
  /** Chosen by the caller. The same key again gives the same job. */
  idempotencyKey?: string | null | undefined;
  /** When it is busy. */
  onConflict: ConflictPolicy;
  /** Global id. */
  repositoryId: string | number;
};

/** Why a job failed or gave a warning: from Borg’s own message ids and exit codes. */
export type JobFailureCode =
  /** None of the source paths exists; nothing was backed up. */
  | 'ALL_SOURCES_MISSING'
  /** An archive of this name already exists. */
  | 'ARCHIVE_ALREADY_EXISTS'
  /** An archive could not be authenticated. */
  | 'ARCHIVE_NOT_AUTHENTIC'
  /** There is no archive of this name. */
  | 'ARCHIVE_NOT_FOUND'
  /** Borg ended with an internal error. */
  | 'BORG_CRASHED'
  /** Borg ended with an error. */
  | 'BORG_ERROR'
  /** Borg was ended by a signal from outside. */
  | 'BORG_KILLED'
  /** Borg could not be started. */
  | 'BORG_NOT_FOUND'
  /** This version of Borg is not supported. */
  | 'BORG_UNSUPPORTED'
  /** Another Borg process on this server uses the local cache of the repository. */
  | 'CACHE_LOCKED'
  /** Borg refused the command. */
  | 'COMMAND_REFUSED'
  /** Borg asked for a confirmation that was not given. */
  | 'CONFIRMATION_REFUSED'
  /** The other side closed the connection before Borg answered. */
  | 'CONNECTION_CLOSED'
  /** The connection to the repository broke. */
  | 'CONNECTION_LOST'
  /** The check found damage. */
  | 'DAMAGE_FOUND'
  /** Borg met corrupt data. */
  | 'DATA_CORRUPTED'
  /** The disk of the destination is full. */
  | 'DESTINATION_FULL'
  /** Files may not be restored into this folder; nothing was restored. */
  | 'DESTINATION_REFUSED'
  /** The disk of the repository, or of this server, is full. */
  | 'DISK_FULL'
  /** The encryption of the repository changed since the last access. */
  | 'ENCRYPTION_CHANGED'
  /** A file changed while it was read; its copy may be inconsistent. */
  | 'FILE_CHANGED'
  /** An index or cache file of Borg is corrupt. */
  | 'FILE_INTEGRITY_ERROR'
  /** A file name cannot be written on this file system. */
  | 'FILE_NAME_ENCODING'
  /** A file was replaced while it was read, and was left out. */
  | 'FILE_REPLACED'
  /** A hook did not end in time. */
  | 'HOOK_TIMED_OUT'
  /** The free space that the repository reserves for itself would be used up. */
  | 'INSUFFICIENT_FREE_SPACE'
  /** Borg did not understand its arguments. */
  | 'INVALID_ARGUMENTS'
  /** A name holds a placeholder that Borg does not know. */
  | 'INVALID_PLACEHOLDER'
  /** The key of the repository is damaged. */
  | 'KEY_INVALID'
  /** The key file belongs to another repository. */
  | 'KEY_MISMATCH'
  /** The key file of the repository is missing. */
  | 'KEY_NOT_FOUND'
  /** This exported key belongs to another repository. */
  | 'KEY_OF_OTHER_REPOSITORY'
  /** This Borg does not know the type of the key. */
  | 'KEY_TYPE_UNKNOWN'
  /** The lock of the repository could not be created. */
  | 'LOCK_FAILED'
  /** The lock of the repository was broken while Borg was working, and this run is lost. */
  | 'LOCK_LOST'
  /** The backup is complete; pruning or compacting after it was cancelled. */
  | 'MAINTENANCE_CANCELLED'
  /** The backup is complete, but pruning or compacting after it failed. */
  | 'MAINTENANCE_FAILED'
  /** The repository has no manifest. */
  | 'MANIFEST_MISSING'
  /** The manifest of the repository could not be authenticated. */
  | 'MANIFEST_NOT_AUTHENTIC'
  /** The archive could not be mounted. */
  | 'MOUNT_FAILED'
  /** An archive of the repository is mounted and in use, which keeps everybody else from writing. */
  | 'MOUNT_IN_USE'
  /** The worker cannot mount archives. */
  | 'MOUNT_UNAVAILABLE'
  /** There is no regular file to compare. */
  | 'NOTHING_TO_COMPARE'
  /** This file is not an exported Borg key. */
  | 'NOT_A_KEY_FILE'
  /** What is at this location is not a Borg repository. */
  | 'NOT_A_REPOSITORY'
  /** The repository has no archive. */
  | 'NO_ARCHIVE'
  /** This repository has no source directories to back up. */
  | 'NO_SOURCES'
  /** The directory above the repository does not exist. */
  | 'PARENT_DIRECTORY_MISSING'
  /** The command that should give the passphrase failed. */
  | 'PASSPHRASE_COMMAND_FAILED'
  /** The repository needs a passphrase, and none is stored. */
  | 'PASSPHRASE_MISSING'
  /** The stored passphrase is wrong. */
  | 'PASSPHRASE_WRONG'
  /** There is already something at this location. */
  | 'PATH_ALREADY_EXISTS'
  /** The other side does not allow this repository path with this key. */
  | 'PATH_NOT_ALLOWED'
  /** A path to extract is not in the archive. */
  | 'PATTERN_NEVER_MATCHED'
  /** This Borg cannot read the data of the repository. */
  | 'PAYLOAD_UNSUPPORTED'
  /** Borg was not permitted to read or write a path. */
  | 'PERMISSION_DENIED'
  /** The command after the backup failed. */
  | 'POST_HOOK_FAILED'
  /** The command before the backup failed. */
  | 'PRE_HOOK_FAILED'
  /** The run disappeared without an exit status, for example at a restart of the machine. */
  | 'PROCESS_LOST'
  /** Borg was not found on the other side. */
  | 'REMOTE_BORG_NOT_FOUND'
  /** Borg on the other side is too old. */
  | 'REMOTE_BORG_OUTDATED'
  /** The other side sent something that is not Borg. */
  | 'REMOTE_PROTOCOL_ERROR'
  /** A repository already exists at this location. */
  | 'REPOSITORY_ALREADY_EXISTS'
  /** The repository is inconsistent. */
  | 'REPOSITORY_CHECK_NEEDED'
  /** The configuration file of the repository is damaged. */
  | 'REPOSITORY_CONFIG_INVALID'
  /** The repository uses features that this Borg does not know. */
  | 'REPOSITORY_FEATURE_UNSUPPORTED'
  /** The local cache is newer than the repository. */
  | 'REPOSITORY_ID_NOT_UNIQUE'
  /** The repository has lost its key. */
  | 'REPOSITORY_KEY_MISSING'
  /** Another Borg process uses the repository. */
  | 'REPOSITORY_LOCKED'
  /** The repository is not encrypted: it has no key. */
  | 'REPOSITORY_NOT_ENCRYPTED'
  /** There is no repository at this location. */
  | 'REPOSITORY_NOT_FOUND'
  /** An object that an archive needs is missing in the repository. */
  | 'REPOSITORY_OBJECT_MISSING'
  /** This repository is only observed; backups into it are made elsewhere. */
  | 'REPOSITORY_OBSERVED'
  /** The server may not read or write the repository. */
  | 'REPOSITORY_PERMISSION_DENIED'
  /** The repository is known from another location. */
  | 'REPOSITORY_RELOCATED'
  /** The repository is older than what this server last saw of it. */
  | 'REPOSITORY_REPLAY'
  /** This is an Attic repository. */
  | 'REPOSITORY_TOO_OLD'
  /** No repository is registered under this path. */
  | 'REPOSITORY_UNKNOWN'
  /** Restored files differ from what Borg had recorded. */
  | 'RESTORE_MISMATCH'
  /** A path would have led out of the destination; nothing was restored. */
  | 'RESTORE_UNSAFE'
  /** There is not enough free space to restore the files for comparison. */
  | 'SCRATCH_SPACE_MISSING'
  /** A symbolic link stands on the way to a source on the other machine. */
  | 'SOURCE_BEHIND_LINK'
  /** The connection to the machine with the sources broke; the archive would be incomplete. */
  | 'SOURCE_CONNECTION_LOST'
  /** A source path does not exist; the archive was made without it. */
  | 'SOURCE_MISSING'
  /** The folder with the sources could not be opened on the other machine. */
  | 'SOURCE_MOUNT_FAILED'
  /** A file could not be read and was left out. */
  | 'SOURCE_READ_ERROR'
  /** The worker cannot mount folders of other machines. */
  | 'SSHFS_UNAVAILABLE'
  /** The other side does not accept SSH connections on this port. */
  | 'SSH_CONNECTION_REFUSED'
  /** The host key of the other side is not the one that was confirmed. */
  | 'SSH_HOST_KEY_CHANGED'
  /** The host key of the other side is not known. */
  | 'SSH_HOST_KEY_UNKNOWN'
  /** The other side could not be reached. */
  | 'SSH_HOST_UNREACHABLE'
  /** The private SSH key cannot be used. */
  | 'SSH_KEY_UNUSABLE'
  /** The other side refused the SSH key. */
  | 'SSH_PERMISSION_DENIED'
  /** The storage quota of the repository is used up. */
  | 'STORAGE_QUOTA_EXCEEDED'
  /** The job failed for an unknown reason. */
  | 'UNKNOWN'
  /** The repository is not encrypted, and this server has not used it before. */
  | 'UNKNOWN_UNENCRYPTED_REPOSITORY'
  /** Borg finished with warnings. */
  | 'WARNING'
  /** The worker that ran this job fell silent. */
  | 'WORKER_LOST';

/** Only jobs for which all of this holds. */
export type JobFilterInput = {
  /** Of one of these kinds. */
  kinds?: Array<JobKind> | null | undefined;
  /** Of this repository. */
  repositoryId?: string | number | null | undefined;
  /** Made for this path. */
  repositoryPath?: string | null | undefined;
  /** Made by this schedule. */
  scheduleId?: string | number | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<JobStatus> | null | undefined;
  /** Started by this. */
  trigger?: JobTrigger | null | undefined;
  /** Started by one of these. */
  triggers?: Array<JobTrigger> | null | undefined;
};

/** What a job does. */
export type JobKind =
  /** Makes an archive. */
  | 'BACKUP'
  /** Verifies a repository. */
  | 'CHECK'
  /** Frees the space of deleted archives. */
  | 'COMPACT'
  /** Deletes one archive. */
  | 'DELETE_ARCHIVE'
  /** Deletes archives by a retention rule. */
  | 'PRUNE'
  /** Extracts files of an archive. */
  | 'RESTORE'
  /** Extracts sample files and compares them with what Borg recorded. */
  | 'RESTORE_CHECK';

/** Where a job stands. The last four are final. */
export type JobStatus =
  /** Ended because somebody wanted it. */
  | 'CANCELLED'
  /** Done, with nothing to complain about. */
  | 'COMPLETED'
  /** Done, but look at `failure` and the log. */
  | 'COMPLETED_WITH_WARNINGS'
  /** Not done; `failure` says why. */
  | 'FAILED'
  /** Waits for its turn. */
  | 'PENDING'
  /** A worker has it. */
  | 'RUNNING';

/** What started a job. */
export type JobTrigger =
  /** A person or a script. */
  | 'MANUAL'
  /** A retry of a job that failed or was cancelled. */
  | 'RETRY'
  /** A schedule. */
  | 'SCHEDULE';

/** Who wrote a log line. */
export type LogSource =
  /** Borg, or its ssh. */
  | 'BORG'
  /** A pre- or post-backup script. */
  | 'HOOK'
  /** This server. */
  | 'SERVER';

/** How many archives `borg prune` keeps. It has to keep something. */
export type RetentionRuleInput = {
  /** Days. */
  daily: number;
  /** Hours. */
  hourly: number;
  /** Months. */
  monthly: number;
  /** Quarters; a Borg before 1.4.1 keeps three more months for each instead. */
  quarterly: number;
  /** Weeks. */
  weekly: number;
  /** Everything younger than this, such as `2d` (H, d, w, m, y). */
  within?: string | null | undefined;
  /** Years. */
  yearly: number;
};

/** Which repository to verify, and how. */
export type StartCheckInput = {
  /** Options of `borg check`, such as `--verify-data` or `--repair`, one word each. */
  flags?: Array<string> | null | undefined;
  /** Chosen by the caller. The same key again gives the same job. */
  idempotencyKey?: string | null | undefined;
  /** Borg pauses after so long and goes on there next time; checks the repository alone. 0: no limit. */
  maxDurationSeconds: number;
  /** When it is busy. */
  onConflict: ConflictPolicy;
  /** Global id. */
  repositoryId: string | number;
};

/** Which repository to compact. */
export type StartCompactInput = {
  /** Compact even an append-only hosted repository: what its clients deleted is gone for good then. */
  confirmAppendOnly?: boolean | null | undefined;
  /** Chosen by the caller. The same key again gives the same job. */
  idempotencyKey?: string | null | undefined;
  /** When it is busy. */
  onConflict: ConflictPolicy;
  /** Global id. */
  repositoryId: string | number;
  /** Percent of unused space below which a segment is left alone. */
  threshold?: number | null | undefined;
};

/** Which repository to prune, and by which rule. */
export type StartPruneInput = {
  /** Shell pattern of the archives that the rule is about. */
  archivePattern?: string | null | undefined;
  /** Only say what would go. */
  dryRun: boolean;
  /** Chosen by the caller. The same key again gives the same job. */
  idempotencyKey?: string | null | undefined;
  /** When it is busy. */
  onConflict: ConflictPolicy;
  /** Global id. */
  repositoryId: string | number;
  /** Absent: 7 days, 4 weeks, 6 months, 1 year. */
  retention?: RetentionRuleInput | null | undefined;
};

type MaintenanceJobItem_BackupJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } };

type MaintenanceJobItem_CheckJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } };

type MaintenanceJobItem_CompactJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } };

type MaintenanceJobItem_DeleteArchiveJob_Fragment = { archiveName: string, databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } };

type MaintenanceJobItem_PruneJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } };

type MaintenanceJobItem_RestoreCheckJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } };

type MaintenanceJobItem_RestoreJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } };

export type MaintenanceJobItemFragment =
  | MaintenanceJobItem_BackupJob_Fragment
  | MaintenanceJobItem_CheckJob_Fragment
  | MaintenanceJobItem_CompactJob_Fragment
  | MaintenanceJobItem_DeleteArchiveJob_Fragment
  | MaintenanceJobItem_PruneJob_Fragment
  | MaintenanceJobItem_RestoreCheckJob_Fragment
  | MaintenanceJobItem_RestoreJob_Fragment
;

export type StartCheckMutationVariables = Exact<{
  input: StartCheckInput;
}>;


export type StartCheckMutation = { startCheck: { job: { databaseId: number } } };

export type StartCompactMutationVariables = Exact<{
  input: StartCompactInput;
}>;


export type StartCompactMutation = { startCompact: { job: { databaseId: number } } };

export type StartPruneMutationVariables = Exact<{
  input: StartPruneInput;
}>;


export type StartPruneMutation = { startPrune: { job: { id: string, databaseId: number } } };

export type DeleteArchiveMutationVariables = Exact<{
  input: DeleteArchiveInput;
}>;


export type DeleteArchiveMutation = { deleteArchive: { job: { databaseId: number } } };

export type CancelDeletionMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelDeletionMutation = { cancelJob: { processTerminated: boolean } };

export type MaintenanceJobQueryVariables = Exact<{
  id: string | number;
}>;


export type MaintenanceJobQuery = { job:
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
    | { archiveName: string, databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
   | null };

export type MaintenanceLogQueryVariables = Exact<{
  id: string | number;
  after: number;
  first: number;
}>;


export type MaintenanceLogQuery = { job:
    | { status: JobStatus, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ content: string, text: string, source: LogSource }> } }
    | { status: JobStatus, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ content: string, text: string, source: LogSource }> } }
    | { status: JobStatus, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ content: string, text: string, source: LogSource }> } }
    | { status: JobStatus, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ content: string, text: string, source: LogSource }> } }
    | { prunedArchives: Array<string> | null, status: JobStatus, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ content: string, text: string, source: LogSource }> } }
    | { status: JobStatus, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ content: string, text: string, source: LogSource }> } }
    | { status: JobStatus, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ content: string, text: string, source: LogSource }> } }
   | null };

export type MaintenanceJobsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter: JobFilterInput;
}>;


export type MaintenanceJobsQuery = { jobs: { edges: Array<{ node:
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
        | { archiveName: string, databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, databaseIds: { repository: number | null }, failure: { code: JobFailureCode } | null, progress: { percent: number | null, message: string | null } }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RunningJobsQueryVariables = Exact<{
  filter: JobFilterInput;
}>;


export type RunningJobsQuery = { jobs: { edges: Array<{ node:
        | { databaseId: number, kind: JobKind, status: JobStatus, startedAt: string | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, kind: JobKind, status: JobStatus, startedAt: string | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, kind: JobKind, status: JobStatus, startedAt: string | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, kind: JobKind, status: JobStatus, startedAt: string | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, kind: JobKind, status: JobStatus, startedAt: string | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, kind: JobKind, status: JobStatus, startedAt: string | null, progress: { percent: number | null, message: string | null } }
        | { databaseId: number, kind: JobKind, status: JobStatus, startedAt: string | null, progress: { percent: number | null, message: string | null } }
       }> } };

export type BreakLockMutationVariables = Exact<{
  id: string | number;
  confirm: boolean;
}>;


export type BreakLockMutation = { breakLock: { broken: boolean } };

export const MaintenanceJobItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MaintenanceJobItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArchiveJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveName"}}]}}]}}]} as unknown as DocumentNode<MaintenanceJobItemFragment, unknown>;
export const StartCheckDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartCheck"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartCheckInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCheck"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<StartCheckMutation, StartCheckMutationVariables>;
export const StartCompactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartCompact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartCompactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCompact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<StartCompactMutation, StartCompactMutationVariables>;
export const StartPruneDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartPrune"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartPruneInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startPrune"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<StartPruneMutation, StartPruneMutationVariables>;
export const DeleteArchiveDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteArchive"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArchiveInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteArchive"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteArchiveMutation, DeleteArchiveMutationVariables>;
export const CancelDeletionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelDeletion"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"processTerminated"}}]}}]}}]} as unknown as DocumentNode<CancelDeletionMutation, CancelDeletionMutationVariables>;
export const MaintenanceJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MaintenanceJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MaintenanceJobItem"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MaintenanceJobItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArchiveJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveName"}}]}}]}}]} as unknown as DocumentNode<MaintenanceJobQuery, MaintenanceJobQueryVariables>;
export const MaintenanceLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MaintenanceLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"log"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"content"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"totalLines"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PruneJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"prunedArchives"}}]}}]}}]}}]} as unknown as DocumentNode<MaintenanceLogQuery, MaintenanceLogQueryVariables>;
export const MaintenanceJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MaintenanceJobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"JobFilterInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MaintenanceJobItem"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MaintenanceJobItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArchiveJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveName"}}]}}]}}]} as unknown as DocumentNode<MaintenanceJobsQuery, MaintenanceJobsQueryVariables>;
export const RunningJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunningJobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"JobFilterInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RunningJobsQuery, RunningJobsQueryVariables>;
export const BreakLockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BreakLock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"confirm"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"breakLock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"repositoryId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"confirmForeignHost"},"value":{"kind":"Variable","name":{"kind":"Name","value":"confirm"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"broken"}}]}}]}}]} as unknown as DocumentNode<BreakLockMutation, BreakLockMutationVariables>;