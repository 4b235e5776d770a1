import { forgetArchive } from '../../domain/archives/archive-catalogue.ts'
import { workersOn } from '../../domain/calls/workers.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import {
  type BorgCommand,
  breakLockCommand,
  compactCommand,
  deleteArchiveCommand,
  type ListOptions,
  listArchivesCommand,
  runMark,
} from '../borg/command.ts'
import { type ArchiveEntry, parseArchiveList } from '../borg/results.ts'
import type { ShortResult } from '../processes/process.ts'
import { removeSecrets, spoolOf } from '../processes/spool.ts'
import { runBorg } from '../sessions/borg-session.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { hasStaleLock } from '../sessions/stale-locks.ts'
import type { Run } from './run.ts'

const listTimeout = 120_000
/** Deleting and compacting take long in a large repository. */
const tidyTimeout = 3_600_000

/** What shall be tidied up beside locks. */
export interface CleanUpOptions {
  /**
   * Nothing of the run shall be left in the list of archives: it was cancelled. What is not proven to be the run's own stays all the
   * same, whatever its name. Otherwise a checkpoint stays, which saves
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
    if (await hasStaleLock(settings, repository, await workersOn(run.world, settings.machine)))
      await borg(breakLockCommand(), listTimeout)
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

  async function list(options: ListOptions = {}): Promise<ArchiveEntry[] | null> {
    const command = listArchivesCommand({
      ...options,
      considerCheckpoints: true,
      lockWait: 10,
      bypassLock: mayBypassLock(repository),
    })
    const result = await borg(command, listTimeout)
    return result.exitCode === 0 ? parseArchiveList(result.stdout) : null
  }

  async function removeLeftovers(entries: readonly ArchiveEntry[]): Promise<boolean> {
    let hasRemoved = false
    for (const entry of entries.filter(({ name }) => isNamedAs(run, name))) {
      const { name, id } = entry
      if (!(await isProven(entry))) {
        run.note(`Left ${name} where it is: nothing proves that this run made it.`)
        continue
      }
      const { exitCode } = await borg(deleteArchiveCommand(name), tidyTimeout)
      run.note(exitCode === 0 ? `Removed ${name}.` : `Could not remove ${name}.`)
      if (exitCode === 0) await forgetArchive(run.world, repository.id, id)
      hasRemoved = true
    }
    return hasRemoved
  }

  /** Did this run make it? Borg has said so at its end, or the archive holds the word that no other run has. */
  async function isProven({ name, id }: ArchiveEntry): Promise<boolean> {
    const { borg: end, token } = run.state
    if (id === end?.archive?.borgId) return true
    if (token === null) return false
    const found = await list({ namedLike: name, withCommandLine: true })
    return found?.some(entry => entry.id === id && entry.commandLine?.includes(runMark(token))) ?? false
  }
}

/** Only what has the run's name, or is a checkpoint of it, can be its own. */
function isNamedAs({ archiveName }: Run, name: string): boolean {
  if (archiveName === null || !name.startsWith(archiveName)) return false
  return /^(\.checkpoint(\.\d+)?)?$/.test(name.slice(archiveName.length))
}
