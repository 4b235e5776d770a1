import { mayBypassLock, type RepositoryRow } from '../domain/repositories/repositories.ts'
import { workersOn } from '../domain/workers.ts'
import {
  type BorgCommand,
  breakLockCommand,
  compactCommand,
  deleteArchiveCommand,
  listArchivesCommand,
} from './borg/command.ts'
import { type ArchiveEntry, parseArchiveList } from './borg/results.ts'
import { runBorg } from './borg-session.ts'
import type { ShortResult } from './processes/process.ts'
import { removeSecrets, spoolOf } from './processes/spool.ts'
import type { Run } from './run.ts'
import type { RunnerSettings } from './settings.ts'
import { hasStaleLock } from './stale-locks.ts'

const listTimeout = 120_000
/** Deleting and compacting take long in a large repository. */
const tidyTimeout = 3_600_000

/** What shall be tidied up beside locks. */
export interface CleanUpOptions {
  /**
   * Nothing of the run shall be left in the list of archives: it was cancelled. Otherwise a checkpoint stays, which saves
   * the next run the transfer and which Borg's own pruning removes.
   */
  removeArchive: boolean
  /** What a full disk keeps from the next backup, compaction alone gives back. */
  freeSpace: boolean
}

/**
 * Puts the repository in order after a run that was cancelled, killed or lost: clears our own stale lock, removes what
 * the run left in the list of archives, and gives back its space (BORG.md section 6). May be begun again at any point.
 *
 * @returns false when a lock is left that is not ours to break
 * @throws the reason of `signal`
 */
export async function cleanUp(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  options: CleanUpOptions,
  signal: AbortSignal,
): Promise<boolean> {
  if (!settings.borg) {
    run.note('The repository was not put in order after the run: there is no usable Borg.')
    return false
  }
  const spool = spoolOf(settings.spoolDir, run.job.id, run.state.spool!)
  try {
    // A full disk has no room for a lock of its own either; compaction makes both.
    if (options.freeSpace) await borg(compactCommand(), tidyTimeout)
    const archives = await list()
    if (!archives) {
      run.note('The repository could not be listed after the run: it may still be locked.')
      return false
    }
    if (options.removeArchive && (await removeLeftovers(archives))) await borg(compactCommand(), tidyTimeout)
    return true
  } finally {
    await removeSecrets(spool)
  }

  async function borg(command: BorgCommand, timeout: number): Promise<ShortResult> {
    return runBorg(settings, run.world, repository, command, spool, { timeout, signal })
  }

  async function list(): Promise<ArchiveEntry[] | null> {
    if (await hasStaleLock(settings, repository, await workersOn(run.world, settings.machine)))
      await borg(breakLockCommand(), listTimeout)
    const command = listArchivesCommand({
      considerCheckpoints: true,
      lockWait: 10,
      bypassLock: mayBypassLock(repository),
    })
    const result = await borg(command, listTimeout)
    return result.exitCode === 0 ? parseArchiveList(result.stdout) : null
  }

  async function removeLeftovers(entries: readonly ArchiveEntry[]): Promise<boolean> {
    const leftovers = entries.filter(entry => isOf(run, entry))
    for (const { name } of leftovers) {
      const { exitCode } = await borg(deleteArchiveCommand(name), tidyTimeout)
      run.note(exitCode === 0 ? `Removed ${name}.` : `Could not remove ${name}.`)
    }
    return leftovers.length > 0
  }
}

/**
 * Did this run make it? By its id, or by name *and* time: a name that was taken before belongs to somebody else, and the
 * time may be one that custom flags chose.
 */
function isOf({ archiveName, job, state }: Run, { id, name, start }: ArchiveEntry): boolean {
  if (id === state.borg?.archive?.borgId) return true
  if (archiveName === null || job.startedAt === null || start.getTime() < job.startedAt - 1000) return false
  return name === archiveName || /^\.checkpoint(\.\d+)?$/.test(cutPrefix(name, archiveName))
}

const cutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : ''
