import { failureOf } from '../../domain/borg/failures.ts'
import type { BorgLine } from '../../domain/borg/lines.ts'
import { optionsOf } from '../../domain/jobs/job-options.ts'
import type { JobResults, MaintenanceEnd } from '../../domain/jobs/job-results.ts'
import type { MaintenanceKind, MaintenanceStep } from '../../domain/jobs/job-states.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { type BorgCommand, compactCommand } from '../borg/command.ts'
import type { Outcome } from '../borg/outcome.ts'
import { spoolOf } from '../processes/spool.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { runBorgStep } from '../steps/borg-step.ts'
import { cleanUp } from '../steps/clean-up.ts'
import { reportMessage } from '../steps/progress-meter.ts'
import { refreshCatalogue } from '../steps/refresh-catalogue.ts'
import type { Run } from '../steps/run.ts'
import { pruneWith } from './tasks.ts'

/** A part of the maintenance after a backup, which is a step of the same job. */
type Part = 'prune' | 'compact'

/**
 * Prunes and compacts after a backup that succeeded, where its options ask for it. From the first of these steps on the
 * archive stays, whatever happens: a cancel ends the maintenance alone.
 *
 * @throws Detached, LostLeaseError
 */
export async function maintain(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<void> {
  const { maintenance } = optionsOf('BACKUP', run.job)
  if (!maintenance || (!hasMaintained(run) && (await run.isCancelRequested()))) return
  const { prune, compact } = maintenance
  if (prune) {
    const options = { retention: prune, dryRun: false, archivePattern: null }
    await runPart(run, settings, repository, 'prune', () => pruneWith(options, settings), signal)
  }
  // What was not pruned needs no compaction.
  if (compact && (!prune || run.state.prune?.status.startsWith('COMPLETED')))
    await runPart(run, settings, repository, 'compact', compactCommand, signal)
}

/** Has the maintenance begun? */
export const hasMaintained = ({ state }: Run): boolean =>
  state.step === 'prune' || state.step === 'compact' || state.prune !== null || state.compact !== null

async function runPart(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  part: Part,
  command: () => BorgCommand,
  signal: AbortSignal,
): Promise<void> {
  if (run.state[part] !== null) return
  const phase = part === 'prune' ? 'PRUNING' : 'COMPACTING'
  // The bar is that of the backup, which is done.
  const onProgress = (line: BorgLine) => reportMessage(run, line)
  const step = { name: part, phase, command, onProgress } as const
  const kind = part === 'prune' ? 'PRUNE' : 'COMPACT'
  await begin(run, kind)
  const { outcome, forced, exitCode } = await runBorgStep(run, settings, repository, step, signal)
  if (forced || exitCode === null || exitCode >= 128)
    await cleanUp(run, settings, repository, { removeArchive: false, freeSpace: false }, signal)
  if (part === 'prune') {
    const spool = spoolOf(settings.spoolDir, run.job.id, run.state.spool!)
    const repositorySize = await refreshCatalogue(run, settings, repository, spool, signal)
    const { borg } = run.state
    if (borg && repositorySize !== null) run.state = { ...run.state, borg: { ...borg, repositorySize } }
  }
  if (outcome.failure) run.note(`${outcome.failure.message} ${outcome.failure.remedy}`)
  run.state = { ...run.state, [part]: outcome }
  await end(run, kind, outcome)
}

/** Notes when a part begins, unless another worker has done so before it lost the run. */
async function begin(run: Run, kind: MaintenanceKind): Promise<void> {
  if (run.progress.maintenance?.[kind]) return
  await run.write({})
  note(run, kind, {
    startedAt: Date.now(),
    finishedAt: null,
    status: null,
    failureCode: null,
    afterLine: await lineCountOf(run),
    lastLine: null,
  })
  await run.write({})
}

async function end(run: Run, kind: MaintenanceKind, { status, failure }: Outcome): Promise<void> {
  const begun = run.progress.maintenance?.[kind]
  await run.write({})
  if (!begun) return
  const ended = { finishedAt: Date.now(), status, failureCode: failure?.code ?? null }
  note(run, kind, { ...begun, ...ended, lastLine: await lineCountOf(run) })
  await run.write({})
}

const note = (run: Run, kind: MaintenanceKind, step: MaintenanceStep): void =>
  run.report({ maintenance: { ...run.progress.maintenance, [kind]: step } })

/** Lines of the log that are stored. */
const lineCountOf = async ({ world, job }: Run): Promise<number> =>
  (await world.db.selectFrom('job').select('lineCount').where('id', '=', job.id).executeTakeFirstOrThrow())
    .lineCount

/** A success whose maintenance did not succeed is one with warnings. */
export function withMaintenance(run: Run, outcome: Outcome): Outcome {
  if (!outcome.status.startsWith('COMPLETED')) return outcome
  const ends = [endOf(run.state.prune), endOf(run.state.compact)]
  if (ends.includes('FAILED'))
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('MAINTENANCE_FAILED') }
  if (ends.includes('CANCELLED'))
    return { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('MAINTENANCE_CANCELLED') }
  return outcome
}

/** What to keep of the maintenance with the job; null when none was asked for. */
export function maintenanceResult(run: Run): JobResults['BACKUP'] {
  const { maintenance } = optionsOf('BACKUP', run.job)
  const { prune, compact } = run.state
  return { maintenance: maintenance && { prune: endOf(prune), compact: endOf(compact) } }
}

function endOf(outcome: Outcome | null): MaintenanceEnd | null {
  if (outcome === null) return null
  if (outcome.status === 'COMPLETED_WITH_WARNINGS') return 'COMPLETED'
  return outcome.status
}
