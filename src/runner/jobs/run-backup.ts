import { lstat } from 'node:fs/promises'
import { failureOf } from '../../domain/borg/failures.ts'
import type { JobResults } from '../../domain/jobs/job-results.ts'
import type { RunEnd } from '../../domain/jobs/job-runs.ts'
import { recordEnd } from '../../domain/jobs/job-runs.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { failed, type Outcome } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { MountCancelled } from '../mounts/source-mount.ts'
import { releaseSource } from '../mounts/source-release.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { isNameTaken, nameArchive } from '../steps/archive-names.ts'
import { cleanUp } from '../steps/clean-up.ts'
import { withLog } from '../steps/end-run.ts'
import { runHook } from '../steps/hooks.ts'
import type { Run } from '../steps/run.ts'
import { hasMaintained, maintain, maintenanceResult, withMaintenance } from './after-backup.ts'
import { runBackupStep } from './backup-step.ts'

const cancelled: Outcome = { status: 'CANCELLED', failure: null }

/**
 * One backup from its claim to its end. Every stage looks at `run.state` first, so that a run that is adopted goes on
 * where it was: hooks and Borg are never run twice.
 *
 * @throws Detached, LostLeaseError; then the job stays `RUNNING` and belongs to whoever comes next
 */
export async function runBackup(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<void> {
  run.archiveName ??= await nameArchive(run, repository)
  const outcome = run.state.outcome ?? (await backUp(run, settings, repository, signal))
  run.state = { ...run.state, outcome }
  await releaseSource(settings, repository.id, run.job.id)
  let lockLeft = await cleanUpIfNeeded(run, settings, repository, outcome, signal)
  if (outcome.status.startsWith('COMPLETED')) await maintain(run, settings, repository, signal)
  await runPostHook(run, settings, repository, outcome, signal)
  const decided = withLog(run, withMaintenance(run, withHooks(run, outcome, await isLegacy(run))))
  if (await finish(run, decided, lockLeft)) return

  // Somebody cancelled it at the last moment: what is in the repository by now goes again.
  run.state = { ...run.state, outcome: cancelled }
  lockLeft = await cleanUpIfNeeded(run, settings, repository, cancelled, signal)
  await finish(run, cancelled, lockLeft)
}

/** Pre-backup script and Borg, or the reason why not. */
async function backUp(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<Outcome> {
  const isAdopted = run.state.step !== null
  if (!isAdopted && (await run.isCancelRequested())) return cancelled
  if (!isAdopted && (await isNameTaken(run, settings, repository, signal)))
    return failed('ARCHIVE_ALREADY_EXISTS')
  if (repository.preBackupScript && run.state.preHook === null) {
    const preHook = await runHook(run, settings, repository, 'pre', null, signal)
    run.state = { ...run.state, preHook }
  }
  if (run.state.step !== 'borg') {
    const refusal = await reasonNotToStart(run, settings, repository)
    if (refusal) return refusal
  }
  try {
    const borg = run.state.borg ?? (await runBackupStep(run, settings, repository, signal))
    run.state = { ...run.state, borg }
    return borg.outcome
  } catch (error) {
    // The sources of another machine could not be mounted, so Borg was never started.
    if (error instanceof Refused) return failed(error.code)
    if (error instanceof MountCancelled) return cancelled
    throw error
  }
}

/** Runs whatever became of the backup, so that it can undo what the pre-backup script did; not if nothing was begun. */
async function runPostHook(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<void> {
  const isStrict = await isLegacy(run)
  const { status } = withHooks(run, outcome, isStrict)
  const hasPreFailed = run.state.preHook === 'FAILED' || run.state.preHook === 'TIMED_OUT'
  const isTooEarly = status === 'CANCELLED' || outcome.failure?.code === 'ARCHIVE_ALREADY_EXISTS'
  const nothingBegan = isTooEarly && run.state.preHook === null && run.state.borg === null
  if (
    !repository.postBackupScript ||
    run.state.postHook !== null ||
    nothingBegan ||
    (isStrict && hasPreFailed)
  )
    return
  const postHook = await runHook(run, settings, repository, 'post', status, signal)
  run.state = { ...run.state, postHook }
}

/** Null to go on. */
async function reasonNotToStart(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
): Promise<Outcome | null> {
  const { preHook } = run.state
  if (preHook === 'CANCELLED' || (await run.isCancelRequested())) return cancelled
  if ((preHook === 'FAILED' || preHook === 'TIMED_OUT') && !repository.continueOnHookFailure)
    return failed(preHook === 'TIMED_OUT' ? 'HOOK_TIMED_OUT' : 'PRE_HOOK_FAILED')
  if (!settings.borg) return failed('BORG_NOT_FOUND')
  // Borg would make an empty archive and call it a warning (BORG.md fact 5).
  // Sources of another machine are looked at when they are mounted.
  const isRemote = repository.sourceConnectionId !== null
  if (isRemote) return null
  const sources: string[] = JSON.parse(repository.sourceDirectories)
  const found = await areThere(sources)
  const missingSource = sources[found.indexOf(false)]
  if (missingSource === undefined || (found.includes(true) && !(await isLegacy(run)))) return null
  run.state = { ...run.state, missingSource }
  return failed(found.includes(true) ? 'SOURCE_NOT_FOUND' : 'ALL_SOURCES_MISSING')
}

/** Do backups end as those of Borg UI do? */
const isLegacy = async ({ world }: Run): Promise<boolean> =>
  (await world.settings.values()).legacyBackupOutcomes

function areThere(sources: readonly string[]): Promise<boolean[]> {
  return Promise.all(
    sources.map(source =>
      lstat(source).then(
        () => true,
        error => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
      ),
    ),
  )
}

/** @returns whether a lock stayed behind */
async function cleanUpIfNeeded(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  { status, failure }: Outcome,
  signal: AbortSignal,
): Promise<boolean> {
  const { borg, evidence } = run.state
  if (!borg) return false
  const isUnclean = borg.forced || borg.exitCode === null || borg.exitCode >= 128 || evidence.diskFull
  // Borg made an archive, of what it could still read.
  const isIncomplete = failure?.code === 'SOURCE_CONNECTION_LOST' && !isUnclean
  if (status !== 'CANCELLED' && !isUnclean && !isIncomplete) return false
  await run.enterPhase('CLEANING_UP')
  const options = { removeArchive: status === 'CANCELLED' || isIncomplete, freeSpace: evidence.diskFull }
  return !(await cleanUp(run, settings, repository, options, signal))
}

/**
 * A hook that failed turns a success into one with warnings, and leaves a failure what it is. As with Borg UI (`isStrict`), the one after
 * the backup turns any success into a failure, and the one before it, where that may fail, changes nothing.
 */
function withHooks(run: Run, outcome: Outcome, isStrict: boolean): Outcome {
  const { preHook, postHook } = run.state
  if (isStrict) {
    const isFailed =
      outcome.status.startsWith('COMPLETED') && (postHook === 'FAILED' || postHook === 'TIMED_OUT')
    return isFailed ? failed(postHook === 'FAILED' ? 'POST_HOOK_FAILED' : 'HOOK_TIMED_OUT') : outcome
  }
  if (outcome.status !== 'COMPLETED') return outcome
  if (postHook === 'FAILED')
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('POST_HOOK_FAILED') }
  if (postHook === 'TIMED_OUT' || preHook === 'TIMED_OUT')
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('HOOK_TIMED_OUT') }
  if (preHook === 'FAILED')
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('PRE_HOOK_FAILED') }
  return outcome
}

