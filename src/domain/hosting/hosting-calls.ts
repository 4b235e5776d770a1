/** What the worker that has the files of hosted repositories is asked (`domain/calls/borg-calls.ts`); `src/hosting` answers. */
export interface HostingCalls {
  /** Brings the disk to what the row says: the link to its storage, and its line in `authorized_keys`. `isNew`: nothing may be there yet; `hasNewKey`: no other line may have the key. */
  APPLY_HOSTED: { input: { isNew: boolean; hasNewKey: boolean }; output: { problem: HostingProblem | null } }
  /** Takes away its line in `authorized_keys`, then its files. */
  REMOVE_HOSTED: {
    input: Record<string, never>
    output: { problem: HostingProblem | null; hadFiles: boolean }
  }
  /** Looks at hosted repositories (null: all of its pool) and writes what it finds into their rows. */
  PROBE_HOSTED: {
    input: { what: 'MODIFICATION' | 'STORAGE'; repositoryIds: number[] | null }
    /** `made` is not said by workers of older versions. */
    output: { probed: number; made?: number }
  }
  /** The fingerprints of the sshd that clients reach. */
  READ_SSH_SERVER: { input: Record<string, never>; output: { fingerprints: HostKeyFingerprint[] } }
  /** Which storage targets are there and can be written to. */
  PROBE_STORAGE_TARGETS: { input: { paths: string[] }; output: { online: string[] } }
  /** What is odd about `authorized_keys`; nothing is changed. */
  REVIEW_AUTHORIZED_KEYS: { input: Record<string, never>; output: { findings: KeyFileFinding[] } }
}

export type HostingCall = keyof HostingCalls

/** Why the disk could not be brought to what the row says. */
export type HostingProblem =
  | 'TARGET_MISSING'
  | 'TARGET_NOT_WRITABLE'
  | 'TARGET_INSIDE_POOL'
  | 'PATH_OCCUPIED'
  | 'KEY_IN_OTHER_LINE'
  | 'KEY_FILE_UNWRITABLE'
  | 'FILES_UNREMOVABLE'

export interface HostKeyFingerprint {
  type: 'RSA' | 'ED25519' | 'ECDSA'
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  fingerprint: string
}

/**
 * Something about a line of `authorized_keys`. `MISSING` and `CHANGED` lines are written again by themselves, `EXTRA` ones, the second
 * of a repository, taken away; `ORPHAN`: a line for a repository that is not known, left alone; `FOREIGN`: none of ours, left alone; `DANGEROUS`: a foreign line that opens a shell or
 * the pool without restriction, left alone.
 */
export interface KeyFileFinding {
  kind: 'MISSING' | 'CHANGED' | 'EXTRA' | 'ORPHAN' | 'FOREIGN' | 'DANGEROUS'
  /** Counted from 1; null for a missing one. */
  line: number | null
  /** Name of the repository that it is about, when that can be told. */
  repositoryName: string | null
  /** Of the key in the line, when that can be told. */
  fingerprint: string | null
}

const names: Record<HostingCall, true> = {
  APPLY_HOSTED: true,
  REMOVE_HOSTED: true,
  PROBE_HOSTED: true,
  READ_SSH_SERVER: true,
  PROBE_STORAGE_TARGETS: true,
  REVIEW_AUTHORIZED_KEYS: true,
}

/** Is this a call that `src/hosting` answers? */
export const isHostingCall = (kind: string): kind is HostingCall => Object.hasOwn(names, kind)
