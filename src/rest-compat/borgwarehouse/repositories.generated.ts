// Written by codegen.ts from borgwarehouse/repositories.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What an API key may do, of what its owner may. */
export type ApiKeyPermission =
  /** Add repositories, start backups. */
  | 'CREATE'
  /** Delete repositories. */
  | 'DELETE'
  /** See repositories, jobs and logs. */
  | 'READ'
  /** Change repositories, start and cancel backups. */
  | 'UPDATE';

/** Whose lock to break. */
export type BreakLockInput = {
  /** The caller has made sure that a holder whose state is `UNKNOWN` is gone. */
  confirmForeignHost: boolean;
  /** Global id. */
  repositoryId: string | number;
};

/** What to do when the repository is busy. */
export type ConflictPolicy =
  /** Wait for its turn, first in, first out. */
  | 'QUEUE'
  /** Refuse with `CONFLICT`: reason `REPOSITORY_BUSY`, or for a backup `TOO_MANY_BACKUPS` when as many are under way as `settings.maxConcurrentBackups` says. */
  | 'REJECT';

/** A new hosted repository. Its client makes it with `borg init`. */
export type CreateHostedRepositoryInput = {
  /** What people call it: one line, at most 1000 characters. */
  alias: string;
  /** Clients can add, and only mark as deleted. */
  appendOnly?: boolean | null | undefined;
  /** Free text, at most 10,000 characters. */
  comment?: string | null | undefined;
  /** Kept for the older REST dialect. */
  displayDetails?: boolean | null | undefined;
  /** After so long without a change it is stale; absent or not above zero: never. */
  freshnessSeconds?: number | null | undefined;
  /** Name of an icon of BorgWarehouse’s web interface. */
  icon?: string | null | undefined;
  /** Commands name the server as in its own network. */
  lanCommand?: boolean | null | undefined;
  /** Pool of the workers that have its files; absent: `default`. */
  pool?: string | null | undefined;
  /** How much may be stored, at least 10,000,000 bytes. */
  quota: number;
  /** The key that may push: one line as in `id_ed25519.pub`. */
  sshPublicKey: string;
  /** One of `hosting { storageTargets { path } }`; absent: the pool folder. */
  storageTarget?: string | null | undefined;
};

/** How a caller proved who they are. */
export type CredentialKind =
  /** By a personal access token with all rights of its owner. */
  | 'ACCOUNT_TOKEN'
  /** By an API key with some permissions. */
  | 'API_KEY'
  /** By the key of the cron routes. */
  | 'CRON'
  /** A reverse proxy vouches. */
  | 'PROXY'
  /** By the access token of a sign-in. */
  | 'SESSION';

/** Which hosted repository to delete. */
export type DeleteHostedRepositoryInput = {
  /** Global id. */
  repositoryId: string | number;
};

/** Is a repository as fresh as it should be? */
export type HealthStatus =
  /** Its last success is recent enough. */
  | 'HEALTHY'
  /** It is late. */
  | 'STALE'
  /** Nothing is asked of it, or it has never succeeded and is not late yet. */
  | 'UNKNOWN';

/** Which hosted repository comes first. */
export type HostedRepositoryOrder =
  /** The one that was made first. */
  | 'CREATED'
  /** The one that was made last. */
  | 'NEWEST'
  /** The one whose settings have not been changed for longest. */
  | 'UPDATED';

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

/** One repository, by exactly one of its names. */
export type RepositoryByInput =
  {   /** The id in the REST dialects. */
  databaseId: number; id?: never; name?: never; path?: never; }
  |  { databaseId?: never;   /** Global id. */
  id: string | number; name?: never; path?: never; }
  |  { databaseId?: never; id?: never;   /** Exactly as registered. */
  name: string; path?: never; }
  |  { databaseId?: never; id?: never; name?: never;   /** Exactly as registered. */
  path: string; };

