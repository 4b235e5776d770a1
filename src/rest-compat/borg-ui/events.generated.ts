// Written by codegen.ts from borg-ui/events.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

/** What a run is doing right now. */
export type JobPhase =
  /** Verifies the repository or its archives. */
  | 'CHECKING'
  /** Removes what a cancelled or killed run left behind. */
  | 'CLEANING_UP'
  /** Frees the space of deleted archives. */
  | 'COMPACTING'
  /** Compares restored files with what Borg recorded. */
  | 'COMPARING'
  /** Deletes an archive. */
  | 'DELETING'
  /** Over. */
  | 'DONE'
  /** Borg has started but moved nothing yet; the size is being estimated. */
  | 'ESTIMATING'
  /** Borg has read everything and commits. */
  | 'FINISHING'
  /** Runs the post-backup script. */
  | 'POST_HOOK'
  /** Runs the pre-backup script. */
  | 'PRE_HOOK'
  /** Deletes archives by a retention rule. */
  | 'PRUNING'
  /** Waits for its turn. */
  | 'QUEUED'
  /** Writes files. */
  | 'RESTORING'
  /** Borg reads files and stores what is new. */
  | 'TRANSFERRING';

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

type EventJob_BackupJob_Fragment = { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: JobFailureCode } | null };

type EventJob_CheckJob_Fragment = { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: JobFailureCode } | null };

type EventJob_CompactJob_Fragment = { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: JobFailureCode } | null };

type EventJob_DeleteArchiveJob_Fragment = { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: JobFailureCode } | null };

type EventJob_PruneJob_Fragment = { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: JobFailureCode } | null };

type EventJob_RestoreCheckJob_Fragment = { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: JobFailureCode } | null };

type EventJob_RestoreJob_Fragment = { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: JobFailureCode } | null };

export type EventJobFragment =
  | EventJob_BackupJob_Fragment
  | EventJob_CheckJob_Fragment
  | EventJob_CompactJob_Fragment
  | EventJob_DeleteArchiveJob_Fragment
  | EventJob_PruneJob_Fragment
  | EventJob_RestoreCheckJob_Fragment
  | EventJob_RestoreJob_Fragment
;

export type EventProgressFragment = { status: JobStatus, phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null };

export type RunningJobsQueryVariables = Exact<{ [key: string]: never; }>;


export type RunningJobsQuery = { jobs: { edges: Array<{ node:
        | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: JobFailureCode } | null }
        | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: JobFailureCode } | null }
        | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: JobFailureCode } | null }
        | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: JobFailureCode } | null }
        | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: JobFailureCode } | null }
        | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: JobFailureCode } | null }
        | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: JobFailureCode } | null }
       }> } };

export type JobsChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type JobsChangedSubscription = { jobChanged:
    | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: JobFailureCode } | null }
    | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: JobFailureCode } | null }
    | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: JobFailureCode } | null }
    | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: JobFailureCode } | null }
    | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: JobFailureCode } | null }
    | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: JobFailureCode } | null }
    | { databaseId: number, kind: JobKind, status: JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: JobFailureCode } | null }
   };

export type ProgressOfSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type ProgressOfSubscription = { jobProgress: { status: JobStatus, phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

export const EventJobFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventJob"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]} as unknown as DocumentNode<EventJobFragment, unknown>;
export const EventProgressFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"JobProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}},{"kind":"Field","name":{"kind":"Name","value":"deduplicatedSize"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"currentFile"}},{"kind":"Field","name":{"kind":"Name","value":"totalExpectedSize"}},{"kind":"Field","name":{"kind":"Name","value":"bytesPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}}]} as unknown as DocumentNode<EventProgressFragment, unknown>;
export const RunningJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunningJobs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RUNNING"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventJob"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventJob"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]} as unknown as DocumentNode<RunningJobsQuery, RunningJobsQueryVariables>;
export const JobsChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"JobsChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventJob"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventJob"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]} as unknown as DocumentNode<JobsChangedSubscription, JobsChangedSubscriptionVariables>;
export const ProgressOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ProgressOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventProgress"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"JobProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}},{"kind":"Field","name":{"kind":"Name","value":"deduplicatedSize"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"currentFile"}},{"kind":"Field","name":{"kind":"Name","value":"totalExpectedSize"}},{"kind":"Field","name":{"kind":"Name","value":"bytesPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}}]} as unknown as DocumentNode<ProgressOfSubscription, ProgressOfSubscriptionVariables>;