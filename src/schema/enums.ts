import type { changeKinds } from '../domain/archives/archive-diff.ts'
import { FAILURE_CODES, failureOf } from '../domain/borg/failures.ts'
import type { jobPhases } from '../domain/jobs/job-states.ts'
import { builder } from './builder.ts'

/** An enum whose values are described one by one. */
export const describedEnum = <Value extends string>(
  name: string,
  description: string,
  values: Record<Value, string>,
) =>
  builder.enumType(name, {
    description,
    values: Object.fromEntries(
      Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
    ) as Record<Value, { description: string }>,
  })

export const JobStatus = describedEnum('JobStatus', 'Where a job stands. The last four are final.', {
  PENDING: 'Waits for its turn.',
  RUNNING: 'A worker has it.',
  COMPLETED: 'Done, with nothing to complain about.',
  COMPLETED_WITH_WARNINGS: 'Done, but look at `failure` and the log.',
  FAILED: 'Not done; `failure` says why.',
  CANCELLED: 'Ended because somebody wanted it.',
})

export const JobKind = describedEnum('JobKind', 'What a job does.', {
  BACKUP: 'Makes an archive.',
  CHECK: 'Verifies a repository.',
  PRUNE: 'Deletes archives by a retention rule.',
  COMPACT: 'Frees the space of deleted archives.',
  RESTORE: 'Extracts files of an archive.',
  RESTORE_CHECK: 'Extracts sample files and compares them with what Borg recorded.',
  DELETE_ARCHIVE: 'Deletes one archive.',
})

export const JobTrigger = describedEnum('JobTrigger', 'What started a job.', {
  MANUAL: 'A person or a script.',
  SCHEDULE: 'A schedule.',
  RETRY: 'A retry of a job that failed or was cancelled.',
})

export const JobPhase = describedEnum('JobPhase', 'What a run is doing right now.', {
  QUEUED: 'Waits for its turn.',
  PRE_HOOK: 'Runs the pre-backup script.',
  ESTIMATING: 'Borg has started but moved nothing yet; the size is being estimated.',
  TRANSFERRING: 'Borg reads files and stores what is new.',
  FINISHING: 'Borg has read everything and commits.',
  POST_HOOK: 'Runs the post-backup script.',
  CLEANING_UP: 'Removes what a cancelled or killed run left behind.',
  PRUNING: 'Deletes archives by a retention rule.',
  COMPACTING: 'Frees the space of deleted archives.',
  CHECKING: 'Verifies the repository or its archives.',
  DELETING: 'Deletes an archive.',
  RESTORING: 'Writes files.',
  COMPARING: 'Compares restored files with what Borg recorded.',
  DONE: 'Over.',
} satisfies Record<(typeof jobPhases)[number], string>)

export const LogSource = describedEnum('LogSource', 'Who wrote a log line.', {
  BORG: 'Borg, or its ssh.',
  HOOK: 'A pre- or post-backup script.',
  SERVER: 'This server.',
})

export const CancelOutcome = describedEnum('CancelOutcome', 'How a cancelled run ended.', {
  GRACEFUL: 'It stopped when it was asked to.',
  FORCED: 'It had to be killed; the repository was put in order afterwards.',
  LOCK_LEFT: 'The repository stayed locked by somebody else.',
})

export const FailureCode = describedEnum(
  'JobFailureCode',
  'Why a job failed or gave a warning: from Borg’s own message ids and exit codes.',
  Object.fromEntries(FAILURE_CODES.map(code => [code, failureOf(code).message])) as Record<
    (typeof FAILURE_CODES)[number],
    string
  >,
)

export const UserRole = describedEnum('UserRole', 'The global role of a user.', {
  VIEWER: 'Sees the repositories that were granted.',
  OPERATOR: 'May also be granted to start and cancel.',
  ADMIN: 'Manages everything.',
})

export const AuthSource = describedEnum('AuthSource', 'Who vouches for a user.', {
  LOCAL: 'This server, by a password.',
  OIDC: 'An OpenID Connect provider.',
  PROXY: 'A reverse proxy, by a header.',
})

export const RepositoryRole = describedEnum('RepositoryRole', 'What a user may do on one repository.', {
  VIEWER: 'See status, progress, logs and archives.',
  OPERATOR: 'Also start and cancel backups.',
})

