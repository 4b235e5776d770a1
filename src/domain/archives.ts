import type { Insertable, Selectable } from 'kysely'
import type { Tables } from '../entities/index.ts'
import { requireVerb, visibleIn } from './access.ts'
import { callBorg } from './borg-calls.ts'
import { notFound } from './errors.ts'
import { fetchPage, type PageArguments } from './pages.ts'
import { findRepository, type RepositoryRow } from './repositories.ts'
import { translateRefusal } from './repository-writes.ts'
import { type Scope, viewerOf, type World } from './scope.ts'

export type ArchiveRow = Selectable<Tables['archive']>

/** The catalogue of one repository, newest first. Answered from the database: works while a backup runs. */
export async function listArchives(scope: Scope, repositoryId: number, args: PageArguments) {
  await findRepository(scope, { id: repositoryId })
  return fetchPage(
    scope.db.selectFrom('archive').selectAll().where('repositoryId', '=', repositoryId),
    'id',
    'desc',
    args,
  )
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

/** Makes the catalogue what Borg listed: adds, updates, and forgets what is gone. Oldest first, so that ids follow time. */
export async function recordArchives(
  world: World,
  repositoryId: number,
  archives: readonly Omit<Insertable<Tables['archive']>, 'repositoryId'>[],
): Promise<void> {
  await world.db.transaction().execute(async db => {
    const keep = new Set(archives.map(archive => archive.borgId))
    const known = await db
      .selectFrom('archive')
      .select(['id', 'borgId'])
      .where('repositoryId', '=', repositoryId)
      .execute()
    const gone = known.filter(archive => !keep.has(archive.borgId)).map(archive => archive.id)
    // In portions: databases limit the number of parameters of one statement.
    for (const ids of portions(gone)) await db.deleteFrom('archive').where('id', 'in', ids).execute()
    const sorted = archives.toSorted((one, other) => one.startedAt - other.startedAt)
    for (const archive of sorted)
      await db
        .insertInto('archive')
        .values({ ...archive, repositoryId })
        .onConflict(conflict => conflict.columns(['repositoryId', 'borgId']).doUpdateSet(archive))
        .execute()
  })
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
