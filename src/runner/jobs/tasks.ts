import { type BorgLine, parseLine } from '../../domain/borg/lines.ts'
import { optionsOf } from '../../domain/jobs/job-options.ts'
import type { JobPhase, JobRow } from '../../domain/jobs/job-states.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import {
  type BorgCommand,
  checkCommand,
  compactCommand,
  deleteArchiveCommand,
  pruneCommand,
} from '../borg/command.ts'
import { addPruned, freedBytes, noPruning } from '../borg/summaries.ts'
import { Tail } from '../processes/tail.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

/** A kind of job that is one call of Borg. */
export interface Task {
  phase: JobPhase
  command(
    job: Pick<JobRow, 'options' | 'archiveName'>,
    settings: RunnerSettings,
    repository: RepositoryRow,
  ): BorgCommand
  /** What came of it, read from the file that holds Borg's lines. */
  summary(err: string): Promise<object>
  /** May there be fewer archives afterwards? */
  changesArchives: boolean
  /** What is known of the repository after a success. `now` in unix milliseconds. */
  repository(now: number): Partial<RepositoryRow>
}

const nothing = async () => ({})

/** The kinds of jobs that need nothing but Borg. */
export const tasks = {
  CHECK: {
    phase: 'CHECKING',
    command: (job, _settings, repository) =>
      checkCommand({ ...optionsOf('CHECK', job), bypassLock: mayBypassLock(repository) }),
    summary: nothing,
    // A repair may drop what cannot be saved.
    changesArchives: true,
    repository: now => ({ lastCheckAt: now }),
  },
  PRUNE: {
    phase: 'PRUNING',
    command: (job, settings) => pruneWith(optionsOf('PRUNE', job), settings),
    summary: err => gather(err, { ...noPruning, pruned: [] }, addPruned),
    changesArchives: true,
    repository: now => ({ lastPruneAt: now }),
  },
  COMPACT: {
    phase: 'COMPACTING',
    // Whoever asks for the compaction of a hosted repository waits for it (contract borgwarehouse, 6.6).
    command: (job, _settings, { kind }) =>
      compactCommand({ ...optionsOf('COMPACT', job), ...(kind === 'HOSTED' ? { lockWait: 10 } : {}) }),
    summary: err =>
      gather(err, { freedBytes: null as number | null }, (result, line) => {
        const freed = freedBytes(line)
        return freed === null ? result : { freedBytes: freed }
      }),
    changesArchives: false,
    repository: now => ({ lastCompactAt: now }),
  },
  DELETE_ARCHIVE: {
    phase: 'DELETING',
    command: job => deleteArchiveCommand(job.archiveName!),
    summary: nothing,
    changesArchives: true,
    repository: () => ({}),
  },
} satisfies Partial<Record<JobRow['kind'], Task>>

/** `borg prune` as far as this Borg can do it. */
export const pruneWith = (
  options: Omit<Parameters<typeof pruneCommand>[0], 'quarterly'>,
  { borg }: RunnerSettings,
): BorgCommand => pruneCommand({ ...options, quarterly: borg?.capabilities.quarterlyRetention ?? false })

/** Reads a step's lines from its spool once more, piece by piece. */
async function gather<Result>(
  file: string,
  start: Result,
  add: (result: Result, line: BorgLine) => Result,
): Promise<Result> {
  let result = start
  await using tail = await Tail.open(file, 0)
  for (;;) {
    const { lines, atEnd } = await tail.read()
    for (const line of lines) result = add(result, parseLine(line))
    if (atEnd) return result
  }
}
