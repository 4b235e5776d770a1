import { optionsOf } from '../../domain/jobs/job-options.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { failed, type Outcome } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { readExitTime, spoolOf } from '../processes/spool.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { requireSameArchive } from '../steps/archive-names.ts'
import { type BorgStep, runBorgStep } from '../steps/borg-step.ts'
import { endRun, tidyUp } from '../steps/end-run.ts'
import { reportPercent } from '../steps/progress-meter.ts'
import { refreshCatalogue } from '../steps/refresh-catalogue.ts'
import type { Run } from '../steps/run.ts'
import { type Task, tasks } from './tasks.ts'

const cancelled: Outcome = { status: 'CANCELLED', failure: null }

/**
 * One check, prune, compaction or deletion from its claim to its end. An adopted run goes on where it was: Borg is never
 * run twice.
 *
 * @throws Detached, LostLeaseError; then the job stays `RUNNING` and belongs to whoever comes next
 */
export async function runTask(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<void> {
  const task: Task = tasks[run.job.kind as keyof typeof tasks]
  const outcome = run.state.outcome ?? (await perform(run, task, settings, repository, signal))
  run.state = { ...run.state, outcome }
  const lockLeft = await tidyUp(run, settings, repository, true, signal)
  await finish(run, task, settings, repository, outcome, lockLeft, signal)
}

async function perform(
  run: Run,
  task: Task,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<Outcome> {
  if (run.state.step === null) {
    if (await run.isCancelRequested()) return cancelled
    if (!settings.borg) return failed('BORG_NOT_FOUND')
  }
  if (run.state.borg) return run.state.borg.outcome
  try {
    return await runBorg(run, task, settings, repository, signal)
  } catch (error) {
    // Borg was not started.
    if (error instanceof Refused) return failed(error.code)
    throw error
  }
}

async function runBorg(
  run: Run,
  task: Task,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<Outcome> {
  const { borgId } = run.job.kind === 'DELETE_ARCHIVE' ? optionsOf('DELETE_ARCHIVE', run.job) : {}
  const step: BorgStep = {
    name: 'borg',
    phase: task.phase,
    command: async files => {
      if (borgId) await requireSameArchive(run, settings, repository, borgId, files, signal)
      return task.command(run.job, settings, repository)
    },
    onProgress: line => reportPercent(run, line),
  }
  const { exitCode, forced, outcome } = await runBorgStep(run, settings, repository, step, signal)
  const judged = judge(run.job, outcome)
  run.state = {
    ...run.state,
    borg: { exitCode, forced, outcome: judged, archive: null, repositorySize: null },
  }
  return judged
}

/** Deleting what is not there did not do what was asked, though Borg calls it a success or a warning. */
function judge({ kind }: JobRow, outcome: Outcome): Outcome {
  const isMissing = outcome.failure?.code === 'ARCHIVE_NOT_FOUND'
  return kind === 'DELETE_ARCHIVE' && isMissing ? { ...outcome, status: 'FAILED' } : outcome
}

async function finish(
  run: Run,
  task: Task,
  settings: RunnerSettings,
  repository: RepositoryRow,
  outcome: Outcome,
  lockLeft: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { borg, spool: folder } = run.state
  const spool = folder === null ? null : spoolOf(settings.spoolDir, run.job.id, folder)
  const succeeded = outcome.status === 'COMPLETED' || outcome.status === 'COMPLETED_WITH_WARNINGS'
  // Also after a failure or a cancel: some archives may be gone already.
  const totalSize =
    spool && !lockLeft && task.changesArchives
      ? await refreshCatalogue(run, settings, repository, spool, signal)
      : null
  if (spool && borg && run.job.kind === 'COMPACT' && repository.kind === 'HOSTED')
    await settings.afterHostedCompaction(
      repository.id,
      repository.path,
      succeeded ? readExitTime(spool) : null,
    )
  await endRun(run, outcome, lockLeft, {
    result: spool && borg ? await task.summary(spool.err) : null,
    repository: {
      ...(succeeded ? task.repository(Date.now()) : {}),
      ...(totalSize === null ? {} : { totalSize }),
    },
  })
}
