// Written by codegen.ts from borg-ui.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Who vouches for a user. */
export type AuthSource =
  /** This server, by a password. */
  | 'LOCAL'
  /** An OpenID Connect provider. */
  | 'OIDC'
  /** A reverse proxy, by a header. */
  | 'PROXY';

/** A new password for the caller. */
export type ChangePasswordInput = {
  /** The one that is valid now. */
  currentPassword: string;
  /** 8 characters to 72 bytes. */
  newPassword: string;
};

/** A new repository, which Borg makes at `path`. */
export type CreateRepositoryInput = {
  /** Default false. */
  bypassLock?: boolean | null | undefined;
  /** `none`, `lz4` (default), `zstd[,1-22]`, `zlib[,0-9]`, `lzma[,0-9]`, with `auto,` in front or not. */
  compression?: string | null | undefined;
  /** The SSH connection by which the repository is reached; `path` is then a path on that machine. Null: local, or by the server’s own keys. */
  connectionId?: string | number | null | undefined;
  /** Default false. */
  continueOnHookFailure?: boolean | null | undefined;
  /** Further options of `borg create`; each is checked against a list. */
  customFlags?: Array<string> | null | undefined;
  /** Cannot be changed later. */
  encryption: EncryptionMode;
  /** As `borg create --exclude` takes them. */
  excludePatterns?: Array<string> | null | undefined;
  /** Default `CHANGED`. */
  listFiles?: ListFiles | null | undefined;
  /** Default `FULL`. */
  mode?: RepositoryMode | null | undefined;
  /** Unique. */
  name: string;
  /** Needed unless the encryption is `NONE`. Stored sealed, never shown. */
  passphrase?: string | null | undefined;
  /** Absolute local path or `ssh://user@host:port/path`; unique. */
  path: string;
  /** Default `default`. */
  pool?: string | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  postBackupScript?: string | null | undefined;
  /** 1 to 86400, default 300. */
  postHookTimeoutSeconds?: number | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  preBackupScript?: string | null | undefined;
  /** 1 to 86400, default 300. */
  preHookTimeoutSeconds?: number | null | undefined;
  /** Borg’s executable on the SSH server. Null clears it. */
  remotePath?: string | null | undefined;
  /** The SSH connection to the machine on which the source directories are. Null: this machine. */
  sourceConnectionId?: string | number | null | undefined;
  /** Absolute paths. */
  sourceDirectories?: Array<string> | null | undefined;
};

/** A new user. */
export type CreateUserInput = {
  /** A role on every repository, not above the global role. */
  allRepositoriesRole?: RepositoryRole | null | undefined;
  /** For display only; nobody else may have it. */
  email?: string | null | undefined;
  /** For display only. */
  fullName?: string | null | undefined;
  /** 8 characters to 72 bytes. */
  password: string;
  /** The global role. */
  role: UserRole;
  /** 1 to 100 printable characters. */
  username: string;
};

/** How Borg protects a repository (`borg init -e`). */
export type EncryptionMode =
  /** Not encrypted, authenticated with HMAC-SHA256. */
  | 'AUTHENTICATED'
  /** Not encrypted, authenticated with BLAKE2b. */
  | 'AUTHENTICATED_BLAKE2'
  /** AES-256 with HMAC-SHA256; the key lies in a key file. */
  | 'KEYFILE'
  /** AES-256 with BLAKE2b; the key lies in a key file. */
  | 'KEYFILE_BLAKE2'
  /** Neither encrypted nor authenticated. */
  | 'NONE'
  /** AES-256 with HMAC-SHA256; the key lies in the repository. */
  | 'REPOKEY'
  /** AES-256 with BLAKE2b; the key lies in the repository. */
  | 'REPOKEY_BLAKE2';

