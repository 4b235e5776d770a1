import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { listArchivesCommand } from '../borg/command.ts'
import { Refused } from '../borg/refused.ts'
import { parseArchiveList } from '../borg/results.ts'
import { makeSpool, removeSecrets, type Spool, spoolOf } from '../processes/spool.ts'
import { runBorg } from '../sessions/borg-session.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import type { Run } from './run.ts'

/** Milliseconds. */
const timeout = 120_000

/** `manual-backup-<UTC time>` (contract borg-ui, 3.11), made unique when the catalogue knows that name already. */
export async function nameArchive(run: Run, repository: RepositoryRow): Promise<string> {
  const name = `manual-backup-${new Date().toISOString().slice(0, 19)}`
  const taken = await run.world.db
    .selectFrom('archive')
    .select('id')
    .where('repositoryId', '=', repository.id)
    .where('name', '=', name)
    .executeTakeFirst()
  return taken ? `${name}-${run.job.id}` : name
}

/**
 * Is there an archive already with the name that the caller has chosen? Borg refuses such a name by itself before it reads a file, so
 * it is asked beforehand only where something else would run before or after it: a script, or the mount of the sources.
 *
 * @throws the reason of `signal`
 */
export async function isNameTaken(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<boolean> {
  const { preBackupScript, postBackupScript, sourceConnectionId } = repository
  const isAlone = !preBackupScript && !postBackupScript && sourceConnectionId === null
  if (run.job.archiveName === null || run.job.trigger !== 'MANUAL' || isAlone || !settings.borg) return false
  const spool = spoolOf(settings.spoolDir, run.job.id, `name.${run.job.attempt}`)
  makeSpool(spool)
  try {
    // A repository that cannot be listed yet may be what the script is for; Borg still looks at the name itself.
    const id = await findArchiveId(run, settings, repository, run.job.archiveName, spool, signal)
    return typeof id === 'string'
  } finally {
    await removeSecrets(spool)
  }
}

/**
 * Is the archive of this name the very one that the job is about? Another one may have got the name while the job waited.
 *
 * @throws Refused `ARCHIVE_NOT_FOUND`, also when there is none of this name any more; the reason of `signal`
 */
export async function requireSameArchive(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  borgId: string,
  spool: Spool,
  signal: AbortSignal,
): Promise<void> {
  const found = await findArchiveId(run, settings, repository, run.job.archiveName!, spool, signal)
  // Borg itself says best why it does not list.
  if (found === undefined || found === borgId) return
  if (found !== null) run.note('Another archive has this name now; it was not touched.')
  throw new Refused('ARCHIVE_NOT_FOUND')
}

/** Borg's id of the archive of a name; null when there is none, undefined when Borg does not list. */
async function findArchiveId(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  name: string,
  spool: Spool,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  const command = listArchivesCommand({
    namedLike: name,
    considerCheckpoints: true,
    lockWait: 10,
    bypassLock: mayBypassLock(repository),
  })
  const { exitCode, stdout } = await runBorg(settings, run.world, repository, command, spool, {
    timeout,
    signal,
  })
  if (exitCode !== 0) return undefined
  return parseArchiveList(stdout).find(archive => archive.name === name)?.id ?? null
}
