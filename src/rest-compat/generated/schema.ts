// Written by codegen.ts from the schema: do not edit.
/** A way to tell somebody. */
export type AlertChannel =
  /** Services that Apprise knows. */
  | 'APPRISE'
  /** A mail to the address of the account. */
  | 'EMAIL'
  /** JSON that is posted to an address. */
  | 'WEBHOOK';

/** Why an alert was not delivered. */
export type AlertFailureReason =
  /** The address is private (`ALERT_PRIVATE_ADDRESSES`). */
  | 'ADDRESS_REFUSED'
  /** Apprise did not reach all services. */
  | 'APPRISE_FAILED'
  /** Only administrators may have Apprise run on the server. */
  | 'APPRISE_MODE_FORBIDDEN'
  /** No Apprise mode is chosen. */
  | 'APPRISE_MODE_MISSING'
  /** The server has no Apprise (`APPRISE_PATH`). */
  | 'APPRISE_NOT_INSTALLED'
  /** There is no Apprise service. */
  | 'APPRISE_SERVICES_MISSING'
  /** There is no address of an Apprise server. */
  | 'APPRISE_URL_MISSING'
  /** This way was switched off. */
  | 'CHANNEL_OFF'
  /** The e-mail address of the account is not one. */
  | 'EMAIL_INVALID'
  /** The account has no e-mail address. */
  | 'EMAIL_MISSING'
  /** The web server refused: see `httpStatus`. */
  | 'HTTP_STATUS'
  /** The mail server refused, or could not be reached. */
  | 'MAIL_FAILED'
  /** The server has no mail server (`MAIL_SMTP_HOST`). */
  | 'NO_MAIL_SERVER'
  /** The web server could not be reached in time. */
  | 'UNREACHABLE'
  /** The address is not one of a web server. */
  | 'URL_INVALID'
  /** There is no address of a webhook. */
  | 'WEBHOOK_URL_MISSING';

/** The second step of signing in. */
export type AnswerSignInChallengeInput = {
  /** `extensions.challenge` of the first step; valid for 10 minutes. */
  challenge: string;
  /** Six digits of the authenticator app, or a recovery code. */
  code: string;
};

/** What the secret of a key looks like. */
export type ApiKeyFormat =
  /** A UUID of version 4, as BorgWarehouse makes them. */
  | 'UUID'
  /** `vnc_` or `borgui_`, and 256 random bits. */
  | 'VINCULUM';

/** The two kinds of long-lived credentials. */
export type ApiKeyKind =
  /** A personal access token of the Borg UI dialect, with all rights of its owner. */
  | 'ACCOUNT'
  /** Has some permissions, perhaps on some repositories only. */
  | 'API_KEY';

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

/** Who runs Apprise. */
export type AppriseMode =
  /** This server, as a program; for administrators only, because it reaches what the server reaches. */
  | 'PACKAGE'
  /** An Apprise server at an address of yours. */
  | 'STATELESS';

/** What an entry of an archive is. */
export type ArchiveEntryType =
  /** A block device. */
  | 'BLOCK_DEVICE'
  /** A character device. */
  | 'CHARACTER_DEVICE'
  /** A folder. */
  | 'DIRECTORY'
  /** A regular file. */
  | 'FILE'
  /** A further name of a file that the archive has under another name. */
  | 'HARD_LINK'
  /** Something that a later Borg knows. */
  | 'OTHER'
  /** A named pipe. */
  | 'PIPE'
  /** A symbolic link. */
  | 'SYMBOLIC_LINK';