/** Which hosted repository to archive, or to open again. */
export type SetHostedRepositoryArchivedInput = {
  /** Whether nobody shall sign in to it any more. */
  archived: boolean;
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

/** What to change of a hosted repository; what is absent stays as it is. */
export type UpdateHostedRepositoryInput = {
  /** What people call it: one line, at most 1000 characters. */
  alias?: string | null | undefined;
  /** Counts from the next connection of a client on. */
  appendOnly?: boolean | null | undefined;
  /** Free text, at most 10,000 characters. */
  comment?: string | null | undefined;
  /** After so long without a change it is stale; not above zero: never. */
  freshnessSeconds?: number | null | undefined;
  /** Name of an icon; null removes it. */
  icon?: string | null | undefined;
  /** Commands name the server as in its own network. */
  lanCommand?: boolean | null | undefined;
  /** Counts from the next connection of a client on. */
  quota?: number | null | undefined;
  /** Global id. */
  repositoryId: string | number;
  /** Another key; the old one opens nothing any more. */
  sshPublicKey?: string | null | undefined;
};

export type RepositoryFieldsFragment = { id: string, databaseId: number, name: string, alias: string, comment: string, icon: string | null, sshPublicKey: string, quota: number, sizeOnDisk: number | null, lastModifiedAt: string | null, appendOnly: boolean, archived: boolean, wasArchived: boolean, lanCommand: boolean, displayDetails: boolean | null, storageTarget: string | null, health: { status: HealthStatus, freshnessSeconds: number | null, lastAlertAt: string | null } };

export type CredentialQueryVariables = Exact<{ [key: string]: never; }>;


export type CredentialQuery = { credential: { kind: CredentialKind, permissions: Array<ApiKeyPermission> | null } | null };

export type HostedPageQueryVariables = Exact<{
  after?: string | null | undefined;
  orderBy: HostedRepositoryOrder;
}>;


export type HostedPageQuery = { hostedRepositories: { edges: Array<{ node: { id: string, databaseId: number, name: string, alias: string, comment: string, icon: string | null, sshPublicKey: string, quota: number, sizeOnDisk: number | null, lastModifiedAt: string | null, appendOnly: boolean, archived: boolean, wasArchived: boolean, lanCommand: boolean, displayDetails: boolean | null, storageTarget: string | null, health: { status: HealthStatus, freshnessSeconds: number | null, lastAlertAt: string | null } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type HostedQueryVariables = Exact<{
  by: RepositoryByInput;
}>;


export type HostedQuery = { repository:
    | { id: string, databaseId: number, name: string, alias: string, comment: string, icon: string | null, sshPublicKey: string, quota: number, sizeOnDisk: number | null, lastModifiedAt: string | null, appendOnly: boolean, archived: boolean, wasArchived: boolean, lanCommand: boolean, displayDetails: boolean | null, storageTarget: string | null, health: { status: HealthStatus, freshnessSeconds: number | null, lastAlertAt: string | null } }
    | Record<PropertyKey, never>
   | null };

export type HostedIdQueryVariables = Exact<{
  by: RepositoryByInput;
}>;


export type HostedIdQuery = { repositoryId: string };

export type CreateHostedMutationVariables = Exact<{
  input: CreateHostedRepositoryInput;
}>;


export type CreateHostedMutation = { createHostedRepository: { repository: { databaseId: number, name: string } } };

export type UpdateHostedMutationVariables = Exact<{
  input: UpdateHostedRepositoryInput;
}>;


export type UpdateHostedMutation = { updateHostedRepository: { repository: { id: string } } };

export type ArchiveHostedMutationVariables = Exact<{
  input: SetHostedRepositoryArchivedInput;
}>;


export type ArchiveHostedMutation = { setHostedRepositoryArchived: { repository: { id: string } } };

export type DeleteHostedMutationVariables = Exact<{
  input: DeleteHostedRepositoryInput;
}>;


export type DeleteHostedMutation = { deleteHostedRepository: { hadFiles: boolean } };

export type CompactHostedMutationVariables = Exact<{
  input: StartCompactInput;
}>;


export type CompactHostedMutation = { startCompact: { finishedJob: { status: JobStatus, failure: { code: JobFailureCode, message: string } | null } } };

export type BreakHostedLockMutationVariables = Exact<{
  input: BreakLockInput;
}>;


export type BreakHostedLockMutation = { breakLock: { broken: boolean } };

export const RepositoryFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositoryFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"HostedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"alias"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"icon"}},{"kind":"Field","name":{"kind":"Name","value":"sshPublicKey"}},{"kind":"Field","name":{"kind":"Name","value":"quota"}},{"kind":"Field","name":{"kind":"Name","value":"sizeOnDisk"}},{"kind":"Field","name":{"kind":"Name","value":"lastModifiedAt"}},{"kind":"Field","name":{"kind":"Name","value":"appendOnly"}},{"kind":"Field","name":{"kind":"Name","value":"archived"}},{"kind":"Field","name":{"kind":"Name","value":"wasArchived"}},{"kind":"Field","name":{"kind":"Name","value":"lanCommand"}},{"kind":"Field","name":{"kind":"Name","value":"displayDetails"}},{"kind":"Field","name":{"kind":"Name","value":"storageTarget"}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"freshnessSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"lastAlertAt"}}]}}]}}]} as unknown as DocumentNode<RepositoryFieldsFragment, unknown>;
export const CredentialDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Credential"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"credential"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}}]}}]}}]} as unknown as DocumentNode<CredentialQuery, CredentialQueryVariables>;
export const HostedPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HostedPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"HostedRepositoryOrder"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hostedRepositories"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositoryFields"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositoryFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"HostedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"alias"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"icon"}},{"kind":"Field","name":{"kind":"Name","value":"sshPublicKey"}},{"kind":"Field","name":{"kind":"Name","value":"quota"}},{"kind":"Field","name":{"kind":"Name","value":"sizeOnDisk"}},{"kind":"Field","name":{"kind":"Name","value":"lastModifiedAt"}},{"kind":"Field","name":{"kind":"Name","value":"appendOnly"}},{"kind":"Field","name":{"kind":"Name","value":"archived"}},{"kind":"Field","name":{"kind":"Name","value":"wasArchived"}},{"kind":"Field","name":{"kind":"Name","value":"lanCommand"}},{"kind":"Field","name":{"kind":"Name","value":"displayDetails"}},{"kind":"Field","name":{"kind":"Name","value":"storageTarget"}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"freshnessSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"lastAlertAt"}}]}}]}}]} as unknown as DocumentNode<HostedPageQuery, HostedPageQueryVariables>;
export const HostedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Hosted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RepositoryByInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositoryFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositoryFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"HostedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"alias"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"icon"}},{"kind":"Field","name":{"kind":"Name","value":"sshPublicKey"}},{"kind":"Field","name":{"kind":"Name","value":"quota"}},{"kind":"Field","name":{"kind":"Name","value":"sizeOnDisk"}},{"kind":"Field","name":{"kind":"Name","value":"lastModifiedAt"}},{"kind":"Field","name":{"kind":"Name","value":"appendOnly"}},{"kind":"Field","name":{"kind":"Name","value":"archived"}},{"kind":"Field","name":{"kind":"Name","value":"wasArchived"}},{"kind":"Field","name":{"kind":"Name","value":"lanCommand"}},{"kind":"Field","name":{"kind":"Name","value":"displayDetails"}},{"kind":"Field","name":{"kind":"Name","value":"storageTarget"}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"freshnessSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"lastAlertAt"}}]}}]}}]} as unknown as DocumentNode<HostedQuery, HostedQueryVariables>;
export const HostedIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HostedId"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RepositoryByInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repositoryId"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}}]}]}}]} as unknown as DocumentNode<HostedIdQuery, HostedIdQueryVariables>;
export const CreateHostedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateHosted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateHostedRepositoryInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createHostedRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<CreateHostedMutation, CreateHostedMutationVariables>;
export const UpdateHostedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateHosted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateHostedRepositoryInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateHostedRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateHostedMutation, UpdateHostedMutationVariables>;
export const ArchiveHostedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ArchiveHosted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetHostedRepositoryArchivedInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setHostedRepositoryArchived"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<ArchiveHostedMutation, ArchiveHostedMutationVariables>;
export const DeleteHostedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteHosted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteHostedRepositoryInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteHostedRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hadFiles"}}]}}]}}]} as unknown as DocumentNode<DeleteHostedMutation, DeleteHostedMutationVariables>;
export const CompactHostedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CompactHosted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartCompactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCompact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"finishedJob"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CompactHostedMutation, CompactHostedMutationVariables>;
export const BreakHostedLockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BreakHostedLock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BreakLockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"breakLock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"broken"}}]}}]}}]} as unknown as DocumentNode<BreakHostedLockMutation, BreakHostedLockMutationVariables>;