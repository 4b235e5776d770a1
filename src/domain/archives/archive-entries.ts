import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { invalidInput, notFound } from '../kernel/errors.ts'
import {
  cursorOf,
  defaultSize,
  type Page,
  type PageArguments,
  readCursor,
  readSize,
} from '../kernel/pages.ts'
import type { Scope } from '../kernel/scope.ts'
import { fetchSortedPage } from '../kernel/sorted-pages.ts'
import { containsText } from '../kernel/text-search.ts'
import { folderNumber } from './archive-entry-writes.ts'
import { requireIndex } from './archive-indexes.ts'
import { sortKeyOf } from './archive-tree.ts'
import { type ArchiveRow, findArchive } from './archives.ts'
import { displayOf, lossyOf, readRawPath, readStored, storedOf } from './exact-paths.ts'

export type EntryRow = Selectable<Tables['archive_entry']>
/** An entry with the name that people see, and where it is: its exact path, without a slash in front. */
export type Entry = EntryRow & { fullPath: string }

/** An opaque cursor of listings: the number of the entry, which stays the same when an index is made anew. */
export const entryCursor = ({ number }: Pick<EntryRow, 'number'>) => cursorOf(number)

/**
 * What is directly in a folder of an archive: folders first, then by name in lower case. The first request has the archive
 * listed, and waits for it.
 *
 * @param path exact, or as it is shown; slashes at either end are ignored; empty: the root of the archive
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
  const found = await findFolder(scope, archive.id, trimPath(path))
  if (!found) throw notFound('folder')
  const { number: parent, fullPath: folder } = found
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
  return { ...page, rows: page.rows.map(row => entryOf(row, prefix)) }
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

/**
 * One entry by its exact path, or by its path as it is shown when that means a single one.
 *
 * @throws DomainError `NOT_FOUND`, `INVALID_INPUT` for what means several, `UNAVAILABLE` (see `requireIndex`)
 */
export async function findEntry(scope: Scope, archive: ArchiveRow, path: string): Promise<Entry> {
  await findArchive(scope, archive.id)
  await requireIndex(scope, archive)
  const whole = trimPath(path)
  const cut = whole.lastIndexOf('/')
  const parent = await folderNumberOf(scope, archive.id, cut < 0 ? '' : whole.slice(0, cut))
  const name = whole.slice(cut + 1)
  const entry =
    parent === null
      ? undefined
      : await childrenOf(scope, archive.id, parent)
          .where('sortKey', '=', sortKeyOf(name))
          .where('name', '=', storedOf(name))
          .orderBy('rank')
          .executeTakeFirst()
  return entry ? { ...entryOf(entry, ''), fullPath: whole } : findShown(scope, archive, whole)
}

/**
 * The entry that is shown by a path in which bytes are lost: each of them is `?` or U+FFFD there.
 *
 * @throws DomainError `NOT_FOUND`, `INVALID_INPUT` for what means several
 */
export async function findShown(scope: Scope, archive: ArchiveRow, path: string): Promise<Entry> {
  const found = await entriesShownAs(scope, archive.id, trimPath(path))
  if (found.length > 1) throw invalidInput({ path: 'Means several files: name it by its `rawPath`.' })
  if (!found[0]) throw notFound('file')
  return found[0]
}

/** Which entry a caller means, by the exact reference or by the path as it is shown. @throws DomainError `INVALID_INPUT` on `rawPath` */
export function readEntryPath(path: string, rawPath: string | null | undefined): string {
  if (rawPath == null) return displayOf(path)
  const read = readRawPath(rawPath)
  if (read === null) throw invalidInput({ rawPath: 'Must be the `rawPath` of an entry: base64.' })
  return read
}

/** A path as archives have it: no slash at either end, and no double ones. */
export const trimPath = (path: string) => path.replaceAll(/^\/+|\/+$/g, '').replaceAll(/\/{2,}/g, '/')

const entryOf = (row: EntryRow, prefix: string): Entry => {
  const name = readStored(row.name)
  return { ...row, name: displayOf(name), fullPath: prefix + name }
}

/** A folder by its exact path, or as it is shown. @throws DomainError `INVALID_INPUT` for what means several */
async function findFolder(
  scope: Scope,
  archiveId: number,
  path: string,
): Promise<{ number: number; fullPath: string } | null> {
  const number = await folderNumberOf(scope, archiveId, path)
  if (number !== null) return { number, fullPath: path }
  const found = (await entriesShownAs(scope, archiveId, path)).filter(({ rank }) => rank === 0)
  if (found.length > 1) throw invalidInput({ path: 'Means several folders: name it by its `rawPath`.' })
  return found[0] ?? null
}

async function folderNumberOf(scope: Scope, archiveId: number, path: string): Promise<number | null> {
  return path === '' ? 0 : folderNumber(scope, archiveId, path)
}

const childrenOf = (scope: Scope, archiveId: number, parent: number) =>
  scope.db
    .selectFrom('archive_entry')
    .selectAll()
    .where('archiveId', '=', archiveId)
    .where('parent', '=', parent)
    .where('rank', 'in', [0, 1])

/** So many folders and files of one lossy name are followed. */
const mostShown = 10

/** What could be meant by a path in which bytes are lost, one part after the other. Nothing for a path in which none are. */
async function entriesShownAs(scope: Scope, archiveId: number, path: string): Promise<Entry[]> {
  if (!/[?\ufffd]/.test(path)) return []
  let found: Pick<Entry, 'number' | 'fullPath'>[] = [{ number: 0, fullPath: '' }]
  let entries: Entry[] = []
  for (const part of path.split('/')) {
    entries = []
    for (const { number, fullPath } of found)
      for (const row of await childrenNamed(scope, archiveId, number, part))
        entries.push(entryOf(row, fullPath === '' ? '' : `${fullPath}/`))
    found = entries.slice(0, mostShown)
  }
  return entries
}

/** Those whose name is this one, or could be. */
async function childrenNamed(
  scope: Scope,
  archiveId: number,
  parent: number,
  name: string,
): Promise<EntryRow[]> {
  const children = childrenOf(scope, archiveId, parent)
  if (!/[?\ufffd]/.test(name))
    return children
      .where('sortKey', '=', sortKeyOf(name))
      .where('name', '=', storedOf(name))
      .limit(2)
      .execute()
  const wanted = lossyOf(name)
  // Names that hold lost bytes have two slashes, and those that are meant as they are written have none.
  const candidates = await children
    .where(({ or, eb }) => or([eb('name', '=', name), eb('name', 'like', '%//%')]))
    .limit(lookedAt)
    .execute()
  return candidates.filter(row => lossyOf(readStored(row.name)) === wanted)
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
  const paths = new Map(folders.map(({ number, path }) => [number, `${readStored(path!)}/`]))
  return rows.map(row => entryOf(row, paths.get(row.parent) ?? ''))
}
