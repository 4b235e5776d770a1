import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'

export type JobRow = Selectable<Tables['job']>

/** A job as a caller names it. A number that belongs to a job of another kind names nothing. */
export interface JobRef {
  readonly id: number
  readonly kind: JobRow['kind']
}

export type JobStatus = JobRow['status']
export type TerminalStatus = Exclude<JobStatus, 'PENDING' | 'RUNNING'>

const next: Record<JobStatus, readonly JobStatus[]> = {
  PENDING: ['RUNNING', 'CANCELLED', 'FAILED'],
  RUNNING: ['COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLED'],
  COMPLETED: [],
  COMPLETED_WITH_WARNINGS: [],
  FAILED: [],
  CANCELLED: [],
}

/** The whole state machine of a job. */
export const canBecome = (from: JobStatus, to: JobStatus): boolean => next[from].includes(to)

export const isTerminal = (status: JobStatus): status is TerminalStatus => next[status].length === 0

/** What a run is doing. `DONE` goes with every terminal status. */
export const jobPhases = [
  'QUEUED',
  'PRE_HOOK',
  'ESTIMATING',
  'TRANSFERRING',
  'FINISHING',
  'POST_HOOK',
  'CLEANING_UP',
  'PRUNING',
  'COMPACTING',
  'CHECKING',
  'DELETING',
  'RESTORING',
  'COMPARING',
  'DONE',
] as const
export type JobPhase = (typeof jobPhases)[number]

/** A part of the maintenance after a backup. */
export const maintenanceKinds = ['PRUNE', 'COMPACT'] as const
export type MaintenanceKind = (typeof maintenanceKinds)[number]

/** One part of the maintenance, which is a step of the backup's own job. Instants are unix milliseconds. */
export interface MaintenanceStep {
  startedAt: number
  /** Null while it runs. */
  finishedAt: number | null
  /** How it ended; null while it runs. */
  status: TerminalStatus | null
  /** Why it failed, or what its warning is: a code of the failure catalogue. */
  failureCode: string | null
  /** Its lines in the job's log come after this one. */
  afterLine: number
  /** Its last line in the job's log; null while it runs. */
  lastLine: number | null
}

/** The progress of a run: a value, of which only the latest counts. Sizes in bytes, `at` in unix milliseconds. */
export interface Progress {
  phase: JobPhase
  originalSize: number | null
  compressedSize: number | null
  deduplicatedSize: number | null
  fileCount: number | null
  currentFile: string | null
  totalExpectedSize: number | null
  bytesPerSecond: number | null
  secondsRemaining: number | null
  /** Of the present phase, 0–100, where Borg says it itself. */
  percent?: number | null
  /** What Borg says it does, where a file says nothing. */
  message?: string | null
  /** Were the sources of a backup mounted from another machine? */
  isPulled?: boolean
  /** The maintenance after a backup, as far as it has begun. */
  maintenance?: Readonly<Partial<Record<MaintenanceKind, MaintenanceStep>>>
  at: number
}

export const queuedProgress = (at: number): Progress => ({
  phase: 'QUEUED',
  originalSize: null,
  compressedSize: null,
  deduplicatedSize: null,
  fileCount: null,
  currentFile: null,
  totalExpectedSize: null,
  bytesPerSecond: null,
  secondsRemaining: null,
  at,
})

/**
 * 0–100, or null when nothing is known. Never 100 before the job succeeded: an estimate may be too small (BORG.md
 * section 3).
 */
export function percentOf(status: JobStatus, progress: Progress): number | null {
  if (status === 'COMPLETED' || status === 'COMPLETED_WITH_WARNINGS') return 100
  const { originalSize, totalExpectedSize, percent } = progress
  if (percent != null) return Math.min(99, percent)
  if (originalSize === null || !totalExpectedSize) return null
  return Math.min(99, (originalSize / totalExpectedSize) * 100)
}
