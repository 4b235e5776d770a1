import type { HostingCalls } from '../hosting/hosting-calls.ts'
import type { RestoreOptions } from '../jobs/job-options.ts'

/** What each call is given and what it answers. Passphrases and key files inside are sealed. */
export interface BorgCalls extends HostingCalls {
  /** Why a repository cannot be at a local path, and why sources cannot be used, as far as that is seen without Borg. */
  CHECK_LOCATION: {
    input: { path: string | null; sources: readonly string[] }
    output: { problem: string | null; sourceProblem: string | null }
  }
  /** The first exclude pattern that this worker's Borg cannot read; null when it reads them all. */
  READ_PATTERNS: { input: { patterns: string[] }; output: { unreadable: string | null } }
  /** Makes the repository on disk. Answers the key file for the key file modes, and which worker keeps it until it is stored. */
  INIT: { input: Record<string, never>; output: { sealedKeyFile: string | null; host: string } }
  /** The record of a new repository is complete: the worker that made it keeps its key no longer. */
  SETTLE_CREATION: { input: Record<string, never>; output: Record<string, never> }
  /** Opens the repository with its secrets and says what it is. */
  VERIFY: {
    input: { relocated: boolean }
    output: {
      encryption: string
      borgId: string
      totalSize: number
      /** A key that an unfinished creation had left, and the worker that keeps it; null when none was needed. */
      kept: { sealedKeyFile: string; host: string } | null
    }
  }
  /** `borg key export`; the answer is sealed. */
  EXPORT_KEY: { input: { paper: boolean }; output: { sealedKey: string } }
  /** Who holds the repository; its own lock is not seen where it is on another machine. */
  READ_LOCK: { input: Record<string, never>; output: LockFacts }
  /** Mounts an archive, or all, until `expiresAt` (unix milliseconds). `problem`: why not at this mount point. */
  MOUNT: {
    input: {
      mountId: string
      archiveName: string | null
      mountPoint: string | null
      expiresAt: number
      createdById: number | null
    }
    output: { problem: string | null; busy: boolean }
  }
  /** Unmounts on the worker that has mounted it; `force` also while somebody uses it. */
  UNMOUNT: { input: { mountId: string; force: boolean }; output: { inUse: boolean } }
  /** Breaks the lock, unless somebody is using it. */
  BREAK_LOCK: { input: { confirmForeignHost: boolean }; output: LockBreaking }
  /** Brings the catalogue of archives up to date. */
  REFRESH_ARCHIVES: { input: Record<string, never>; output: { archiveCount: number } }
  /** Is there an archive of this name? If not, the catalogue forgets it. */
  FIND_ARCHIVE: { input: { name: string }; output: { isThere: boolean } }
  /** Removes the repository's files, unless something speaks against it. Only for local paths. */
  DELETE_REPOSITORY: {
    input: Record<string, never>
    output: { outcome: 'DELETED' | 'UNSAFE_PATH' | 'PATH_MISSING' | 'NOT_A_REPOSITORY' }
  }
  /** The host keys that a machine offers, each `type base64`; none of them is trusted by being asked for. */
  SCAN_HOST_KEYS: { input: ConnectionInput; output: { hostKeys: string[] } }
  /** Signs in, and does nothing. */
  TEST_CONNECTION: { input: ConnectionInput; output: Record<string, never> }
  /** Asks for the Borg of another machine; null where there is none. */
  VERIFY_REMOTE_BORG: { input: ConnectionInput; output: { version: string | null; path: string | null } }
  /** What Borg knows of the repository as a whole; sizes in bytes. */
  REPOSITORY_INFO: { input: Record<string, never>; output: RepositoryFacts }
  /** What Borg knows of one archive; its numbers go into the catalogue. */
  ARCHIVE_DETAILS: { input: { archiveId: number }; output: ArchiveDetails }
  /** One page of the differences of two archives, of which the worker keeps a list. */
  READ_DIFF: {
    input: { fromId: number; toId: number; offset: number; limit: number }
    output: DiffPage
  }
  /** Why files may not be restored into a folder of the worker's machine; null when they may. */
  CHECK_DESTINATION: { input: RestorePlace; output: { problem: string | null } }
  /** What a restore would do. Nothing is written. */
  PREVIEW_RESTORE: { input: RestoreWish; output: RestorePreview }
  /** Lists the files of an archive into the database. An order: nobody waits for the answer, but for the index. */
  INDEX_ARCHIVE: { input: { archiveId: number; attempt: number }; output: Record<string, never> }
  /**
   * Reads a file, or a folder as a tar, and streams it to the caller (`call-streams.ts`). An order: the caller takes what
   * comes. The answer says how much there is, so that nobody takes a part for the whole.
   */
  DOWNLOAD: {
    input: { archiveName: string; path: string | null; isFolder: boolean }
    output: { chunkCount: number }
  }
}

