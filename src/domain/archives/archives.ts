import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { callBorg } from '../calls/borg-calls.ts'
import { requireVerb, visibleIn } from '../kernel/access.ts'
import { hostedRefusal, notFound } from '../kernel/errors.ts'
import { isRowId, type Page, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { fetchSortedPage } from '../kernel/sorted-pages.ts'
import { containsText } from '../kernel/text-search.ts'
import { findRepository, type RepositoryRow } from '../repositories/repositories.ts'
import { translateRefusal } from '../repositories/repository-writes.ts'
import { refreshObserved } from './observed-archives.ts'

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
  const repository = await findRepository(scope, { id: repositoryId })
  if (repository.mode === 'OBSERVE') await refreshObserved(scope, repository)
  let query = scope.db.selectFrom('archive').selectAll().where('repositoryId', '=', repositoryId)
  if (filter.nameContains) query = query.where(containsText('name', filter.nameContains, 'nameContains'))
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
  if (repository.kind !== 'MANAGED') throw hostedRefusal()
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