export const ApiKeyPermission = describedEnum(
  'ApiKeyPermission',
  'What an API key may do, of what its owner may.',
  {
    CREATE: 'Add repositories, start backups.',
    READ: 'See repositories, jobs and logs.',
    UPDATE: 'Change repositories, start and cancel backups.',
    DELETE: 'Delete repositories.',
  },
)

export const ConflictPolicy = describedEnum('ConflictPolicy', 'What to do when the repository is busy.', {
  QUEUE: 'Wait for its turn, first in, first out.',
  REJECT:
    'Refuse with `CONFLICT`: reason `REPOSITORY_BUSY`, or for a backup `TOO_MANY_BACKUPS` when as many are under way as `settings.maxConcurrentBackups` says.',
})

export const EncryptionMode = describedEnum(
  'EncryptionMode',
  'How Borg protects a repository (`borg init -e`).',
  {
    NONE: 'Neither encrypted nor authenticated.',
    REPOKEY: 'AES-256 with HMAC-SHA256; the key lies in the repository.',
    REPOKEY_BLAKE2: 'AES-256 with BLAKE2b; the key lies in the repository.',
    KEYFILE: 'AES-256 with HMAC-SHA256; the key lies in a key file.',
    KEYFILE_BLAKE2: 'AES-256 with BLAKE2b; the key lies in a key file.',
    AUTHENTICATED: 'Not encrypted, authenticated with HMAC-SHA256.',
    AUTHENTICATED_BLAKE2: 'Not encrypted, authenticated with BLAKE2b.',
  },
)

export const KeyFormat = describedEnum('KeyFormat', 'How a key is exported.', {
  TEXT: 'As a key file, which `setRepositoryKeyFile` takes.',
  PAPER: 'In short numbered lines with checksums, to be printed; `borg key import --paper` asks for them.',
})

export const ListFiles = describedEnum('ListFiles', 'Which files a backup lists in its log.', {
  CHANGED: 'Added, modified, changed while read, and failed ones (`--filter AMCE`).',
  ALL: 'Every file; costs Borg 15 to 45 % on trees of small files.',
  NONE: 'None; warnings and errors are logged all the same.',
})

export const RepositoryMode = describedEnum('RepositoryMode', 'What the server does with a repository.', {
  FULL: 'Backs up into it.',
  OBSERVE: 'Reads its archives; backups are made elsewhere.',
})

export const RepositoryKind = describedEnum('RepositoryKind', 'Who runs Borg on a repository.', {
  MANAGED: 'This server.',
  HOSTED: 'Clients, over SSH.',
})

export const ArchiveEntryType = describedEnum('ArchiveEntryType', 'What an entry of an archive is.', {
  FILE: 'A regular file.',
  DIRECTORY: 'A folder.',
  SYMBOLIC_LINK: 'A symbolic link.',
  HARD_LINK: 'A further name of a file that the archive has under another name.',
  PIPE: 'A named pipe.',
  BLOCK_DEVICE: 'A block device.',
  CHARACTER_DEVICE: 'A character device.',
  OTHER: 'Something that a later Borg knows.',
})

export const ArchiveIndexState = describedEnum(
  'ArchiveIndexState',
  'Where the listing of an archive stands.',
  {
    BUILDING: 'Borg is listing its files.',
    READY: 'Its files can be listed and searched at once.',
    FAILED: 'The last attempt failed; asking for its files starts the next.',
  },
)

export const ArchiveChangeKind = describedEnum('ArchiveChangeKind', 'What differs between two archives.', {
  ADDED: 'Only the second archive has it.',
  REMOVED: 'Only the first archive has it.',
  CONTENT: 'The bytes of a file.',
  MODE: 'Its permissions.',
  OWNER: 'Its user or group.',
  LINK: 'Where a link points to.',
  TIME: 'When it was changed.',
  OTHER: 'Something that a later Borg knows.',
} satisfies Record<(typeof changeKinds)[number], string>)

export const MaintenanceKind = describedEnum(
  'MaintenanceKind',
  'A part of the maintenance after a backup, as phases of the same job.',
  { PRUNE: 'Deletes archives by the retention rule.', COMPACT: 'Frees the space of deleted data.' },
)
