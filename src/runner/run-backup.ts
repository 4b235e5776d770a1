import { stat } from 'node:fs/promises'
import { failureOf } from '../domain/borg/failures.ts'
import type { Archived, RunEnd } from '../domain/job-runs.ts'
import { recordEnd } from '../domain/job-runs.ts'
import type { RepositoryRow } from '../domain/repositories.ts'
import { runBorgStep } from './backup-step.ts'
import type { Outcome } from './borg/outcome.ts'
import { cleanUp } from './clean-up.ts'
import { runHook } from './hooks.ts'
import type { Run } from './run.ts'
import type { RunnerSettings } from './settings.ts'

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
  if (repository.preBackupScript && run.state.preHook === null) {
    const preHook = await runHook(run, settings, repository, 'pre', null, signal)
    run.state = { ...run.state, preHook }
  }
  let outcome = outcomeBefore(
    run,
    repository,
    await run.isCancelRequested(),
    await missingSources(repository),
  )
  if (!outcome) {
    const borg = run.state.borg ?? (await runBorgStep(run, settings, repository, signal))
    run.state = { ...run.state, borg }
    outcome = borg.outcome
  }

  const lockLeft = await cleanUpIfNeeded(run, settings, repository, outcome)
  if (repository.postBackupScript && run.state.postHook === null && run.state.preHook !== 'FAILED') {
    const postHook = await runHook(run, settings, repository, 'post', outcome.status, signal)
    run.state = { ...run.state, postHook }
  }
  const archive = outcome.status === 'CANCELLED' ? null : (run.state.borg?.archive ?? null)
  await finish(run, withHooks(run, outcome), archive, lockLeft)
}

/** `manual-backup-<UTC time>` (contract borg-ui, 3.11), made unique when the catalogue knows that name already. */
async function nameArchive(run: Run, repository: RepositoryRow): Promise<string> {
  const name = `manual-backup-${new Date().toISOString().slice(0, 19)}`
  const taken = await run.world.db
    .selectFrom('archive')
    .select('id')
    .where('repositoryId', '=', repository.id)
    .where('name', '=', name)
    .executeTakeFirst()
  return taken ? `${name}-${run.job.id}` : name
}

/** Reasons not to start Borg at all; null to go on. */
function outcomeBefore(
  run: Run,
  repository: RepositoryRow,
  cancelRequested: boolean,
  missing: { some: boolean; all: boolean },
): Outcome | null {
  if (run.state.step === 'borg' || run.state.borg) return null
  if (cancelRequested || run.state.preHook === 'CANCELLED') return { status: 'CANCELLED', failure: null }
  const hookFailed = run.state.preHook === 'FAILED' || run.state.preHook === 'TIMED_OUT'
  if (hookFailed && !repository.continueOnHookFailure)
    return {
      status: 'FAILED',
      failure: failureOf(run.state.preHook === 'TIMED_OUT' ? 'HOOK_TIMED_OUT' : 'PRE_HOOK_FAILED'),
    }
  // Borg would make an empty archive and call it a warning (BORG.md fact 5).
  if (missing.all) return { status: 'FAILED', failure: failureOf('ALL_SOURCES_MISSING') }
  return null
}

async function missingSources(repository: RepositoryRow): Promise<{ some: boolean; all: boolean }> {
  const sources = JSON.parse(repository.sourceDirectories) as string[]
  const found = await Promise.all(
    sources.map(source =>
      stat(source).then(
        () => true,
        error => (error as NodeJS.ErrnoException).code !== 'ENOENT',
      ),
    ),
  )
  return { some: found.includes(false), all: !found.includes(true) }
}

/** @returns whether a lock stayed behind */
async function cleanUpIfNeeded(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  outcome: Outcome,
): Promise<boolean> {
  const { borg } = run.state
  if (!borg) return false
  const unclean = borg.forced || borg.exitCode === null || borg.exitCode >= 128 || run.state.evidence.diskFull
  if (outcome.status !== 'CANCELLED' && !unclean) return false
  await run.enterPhase('CLEANING_UP')
  return !(await cleanUp(run, settings, repository))
}

/** A hook that failed turns a success into one with warnings, and leaves a failure what it is. */
function withHooks(run: Run, outcome: Outcome): Outcome {
  const { preHook, postHook } = run.state
  if (outcome.status !== 'COMPLETED') return outcome
  if (postHook === 'FAILED')
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('POST_HOOK_FAILED') }
  if (postHook === 'TIMED_OUT' || preHook === 'TIMED_OUT')
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('HOOK_TIMED_OUT') }
  if (preHook === 'FAILED')
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('PRE_HOOK_FAILED') }
  return outcome
}

async function finish(
  run: Run,
  outcome: Outcome,
  archive: Archived | null,
  lockLeft: boolean,
): Promise<void> {
  const { borg } = run.state
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
    repositorySize: archive ? (borg?.repositorySize ?? null) : null,
  }
  await recordEnd(run.world, run.job, run.takeNews(), end)
}