/** A repository that exists. Borg opens it before it is registered. */
export type ImportRepositoryInput = {
  /** Default false. */
  bypassLock?: boolean | null | undefined;
  /** `none`, `lz4` (default), `zstd[,1-22]`, `zlib[,0-9]`, `lzma[,0-9]`, with `auto,` in front or not. */
  compression?: string | null | undefined;
  /** The SSH connection by which the repository is reached; `path` is then a path on that machine. Null: local, or by the server’s own keys. */
  connectionId?: string | number | null | undefined;
  /** Default false. */
  continueOnHookFailure?: boolean | null | undefined;
  /** Further options of `borg create`; each is checked against a list. */
  customFlags?: Array<string> | null | undefined;
  /** As `borg create --exclude` takes them. */
  excludePatterns?: Array<string> | null | undefined;
  /** Content of the key file, for the key file modes. Stored sealed, never shown. */
  keyFile?: string | null | undefined;
  /** Default `CHANGED`. */
  listFiles?: ListFiles | null | undefined;
  /** Default `FULL`. */
  mode?: RepositoryMode | null | undefined;
  /** Unique. */
  name: string;
  /** Tried on the repository. Stored sealed, never shown. */
  passphrase?: string | null | undefined;
  /** Absolute local path or `ssh://user@host:port/path`; unique. */
  path: string;
  /** Default `default`. */
  pool?: string | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  postBackupScript?: string | null | undefined;
  /** 1 to 86400, default 300. */
  postHookTimeoutSeconds?: number | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  preBackupScript?: string | null | undefined;
  /** 1 to 86400, default 300. */
  preHookTimeoutSeconds?: number | null | undefined;
  /** Borg’s executable on the SSH server. Null clears it. */
  remotePath?: string | null | undefined;
  /** The SSH connection to the machine on which the source directories are. Null: this machine. */
  sourceConnectionId?: string | number | null | undefined;
  /** Absolute paths. */
  sourceDirectories?: Array<string> | null | undefined;
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

/** What started a job. */
export type JobTrigger =
  /** A person or a script. */
  | 'MANUAL'
  /** A retry of a job that failed or was cancelled. */
  | 'RETRY'
  /** A schedule. */
  | 'SCHEDULE';

/** Which files a backup lists in its log. */
export type ListFiles =
  /** Every file; costs Borg 15 to 45 % on trees of small files. */
  | 'ALL'
  /** Added, modified, changed while read, and failed ones (`--filter AMCE`). */
  | 'CHANGED'
  /** None; warnings and errors are logged all the same. */
  | 'NONE';

/** How a part of the maintenance ended. */
export type MaintenanceEnd =
  /** Ended because somebody wanted it. */
  | 'CANCELLED'
  /** Done. */
  | 'COMPLETED'
  /** Not done; the log says why. */
  | 'FAILED';

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

/** What the server does with a repository. */
export type RepositoryMode =
  /** Backs up into it. */
  | 'FULL'
  /** Reads its archives; backups are made elsewhere. */
  | 'OBSERVE';

/** What a user may do on one repository. */
export type RepositoryRole =
  /** Also start and cancel backups. */
  | 'OPERATOR'
  /** See status, progress, logs and archives. */
  | 'VIEWER';

/** Username and password. */
export type SignInInput = {
  /** Never logged. */
  password: string;
  /** Case-sensitive. */
  username: string;
};

/** Changes of the caller’s own names; what is absent stays. */
export type UpdateProfileInput = {
  /** Null clears it. */
  email?: string | null | undefined;
  /** Null clears it. */
  fullName?: string | null | undefined;
  /** A new name to sign in with. */
  username?: string | null | undefined;
};

/** Changes; what is absent stays. */
export type UpdateRepositoryInput = {
  /** Default false. */
  bypassLock?: boolean | null | undefined;
  /** `none`, `lz4` (default), `zstd[,1-22]`, `zlib[,0-9]`, `lzma[,0-9]`, with `auto,` in front or not. */
  compression?: string | null | undefined;
  /** The SSH connection by which the repository is reached; `path` is then a path on that machine. Null: local, or by the server’s own keys. */
  connectionId?: string | number | null | undefined;
  /** Default false. */
  continueOnHookFailure?: boolean | null | undefined;
  /** Further options of `borg create`; each is checked against a list. */
  customFlags?: Array<string> | null | undefined;
  /** As `borg create --exclude` takes them. */
  excludePatterns?: Array<string> | null | undefined;
  /** Default `CHANGED`. */
  listFiles?: ListFiles | null | undefined;
  /** Default `FULL`. */
  mode?: RepositoryMode | null | undefined;
  /** Unique. */
  name?: string | null | undefined;
  /** After it was changed with Borg; tried before it is kept. */
  passphrase?: string | null | undefined;
  /** Where the repository was moved to; Borg opens it there first. */
  path?: string | null | undefined;
  /** Default `default`. */
  pool?: string | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  postBackupScript?: string | null | undefined;
  /** 1 to 86400, default 300. */
  postHookTimeoutSeconds?: number | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  preBackupScript?: string | null | undefined;
  /** 1 to 86400, default 300. */
  preHookTimeoutSeconds?: number | null | undefined;
  /** Borg’s executable on the SSH server. Null clears it. */
  remotePath?: string | null | undefined;
  /** Which. */
  repositoryId: string | number;
  /** The SSH connection to the machine on which the source directories are. Null: this machine. */
  sourceConnectionId?: string | number | null | undefined;
  /** Absolute paths. */
  sourceDirectories?: Array<string> | null | undefined;
};

/** Changes of a user; what is absent stays. */
export type UpdateUserInput = {
  /** Null takes it away. */
  allRepositoriesRole?: RepositoryRole | null | undefined;
  /** Who vouches for the user. */
  authSource?: AuthSource | null | undefined;
  /** Null clears it. */
  email?: string | null | undefined;
  /** Null clears it. */
  fullName?: string | null | undefined;
  /** False ends all sessions and streams at once. */
  isActive?: boolean | null | undefined;
  /** The issuer’s address, a blank and the subject; the subject alone for a user who has an issuer. Null unlinks. */
  oidcSubject?: string | null | undefined;
  /** A new password; ends all sessions of the user. */
  password?: string | null | undefined;
  /** A new global role. */
  role?: UserRole | null | undefined;
  /** Whom to change. */
  userId: string | number;
  /** A new name. */
  username?: string | null | undefined;
};

/** The global role of a user. */
export type UserRole =
  /** Manages everything. */
  | 'ADMIN'
  /** May also be granted to start and cancel. */
  | 'OPERATOR'
  /** Sees the repositories that were granted. */
  | 'VIEWER';

export type AccountFragment = { databaseId: number, username: string, email: string | null, fullName: string | null, role: UserRole, allRepositoriesRole: RepositoryRole | null, authSource: AuthSource | null, oidcSubject: string | null, isActive: boolean, mustChangePassword: boolean, totpEnabled: boolean, createdAt: string, lastSignInAt: string | null };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signIn: { accessToken: string, expiresAt: string, user: { mustChangePassword: boolean } } };