/** What can happen to accounts and sign-ins. */
export type AuthEventType =
  /** A wrong password, an unknown name or an inactive user. */
  | 'local_login_failed'
  /** A failure that used up the allowance. */
  | 'local_login_rate_limited'
  /** Somebody signed in with a password. */
  | 'local_login_succeeded'
  /** Somebody signed out. */
  | 'logout'
  /** A user connected their account with an identity. */
  | 'oidc_account_linked'
  /** A user disconnected their account from an identity. */
  | 'oidc_account_unlinked'
  /** An answer of the OpenID Connect provider was refused. */
  | 'oidc_callback_failed'
  /** The OpenID Connect provider vouched for somebody. */
  | 'oidc_callback_success'
  /** A sign-in through the provider was not completed. */
  | 'oidc_exchange_failed'
  /** Somebody signed in through the provider. */
  | 'oidc_login_succeeded'
  /** The provider vouched for somebody who has no account here. */
  | 'oidc_user_denied'
  /** Somebody waits until an administrator activates them. */
  | 'oidc_user_pending'
  /** A user was made for an identity of the provider. */
  | 'oidc_user_provisioned'
  /** A new password was set on the command line of the server. */
  | 'password_recovered'
  /** A user was made for a name that the reverse proxy sent. */
  | 'proxy_user_provisioned'
  /** All sessions of a user were ended on the command line of the server. */
  | 'sessions_revoked'
  /** The host keys of a machine that was never met were trusted (`SSH_HOST_KEY_POLICY=first-use`); `detail` names both. */
  | 'ssh_host_key_pinned'
  /** A user switched the second factor off. */
  | 'totp_disabled'
  /** A user switched the second factor on. */
  | 'totp_enabled'
  /** The password was right, the code was not. */
  | 'totp_login_failed'
  /** A wrong code that used up the allowance. */
  | 'totp_login_rate_limited'
  /** Somebody signed in with a password and a code. */
  | 'totp_login_succeeded'
  /** An administrator took a second factor away. */
  | 'totp_reset';

/** Who vouches for a user. */
export type AuthSource =
  /** This server, by a password. */
  | 'LOCAL'
  /** An OpenID Connect provider. */
  | 'OIDC'
  /** A reverse proxy, by a header. */
  | 'PROXY';

/** Where the browser is, and where it wants to go. */
export type BeginOidcLinkInput = {
  /** Where clients reach this server; needed when `PUBLIC_URL` is not configured. */
  baseUrl?: string | null | undefined;
  /** A page of this server, for when it is over; every other address becomes `/login`. */
  returnTo?: string | null | undefined;
};

/** Where the browser is, and where it wants to go. */
export type BeginOidcSignInInput = {
  /** Where clients reach this server; needed when `PUBLIC_URL` is not configured. */
  baseUrl?: string | null | undefined;
  /** A page of this server, for when it is over; every other address becomes `/login`. */
  returnTo?: string | null | undefined;
};

/** Whose lock to break. */
export type BreakLockInput = {
  /** The caller has made sure that a holder whose state is `UNKNOWN` is gone. */
  confirmForeignHost: boolean;
  /** Global id. */
  repositoryId: string | number;
};

/** A new password for the caller. */
export type ChangePasswordInput = {
  /** The one that is valid now. */
  currentPassword: string;
  /** 8 characters to 72 bytes. */
  newPassword: string;
};

/** Another role where one was granted. */
export type ChangeRepositoryRoleInput = {
  /** On what. */
  repositoryId: string | number;
  /** The new role. */
  role: RepositoryRole;
  /** Whose. */
  userId: string | number;
};

/** The answer of the provider. */
export type CompleteOidcSignInInput = {
  /** Of the address that the browser came back to. */
  query: string;
  /** Of `beginOidcSignIn` or `beginOidcLink`, from the same browser. */
  transaction?: string | null | undefined;
};

/** What to do when the repository is busy. */
export type ConflictPolicy =
  /** Wait for its turn, first in, first out. */
  | 'QUEUE'
  /** Refuse with `CONFLICT`: reason `REPOSITORY_BUSY`, or for a backup `TOO_MANY_BACKUPS` when as many are under way as `settings.maxConcurrentBackups` says. */
  | 'REJECT';

/** A new key for the caller. */
export type CreateApiKeyInput = {
  /** Absent: it does not expire. */
  expiresAt?: string | null | undefined;
  /** What the secret looks like; absent: `VINCULUM`. */
  format?: ApiKeyFormat | null | undefined;
  /** What kind of key. */
  kind: ApiKeyKind;
  /** 1 to 100 characters. */
  name: string;
  /** At least one, unless it is an account token. */
  permissions?: Array<ApiKeyPermission> | null | undefined;
  /** Only these repositories; absent: all that the caller may use. */
  repositoryIds?: Array<string | number> | null | undefined;
  /** A UUID of version 4 to be the secret, for clients that make it themselves. */
  secret?: string | null | undefined;
  /** Refuse a name that the caller has given to another key. */
  uniqueName?: boolean | null | undefined;
};

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
  /** The same for the script after the backup. */
  postBackupScriptParameters?: string | null | undefined;
  /** 1 to 86400, default 300. */
  postHookTimeoutSeconds?: number | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  preBackupScript?: string | null | undefined;
  /** Variables for the environment of the script: a JSON object of upper-case names. Kept sealed. Null clears them. */
  preBackupScriptParameters?: string | null | undefined;
  /** 1 to 86400, default 300. */
  preHookTimeoutSeconds?: number | null | undefined;
  /** Borg’s executable on the SSH server. Null clears it. */
  remotePath?: string | null | undefined;
  /** The SSH connection to the machine on which the source directories are. Null: this machine. */
  sourceConnectionId?: string | number | null | undefined;
  /** Absolute paths. */
  sourceDirectories?: Array<string> | null | undefined;
};

