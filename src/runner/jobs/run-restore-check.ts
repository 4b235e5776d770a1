import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { displayOf } from '../../domain/archives/exact-paths.ts'
import { type FailureCode, failureOf } from '../../domain/borg/failures.ts'
import { optionsOf } from '../../domain/jobs/job-options.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { extractCommand } from '../borg/command.ts'
import type { Outcome } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { compareFiles } from '../restores/compare-files.ts'
import { ExtractMeter } from '../restores/extract-meter.ts'
import { newestArchive, planRestoreCheck, type RestoreCheckPlan } from '../restores/plan-restore-check.ts'
import { filesOf, hasRoom, makeScratch, planOf, removeScratch } from '../restores/scratch.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { runBorgStep } from '../steps/borg-step.ts'
import { endRun, tidyUp } from '../steps/end-run.ts'
import type { Run } from '../steps/run.ts'
import { withCancel } from '../steps/with-cancel.ts'

const cancelled: Outcome = { status: 'CANCELLED', failure: null }
const failed = (code: FailureCode): Outcome => ({ status: 'FAILED', failure: failureOf(code) })

/** So many differences are named in the log. */
const mostNamed = 1000

/** What the check has decided to do, for whoever goes on with it. Beside the files, because it may be long. */
interface Plan extends RestoreCheckPlan {
  archiveName: string
  archiveId: string
}

/**
 * One restore check from its claim to its end: files of the newest archive are restored to a folder of their own, compared
 * and removed. An adopted run goes on where it was; a comparison begins again.
 *
 * @throws Detached, LostLeaseError; then the job stays `RUNNING` and belongs to whoever comes next
 */
export async function runRestoreCheck(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<void> {
  if (!run.state.outcome) {
    const outcome = await check(run, settings, repository, signal)
    // Written down first: without the files nobody could find out once more.
    run.state = { ...run.state, outcome }
    await run.write({})
  }
  const { outcome, borg, restoreCheck } = run.state
  const lockLeft = await tidyUp(run, settings, repository, false, signal)
  await removeScratch(settings, run.job.id)
  const now = Date.now()
  const isProven = outcome!.status === 'COMPLETED'
  await endRun(run, outcome!, lockLeft, {
    result: restoreCheck,
    repository: {
      ...(borg && outcome!.status !== 'CANCELLED' ? { lastRestoreCheckAt: now } : {}),
      ...(isProven ? { lastProvenRestoreAt: now, lastProvenRestoreJobId: run.job.id } : {}),
    },
  })
}

async function check(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    if (run.state.step === null) {
      if (await run.isCancelRequested()) return cancelled
      if (!settings.borg) return failed('BORG_NOT_FOUND')
      const refusal = await prepare(run, settings, repository, signal)
      if (refusal) return refusal
    }
    const plan = JSON.parse(await readFile(planOf(settings, run.job.id), 'utf8')) as Plan
    const restored = run.state.borg?.outcome ?? (await restore(run, settings, repository, plan, signal))
    if (!restored.status.startsWith('COMPLETED')) return restored
    return await compare(run, settings, repository, plan, restored, signal)
  } catch (error) {
    if (error instanceof Refused) return failed(error.code)
    throw error
  }
}

/** Chooses the archive and the files, and makes room for them. @returns why not, or null to go on */
async function prepare(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<Outcome | null> {
  await run.enterPhase('ESTIMATING')
  const options = optionsOf('RESTORE_CHECK', run.job)
  const folder = filesOf(settings, run.job.id)
  await makeScratch(settings, run.job.id)
  await mkdir(folder, { mode: 0o700 })
  const plan = await withCancel(run, signal, async stop => {
    const archive = await newestArchive(run.world, settings, repository, stop)
    if (!archive) return failed('NO_ARCHIVE')
    const wish = { ...options, archiveName: archive.name, folder }
    const chosen = await planRestoreCheck(run.world, settings, repository, wish, stop)
    return { ...chosen, archiveName: archive.name, archiveId: archive.id }
  })
  if (plan === null) return cancelled
  if ('status' in plan) return plan
  const { fileCount, totalSize, entryCount, missing, refusal } = plan
  run.archiveName = plan.archiveName
  run.report({ totalExpectedSize: totalSize, originalSize: 0, fileCount: 0 })
  run.note(`Comparing ${fileCount} files of ${plan.archiveName}, ${totalSize} bytes`)
  if (refusal) {
    run.note(refusal)
    return failed('RESTORE_UNSAFE')
  }
  for (const path of missing) run.note(`Not in the archive: ${displayOf(path)}`)
  if (fileCount === 0) return failed(missing.length > 0 ? 'PATTERN_NEVER_MATCHED' : 'NOTHING_TO_COMPARE')
  if (!(await hasRoom(settings, totalSize, entryCount))) return failed('SCRATCH_SPACE_MISSING')
  await writeFile(planOf(settings, run.job.id), JSON.stringify(plan), { mode: 0o600 })
  return null
}

async function restore(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  { archiveName, paths, totalSize }: Plan,
  signal: AbortSignal,
): Promise<Outcome> {
  const meter = new ExtractMeter(run, totalSize)
  const { exitCode, forced, ...end } = await runBorgStep(
    run,
    settings,
    repository,
    {
      name: 'borg',
      phase: 'RESTORING',
      command: () =>
        extractCommand(archiveName, { paths, contentOnly: true, bypassLock: mayBypassLock(repository) }),
      cwd: filesOf(settings, run.job.id),
      onProgress: line => {
        meter.observe(line)
        run.report({ percent: half(run.progress.originalSize, totalSize) })
      },
      onLog: line => meter.count(line),
    },
    signal,
  )
  const outcome = end.outcome.failure?.code === 'DISK_FULL' ? failed('SCRATCH_SPACE_MISSING') : end.outcome
  run.state = { ...run.state, borg: { exitCode, forced, outcome, archive: null, repositorySize: null } }
  return outcome
}

/** Restoring is the first half of the work, and comparing the second. */
const half = (bytes: number | null, total: number): number => (total > 0 ? ((bytes ?? 0) / total) * 50 : 0)

async function compare(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  { archiveName, archiveId, paths, totalSize, missing }: Plan,
  restored: Outcome,
  signal: AbortSignal,
): Promise<Outcome> {
  await run.enterPhase('COMPARING')
  let differences = 0
  const task = {
    archiveName,
    paths,
    folder: filesOf(settings, run.job.id),
    onProgress: (path: string, bytes: number) => {
      run.report({ originalSize: bytes, currentFile: path, percent: 50 + half(bytes, totalSize) })
    },
    onMismatch: (sentence: string) => {
      differences += 1
      if (differences <= mostNamed) run.note(sentence)
    },
  }
  const comparison = await withCancel(run, signal, stop =>
    compareFiles(run.world, settings, repository, task, stop),
  )
  if (comparison === null) return cancelled
  run.state = { ...run.state, restoreCheck: { archiveName, archiveId, ...comparison } }
  if (comparison.mismatches.length > 0) return failed('RESTORE_MISMATCH')
  if (missing.length > 0)
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('PATTERN_NEVER_MATCHED') }
  if (differences > 0) return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('WARNING') }
  return restored
}
