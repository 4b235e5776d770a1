import { type Insertable, type Selectable, sql } from 'kysely'
import type { Tables } from '../entities/index.ts'
import { requireVerb, visibleIn } from './access.ts'
import { callBorg } from './borg-calls.ts'
import { notFound } from './errors.ts'
import { isRowId, type Page, type PageArguments } from './pages.ts'
import { findRepository, type RepositoryRow } from './repositories.ts'
import { translateRefusal } from './repository-writes.ts'
import { type Scope, viewerOf, type World } from './scope.ts'
import { fetchSortedPage } from './sorted-pages.ts'
import { containsText } from './text-search.ts'

export type ArchiveRow = Selectable<Tables['archive']>

export interface ArchiveFilter {
  nameContains?: string | null | undefined
  namePrefix?: string | null | undefined
  /** Unix milliseconds; the instant itself is in. */
  startedFrom?: number | null | undefined
  /** Unix milliseconds; the instant itself is out. */
  startedBefore?: number | null | undefined
}

/** An opaque cursor of the catalogue: archives are listed by time, and their ids are given in the order of their discovery. */
export const archiveCursor = ({ startedAt, id }: Pick<ArchiveRow, 'startedAt' | 'id'>) =>
  Buffer.from(`at:${startedAt}:${id}`).toString('base64url')

function readArchiveCursor(cursor: string): number[] | null {
  const match = /^at:(-?\d{1,15}):(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString())
  return match && isRowId(Number(match[2])) ? [Number(match[1]), Number(match[2])] : null
}

/** The catalogue of one repository, newest first. Answered from the database: works while a backup runs. */
export async function listArchives(
  scope: Scope,
  repositoryId: number,
  filter: ArchiveFilter,
  args: PageArguments,
): Promise<Page<ArchiveRow>> {
  await findRepository(scope, { id: repositoryId })
  let query = scope.db.selectFrom('archive').selectAll().where('repositoryId', '=', repositoryId)
  if (filter.nameContains) query = query.where(containsText('name', filter.nameContains))
  if (filter.namePrefix)
    // As long as the prefix: `like` would take `A` for `a` on SQLite.
    query = query.where(
      sql<boolean>`substr(${sql.ref('name')}, 1, ${[...filter.namePrefix].length}) = ${filter.namePrefix}`,
    )
  if (filter.startedFrom != null) query = query.where('startedAt', '>=', filter.startedFrom)
  if (filter.startedBefore != null) query = query.where('startedAt', '<', filter.startedBefore)
  return fetchSortedPage(query, ['startedAt', 'id'], 'desc', args, readArchiveCursor)
}

/** One archive by whichever name the caller has for it. */
export type ArchiveBy = { id: number } | { repositoryId: number; name: string }

/** @throws DomainError `NOT_FOUND` */
export async function findArchiveBy(scope: Scope, by: ArchiveBy): Promise<ArchiveRow> {
  if ('id' in by) return findArchive(scope, by.id)
  await findRepository(scope, { id: by.repositoryId })
  const [archive] = await findArchives(scope, [by])
  if (!archive) throw notFound('archive')
  return archive
}

/**
 * Brings the catalogue up to date with what Borg lists: archives that were made or deleted elsewhere.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `UNAVAILABLE`; `INVALID_INPUT` with Borg's reason
 */
export async function refreshArchives(scope: Scope, repositoryId: number): Promise<RepositoryRow> {
  requireVerb(viewerOf(scope), repositoryId, 'backup')
  const repository = await findRepository(scope, { id: repositoryId })
  if (repository.kind !== 'MANAGED') throw notFound('repository')
  try {
    await callBorg(scope, 'REFRESH_ARCHIVES', repository, {})
  } catch (error) {
    throw translateRefusal(error)
  }
  return repository
}

/** Archives by repository and name, for many jobs at once; null where there is none (any more). */
export async function findArchives(
  scope: Scope,
  keys: readonly { repositoryId: number; name: string }[],
): Promise<(ArchiveRow | null)[]> {
  const rows = await scope.db
    .selectFrom('archive')
    .selectAll()
    .where('repositoryId', 'in', [...new Set(keys.map(key => key.repositoryId))])
    .where('name', 'in', [...new Set(keys.map(key => key.name))])
    .where(visibleIn<'archive'>(viewerOf(scope), 'archive.repositoryId'))
    .execute()
  const byKey = new Map(rows.map(row => [`${row.repositoryId} ${row.name}`, row]))
  return keys.map(({ repositoryId, name }) => byKey.get(`${repositoryId} ${name}`) ?? null)
}

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

/** Adds to the catalogue what it does not know of an archive yet. */
export async function recordDetails(
  world: World,
  repositoryId: number,
  borgId: string,
  { comment, hostname, username, ...numbers }: RecordedDetails,
): Promise<void> {
  await world.db
    .updateTable('archive')
    .set(({ fn, val }) => ({
      // What a backup of ours has said of its sizes stays: `info` tells what only this archive uses *now*.
      finishedAt: fn.coalesce('finishedAt', val(numbers.finishedAt)),
      originalSize: fn.coalesce('originalSize', val(numbers.originalSize)),
      compressedSize: fn.coalesce('compressedSize', val(numbers.compressedSize)),
      deduplicatedSize: fn.coalesce('deduplicatedSize', val(numbers.deduplicatedSize)),
      fileCount: fn.coalesce('fileCount', val(numbers.fileCount)),
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

/** @throws DomainError `NOT_FOUND` */
export async function findArchive(scope: Scope, id: number): Promise<ArchiveRow> {
  const archive = await scope.db
    .selectFrom('archive')
    .selectAll()
    .where('id', '=', id)
    .where(visibleIn<'archive'>(viewerOf(scope), 'archive.repositoryId'))
    .executeTakeFirst()
  if (!archive) throw notFound('archive')
  return archive
}

/** How many archives each repository has, in the order asked for. */
export async function countArchives(scope: Scope, repositoryIds: readonly number[]): Promise<number[]> {
  const rows = await scope.db
    .selectFrom('archive')
    .select(expression => ['repositoryId', expression.fn.countAll<number>().as('count')])
    .where('repositoryId', 'in', [...repositoryIds])
    .where(visibleIn<'archive'>(viewerOf(scope), 'archive.repositoryId'))
    .groupBy('repositoryId')
    .execute()
  const counts = new Map(rows.map(row => [row.repositoryId, Number(row.count)]))
  return repositoryIds.map(id => counts.get(id) ?? 0)
}
