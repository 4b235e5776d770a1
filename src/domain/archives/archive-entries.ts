import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { invalidInput, notFound } from '../errors.ts'
import { cursorOf, defaultSize, type Page, type PageArguments, readCursor, readSize } from '../pages.ts'
import type { Scope } from '../scope.ts'
import { fetchSortedPage } from '../sorted-pages.ts'
import { containsText } from '../text-search.ts'
import { requireIndex } from './archive-indexes.ts'
import { type ArchiveRow, findArchive } from './archives.ts'

export type EntryRow = Selectable<Tables['archive_entry']>
/** An entry and where it is, without a slash in front. */
export type Entry = EntryRow & { fullPath: string }

/** An opaque cursor of listings: the number of the entry, which stays the same when an index is made anew. */
export const entryCursor = ({ number }: Pick<EntryRow, 'number'>) => cursorOf(number)

/**
 * What is directly in a folder of an archive: folders first, then by name in lower case. The first request has the archive
 * listed, and waits for it.
 *
 * @param path slashes at either end are ignored; empty: the root of the archive
 * @throws DomainError `NOT_FOUND` for what is no folder of it, `UNAVAILABLE` (see `requireIndex`), `INVALID_INPUT`
 */
export async function listEntries(
  scope: Scope,
  archive: ArchiveRow,
  path: string,
  args: PageArguments,
): Promise<Page<Entry>> {
  await findArchive(scope, archive.id)
  await requireIndex(scope, archive)
  const folder = trimPath(path)
  const parent = await folderNumberOf(scope, archive.id, folder)
  if (parent === null) throw notFound('folder')
  const query = scope.db
    .selectFrom('archive_entry')
    .selectAll()
    .where('archiveId', '=', archive.id)
    .where('parent', '=', parent)
  const page = await fetchSortedPage(query, ['rank', 'sortKey', 'number'], 'asc', args, async cursor => {
    const entry = await entryAt(scope, archive.id, readCursor('after', cursor) ?? 0)
    return entry?.parent === parent ? [entry.rank, entry.sortKey, entry.number] : null
  })
  const prefix = folder === '' ? '' : `${folder}/`
  return { ...page, rows: page.rows.map(row => ({ ...row, fullPath: prefix + row.name })) }
}

/** Entries that one statement looks at: some milliseconds of work, so that a search holds nobody up. */
const lookedAt = 20_000

/**
 * Everything in an archive whose name contains a text, in the order of the archive; every name contains the empty one.
 *
 * @throws DomainError `UNAVAILABLE` (see `requireIndex`), `INVALID_INPUT`
 */
export async function searchEntries(
  scope: Scope,
  archive: ArchiveRow,
  nameContains: string,
  args: PageArguments,
): Promise<Page<Entry>> {
  if (args.last != null) throw invalidInput({ last: 'A search goes forwards only.' })
  if (args.before != null) throw invalidInput({ before: 'A search goes forwards only.' })
  await findArchive(scope, archive.id)
  const { entryCount } = await requireIndex(scope, archive)
  const limit = readSize('first', args.first) ?? defaultSize
  const found: EntryRow[] = []
  for (
    let after = readCursor('after', args.after) ?? 0;
    after < entryCount && found.length <= limit;
    after += lookedAt
  ) {
    const rows = await scope.db
      .selectFrom('archive_entry')
      .selectAll()
      .where('archiveId', '=', archive.id)
      .where('number', '>', after)
      .where('number', '<=', after + lookedAt)
      .where(containsText('name', nameContains, 'nameContains'))
      .orderBy('number')
      .limit(limit + 1 - found.length)
      .execute()
    found.push(...rows)
    await new Promise(resolve => setImmediate(resolve))
  }
  return {
    rows: await withPaths(scope, archive.id, found.slice(0, limit)),
    hasNextPage: found.length > limit,
    hasPreviousPage: args.after != null,
  }
}

/** One entry by its path. @throws DomainError `NOT_FOUND`, `UNAVAILABLE` (see `requireIndex`) */
export async function findEntry(scope: Scope, archive: ArchiveRow, path: string): Promise<Entry> {
  await findArchive(scope, archive.id)
  await requireIndex(scope, archive)
  const whole = trimPath(path)
  const cut = whole.lastIndexOf('/')
  const name = whole.slice(cut + 1)
  const parent = await folderNumberOf(scope, archive.id, cut < 0 ? '' : whole.slice(0, cut))
  const entry =
    parent === null
      ? undefined
      : await scope.db
          .selectFrom('archive_entry')
          .selectAll()
          .where('archiveId', '=', archive.id)
          .where('parent', '=', parent)
          .where('rank', 'in', [0, 1])
          .where('sortKey', '=', Buffer.from(name.toLowerCase()))
          .where('name', '=', name)
          .orderBy('rank')
          .executeTakeFirst()
  if (!entry) throw notFound('file')
  return { ...entry, fullPath: whole }
}

/** A path as archives have it: no slash at either end. */
export const trimPath = (path: string) => path.replaceAll(/^\/+|\/+$/g, '')

async function folderNumberOf(scope: Scope, archiveId: number, path: string): Promise<number | null> {
  if (path === '') return 0
  const row = await scope.db
    .selectFrom('archive_entry')
    .select('number')
    .where('archiveId', '=', archiveId)
    .where('path', '=', path)
    .where('path', 'is not', null)
    .executeTakeFirst()
  return row?.number ?? null
}

const entryAt = (scope: Scope, archiveId: number, number: number) =>
  scope.db
    .selectFrom('archive_entry')
    .select(['parent', 'rank', 'sortKey', 'number'])
    .where('archiveId', '=', archiveId)
    .where('number', '=', number)
    .executeTakeFirst()

async function withPaths(scope: Scope, archiveId: number, rows: readonly EntryRow[]): Promise<Entry[]> {
  const parents = [...new Set(rows.map(row => row.parent))]
  const folders = await scope.db
    .selectFrom('archive_entry')
    .select(['number', 'path'])
    .where('archiveId', '=', archiveId)
    .where('number', 'in', parents.length > 0 ? parents : [0])
    .execute()
  const paths = new Map(folders.map(({ number, path }) => [number, `${path}/`]))
  return rows.map(row => ({ ...row, fullPath: (paths.get(row.parent) ?? '') + row.name }))
}
