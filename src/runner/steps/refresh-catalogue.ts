import { recordArchives } from '../../domain/archives/archive-catalogue.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { infoRepositoryCommand, listArchivesCommand } from '../borg/command.ts'
import { parseArchiveList, parseRepositoryDetails } from '../borg/results.ts'
import { removeSecrets, type Spool } from '../processes/spool.ts'
import { runBorg } from '../sessions/borg-session.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import type { Run } from './run.ts'

/** Milliseconds. */
const timeout = 600_000

/**
 * Brings the catalogue and the repository's size up to date after a job that changed them, while the job still holds the
 * repository's turn. A failure is noted and costs nothing else: the next such job does it again.
 *
 * @returns deduplicated size of all archives in bytes; null when Borg did not say it
 * @throws the reason of `signal`
 */
export async function refreshCatalogue(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  spool: Spool,
  signal: AbortSignal,
): Promise<number | null> {
  const bypassLock = mayBypassLock(repository)
  const borg = async (command: Parameters<typeof runBorg>[3]) => {
    const limits = { timeout, signal }
    const { exitCode, stdout } = await runBorg(settings, run.world, repository, command, spool, limits)
    if (exitCode !== 0) throw new Error('Borg did not list the repository.')
    return stdout
  }
  try {
    const archives = parseArchiveList(await borg(listArchivesCommand({ bypassLock })))
    await recordArchives(
      run.world,
      repository.id,
      archives.map(({ id, name, start }) => ({ borgId: id, name, startedAt: start.getTime() })),
    )
    return parseRepositoryDetails(await borg(infoRepositoryCommand({ bypassLock }))).statistics
      .uniqueCompressedSize
  } catch {
    signal.throwIfAborted()
    run.note('The list of archives could not be brought up to date.')
    return null
  } finally {
    await removeSecrets(spool)
  }
}
