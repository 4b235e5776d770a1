import type { Insertable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { World } from '../kernel/scope.ts'
import type { ArchiveRow } from './archives.ts'

/** Makes the catalogue what Borg listed: adds, renames, and forgets what is gone. Oldest first, so that ids follow time. */
export async function recordArchives(
  world: World,
  repositoryId: number,
  listed: readonly Pick<Insertable<Tables['archive']>, 'borgId' | 'name' | 'startedAt'>[],
): Promise<void> {
  await world.db.transaction().execute(async db => {
    const keep = new Set(listed.map(archive => archive.borgId))
    const known = await db
      .selectFrom('archive')
      .select(['id', 'borgId', 'name'])
      .where('repositoryId', '=', repositoryId)
      .execute()
    const gone = known.filter(archive => !keep.has(archive.borgId)).map(archive => archive.id)
    // In portions: databases limit the number of parameters of one statement.
    for (const ids of portions(gone)) await db.deleteFrom('archive').where('id', 'in', ids).execute()
    const names = new Map(known.map(archive => [archive.borgId, archive.name]))
    const news = listed
      .filter(({ borgId, name }) => names.get(borgId) !== name)
      .toSorted((one, other) => one.startedAt - other.startedAt)
    for (const archives of portions(news))
      await db
        .insertInto('archive')
        .values(archives.map(archive => ({ ...archive, repositoryId })))
        .onConflict(conflict =>
          conflict
            .columns(['repositoryId', 'borgId'])
            .doUpdateSet(({ ref }) => ({ name: ref('excluded.name') })),
        )
        .execute()
    await db
      .updateTable('repository')
      .set({ archivesRefreshedAt: Date.now() })
      .where('id', '=', repositoryId)
      .execute()
  })
}

/** Takes an archive that is gone from the repository out of the catalogue. */
export async function forgetArchive(world: World, repositoryId: number, borgId: string): Promise<void> {
  await world.db
    .deleteFrom('archive')
    .where('repositoryId', '=', repositoryId)
    .where('borgId', '=', borgId)
    .execute()
}

/** The newest archives of which Borg has not been asked for the numbers. */
export async function archivesWithoutStatistics(
  world: World,
  repositoryId: number,
  limit: number,
): Promise<Pick<ArchiveRow, 'borgId' | 'name'>[]> {
  return (
    world.db
      .selectFrom('archive')
      .select(['borgId', 'name'])
      .where('repositoryId', '=', repositoryId)
      // The end of a backup tells the sizes, but not who made it where.
      .where(({ eb, or }) => or([eb('originalSize', 'is', null), eb('hostname', 'is', null)]))
      .orderBy('startedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
  )
}

/** What `borg info` says of an archive. */
export type RecordedDetails = Pick<
  ArchiveRow,
  | 'finishedAt'
  | 'originalSize'
  | 'compressedSize'
  | 'deduplicatedSize'
  | 'fileCount'
  | 'comment'
  | 'hostname'
  | 'username'
>

/** Adds to the catalogue what Borg says of an archive. */
export async function recordDetails(
  world: World,
  repositoryId: number,
  borgId: string,
  { comment, hostname, username, ...numbers }: RecordedDetails,
): Promise<void> {
  await world.db
    .updateTable('archive')
    .set(({ fn, val }) => ({
      // After a backup Borg counts its own metadata as well; `info` counts files.
      originalSize: numbers.originalSize,
      compressedSize: numbers.compressedSize,
      fileCount: numbers.fileCount,
      finishedAt: numbers.finishedAt,
      // What a backup of ours has added stays: `info` tells what only this archive uses *now*.
      deduplicatedSize: fn.coalesce('deduplicatedSize', val(numbers.deduplicatedSize)),
      comment,
      hostname,
      username,
    }))
    .where('repositoryId', '=', repositoryId)
    .where('borgId', '=', borgId)
    .execute()
}

function* portions<Item>(items: readonly Item[], size = 500): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
