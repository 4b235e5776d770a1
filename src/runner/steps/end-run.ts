import { failureOf } from '../../domain/borg/failures.ts'
import type { RunEnd } from '../../domain/jobs/job-runs.ts'
import { recordEnd } from '../../domain/jobs/job-runs.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { type Outcome, withIncompleteLog } from '../borg/outcome.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { cleanUp } from './clean-up.ts'
import type { Run } from './run.ts'

/**
 * A Borg that was killed leaves its lock.
 *
 * @param freeSpace may the repository be compacted when its disk is full?
 * @returns whether a lock stayed behind
 */
export async function tidyUp(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  freeSpace: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const { borg, evidence } = run.state
  const wasKilled = borg !== null && (borg.forced || borg.exitCode === null || borg.exitCode >= 128)
  const isFull = freeSpace && evidence.diskFull
  if (!wasKilled && !isFull) return false
  await run.enterPhase('CLEANING_UP')
  return !(await cleanUp(run, settings, repository, { removeArchive: false, freeSpace: isFull }, signal))
}

/** The outcome of a run whose log may lack lines says so, or the log itself, where something else weighs more. */
export function withLog(run: Run, decided: Outcome): Outcome {
  if (!run.isLogIncomplete) return decided
  const outcome = withIncompleteLog(decided)
  if (outcome.failure?.code !== 'LOG_INCOMPLETE') run.note(failureOf('LOG_INCOMPLETE').message)
  return outcome
}

/** Ends a run that makes no archive, with its outcome and what is known by it. @throws LostLeaseError */
export async function endRun(
  run: Run,
  decided: Outcome,
  lockLeft: boolean,
  { result, repository }: Pick<RunEnd, 'result' | 'repository'>,
): Promise<void> {
  const { borg } = run.state
  const outcome = withLog(run, decided)
  const succeeded = outcome.status === 'COMPLETED' || outcome.status === 'COMPLETED_WITH_WARNINGS'
  if (outcome.failure) run.note(`${outcome.failure.message} ${outcome.failure.remedy}`)
  run.report({ phase: 'DONE', secondsRemaining: succeeded ? 0 : null, message: null })
  const ending = borg?.forced ? 'FORCED' : 'GRACEFUL'
  await recordEnd(run.world, run.job, run.takeNews(), {
    status: outcome.status,
    failure: outcome.failure,
    exitCode: borg?.exitCode ?? null,
    cancelOutcome: outcome.status === 'CANCELLED' ? (lockLeft ? 'LOCK_LEFT' : ending) : null,
    archive: null,
    result,
    repository,
  })
}