/** A new schedule for backups. */
export type CreateScheduleInput = {
  /** As `BackupScheduleSettings.archiveNameTemplate`. Null: the default. */
  archiveNameTemplate?: string | null | undefined;
  /** Compact after each backup that succeeded. Default false. */
  compactAfter?: boolean | null | undefined;
  /** As `Schedule.cronExpression`; needed in the mode `CRON`. */
  cronExpression?: string | null | undefined;
  /** For people. Null clears it. */
  description?: string | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** For the REST dialect of Borg UI. */
  legacy?: LegacyScheduleSettingsInput | null | undefined;
  /** Unique. */
  name: string;
  /** Prune after each backup that succeeded. Default false. */
  pruneAfter?: boolean | null | undefined;
  /** What to back up into, in this order. None: for administrators only. */
  repositoryIds: Array<string | number>;
  /** What pruning keeps, as a whole. Default: 7 days, 4 weeks, 6 months, 1 year. */
  retention?: RetentionRuleInput | null | undefined;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

/** Another machine. */
export type CreateSshConnectionInput = {
  /** Name or address. */
  host: string;
  /** Default false. */
  isBackupSource?: boolean | null | undefined;
  /** 1 to 100 printable characters, unique; default `user@host:port`. */
  name?: string | null | undefined;
  /** 1 to 65535. */
  port: number;
  /** With which key. */
  sshKeyId: string | number;
  /** As whom to sign in. */
  username: string;
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

/** Which hosted repository to delete. */
export type DeleteHostedRepositoryInput = {
  /** Global id. */
  repositoryId: string | number;
};

/** Proof that it is really the caller. */
export type DisableTotpInput = {
  /** Six digits of the app, or a recovery code. */
  code: string;
  /** Never logged. */
  currentPassword: string;
};

/** Proof that the authenticator app has the secret. */
export type EnableTotpInput = {
  /** Six digits that the app shows. */
  code: string;
  /** Of `beginTotpSetup`. */
  setupToken: string;
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

/** A key pair to make. */
export type GenerateSshKeyInput = {
  /** For people. */
  description?: string | null | undefined;
  /** What kind of key. */
  keyType: SshKeyType;
  /** 1 to 100 printable characters; unique. */
  name: string;
};

/** A role for a user on one repository. */
export type GrantRepositoryAccessInput = {
  /** May it replace another role? Else `CONFLICT`, reason `ALREADY_GRANTED`. */
  replace: boolean;
  /** On what. */
  repositoryId: string | number;
  /** What they may do there. */
  role: RepositoryRole;
  /** To whom. */
  userId: string | number;
};

/** Is a repository as fresh as it should be? */
export type HealthStatus =
  /** Its last success is recent enough. */
  | 'HEALTHY'
  /** It is late. */
  | 'STALE'
  /** Nothing is asked of it, or it has never succeeded and is not late yet. */
  | 'UNKNOWN';

/** The type of an SSH host key. */
export type HostKeyType =
  /** ECDSA on one of NIST’s curves. */
  | 'ECDSA'
  /** Ed25519. */
  | 'ED25519'
  /** RSA. */
  | 'RSA';

/** What to look at. */
export type HostedProbe =
  /** When clients last changed it. Archived ones are left out. */
  | 'MODIFICATION'
  /** How much it takes. */
  | 'STORAGE';

/** Which hosted repository comes first. */
export type HostedRepositoryOrder =
  /** The one that was made first. */
  | 'CREATED'
  /** The one that was made last. */
  | 'NEWEST'
  /** The one whose settings have not been changed for longest. */
  | 'UPDATED';

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
  /** The same for the script after the backup. */
  postBackupScriptParameters?: string | null | undefined;
  /** 1 to 86400, default 300. */
  postHookTimeoutSeconds?: number | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  preBackupScript?: string | null | undefined;
  /** Variables for the environment of the script: a JSON object of upper-case names. Kept sealed. Null clears them. */
  preBackupScriptParameters?: string | null | undefined;
  /** 1 to 86400, default 300. */
  preHookTimeoutSeconds?: number | null | undefined;
  /** Borg’s executable on the SSH server. Null clears it. */
  remotePath?: string | null | undefined;
  /** The SSH connection to the machine on which the source directories are. Null: this machine. */
  sourceConnectionId?: string | number | null | undefined;
  /** Absolute paths. */
  sourceDirectories?: Array<string> | null | undefined;
};

/** A key pair that exists. */
export type ImportSshKeyInput = {
  /** For people. */
  description?: string | null | undefined;
  /** 1 to 100 printable characters; unique. */
  name: string;
  /** Opens the private key, if it is encrypted. Not stored. */
  passphrase?: string | null | undefined;
  /** The private key in OpenSSH’s format or in PEM. Stored sealed, never shown. */
  privateKey: string;
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
  /** The machine of the destination took no more: the connection broke, or what received the files ended. */
  | 'DESTINATION_CONNECTION_LOST'
  /** The machine of the destination could not write everything. */
  | 'DESTINATION_ERROR'
  /** The disk of the destination is full. */
  | 'DESTINATION_FULL'
  /** Files may not be restored into this folder; nothing was restored. */
  | 'DESTINATION_REFUSED'
  /** There is no tar on the machine to which files shall be restored; nothing was restored. */
  | 'DESTINATION_TAR_MISSING'
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
  /** Borg cannot read one of the values that it was to be given. */
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
  /** The log of this run lacks lines: there was no room on the disk where output is kept. */
  | 'LOG_INCOMPLETE'
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
  /** Files would have come to sensitive places: homes, start-up files or system folders. Nothing was restored. */
  | 'RESTORE_SENSITIVE'
  /** A path would have led out of the destination, or to where nothing may be restored; nothing was restored. */
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
  /** A source path does not exist; nothing was backed up. */
  | 'SOURCE_NOT_FOUND'
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
  /** Backups in whose maintenance one of these has begun. */
  maintained?: Array<MaintenanceKind> | null | undefined;
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

/** How Borg UI decides when to run. */
export type LegacyScheduleMode =
  /** Whenever the source can be reached. Not done by this server: such a schedule never fires. */
  | 'AVAILABILITY'
  /** By the cron expression. */
  | 'CRON';

/** What Borg UI knows of schedules and this server does not act upon; what is absent stays. */
export type LegacyScheduleSettingsInput = {
  /** Default 30. */
  availabilityCheckIntervalMinutes?: number | null | undefined;
  /** Default 0. */
  minSuccessIntervalMinutes?: number | null | undefined;
  /** Default `CRON`. `AVAILABILITY` never fires here. */
  mode?: LegacyScheduleMode | null | undefined;
  /** A script. */
  postBackupScriptId?: number | null | undefined;
  /** JSON. */
  postBackupScriptParameters?: string | null | undefined;
  /** A script. */
  preBackupScriptId?: number | null | undefined;
  /** JSON. */
  preBackupScriptParameters?: string | null | undefined;
  /** Default false. */
  runRepositoryScripts?: boolean | null | undefined;
};

/** Which files a backup lists in its log. */
export type ListFiles =
  /** Every file; costs Borg 15 to 45 % on trees of small files. */
  | 'ALL'
  /** Added, modified, changed while read, and failed ones (`--filter AMCE`). */
  | 'CHANGED'
  /** None; warnings and errors are logged all the same. */
  | 'NONE';

/** Which logs of finished jobs are shown and kept. */
export type LogSavePolicy =
  /** Of every job. */
  | 'ALL_JOBS'
  /** Also of jobs with warnings, and whose log speaks of a warning or an error. */
  | 'FAILED_AND_WARNINGS'
  /** Of jobs that failed or were cancelled. */
  | 'FAILED_ONLY';

/** Who wrote a log line. */
export type LogSource =
  /** Borg, or its ssh. */
  | 'BORG'
  /** A pre- or post-backup script. */
  | 'HOOK'
  /** This server. */
  | 'SERVER';

/** How a part of the maintenance ended. */
export type MaintenanceEnd =
  /** Ended because somebody wanted it. */
  | 'CANCELLED'
  /** Done. */
  | 'COMPLETED'
  /** Not done; the log says why. */
  | 'FAILED';

/** A part of the maintenance after a backup, as phases of the same job. */
export type MaintenanceKind =
  /** Frees the space of deleted data. */
  | 'COMPACT'
  /** Deletes archives by the retention rule. */
  | 'PRUNE';

/** What to mount. */
export type MountArchiveInput = {
  /** Absent: all archives, a folder each. */
  archiveName?: string | null | undefined;
  /** 60 to 604800; absent: two hours. */
  expiresInSeconds?: number | null | undefined;
  /** Absolute path, where the configuration allows that (`MOUNT_ROOTS`), or a name: then a folder of that name in the server’s own folder for mounts. Absent: one of the server’s own. */
  mountPoint?: string | null | undefined;
  /** Global id. */
  repositoryId: string | number;
};

/** Why the answer of the provider signed nobody in. */
export type OidcError =
  /** There is a user of this name: sign in as them, and connect the account. */
  | 'ACCOUNT_LINK_REQUIRED'
  /** The account is connected with an identity already. */
  | 'ALREADY_LINKED'
  /** The user or the provider said no. */
  | 'AUTHENTICATION_CANCELLED'
  /** The answer is not one to a question of ours, was used before, or came too late. */
  | 'AUTHENTICATION_FAILED'
  /** Another account is connected with the identity, or took the name. */
  | 'IDENTITY_CONFLICT'
  /** What the provider says of the user does not hold. */
  | 'ID_TOKEN_INVALID'
  /** The account is switched off. */
  | 'INACTIVE_USER'
  /** An administrator has to activate the account. */
  | 'PENDING_APPROVAL'
  /** The provider says no name for a new user. */
  | 'USERNAME_CLAIM_MISSING'
  /** There is no account here, and none is made. */
  | 'USER_ACCESS_DENIED';

/** Which hosted repositories to look at, and for what. */
export type ProbeHostedRepositoriesInput = {
  /** Global ids; absent: all, for those who may maintain all. */
  repositoryIds?: Array<string | number> | null | undefined;
  /** For what. */
  what: HostedProbe;
};

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

/** Which files a restore check compares. */
export type RestoreCheckMode =
  /** Every file of the archive. */
  | 'FULL'
  /** Chosen paths. */
  | 'PATHS'
  /** Files that are picked at random: at most 100, and 512 MiB. */
  | 'SAMPLE';

/** Where restored paths land. */
export type RestoreLayout =
  /** Each chosen path in the destination, by its last name alone. */
  | 'CONTENTS_ONLY'
  /** Below the destination as they are in the archive. */
  | 'PRESERVE_PATH';

/** What would be restored, and where to. */
export type RestorePreviewInput = {
  /** Writes to system folders, homes of other accounts, `.ssh` and start-up files as well, as a restore of a whole home or machine needs it. For administrators only. */
  allowSensitivePaths: boolean;
  /** Its name; it need not be in the catalogue. */
  archiveName: string;
  /** The SSH connection to the machine of the destination; absent: the worker’s own. That machine needs `tar`; its homes and system folders are taken to be where they usually are. Times come back in whole seconds, without ACLs and extended attributes. For administrators, unless `RESTORES_FOR_NON_ADMINS` is `anywhere`. */
  connectionId?: string | number | null | undefined;
  /** Absolute path of a folder on the worker’s machine, or on that of `connectionId`; made, for the writing user alone, when it is missing. Callers who are no administrators restore below the folders of `RESTORE_ROOTS`. Repositories and the server’s own data are refused; so are system folders, homes of other accounts and start-up files, unless an administrator sets `allowSensitivePaths`. */
  destination: string;
  /** Where the paths land in it. */
  layout: RestoreLayout;
  /** Paths in the archive; absent or empty: everything. */
  paths?: Array<string> | null | undefined;
  /** More of them, by their `rawPath`: exact, whatever the names. */
  rawPaths?: Array<string> | null | undefined;
  /** Global id. */
  repositoryId: string | number;
};

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

/** Which key to revoke. */
export type RevokeApiKeyInput = {
  /** Global id of the key. */
  apiKeyId: string | number;
};

/** Takes a role away; streams that relied on it end within a second. */
export type RevokeRepositoryAccessInput = {
  /** On what. */
  repositoryId: string | number;
  /** From whom. */
  userId: string | number;
};

/** What a schedule makes jobs of. */
export type ScheduleKind =
  /** Backups of one repository or several, perhaps with maintenance afterwards. */
  | 'BACKUP'
  /** Checks of one repository. */
  | 'CHECK'
  /** Restore checks of one repository. */
  | 'RESTORE_CHECK';

/** Which way to try. */
export type SendTestAlertInput = {
  /** The way. */
  channel: AlertChannel;
};

/** When and how a repository is checked; what is absent stays. */
export type SetCheckScheduleInput = {
  /** As `Schedule.cronExpression`. Null or empty: never by itself. */
  cronExpression?: string | null | undefined;
  /** Options of `borg check`, one word each; some of them need `maxDurationSeconds` 0. */
  flags?: Array<string> | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** After so long Borg pauses, and goes on there next time. 0: no limit; default 3600. */
  maxDurationSeconds?: number | null | undefined;
  /** Kept, without effect. Default true. */
  notifyOnFailure?: boolean | null | undefined;
  /** Kept, without effect. Default false. */
  notifyOnSuccess?: boolean | null | undefined;
  /** Which repository. */
  repositoryId: string | number;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

/** Which hosted repository to archive, or to open again. */
export type SetHostedRepositoryArchivedInput = {
  /** Whether nobody shall sign in to it any more. */
  archived: boolean;
  /** Global id. */
  repositoryId: string | number;
};

/** When and how restoring from a repository is tried; what is absent stays. */
export type SetRestoreCheckScheduleInput = {
  /** As `Schedule.cronExpression`. Null or empty: never by itself. */
  cronExpression?: string | null | undefined;
  /** Every file. Default false. */
  fullArchive?: boolean | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** Kept, without effect. Default true. */
  notifyOnFailure?: boolean | null | undefined;
  /** Kept, without effect. Default false. */
  notifyOnSuccess?: boolean | null | undefined;
  /** Paths in the newest archive; empty: a sample of its files. */
  paths?: Array<string> | null | undefined;
  /** Which repository. */
  repositoryId: string | number;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

/** Username and password. */
export type SignInInput = {
  /** Never logged. */
  password: string;
  /** Case-sensitive. */
  username: string;
};

/** What the last test of a connection gave. */
export type SshConnectionStatus =
  /** The last test signed in. */
  | 'CONNECTED'
  /** The last test did not; `error` says why. */
  | 'FAILED'
  /** Not tested since it was made or changed. */
  | 'UNKNOWN';

/** The kinds of SSH keys. */
export type SshKeyType =
  /** ECDSA; made on the curve P-256. */
  | 'ECDSA'
  /** Ed25519: short, fast and the best choice unless the other side is old. */
  | 'ED25519'
  /** RSA; made with 4096 bits. */
  | 'RSA';

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

/** Which repository to check, and which files of its newest archive. */
export type StartRestoreCheckInput = {
  /** Compare every file. */
  fullArchive: boolean;
  /** Chosen by the caller. The same key again gives the same job. */
  idempotencyKey?: string | null | undefined;
  /** When it is busy. */
  onConflict: ConflictPolicy;
  /** Paths in the archive; absent or empty: a sample of its files. */
  paths?: Array<string> | null | undefined;
  /** More of them, by their `rawPath`. */
  rawPaths?: Array<string> | null | undefined;
  /** Global id. */
  repositoryId: string | number;
};

/** What to restore, and where to. */
export type StartRestoreInput = {
  /** Writes to system folders, homes of other accounts, `.ssh` and start-up files as well, as a restore of a whole home or machine needs it. For administrators only. */
  allowSensitivePaths: boolean;
  /** Its name; it need not be in the catalogue. */
  archiveName: string;
  /** The SSH connection to the machine of the destination; absent: the worker’s own. That machine needs `tar`; its homes and system folders are taken to be where they usually are. Times come back in whole seconds, without ACLs and extended attributes. For administrators, unless `RESTORES_FOR_NON_ADMINS` is `anywhere`. */
  connectionId?: string | number | null | undefined;
  /** Absolute path of a folder on the worker’s machine, or on that of `connectionId`; made, for the writing user alone, when it is missing. Callers who are no administrators restore below the folders of `RESTORE_ROOTS`. Repositories and the server’s own data are refused; so are system folders, homes of other accounts and start-up files, unless an administrator sets `allowSensitivePaths`. */
  destination: string;
  /** Chosen by the caller. The same key again gives the same job. */
  idempotencyKey?: string | null | undefined;
  /** Where the paths land in it. */
  layout: RestoreLayout;
  /** When it is busy. */
  onConflict: ConflictPolicy;
  /** Paths in the archive; absent or empty: everything. */
  paths?: Array<string> | null | undefined;
  /** More of them, by their `rawPath`: exact, whatever the names. */
  rawPaths?: Array<string> | null | undefined;
  /** Global id. */
  repositoryId: string | number;
};

/** Which host keys of a machine to trust, from now on and no others. */
export type TrustSshHostKeysInput = {
  /** Global id of the connection. */
  connectionId: string | number;
  /** Of the keys to trust (`SHA256:…`), each of which the machine must offer. Absent: trust what it offers now. */
  fingerprints?: Array<string> | null | undefined;
};

/** Changes of the ways by which the caller is told; what is absent stays, null or empty clears. */
export type UpdateAlertSettingsInput = {
  /** By Apprise? */
  appriseEnabled?: boolean | null | undefined;
  /** Who runs it. */
  appriseMode?: AppriseMode | null | undefined;
  /** Apprise URLs, at most 50. */
  appriseServices?: Array<string> | null | undefined;
  /** Address of an Apprise server, for `STATELESS`. */
  appriseStatelessUrl?: string | null | undefined;
  /** By mails to the address of the account? */
  emailEnabled?: boolean | null | undefined;
  /** By a webhook? */
  webhookEnabled?: boolean | null | undefined;
  /** The key of the signature in `X-Vinculum-Signature`; at most 500 printable ASCII characters. It is not sent itself, unless the administrator has set `WEBHOOK_LEGACY_SECRET_HEADER`, and then over https alone. */
  webhookSecret?: string | null | undefined;
  /** An http or https address. */
  webhookUrl?: string | null | undefined;
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

/** Changes of the caller’s preferences; what is absent stays. */
export type UpdatePreferencesInput = {
  /** Remembered, without any effect. */
  analyticsConsentGiven?: boolean | null | undefined;
  /** Remembered, without any effect. */
  analyticsEnabled?: boolean | null | undefined;
  /** `locale`, `yyyy-MM-dd HH:mm`, `dd/MM/yyyy HH:mm` or `MM/dd/yyyy hh:mm a`. */
  dateFormat?: string | null | undefined;
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
  /** The same for the script after the backup. */
  postBackupScriptParameters?: string | null | undefined;
  /** 1 to 86400, default 300. */
  postHookTimeoutSeconds?: number | null | undefined;
  /** For `sh`, or with an interpreter line. Null clears it. */
  preBackupScript?: string | null | undefined;
  /** Variables for the environment of the script: a JSON object of upper-case names. Kept sealed. Null clears them. */
  preBackupScriptParameters?: string | null | undefined;
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

/** Changes; what is absent stays. */
export type UpdateScheduleInput = {
  /** As `BackupScheduleSettings.archiveNameTemplate`. Null: the default. */
  archiveNameTemplate?: string | null | undefined;
  /** Compact after each backup that succeeded. Default false. */
  compactAfter?: boolean | null | undefined;
  /** As `Schedule.cronExpression`. */
  cronExpression?: string | null | undefined;
  /** For people. Null clears it. */
  description?: string | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** For the REST dialect of Borg UI. */
  legacy?: LegacyScheduleSettingsInput | null | undefined;
  /** Unique. */
  name?: string | null | undefined;
  /** Prune after each backup that succeeded. Default false. */
  pruneAfter?: boolean | null | undefined;
  /** All of them, in order. */
  repositoryIds?: Array<string | number> | null | undefined;
  /** What pruning keeps, as a whole. Default: 7 days, 4 weeks, 6 months, 1 year. */
  retention?: RetentionRuleInput | null | undefined;
  /** Which. */
  scheduleId: string | number;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

/** What shall change. Null: back to the default; absent: as it is. */
export type UpdateSettingsInput = {
  /** Remove finished jobs that are older than `cleanupRetentionDays` from the history, every hour. */
  autoCleanup?: boolean | null | undefined;
  /** Kept for clients of Borg UI; without effect. A backup may take as long as it needs. */
  backupTimeout?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  borg2FastBrowseBetaEnabled?: boolean | null | undefined;
  /** Run `borg info` without the lock of the repository, whatever the repository says. */
  bypassLockOnInfo?: boolean | null | undefined;
  /** Run `borg list` without the lock of the repository, whatever the repository says. */
  bypassLockOnList?: boolean | null | undefined;
  /** How old a finished job must be to be removed from the history, in days. */
  cleanupRetentionDays?: number | null | undefined;
  /** Age of the last backup that is critical, in days. */
  dashboardBackupCriticalDays?: number | null | undefined;
  /** Age of the last backup that gives a warning, in days. */
  dashboardBackupWarningDays?: number | null | undefined;
  /** Age of the last check that is critical, in days. */
  dashboardCheckCriticalDays?: number | null | undefined;
  /** Age of the last check that gives a warning, in days. */
  dashboardCheckWarningDays?: number | null | undefined;
  /** Age of the last compaction that is critical, in days. */
  dashboardCompactCriticalDays?: number | null | undefined;
  /** Age of the last compaction that gives a warning, in days. */
  dashboardCompactWarningDays?: number | null | undefined;
  /** Age of the newest archive of an observed repository that is critical, in days. */
  dashboardObserveFreshnessCriticalDays?: number | null | undefined;
  /** Age of the newest archive of an observed repository that gives a warning, in days. */
  dashboardObserveFreshnessWarningDays?: number | null | undefined;
  /** Age of the last proven restore that is critical, in days. */
  dashboardRestoreCriticalDays?: number | null | undefined;
  /** Age of the last proven restore that gives a warning, in days. */
  dashboardRestoreWarningDays?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  emailNotifications?: boolean | null | undefined;
  /** How long `borg info` may take, without waiting for its turn. */
  infoTimeout?: number | null | undefined;
  /** How long `borg init` may take. */
  initTimeout?: number | null | undefined;
  /** End backups as Borg UI does: a missing source, or a script that fails after the backup, is a failure; a script that fails before it and may is no warning, and after one that failed no other script runs. */
  legacyBackupOutcomes?: boolean | null | undefined;
  /** How long `borg list` may take, without waiting for its turn. */
  listTimeout?: number | null | undefined;
  /** May the lock of a repository be broken? */
  lockBreakingEnabled?: boolean | null | undefined;
  /** Remove old logs also when the server starts, not only every hour. */
  logCleanupOnStartup?: boolean | null | undefined;
  /** Total size of the logs of finished jobs in MiB; the oldest go first. Unset: `LOG_RETENTION_MB`. */
  logMaxTotalSizeMb?: number | null | undefined;
  /** How long the logs of finished jobs are kept; 0: for ever. Unset: `LOG_RETENTION_DAYS`. */
  logRetentionDays?: number | null | undefined;
  /** Which logs of finished jobs are shown and kept. */
  logSavePolicy?: LogSavePolicy | null | undefined;
  /** Backups by hand that may be queued or running when one more is wanted with `onConflict: REJECT`; 0 refuses all. Those that queue are not limited. */
  maxConcurrentBackups?: number | null | undefined;
  /** Backups of schedules that run at once, on all workers; others wait. 0: none starts. */
  maxConcurrentScheduledBackups?: number | null | undefined;
  /** Checks and restore checks of schedules that run at once, on all workers; others wait. 0: none starts. */
  maxConcurrentScheduledChecks?: number | null | undefined;
  /** Answer `/metrics`. */
  metricsEnabled?: boolean | null | undefined;
  /** Ask for the metrics token everywhere. Otherwise it is asked for when `METRICS_TOKEN` is set, and without it only this machine is answered. */
  metricsRequireAuth?: boolean | null | undefined;
  /** What `/metrics` asks for, 16 to 200 characters. Empty or null: nothing. */
  metricsToken?: string | null | undefined;
  /** How long mounting an archive may take. */
  mountTimeout?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  showRestoreTab?: boolean | null | undefined;
  /** How long the size of the sources is estimated beside a backup. */
  sourceSizeTimeout?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. Statistics follow each job. */
  statsRefreshIntervalMinutes?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  useNewWizard?: boolean | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  webhookUrl?: string | null | undefined;
};

/** Changes; what is absent stays. With another host or port, no host key is trusted any more. */
export type UpdateSshConnectionInput = {
  /** Which. */
  connectionId: string | number;
  /** Name or address. */
  host?: string | null | undefined;
  /** Should clients offer it as a source? */
  isBackupSource?: boolean | null | undefined;
  /** Unique. */
  name?: string | null | undefined;
  /** 1 to 65535. */
  port?: number | null | undefined;
  /** With which key. */
  sshKeyId?: string | number | null | undefined;
  /** As whom to sign in. */
  username?: string | null | undefined;
};

/** Changes; what is absent stays. A key pair itself never changes. */
export type UpdateSshKeyInput = {
  /** Null clears it. */
  description?: string | null | undefined;
  /** Unique. */
  name?: string | null | undefined;
  /** Which. */
  sshKeyId: string | number;
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
