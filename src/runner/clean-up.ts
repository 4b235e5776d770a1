import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepositoryRow } from '../domain/repositories.ts'
import {
  type BorgCommand,
  breakLockCommand,
  compactCommand,
  deleteArchiveCommand,
  listArchivesCommand,
} from './borg/command.ts'
import { isRemoteLocation } from './borg/environment.ts'
import { type ArchiveEntry, parseArchiveList } from './borg/results.ts'
import { runBorg } from './borg-session.ts'
import type { Run } from './run.ts'
import type { RunnerSettings } from './settings.ts'
import { spoolOf } from './spool.ts'

const listTimeout = 120_000
/** Compaction copies data: of a large repository it may take long. */
const compactTimeout = 3_600_000

/**
 * Puts the repository in order after a run that was cancelled, killed or lost: clears our own stale lock, removes what
 * the run left in the list of archives, and gives back its space (BORG.md section 6).
 *
 * @returns false when a lock is left that is not ours to break
 */
export async function cleanUp(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
): Promise<boolean> {
  const spool = spoolOf(settings.spoolDir, run.job.id, run.state.spool ?? 'borg')
  const borg = (command: BorgCommand, timeout: number) =>
    runBorg(settings, run.world.sealer, repository, command, spool, timeout)

  // A listing removes a stale lock of this host by itself, and shows what is left.
  let archives = await list()
  if (!archives && (await ownStaleLock(settings, repository))) {
    await borg(breakLockCommand(), listTimeout)
    archives = await list()
  }
  if (!archives) {
    run.note('The repository could not be listed after the run: it may still be locked.')
    return false
  }
  let removed = await removeLeftovers(archives)
  // What a full disk keeps from the next backup, compaction alone gives back.
  removed ||= run.state.evidence.diskFull
  if (removed) await borg(compactCommand(), compactTimeout)
  return true

  async function list(): Promise<ArchiveEntry[] | null> {
    const { exitCode, stdout } = await borg(
      listArchivesCommand({ considerCheckpoints: true, lockWait: 10 }),
      listTimeout,
    )
    return exitCode === 0 ? parseArchiveList(stdout) : null
  }

  async function removeLeftovers(entries: readonly ArchiveEntry[]): Promise<boolean> {
    const leftovers = entries.filter(entry => isLeftover(run, entry))
    for (const { name } of leftovers) {
      const { exitCode } = await borg(deleteArchiveCommand(name), listTimeout)
      run.note(exitCode === 0 ? `Removed ${name}.` : `Could not remove ${name}.`)
    }
    return leftovers.length > 0
  }
}

/**
 * Did this run make it? By name *and* by time: a name that was taken before belongs to somebody else. The archive itself
 * only goes when the job was cancelled; a checkpoint of a failed run saves the next one the transfer, and Borg's own
 * pruning removes it.
 */
function isLeftover(run: Run, entry: ArchiveEntry): boolean {
  const name = run.archiveName
  if (name === null || run.job.startedAt === null) return false
  const isNew = entry.start.getTime() >= run.job.startedAt - 1000
  const checkpoint = entry.name.startsWith(`${name}.checkpoint`)
  return isNew && (entry.name === name || checkpoint) && run.state.borg?.outcome.status === 'CANCELLED'
}

/**
 * Is the local repository locked by a process of this very host that is gone, or whose number now belongs to something
 * that is not Borg? We hold the repository's turn, so nobody of ours can be the owner.
 */
async function ownStaleLock(settings: RunnerSettings, repository: RepositoryRow): Promise<boolean> {
  if (isRemoteLocation(repository.path)) return false
  const owners = await readdir(join(repository.path, 'lock.exclusive')).catch(() => [] as string[])
  return owners.length > 0 && owners.every(owner => owner.startsWith(`${settings.host}.`))
}
