/** What can be wrong with a repository, its locks and its archives: code → [message, remedy], in our own words. */
export const REPOSITORY_FAILURES = {
  REPOSITORY_NOT_FOUND: ['There is no repository at this location.', 'Check the location, or create it.'],
  REPOSITORY_ALREADY_EXISTS: [
    'A repository already exists at this location.',
    'Import it instead, or choose another location.',
  ],
  PATH_ALREADY_EXISTS: ['There is already something at this location.', 'Choose an empty location.'],
  PARENT_DIRECTORY_MISSING: [
    'The directory above the repository does not exist.',
    'Create it, or let parent directories be created.',
  ],
  NOT_A_REPOSITORY: ['What is at this location is not a Borg repository.', 'Check the location.'],
  REPOSITORY_CONFIG_INVALID: [
    'The configuration file of the repository is damaged.',
    'Restore the file "config" of the repository from a copy.',
  ],
  REPOSITORY_TOO_OLD: [
    'This is an Attic repository.',
    'Convert it with "borg upgrade" of an older Borg first.',
  ],
  REPOSITORY_FEATURE_UNSUPPORTED: [
    'The repository uses features that this Borg does not know.',
    'Upgrade Borg on this server.',
  ],
  REPOSITORY_CHECK_NEEDED: [
    'The repository is inconsistent.',
    'Run a check, and a repair if it finds damage.',
  ],
  REPOSITORY_OBJECT_MISSING: [
    'An object that an archive needs is missing in the repository.',
    'Run a check with repair; the next backups then heal what they can.',
  ],
  MANIFEST_MISSING: ['The repository has no manifest.', 'Run a check with repair to rebuild it.'],
  MANIFEST_NOT_AUTHENTIC: [
    'The manifest of the repository could not be authenticated.',
    'Find out who can write to the repository before using it again.',
  ],
  ARCHIVE_NOT_AUTHENTIC: [
    'An archive could not be authenticated.',
    'It may be spoofed: follow the upgrade notes of Borg 1.2.6 before pruning.',
  ],
  DATA_CORRUPTED: ['Borg met corrupt data.', 'Run a check, look at the disk, then repair.'],
  FILE_INTEGRITY_ERROR: [
    'An index or cache file of Borg is corrupt.',
    'Run the job again; if it stays, run a check of the repository.',
  ],
  DAMAGE_FOUND: ['The check found damage.', 'Look at the disk, save what can be restored, then repair.'],
  REPOSITORY_PERMISSION_DENIED: [
    'The server may not read or write the repository.',
    'Give the user of this server access to it.',
  ],
  STORAGE_QUOTA_EXCEEDED: [
    'The storage quota of the repository is used up.',
    'Raise the quota first if even deleting fails; then delete archives and compact.',
  ],
  DISK_FULL: [
    'The disk of the repository, or of this server, is full.',
    'Compact the repository: only that frees the space of the interrupted run. Then make room.',
  ],
  INSUFFICIENT_FREE_SPACE: [
    'The free space that the repository reserves for itself would be used up.',
    'Make room on its disk, or delete archives and compact.',
  ],
  REPOSITORY_LOCKED: [
    'Another Borg process uses the repository.',
    'Wait for it; break the lock only if no such process lives.',
  ],
  CACHE_LOCKED: [
    'Another Borg process on this server uses the local cache of the repository.',
    'Wait for it; break the lock only if no such process lives.',
  ],
  LOCK_FAILED: [
    'The lock of the repository could not be created.',
    'Give the user of this server write access to the repository, and check its disk.',
  ],
  LOCK_LOST: [
    'The lock of the repository was broken while Borg was working, and this run is lost.',
    'Find out who broke the lock, run a check, then repeat the job.',
  ],
  REPOSITORY_RELOCATED: [
    'The repository is known from another location.',
    'If you moved it, confirm the new location. If not, find out why it is here.',
  ],
  UNKNOWN_UNENCRYPTED_REPOSITORY: [
    'The repository is not encrypted, and this server has not used it before.',
    'Confirm that it is the repository you mean.',
  ],
  ENCRYPTION_CHANGED: [
    'The encryption of the repository changed since the last access.',
    'Do not write to it before you know why: it may have been replaced.',
  ],
  REPOSITORY_ID_NOT_UNIQUE: [
    'The local cache is newer than the repository.',
    'Two copies with one id may be in use, or an old copy was restored: use only one.',
  ],
  REPOSITORY_REPLAY: [
    'The repository is older than what this server last saw of it.',
    'An old copy was restored, two copies are in use, or it is an attack: find out first.',
  ],
  ARCHIVE_ALREADY_EXISTS: ['An archive of this name already exists.', 'Choose a name that holds the time.'],
  ARCHIVE_NOT_FOUND: ['There is no archive of this name.', 'Refresh the list of archives.'],
} as const satisfies Record<string, readonly [message: string, remedy: string]>
