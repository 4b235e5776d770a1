import type { BorgCallRow } from '../../domain/calls/borg-calls.ts'
import type { RestoreRule } from '../../domain/kernel/scope.ts'
import type { BorgCapabilities, BorgVersion } from '../borg/capabilities.ts'

/** What the runner needs to know about its machine. */
export interface RunnerSettings {
  /** Folder of all spools; must survive a restart. */
  readonly spoolDir: string
  /** Where sources of other machines are mounted, one folder per repository. */
  readonly sourcesDir: string
  /** Where archives are mounted: a folder each, and in `.spool` one for its process. */
  readonly mountsDir: string
  /** Folders into which archives may be mounted by name; empty: none. */
  readonly mountRoots: readonly string[]
  /** Borg's caches and security data, one folder per repository. */
  readonly stateDir: string
  /** Nothing is restored into it, or above it. */
  readonly dataDir: string
  /** Folders below which users restore files who are no administrators. */
  readonly restoreRoots: readonly string[]
  readonly restoresForNonAdmins: RestoreRule
  /** Stable identity of this data directory, and Borg's `BORG_HOST_ID`. */
  readonly host: string
  /** The system whose processes can be seen from here (`currentMachine`). */
  readonly machine: string
  readonly pools: readonly string[]
  /** How long others wait for a sign of life before they give up what runs here, in milliseconds. */
  readonly lease: number
  /** How many jobs may run at once. */
  readonly concurrency: number
  /** Absolute path. */
  readonly borg: { path: string; version: BorgVersion; capabilities: BorgCapabilities } | null
  readonly sshKeyFiles: readonly string[]
  readonly sshKnownHostsFile: string
  /** Are the host keys of a machine that was never met pinned when they are first seen? Otherwise it is refused. */
  readonly pinsOnFirstUse: boolean
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly cancelGrace: number
  /** At shutdown: leave Borg to the next server, or wait for it. */
  readonly shutdown: 'detach' | 'wait'
  /** What `src/hosting` does when it is called. */
  answerHostingCall(call: BorgCallRow): Promise<object>
  /** What `src/hosting` does after a compaction of a hosted repository; `endedAt`: when it ended well. Never fails. */
  afterHostedCompaction(repositoryId: number, path: string, endedAt: number | null): Promise<void>
}