/** A process that holds a lock, and what a worker could find out about it. */
export interface LockHolder {
  /** The repository's own lock, or that of the cache which this server keeps of it. */
  place: 'REPOSITORY' | 'CACHE'
  exclusive: boolean
  /** As Borg names the machine. */
  host: string
  pid: number
  /** Unix milliseconds; null when nobody knows. */
  since: number | null
  /** `THIS_SERVER`: the worker that answers. `SAME_MACHINE`: somebody else's Borg on the machine of that worker. */
  machine: 'THIS_SERVER' | 'OTHER_WORKER' | 'SAME_MACHINE' | 'ELSEWHERE'
  /** `UNKNOWN`: it runs, or ran, where nobody can look from here. */
  state: 'ALIVE' | 'GONE' | 'UNKNOWN'
}

export interface LockFacts {
  holders: LockHolder[]
  /** False for a repository on another machine: its own lock cannot be seen. */
  repositoryExamined: boolean
}

/**
 * What became of a request to break a lock. `BUSY`: a job of ours runs. `NOT_MADE`: a hosted repository that no client has made yet.
 * `holder`: who stood in the way.
 */
export interface LockBreaking {
  verdict: 'BROKEN' | 'NOT_LOCKED' | 'NOT_MADE' | 'BUSY' | 'HOLDER_ALIVE' | 'HOLDER_UNKNOWN'
  holder: LockHolder | null
}

/** Which row of `ssh_connection` a call is about. */
export interface ConnectionInput {
  connectionId: number
}

/** `borg info` of a repository. */
export interface RepositoryFacts {
  borgId: string
  /** Unix milliseconds. */
  lastModifiedAt: number
  totalSize: number
  totalCompressedSize: number
  uniqueSize: number
  uniqueCompressedSize: number
  totalChunks: number
  uniqueChunks: number
}

/** What the catalogue does not keep of an archive. */
export interface ArchiveDetails {
  /** The words of the command that made it. */
  commandLine: string[]
  /** Such as `["buzhash", "19", "23", "21", "4095"]`. */
  chunkerParams: string[]
  /** Seconds. */
  duration: number
  /** How far its metadata fills what Borg can hold, from 0 to 1. */
  metadataUsage: number
}

/** Where files shall be restored, and who wants it. */
export type RestorePlace = Pick<
  RestoreOptions,
  'destination' | 'connectionId' | 'byAdministrator' | 'allowSensitivePaths'
>

/** Which files of an archive shall be where. */
export interface RestoreWish extends RestoreOptions {
  archiveName: string
}

/** What a restore would do. Of each list, the first {@link mostPreviewed}. */
export interface RestorePreview {
  /** Files, folders and links. */
  entryCount: number
  /** Regular files. */
  fileCount: number
  /** Bytes. */
  totalSize: number
  /** What would be written, below the destination. */
  targets: string[]
  /** How many of them are there already and are no folders; null: unknown, as on another machine, which is not asked. */
  overwriteCount: number | null
  /** Which these are. */
  overwrites: string[]
  /** Paths that are not in the archive. */
  missingPaths: string[]
  /** Why the restore would be refused; null: it would not. */
  refusal: string | null
  /** Entries that would be written to sensitive places, absolute, each with the reason in brackets. */
  sensitivePaths: string[]
}

/** A preview names at most so many of anything. */
export const mostPreviewed = 1000

/** `changes` null: the list is still being made. `next` null: there are no more. */
export interface DiffPage {
  changes: string[] | null
  next: number | null
}

export type CallKind = keyof BorgCalls

/** The calls that are about another machine, and not about a repository. */
export type ConnectionCall = 'SCAN_HOST_KEYS' | 'TEST_CONNECTION' | 'VERIFY_REMOTE_BORG'
