import type { RestoreWish } from '../../domain/calls/borg-calls.ts'
import type { RestorePart } from '../../domain/jobs/restore-paths.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { extractCommand, sendTarCommand } from '../borg/command.ts'
import { failed, type Outcome } from '../borg/outcome.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { type BorgStep, runBorgStep } from '../steps/borg-step.ts'
import type { Run } from '../steps/run.ts'
import { blameDestination } from './destination-outcome.ts'
import { ExtractMeter } from './extract-meter.ts'
import { tarFilter } from './remote-destination.ts'

/**
 * One call of Borg of a restore, from its start or from where an earlier server left it; how it ended is added to the run's state.
 *
 * @param index its place among the calls of this restore
 * @throws Detached, LostLeaseError
 */
export async function restorePart(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  wish: RestoreWish,
  { index, ...part }: RestorePart & { index: number },
  signal: AbortSignal,
): Promise<void> {
  const { totalSize, doneSize } = run.state.restore!
  const meter = new ExtractMeter(run, totalSize, doneSize)
  const { connectionId } = wish
  const way =
    connectionId === undefined
      ? writeHere(run, repository, wish, part)
      : sendThere(run, settings, repository, { ...wish, connectionId }, part)
  const { exitCode, forced, ...end } = await runBorgStep(
    run,
    settings,
    repository,
    {
      ...way,
      name: index === 0 ? 'borg' : `borg-${index + 1}`,
      phase: 'RESTORING',
      onProgress: line => meter.observe(line),
      onLog: line => meter.count(line),
    },
    signal,
  )
  const outcome =
    connectionId === undefined ? blameDisk(end.outcome) : blameDestination(end.outcome, run.state.evidence)
  if (outcome.status === 'COMPLETED') meter.end()
  const restore = run.state.restore!
  run.state = {
    ...run.state,
    borg: { exitCode, forced, outcome, archive: null, repositorySize: null },
    restore: { ...restore, doneSize: doneSize + meter.total, ends: [...restore.ends, outcome] },
  }
}

/** What the ways to write differ in. */
type Way = Pick<BorgStep, 'command' | 'cwd' | 'isInVain'>

/** Borg writes into the current folder. */
function writeHere(
  run: Run,
  repository: RepositoryRow,
  { archiveName }: RestoreWish,
  part: RestorePart,
): Way {
  return {
    command: () => extractCommand(archiveName, { ...part, bypassLock: mayBypassLock(repository) }),
    cwd: run.state.restore!.destination,
  }
}

/** Borg writes a tar, which is unpacked on another machine. */
function sendThere(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  wish: RestoreWish & { connectionId: number },
  part: RestorePart,
): Way {
  return {
    async command(spool) {
      const filter = await tarFilter(run, settings, wish.connectionId, spool)
      return sendTarCommand(wish.archiveName, filter, { ...part, bypassLock: mayBypassLock(repository) })
    },
    // The tar there would complain of one file after the other, to the last.
    isInVain: () => run.state.evidence.destinationFull,
  }
}

/** Nothing but the destination is written to. */
const blameDisk = (outcome: Outcome): Outcome =>
  outcome.failure?.code === 'DISK_FULL' ? failed('DESTINATION_FULL') : outcome
