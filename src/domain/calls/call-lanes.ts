import type { CallKind } from './call-kinds.ts'

/** Which places of a worker a call takes: what may take long, or as long as a client likes, never keeps short ones waiting. */
export type CallLane = 'short' | 'long' | 'streaming'

/**
 * Every call. A worker takes no others: while a cluster is upgraded, calls of a newer version wait for a worker that
 * understands them.
 */
const laneOf: Record<CallKind, CallLane> = {
  CHECK_LOCATION: 'short',
  READ_PATTERNS: 'short',
  INIT: 'short',
  SETTLE_CREATION: 'short',
  VERIFY: 'short',
  EXPORT_KEY: 'short',
  READ_LOCK: 'short',
  MOUNT: 'short',
  UNMOUNT: 'short',
  BREAK_LOCK: 'short',
  REFRESH_ARCHIVES: 'short',
  FIND_ARCHIVE: 'short',
  DELETE_REPOSITORY: 'short',
  SCAN_HOST_KEYS: 'short',
  TEST_CONNECTION: 'short',
  VERIFY_REMOTE_BORG: 'short',
  REPOSITORY_INFO: 'short',
  ARCHIVE_DETAILS: 'short',
  READ_DIFF: 'long',
  CHECK_DESTINATION: 'short',
  PREVIEW_RESTORE: 'long',
  INDEX_ARCHIVE: 'long',
  DOWNLOAD: 'streaming',
  APPLY_HOSTED: 'short',
  REMOVE_HOSTED: 'long',
  PROBE_HOSTED: 'long',
  READ_SSH_SERVER: 'short',
  PROBE_STORAGE_TARGETS: 'short',
  REVIEW_AUTHORIZED_KEYS: 'short',
}

/** The calls of a lane. */
export const kindsIn = (lane: CallLane): string[] =>
  Object.entries(laneOf).flatMap(([kind, own]) => (own === lane ? [kind] : []))
