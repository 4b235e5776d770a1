/** What can be wrong with a restore or a restore check: code → [message, remedy], in our own words. */
export const RESTORE_FAILURES = {
  NO_ARCHIVE: ['The repository has no archive.', 'Make a backup first.'],
  NOTHING_TO_COMPARE: ['There is no regular file to compare.', 'Choose other paths, or back up some files.'],
  DESTINATION_REFUSED: [
    'Files may not be restored into this folder; nothing was restored.',
    'Choose another destination; the log says why.',
  ],
  DESTINATION_FULL: [
    'The disk of the destination is full.',
    'Make room, or choose another destination; what was restored until then stays there.',
  ],
  DESTINATION_TAR_MISSING: [
    'There is no tar on the machine to which files shall be restored; nothing was restored.',
    'Install tar there, or choose another destination.',
  ],
  DESTINATION_ERROR: [
    'The machine of the destination could not write everything.',
    'The log has what its tar said; what was restored until then stays there.',
  ],
  DESTINATION_CONNECTION_LOST: [
    'The machine of the destination took no more: the connection broke, or what received the files ended.',
    'The log has what it said. Run the job again; what was restored until then stays there.',
  ],
  RESTORE_UNSAFE: [
    'A path would have led out of the destination, or to where nothing may be restored; nothing was restored.',
    'Choose other paths, or an empty destination; the log names the path.',
  ],
  RESTORE_SENSITIVE: [
    'Files would have come to sensitive places: homes, start-up files or system folders. Nothing was restored.',
    'Choose another destination, or have an administrator restore with allowSensitivePaths; the log names the paths.',
  ],
  RESTORE_MISMATCH: [
    'Restored files differ from what Borg had recorded.',
    'Check the repository with its data, and the disk of this machine; the job names the files.',
  ],
  SCRATCH_SPACE_MISSING: [
    'There is not enough free space to restore the files for comparison.',
    'Free space in the data directory, or compare fewer files.',
  ],
} as const satisfies Record<string, readonly [message: string, remedy: string]>
