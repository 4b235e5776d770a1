/** What can happen to the run itself, its sources and its hooks: code → [message, remedy], in our own words. */
export const RUN_FAILURES = {
  REPOSITORY_UNKNOWN: [
    'No repository is registered under this path.',
    'Use the path under which the repository is registered, or register it.',
  ],
  REPOSITORY_OBSERVED: [
    'This repository is only observed; backups into it are made elsewhere.',
    'Set its mode to FULL to back up from here.',
  ],
  NO_SOURCES: [
    'This repository has no source directories to back up.',
    'Add source directories to the repository.',
  ],
  ALL_SOURCES_MISSING: [
    'None of the source paths exists; nothing was backed up.',
    'Correct the sources of the repository, or mount what is missing.',
  ],
  SOURCE_NOT_FOUND: [
    'A source path does not exist; nothing was backed up.',
    'Correct the sources of the repository, or mount what is missing.',
  ],
  MOUNT_UNAVAILABLE: [
    'The worker cannot mount archives.',
    'Install fuse3 and Borg’s FUSE support (python3-llfuse or python3-pyfuse3) on it, and let the server use /dev/fuse.',
  ],
  MOUNT_FAILED: ['The archive could not be mounted.', 'Check the repository, then try again.'],
  MOUNT_IN_USE: [
    'An archive of the repository is mounted and in use, which keeps everybody else from writing.',
    'Unmount it, then try again; the log names it.',
  ],
  SSHFS_UNAVAILABLE: [
    'The worker cannot mount folders of other machines.',
    'Install sshfs and fuse3 on it, and let the server use /dev/fuse.',
  ],
  SOURCE_MOUNT_FAILED: [
    'The folder with the sources could not be opened on the other machine.',
    'Its SSH server must offer SFTP to this user. See the log.',
  ],
  SOURCE_BEHIND_LINK: [
    'A symbolic link stands on the way to a source on the other machine.',
    'Give the path without links, as `realpath` prints it there.',
  ],
  SOURCE_CONNECTION_LOST: [
    'The connection to the machine with the sources broke; the archive would be incomplete.',
    'Run the job again when the network is stable.',
  ],
  WORKER_LOST: [
    'The worker that ran this job fell silent.',
    'Check that machine. If its Borg was killed, the repository is still locked: break the lock when nothing of it runs.',
  ],
  SOURCE_MISSING: [
    'A source path does not exist; the archive was made without it.',
    'Correct the sources of the backup.',
  ],
  PERMISSION_DENIED: [
    'Borg was not permitted to read or write a path.',
    'Give the user of this server access to it, or exclude it.',
  ],
  FILE_CHANGED: [
    'A file changed while it was read; its copy may be inconsistent.',
    'Back up from a snapshot, or stop the writing program in a pre-backup hook.',
  ],
  FILE_REPLACED: [
    'A file was replaced while it was read, and was left out.',
    'The next backup will hold it; exclude such files if that happens often.',
  ],
  SOURCE_READ_ERROR: ['A file could not be read and was left out.', 'See the log, and check its disk.'],
  PATTERN_NEVER_MATCHED: ['A path to extract is not in the archive.', 'Choose the path from the archive.'],
  FILE_NAME_ENCODING: [
    'A file name cannot be written on this file system.',
    'Extract to a file system that takes UTF-8 names.',
  ],
  WARNING: ['Borg finished with warnings.', 'See the log.'],
  CONFIRMATION_REFUSED: [
    'Borg asked for a confirmation that was not given.',
    'See the log for its question.',
  ],
  COMMAND_REFUSED: ['Borg refused the command.', 'See the log.'],
  INVALID_ARGUMENTS: [
    'Borg cannot read one of the values that it was to be given.',
    'Correct the exclude patterns, the compression or the custom flags of the repository, or what this job was asked for.',
  ],
  INVALID_PLACEHOLDER: ['A name holds a placeholder that Borg does not know.', 'Correct the text in braces.'],
  BORG_NOT_FOUND: ['Borg could not be started.', 'Install Borg, or correct its configured path.'],
  BORG_UNSUPPORTED: ['This version of Borg is not supported.', 'Install Borg 1.2 or 1.4.'],
  BORG_KILLED: [
    'Borg was ended by a signal from outside.',
    'Look for a restart of the machine or a lack of memory, then run the job again.',
  ],
  BORG_CRASHED: ['Borg ended with an internal error.', 'See the log, and check for a newer Borg.'],
  BORG_ERROR: ['Borg ended with an error.', 'See the log.'],
  PRE_HOOK_FAILED: ['The command before the backup failed.', 'See the log for its output.'],
  POST_HOOK_FAILED: [
    'The command after the backup failed.',
    'See the log; the archive itself is not affected.',
  ],
  HOOK_TIMED_OUT: ['A hook did not end in time.', 'Make it faster, or raise its time limit.'],
  LOG_INCOMPLETE: [
    'The log of this run lacks lines: there was no room on the disk where output is kept.',
    'Make room on the disk of the data directory. An archive that was made is listed; see that it is complete.',
  ],
  MAINTENANCE_FAILED: [
    'The backup is complete, but pruning or compacting after it failed.',
    'See the log, then prune or compact the repository again.',
  ],
  MAINTENANCE_CANCELLED: [
    'The backup is complete; pruning or compacting after it was cancelled.',
    'Prune or compact the repository again when it suits.',
  ],
  PROCESS_LOST: [
    'The run disappeared without an exit status, for example at a restart of the machine.',
    'Run the job again; the repository is not damaged by this.',
  ],
  UNKNOWN: ['The job failed for an unknown reason.', 'See the log.'],
} as const satisfies Record<string, readonly [message: string, remedy: string]>
