import {
  archivesWithoutStatistics,
  recordArchives,
  recordDetails,
} from '../../domain/archives/archive-catalogue.ts'
import type { ArchiveDetails } from '../../domain/calls/borg-calls.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { type BorgCommand, infoArchivesCommand, listArchivesCommand } from '../borg/command.ts'
import { Refused } from '../borg/refused.ts'
import { type ArchiveDetails as Details, parseArchiveDetails, parseArchiveList } from '../borg/results.ts'

/** Runs a short Borg command on the repository and gives its standard output; throws when Borg fails. */
export type AskBorg = (command: BorgCommand) => Promise<string>

/** Statistics are asked for one archive after the other, until this time is over, in milliseconds. */
const statisticsTime = 30_000
const statisticsAtOnce = 50

/**
 * Makes the catalogue of a repository what Borg lists now: with their numbers. One `borg
 * list` at once; then `borg info` of the newest archives whose numbers are not known, within half a minute. Numbers that
 * are still missing then come with a later refresh, or when somebody asks for the details of the archive.
 *
 * @throws whatever `ask` throws for the list; a failure of the numbers leaves them unknown
 */
export async function readCatalogue(
  world: World,
  repository: Pick<RepositoryRow, 'id' | 'mode' | 'bypassLock'>,
  ask: AskBorg,
): Promise<{ archiveCount: number }> {
  const { bypassLockOnList, bypassLockOnInfo } = await world.settings.values()
  const onList = bypassLockOnList || mayBypassLock(repository)
  const onInfo = bypassLockOnInfo || mayBypassLock(repository)
  const listed = parseArchiveList(await ask(listArchivesCommand({ bypassLock: onList })))
  await recordArchives(
    world,
    repository.id,
    listed.map(({ id, name, start }) => ({ borgId: id, name, startedAt: start.getTime() })),
  )
  const deadline = Date.now() + statisticsTime
  for (const { name, borgId } of await archivesWithoutStatistics(world, repository.id, statisticsAtOnce)) {
    if (Date.now() > deadline) break
    // An archive that was deleted in between, or a repository that is busy now: its numbers can wait.
    const details = await askDetails(name, onInfo, ask).catch(() => null)
    if (details === null) continue
    if (details.id === borgId) await record(world, repository.id, details)
  }
  return { archiveCount: listed.length }
}

/** Is there an archive of this name? The catalogue forgets one that is not. @throws whatever `ask` throws */
export async function findArchive(
  world: World,
  repository: Pick<RepositoryRow, 'id' | 'mode' | 'bypassLock'>,
  name: string,
  ask: AskBorg,
): Promise<boolean> {
  const bypassLock = mayBypassLock(repository)
  // The caller waits for the answer: a busy repository shall not keep it for long.
  const listed = parseArchiveList(
    await ask(listArchivesCommand({ namedLike: name, bypassLock, lockWait: 5 })),
  )
  if (listed.some(archive => archive.name === name)) return true
  await world.db
    .deleteFrom('archive')
    .where('repositoryId', '=', repository.id)
    .where('name', '=', name)
    .execute()
  return false
}

/** What Borg knows of one archive. @throws Refused `ARCHIVE_NOT_FOUND`, or whatever `ask` throws */
export async function readArchiveDetails(
  world: World,
  repository: Pick<RepositoryRow, 'id' | 'mode' | 'bypassLock'>,
  archiveId: number,
  ask: AskBorg,
): Promise<ArchiveDetails> {
  const archive = await world.db
    .selectFrom('archive')
    .select(['name', 'borgId'])
    .where('id', '=', archiveId)
    .where('repositoryId', '=', repository.id)
    .executeTakeFirst()
  if (!archive) throw new Refused('ARCHIVE_NOT_FOUND')
  const { bypassLockOnInfo } = await world.settings.values()
  const details = await askDetails(archive.name, bypassLockOnInfo || mayBypassLock(repository), ask)
  // Another archive was made under the same name.
  if (details.id !== archive.borgId) throw new Refused('ARCHIVE_NOT_FOUND')
  await record(world, repository.id, details)
  const { commandLine, chunkerParams, durationSeconds, metadataUsage } = details
  return { commandLine, chunkerParams, duration: durationSeconds, metadataUsage }
}

async function askDetails(archiveName: string, bypassLock: boolean, ask: AskBorg): Promise<Details> {
  const [details] = parseArchiveDetails(await ask(infoArchivesCommand({ archiveName, bypassLock })))
  if (!details) throw new Refused('ARCHIVE_NOT_FOUND')
  return details
}

const record = (world: World, repositoryId: number, { id, end, statistics, ...rest }: Details) =>
  recordDetails(world, repositoryId, id, {
    finishedAt: end.getTime(),
    ...statistics,
    comment: rest.comment,
    hostname: rest.hostname,
    username: rest.username,
  })
