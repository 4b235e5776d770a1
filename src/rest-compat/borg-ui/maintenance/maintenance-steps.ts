import type { JobStatus, MaintenanceKind } from '../../generated/schema.ts'

/** A part of the maintenance after a backup, as the schema has it. */
export interface MaintenanceStep {
  kind: MaintenanceKind
  status: JobStatus
  startedAt: string
  finishedAt: string | null
  failure: { code: string } | null
  afterLine: number
  lastLine: number | null
}

interface Maintained {
  maintenance?: { steps: readonly MaintenanceStep[] } | null | undefined
}

/** The kinds of jobs that a backup can have as parts of its own. */
export const isPart = (kind: string): kind is MaintenanceKind => kind === 'PRUNE' || kind === 'COMPACT'

/** This part of a backup; null when it has not begun. */
export const stepOf = (job: object, kind: string): MaintenanceStep | null =>
  (job as Maintained).maintenance?.steps.find(step => step.kind === kind) ?? null

/**
 * A backup's pruning or compaction as a job of its own, which it was in Borg UI. It has the number of its backup: numbers of
 * jobs are counted for all kinds together, so no other job of its kind has that.
 *
 * @returns null when it has not begun
 */
export function jobOfStep<Job extends { status: JobStatus; failure: object | null }>(
  job: Job,
  kind: string,
): Job | null {
  const step = stepOf(job, kind)
  if (!step) return null
  const { status, startedAt, finishedAt, failure } = step
  return { ...job, status, startedAt, finishedAt, failure, exitCode: null }
}