export type RefreshTokenMutationVariables = Exact<{ [key: string]: never; }>;


export type RefreshTokenMutation = { refreshToken: { accessToken: string, expiresAt: string } };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: { logoutUrl: string | null } };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: { user: { id: string } } };

export type KeepPasswordMutationVariables = Exact<{ [key: string]: never; }>;


export type KeepPasswordMutation = { keepPassword: { user: { mustChangePassword: boolean } } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { viewer: { databaseId: number, username: string, email: string | null, fullName: string | null, role: UserRole, allRepositoriesRole: RepositoryRole | null, authSource: AuthSource | null, oidcSubject: string | null, isActive: boolean, mustChangePassword: boolean, totpEnabled: boolean, createdAt: string, lastSignInAt: string | null } | null };

export type AccountsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AccountsQuery = { users: { edges: Array<{ node: { databaseId: number, username: string, email: string | null, fullName: string | null, role: UserRole, allRepositoriesRole: RepositoryRole | null, authSource: AuthSource | null, oidcSubject: string | null, isActive: boolean, mustChangePassword: boolean, totpEnabled: boolean, createdAt: string, lastSignInAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AccountByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountByIdQuery = { node:
    | { databaseId: number, username: string, email: string | null, fullName: string | null, role: UserRole, allRepositoriesRole: RepositoryRole | null, authSource: AuthSource | null, oidcSubject: string | null, isActive: boolean, mustChangePassword: boolean, totpEnabled: boolean, createdAt: string, lastSignInAt: string | null }
    | Record<PropertyKey, never>
   | null };

export type CreateAccountMutationVariables = Exact<{
  input: CreateUserInput;
}>;


export type CreateAccountMutation = { createUser: { user: { databaseId: number, username: string, email: string | null, fullName: string | null, role: UserRole, allRepositoriesRole: RepositoryRole | null, authSource: AuthSource | null, oidcSubject: string | null, isActive: boolean, mustChangePassword: boolean, totpEnabled: boolean, createdAt: string, lastSignInAt: string | null } } };

export type UpdateAccountMutationVariables = Exact<{
  input: UpdateUserInput;
}>;


export type UpdateAccountMutation = { updateUser: { user: { databaseId: number, username: string, email: string | null, fullName: string | null, role: UserRole, allRepositoriesRole: RepositoryRole | null, authSource: AuthSource | null, oidcSubject: string | null, isActive: boolean, mustChangePassword: boolean, totpEnabled: boolean, createdAt: string, lastSignInAt: string | null } } };

export type DeleteAccountMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteAccountMutation = { deleteUser: { deletedUserId: string } };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { user: { id: string } } };

export type RoleQueryVariables = Exact<{ [key: string]: never; }>;


export type RoleQuery = { viewer: { role: UserRole } | null };

export type AccountTokenFragment = { databaseId: number, name: string, prefix: string, createdAt: string, lastUsedAt: string | null };

export type AccountTokensQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AccountTokensQuery = { viewer: { apiKeys: { edges: Array<{ node: { databaseId: number, name: string, prefix: string, createdAt: string, lastUsedAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type CreateAccountTokenMutationVariables = Exact<{
  name: string;
}>;


export type CreateAccountTokenMutation = { createApiKey: { secret: string, apiKey: { databaseId: number, name: string, prefix: string, createdAt: string, lastUsedAt: string | null } } };

export type RevokeAccountTokenMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeAccountTokenMutation = { revokeApiKey: { revokedApiKeyId: string } };

type BackupJobItem_BackupJob_Fragment = { archiveName: string | null, databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, maintenance: { prune: MaintenanceEnd | null, compact: MaintenanceEnd | null } | null, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

type BackupJobItem_CheckJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

type BackupJobItem_CompactJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

type BackupJobItem_DeleteArchiveJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

type BackupJobItem_PruneJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

type BackupJobItem_RestoreCheckJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

type BackupJobItem_RestoreJob_Fragment = { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

export type BackupJobItemFragment =
  | BackupJobItem_BackupJob_Fragment
  | BackupJobItem_CheckJob_Fragment
  | BackupJobItem_CompactJob_Fragment
  | BackupJobItem_DeleteArchiveJob_Fragment
  | BackupJobItem_PruneJob_Fragment
  | BackupJobItem_RestoreCheckJob_Fragment
  | BackupJobItem_RestoreJob_Fragment
;

export type BackupStatusQueryVariables = Exact<{
  id: string | number;
}>;


export type BackupStatusQuery = { job:
    | { archiveName: string | null, databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, maintenance: { prune: MaintenanceEnd | null, compact: MaintenanceEnd | null } | null, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
    | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
   | null };

export type BackupJobsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter: JobFilterInput;
}>;


export type BackupJobsQuery = { jobs: { edges: Array<{ node:
        | { archiveName: string | null, databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, maintenance: { prune: MaintenanceEnd | null, compact: MaintenanceEnd | null } | null, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
        | { databaseId: number, status: JobStatus, trigger: JobTrigger, repositoryPath: string, createdAt: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, retryAttempt: number, databaseIds: { repository: number | null, requestedBy: number | null, schedule: number | null, retryOf: number | null, retryOriginal: number | null }, failure: { code: JobFailureCode } | null, progress: { phase: JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SourcesOfRepositoriesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type SourcesOfRepositoriesQuery = { nodes: Array<
    | { databaseId: number, sourceDirectories: Array<string> }
    | Record<PropertyKey, never>
   | null> };

export type StartBackupMutationVariables = Exact<{
  path: string;
  idempotencyKey?: string | null | undefined;
}>;


export type StartBackupMutation = { startBackupByPath: { job: { databaseId: number } } };

export type CancelBackupMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelBackupMutation = { cancelJob: { processTerminated: boolean } };

export type RetryBackupMutationVariables = Exact<{
  id: string | number;
}>;


export type RetryBackupMutation = { retryJob: { job:
      | { databaseId: number, createdAt: string, retryAttempt: number, databaseIds: { requestedBy: number | null, retryOf: number | null, retryOriginal: number | null } }
      | { databaseId: number, createdAt: string, retryAttempt: number, databaseIds: { requestedBy: number | null, retryOf: number | null, retryOriginal: number | null } }
      | { databaseId: number, createdAt: string, retryAttempt: number, databaseIds: { requestedBy: number | null, retryOf: number | null, retryOriginal: number | null } }
      | { databaseId: number, createdAt: string, retryAttempt: number, databaseIds: { requestedBy: number | null, retryOf: number | null, retryOriginal: number | null } }
      | { databaseId: number, createdAt: string, retryAttempt: number, databaseIds: { requestedBy: number | null, retryOf: number | null, retryOriginal: number | null } }
      | { databaseId: number, createdAt: string, retryAttempt: number, databaseIds: { requestedBy: number | null, retryOf: number | null, retryOriginal: number | null } }
      | { databaseId: number, createdAt: string, retryAttempt: number, databaseIds: { requestedBy: number | null, retryOf: number | null, retryOriginal: number | null } }
     } };

export type BackupLogQueryVariables = Exact<{
  id: string | number;
  after: number;
  first: number;
}>;


export type BackupLogQuery = { job:
    | { status: JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
   | null };

export type RepositorySummaryFragment = { databaseId: number, name: string, path: string, encryption: EncryptionMode, compression: string, customFlags: Array<string> };

export type RepositoryDetailsFragment = { sourceDirectories: Array<string>, excludePatterns: Array<string>, remotePath: string | null, lastBackupAt: string | null, lastCheckAt: string | null, lastCompactAt: string | null, totalSize: number | null, archiveCount: number, createdAt: string, updatedAt: string, preBackupScript: string | null, postBackupScript: string | null, preHookTimeoutSeconds: number, postHookTimeoutSeconds: number, continueOnHookFailure: boolean, mode: RepositoryMode, bypassLock: boolean, hasKeyFile: boolean, databaseId: number, name: string, path: string, encryption: EncryptionMode, compression: string, customFlags: Array<string>, databaseIds: { connection: number | null, sourceConnection: number | null }, connection: { sshKey: { databaseId: number } | null } | null, runningJob:
    | { kind: JobKind, progress: { phase: JobPhase } }
    | { kind: JobKind, progress: { phase: JobPhase } }
    | { kind: JobKind, progress: { phase: JobPhase } }
    | { kind: JobKind, progress: { phase: JobPhase } }
    | { kind: JobKind, progress: { phase: JobPhase } }
    | { kind: JobKind, progress: { phase: JobPhase } }
    | { kind: JobKind, progress: { phase: JobPhase } }
   | null, archiveTotals: { originalSize: number | null, compressedSize: number | null }, backupSchedule: { name: string | null, isEnabled: boolean, timezone: string, nextRunAt: string | null } | null };

export type RepositoriesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type RepositoriesQuery = { repositories: { edges: Array<{ node:
        | { sourceDirectories: Array<string>, excludePatterns: Array<string>, remotePath: string | null, lastBackupAt: string | null, lastCheckAt: string | null, lastCompactAt: string | null, totalSize: number | null, archiveCount: number, createdAt: string, updatedAt: string, preBackupScript: string | null, postBackupScript: string | null, preHookTimeoutSeconds: number, postHookTimeoutSeconds: number, continueOnHookFailure: boolean, mode: RepositoryMode, bypassLock: boolean, hasKeyFile: boolean, databaseId: number, name: string, path: string, encryption: EncryptionMode, compression: string, customFlags: Array<string>, databaseIds: { connection: number | null, sourceConnection: number | null }, connection: { sshKey: { databaseId: number } | null } | null, runningJob:
            | { kind: JobKind, progress: { phase: JobPhase } }
            | { kind: JobKind, progress: { phase: JobPhase } }
            | { kind: JobKind, progress: { phase: JobPhase } }
            | { kind: JobKind, progress: { phase: JobPhase } }
            | { kind: JobKind, progress: { phase: JobPhase } }
            | { kind: JobKind, progress: { phase: JobPhase } }
            | { kind: JobKind, progress: { phase: JobPhase } }
           | null, archiveTotals: { originalSize: number | null, compressedSize: number | null }, backupSchedule: { name: string | null, isEnabled: boolean, timezone: string, nextRunAt: string | null } | null }
        | Record<PropertyKey, never>
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RepositoryByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type RepositoryByIdQuery = { repository:
    | { sourceDirectories: Array<string>, excludePatterns: Array<string>, remotePath: string | null, lastBackupAt: string | null, lastCheckAt: string | null, lastCompactAt: string | null, totalSize: number | null, archiveCount: number, createdAt: string, updatedAt: string, preBackupScript: string | null, postBackupScript: string | null, preHookTimeoutSeconds: number, postHookTimeoutSeconds: number, continueOnHookFailure: boolean, mode: RepositoryMode, bypassLock: boolean, hasKeyFile: boolean, databaseId: number, name: string, path: string, encryption: EncryptionMode, compression: string, customFlags: Array<string>, databaseIds: { connection: number | null, sourceConnection: number | null }, connection: { sshKey: { databaseId: number } | null } | null, runningJob:
        | { kind: JobKind, progress: { phase: JobPhase } }
        | { kind: JobKind, progress: { phase: JobPhase } }
        | { kind: JobKind, progress: { phase: JobPhase } }
        | { kind: JobKind, progress: { phase: JobPhase } }
        | { kind: JobKind, progress: { phase: JobPhase } }
        | { kind: JobKind, progress: { phase: JobPhase } }
        | { kind: JobKind, progress: { phase: JobPhase } }
       | null, archiveTotals: { originalSize: number | null, compressedSize: number | null }, backupSchedule: { name: string | null, isEnabled: boolean, timezone: string, nextRunAt: string | null } | null }
    | Record<PropertyKey, never>
   | null };

export type RepositoryPathQueryVariables = Exact<{
  by: RepositoryByInput;
}>;


export type RepositoryPathQuery = { repository:
    | { path: string }
    | { path: string }
   | null };

export type CreateRepositoryMutationVariables = Exact<{
  input: CreateRepositoryInput;
}>;


export type CreateRepositoryMutation = { createRepository: { repository: { databaseId: number, name: string, path: string, encryption: EncryptionMode, compression: string, customFlags: Array<string> } } };

export type ImportRepositoryMutationVariables = Exact<{
  input: ImportRepositoryInput;
}>;


export type ImportRepositoryMutation = { importRepository: { repository: { archiveCount: number, databaseId: number, name: string, path: string, encryption: EncryptionMode, compression: string, customFlags: Array<string> } } };

export type UpdateRepositoryMutationVariables = Exact<{
  input: UpdateRepositoryInput;
}>;


export type UpdateRepositoryMutation = { updateRepository: { repository: { databaseId: number } } };

export type DestroyRepositoryMutationVariables = Exact<{
  id: string | number;
  name: string;
}>;


export type DestroyRepositoryMutation = { destroyRepository: { destroyedRepositoryId: string } };

export type DeleteRepositoryMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteRepositoryMutation = { deleteRepository: { deletedRepositoryId: string } };

export type SetKeyFileMutationVariables = Exact<{
  id: string | number;
  keyFile: string;
}>;


export type SetKeyFileMutation = { setRepositoryKeyFile: { repository: { path: string } } };

export type ExportKeyMutationVariables = Exact<{
  id: string | number;
}>;


export type ExportKeyMutation = { exportRepositoryKey: { key: string } };

export const AccountFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Account"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"allRepositoriesRole"}},{"kind":"Field","name":{"kind":"Name","value":"authSource"}},{"kind":"Field","name":{"kind":"Name","value":"oidcSubject"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}},{"kind":"Field","name":{"kind":"Name","value":"totpEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSignInAt"}}]}}]} as unknown as DocumentNode<AccountFragment, unknown>;
export const AccountTokenFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AccountToken"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApiKey"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"prefix"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]} as unknown as DocumentNode<AccountTokenFragment, unknown>;
export const BackupJobItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"BackupJobItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"retryAttempt"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"}},{"kind":"Field","name":{"kind":"Name","value":"retryOriginal"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}},{"kind":"Field","name":{"kind":"Name","value":"deduplicatedSize"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"currentFile"}},{"kind":"Field","name":{"kind":"Name","value":"totalExpectedSize"}},{"kind":"Field","name":{"kind":"Name","value":"bytesPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveName"}},{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"prune"}},{"kind":"Field","name":{"kind":"Name","value":"compact"}}]}}]}}]}}]} as unknown as DocumentNode<BackupJobItemFragment, unknown>;
export const RepositorySummaryFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositorySummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"encryption"}},{"kind":"Field","name":{"kind":"Name","value":"compression"}},{"kind":"Field","name":{"kind":"Name","value":"customFlags"}}]}}]} as unknown as DocumentNode<RepositorySummaryFragment, unknown>;
export const RepositoryDetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositoryDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositorySummary"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"sourceConnection"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sshKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceDirectories"}},{"kind":"Field","name":{"kind":"Name","value":"excludePatterns"}},{"kind":"Field","name":{"kind":"Name","value":"remotePath"}},{"kind":"Field","name":{"kind":"Name","value":"lastBackupAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}},{"kind":"Field","name":{"kind":"Name","value":"runningJob"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phase"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalSize"}},{"kind":"Field","name":{"kind":"Name","value":"archiveTotals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}}]}},{"kind":"Field","name":{"kind":"Name","value":"archiveCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScript"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScript"}},{"kind":"Field","name":{"kind":"Name","value":"preHookTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"postHookTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"continueOnHookFailure"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLock"}},{"kind":"Field","name":{"kind":"Name","value":"hasKeyFile"}},{"kind":"Field","name":{"kind":"Name","value":"backupSchedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositorySummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"encryption"}},{"kind":"Field","name":{"kind":"Name","value":"compression"}},{"kind":"Field","name":{"kind":"Name","value":"customFlags"}}]}}]} as unknown as DocumentNode<RepositoryDetailsFragment, unknown>;
export const SignInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SignInInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signIn"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}}]}}]}}]}}]} as unknown as DocumentNode<SignInMutation, SignInMutationVariables>;
export const RefreshTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RefreshToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refreshToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]} as unknown as DocumentNode<RefreshTokenMutation, RefreshTokenMutationVariables>;
export const SignOutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logoutUrl"}}]}}]}}]} as unknown as DocumentNode<SignOutMutation, SignOutMutationVariables>;
export const ChangePasswordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangePassword"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChangePasswordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changePassword"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const KeepPasswordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"KeepPassword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"keepPassword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}}]}}]}}]}}]} as unknown as DocumentNode<KeepPasswordMutation, KeepPasswordMutationVariables>;
export const MeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Account"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Account"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"allRepositoriesRole"}},{"kind":"Field","name":{"kind":"Name","value":"authSource"}},{"kind":"Field","name":{"kind":"Name","value":"oidcSubject"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}},{"kind":"Field","name":{"kind":"Name","value":"totpEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSignInAt"}}]}}]} as unknown as DocumentNode<MeQuery, MeQueryVariables>;
export const AccountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Accounts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Account"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Account"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"allRepositoriesRole"}},{"kind":"Field","name":{"kind":"Name","value":"authSource"}},{"kind":"Field","name":{"kind":"Name","value":"oidcSubject"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}},{"kind":"Field","name":{"kind":"Name","value":"totpEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSignInAt"}}]}}]} as unknown as DocumentNode<AccountsQuery, AccountsQueryVariables>;
export const AccountByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Account"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Account"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"allRepositoriesRole"}},{"kind":"Field","name":{"kind":"Name","value":"authSource"}},{"kind":"Field","name":{"kind":"Name","value":"oidcSubject"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}},{"kind":"Field","name":{"kind":"Name","value":"totpEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSignInAt"}}]}}]} as unknown as DocumentNode<AccountByIdQuery, AccountByIdQueryVariables>;
export const CreateAccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Account"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Account"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"allRepositoriesRole"}},{"kind":"Field","name":{"kind":"Name","value":"authSource"}},{"kind":"Field","name":{"kind":"Name","value":"oidcSubject"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}},{"kind":"Field","name":{"kind":"Name","value":"totpEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSignInAt"}}]}}]} as unknown as DocumentNode<CreateAccountMutation, CreateAccountMutationVariables>;
export const UpdateAccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateUserInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Account"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Account"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"fullName"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"allRepositoriesRole"}},{"kind":"Field","name":{"kind":"Name","value":"authSource"}},{"kind":"Field","name":{"kind":"Name","value":"oidcSubject"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"mustChangePassword"}},{"kind":"Field","name":{"kind":"Name","value":"totpEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSignInAt"}}]}}]} as unknown as DocumentNode<UpdateAccountMutation, UpdateAccountMutationVariables>;
export const DeleteAccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedUserId"}}]}}]}}]} as unknown as DocumentNode<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const UpdateProfileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateProfileInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const RoleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Role"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}}]}}]}}]} as unknown as DocumentNode<RoleQuery, RoleQueryVariables>;
export const AccountTokensDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountTokens"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiKeys"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"ACCOUNT"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AccountToken"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AccountToken"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApiKey"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"prefix"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]} as unknown as DocumentNode<AccountTokensQuery, AccountTokensQueryVariables>;
export const CreateAccountTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAccountToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"ACCOUNT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AccountToken"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AccountToken"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ApiKey"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"prefix"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]} as unknown as DocumentNode<CreateAccountTokenMutation, CreateAccountTokenMutationVariables>;
export const RevokeAccountTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeAccountToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"apiKeyId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokedApiKeyId"}}]}}]}}]} as unknown as DocumentNode<RevokeAccountTokenMutation, RevokeAccountTokenMutationVariables>;
export const BackupStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BackupStatus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"BackupJobItem"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"BackupJobItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"retryAttempt"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"}},{"kind":"Field","name":{"kind":"Name","value":"retryOriginal"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}},{"kind":"Field","name":{"kind":"Name","value":"deduplicatedSize"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"currentFile"}},{"kind":"Field","name":{"kind":"Name","value":"totalExpectedSize"}},{"kind":"Field","name":{"kind":"Name","value":"bytesPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveName"}},{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"prune"}},{"kind":"Field","name":{"kind":"Name","value":"compact"}}]}}]}}]}}]} as unknown as DocumentNode<BackupStatusQuery, BackupStatusQueryVariables>;
export const BackupJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BackupJobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"JobFilterInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"BackupJobItem"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"BackupJobItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"retryAttempt"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"}},{"kind":"Field","name":{"kind":"Name","value":"retryOriginal"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}},{"kind":"Field","name":{"kind":"Name","value":"deduplicatedSize"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"currentFile"}},{"kind":"Field","name":{"kind":"Name","value":"totalExpectedSize"}},{"kind":"Field","name":{"kind":"Name","value":"bytesPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveName"}},{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"prune"}},{"kind":"Field","name":{"kind":"Name","value":"compact"}}]}}]}}]}}]} as unknown as DocumentNode<BackupJobsQuery, BackupJobsQueryVariables>;
export const SourcesOfRepositoriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SourcesOfRepositories"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"sourceDirectories"}}]}}]}}]}}]} as unknown as DocumentNode<SourcesOfRepositoriesQuery, SourcesOfRepositoriesQueryVariables>;
export const StartBackupDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartBackup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"path"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startBackupByPath"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"path"},"value":{"kind":"Variable","name":{"kind":"Name","value":"path"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"onConflict"},"value":{"kind":"EnumValue","value":"REJECT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<StartBackupMutation, StartBackupMutationVariables>;
export const CancelBackupDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelBackup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"processTerminated"}}]}}]}}]} as unknown as DocumentNode<CancelBackupMutation, CancelBackupMutationVariables>;
export const RetryBackupDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetryBackup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"onConflict"},"value":{"kind":"EnumValue","value":"REJECT"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"retryAttempt"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"}},{"kind":"Field","name":{"kind":"Name","value":"retryOriginal"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RetryBackupMutation, RetryBackupMutationVariables>;
export const BackupLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BackupLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"log"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"content"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"totalLines"}}]}}]}}]}}]} as unknown as DocumentNode<BackupLogQuery, BackupLogQueryVariables>;
export const RepositoriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Repositories"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repositories"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"MANAGED"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositoryDetails"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositorySummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"encryption"}},{"kind":"Field","name":{"kind":"Name","value":"compression"}},{"kind":"Field","name":{"kind":"Name","value":"customFlags"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositoryDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositorySummary"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"sourceConnection"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sshKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceDirectories"}},{"kind":"Field","name":{"kind":"Name","value":"excludePatterns"}},{"kind":"Field","name":{"kind":"Name","value":"remotePath"}},{"kind":"Field","name":{"kind":"Name","value":"lastBackupAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}},{"kind":"Field","name":{"kind":"Name","value":"runningJob"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phase"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalSize"}},{"kind":"Field","name":{"kind":"Name","value":"archiveTotals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}}]}},{"kind":"Field","name":{"kind":"Name","value":"archiveCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScript"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScript"}},{"kind":"Field","name":{"kind":"Name","value":"preHookTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"postHookTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"continueOnHookFailure"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLock"}},{"kind":"Field","name":{"kind":"Name","value":"hasKeyFile"}},{"kind":"Field","name":{"kind":"Name","value":"backupSchedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}}]}}]}}]} as unknown as DocumentNode<RepositoriesQuery, RepositoriesQueryVariables>;
export const RepositoryByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RepositoryById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositoryDetails"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositorySummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"encryption"}},{"kind":"Field","name":{"kind":"Name","value":"compression"}},{"kind":"Field","name":{"kind":"Name","value":"customFlags"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositoryDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositorySummary"}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"sourceConnection"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sshKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceDirectories"}},{"kind":"Field","name":{"kind":"Name","value":"excludePatterns"}},{"kind":"Field","name":{"kind":"Name","value":"remotePath"}},{"kind":"Field","name":{"kind":"Name","value":"lastBackupAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}},{"kind":"Field","name":{"kind":"Name","value":"runningJob"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phase"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalSize"}},{"kind":"Field","name":{"kind":"Name","value":"archiveTotals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}}]}},{"kind":"Field","name":{"kind":"Name","value":"archiveCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScript"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScript"}},{"kind":"Field","name":{"kind":"Name","value":"preHookTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"postHookTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"continueOnHookFailure"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLock"}},{"kind":"Field","name":{"kind":"Name","value":"hasKeyFile"}},{"kind":"Field","name":{"kind":"Name","value":"backupSchedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}}]}}]}}]} as unknown as DocumentNode<RepositoryByIdQuery, RepositoryByIdQueryVariables>;
export const RepositoryPathDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RepositoryPath"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RepositoryByInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]} as unknown as DocumentNode<RepositoryPathQuery, RepositoryPathQueryVariables>;
export const CreateRepositoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateRepository"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateRepositoryInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositorySummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositorySummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"encryption"}},{"kind":"Field","name":{"kind":"Name","value":"compression"}},{"kind":"Field","name":{"kind":"Name","value":"customFlags"}}]}}]} as unknown as DocumentNode<CreateRepositoryMutation, CreateRepositoryMutationVariables>;
export const ImportRepositoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ImportRepository"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImportRepositoryInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RepositorySummary"}},{"kind":"Field","name":{"kind":"Name","value":"archiveCount"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RepositorySummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"encryption"}},{"kind":"Field","name":{"kind":"Name","value":"compression"}},{"kind":"Field","name":{"kind":"Name","value":"customFlags"}}]}}]} as unknown as DocumentNode<ImportRepositoryMutation, ImportRepositoryMutationVariables>;
export const UpdateRepositoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateRepository"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateRepositoryInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateRepositoryMutation, UpdateRepositoryMutationVariables>;
export const DestroyRepositoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DestroyRepository"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"destroyRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"repositoryId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"confirmName"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"destroyedRepositoryId"}}]}}]}}]} as unknown as DocumentNode<DestroyRepositoryMutation, DestroyRepositoryMutationVariables>;
export const DeleteRepositoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteRepository"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteRepository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"repositoryId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedRepositoryId"}}]}}]}}]} as unknown as DocumentNode<DeleteRepositoryMutation, DeleteRepositoryMutationVariables>;
export const SetKeyFileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetKeyFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"keyFile"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setRepositoryKeyFile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"repositoryId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"keyFile"},"value":{"kind":"Variable","name":{"kind":"Name","value":"keyFile"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<SetKeyFileMutation, SetKeyFileMutationVariables>;
export const ExportKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExportKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"exportRepositoryKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"repositoryId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]} as unknown as DocumentNode<ExportKeyMutation, ExportKeyMutationVariables>;