/** What a backup tells of its repository. */
function factsOf({ state }: Run, expectedSize: number | null): RunEnd['repository'] {
  const now = Date.now()
  const totalSize = state.borg?.repositorySize ?? null
  return {
    lastBackupAt: now,
    expectedSize,
    ...(totalSize === null ? {} : { totalSize }),
    ...(state.prune?.status.startsWith('COMPLETED') ? { lastPruneAt: now } : {}),
    ...(state.compact?.status.startsWith('COMPLETED') ? { lastCompactAt: now } : {}),
  }
}

/** What a backup leaves beside its outcome. */
function resultOf(run: Run): JobResults['BACKUP'] {
  const { missingSource } = run.state
  return { ...maintenanceResult(run), ...(missingSource === null ? {} : { missingSource }) }
}

/** @returns false when somebody asked to cancel a run that ends otherwise; then nothing was ended */
async function finish(run: Run, outcome: Outcome, lockLeft: boolean): Promise<boolean> {
  const { borg } = run.state
  const archive = outcome.status === 'CANCELLED' ? null : (borg?.archive ?? null)
  const before = run.progress
  if (outcome.failure) run.note(`${outcome.failure.message} ${outcome.failure.remedy}`)
  const succeeded = outcome.status === 'COMPLETED' || outcome.status === 'COMPLETED_WITH_WARNINGS'
  run.report({
    phase: 'DONE',
    secondsRemaining: succeeded ? 0 : null,
    ...(archive
      ? {
          originalSize: archive.originalSize,
          compressedSize: archive.compressedSize,
          deduplicatedSize: archive.deduplicatedSize,
          fileCount: archive.fileCount,
          totalExpectedSize: archive.originalSize,
        }
      : {}),
  })
  const end: RunEnd = {
    status: outcome.status,
    failure: outcome.failure,
    exitCode: borg?.exitCode ?? null,
    cancelOutcome:
      outcome.status === 'CANCELLED' ? (lockLeft ? 'LOCK_LEFT' : borg?.forced ? 'FORCED' : 'GRACEFUL') : null,
    archive,
    result: resultOf(run),
    repository: archive ? factsOf(run, archive.originalSize) : {},
  }
  const news = run.takeNews()
  // Once archives were pruned for it, it is too late to take the backup back.
  const mayBeCancelled = outcome.status !== 'CANCELLED' && !hasMaintained(run)
  const ended = await recordEnd(run.world, run.job, news, end, mayBeCancelled)
  if (!ended) {
    run.giveBack(news)
    run.report(before)
  } else if (archive) await run.world.wakeups.ring('health')
  return ended
}
