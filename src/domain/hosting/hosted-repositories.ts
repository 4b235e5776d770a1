import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { requireVerb, type Verb, visibleIn } from '../kernel/access.ts'
import { notFound } from '../kernel/errors.ts'
import { fetchPage, type Page, type PageArguments, readCursor } from '../kernel/pages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { fetchSortedPage } from '../kernel/sorted-pages.ts'
import { containsText } from '../kernel/text-search.ts'
import type { RepositoryRow } from '../repositories/repositories.ts'
import type { HostedKey } from './authorized-keys.ts'

/** What is only known of hosted repositories. */
export type HostedRow = Selectable<Tables['hosted_repository']>
/** Both rows of one hosted repository. */
export type Hosted = RepositoryRow & { hosted: HostedRow }

export interface HostedFilter {
  aliasContains?: string | null | undefined
  archived?: boolean | null | undefined
  appendOnly?: boolean | null | undefined
  status?: Selectable<Tables['repository_health']>['status'] | null | undefined
}

/** `CREATED`: as they were made. `NEWEST`: the other way round. `UPDATED`: the one that was changed last comes last. */
export type HostedOrder = 'CREATED' | 'NEWEST' | 'UPDATED'

/** The hosted repositories that the viewer may see, with both rows. @throws DomainError `INVALID_INPUT` naming the argument */
export async function listHostedRepositories(
  scope: Scope,
  filter: HostedFilter,
  order: HostedOrder,
  args: PageArguments,
): Promise<Page<Hosted>> {
  const page = await pageOfRepositories(scope, filter, order, args)
  const rows = await findHostedRows(
    scope,
    page.rows.map(({ id }) => id),
  )
  return { ...page, rows: page.rows.map((row, index) => ({ ...row, hosted: rows[index]! })) }
}

async function pageOfRepositories(
  scope: Scope,
  filter: HostedFilter,
  order: HostedOrder,
  args: PageArguments,
): Promise<Page<RepositoryRow>> {
  let query = scope.db
    .selectFrom('repository')
    .innerJoin('hosted_repository', 'hosted_repository.repositoryId', 'repository.id')
    .selectAll('repository')
    .where('repository.state', '=', 'READY')
    .where(visibleIn<'repository'>(viewerOf(scope), 'repository.id'))
  if (filter.aliasContains) query = query.where(containsText('alias', filter.aliasContains, 'aliasContains'))
  if (filter.archived != null)
    query = query.where(({ eb, fn }) =>
      eb(fn.coalesce('hosted_repository.archived', eb.lit(0)), '=', filter.archived ? 1 : 0),
    )
  if (filter.appendOnly != null)
    query = query.where('hosted_repository.appendOnly', '=', filter.appendOnly ? 1 : 0)
  if (filter.status)
    query = query
      .innerJoin('repository_health', 'repository_health.repositoryId', 'repository.id')
      .where('repository_health.status', '=', filter.status)
  if (order !== 'UPDATED')
    return fetchPage(query, 'repository.id', order === 'CREATED' ? 'asc' : 'desc', args)
  return fetchSortedPage(query, ['repository.updatedAt', 'repository.id'], 'asc', args, async cursor => {
    const id = readCursor('after', cursor)!
    const row = await scope.db
      .selectFrom('repository')
      .select('updatedAt')
      .where('id', '=', id)
      .executeTakeFirst()
    return row ? [row.updatedAt, id] : null
  })
}

/** Many at once, in the order asked for; null where there is none. Whoever has the repository may see this, too. */
export async function findHostedRows(scope: Scope, ids: readonly number[]): Promise<(HostedRow | null)[]> {
  if (ids.length === 0) return []
  const rows = await scope.db
    .selectFrom('hosted_repository')
    .selectAll()
    .where('repositoryId', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map(row => [row.repositoryId, row]))
  return ids.map(id => byId.get(id) ?? null)
}

/** @throws DomainError `NOT_FOUND`, also for a managed one; `FORBIDDEN` */
export async function requireHosted(scope: Scope, id: number, verb: Verb): Promise<Hosted> {
  requireVerb(viewerOf(scope), id, verb)
  const hosted = await readHosted(scope, id)
  if (hosted?.state !== 'READY') throw notFound('repository')
  return hosted
}

/** Both rows, whoever asks and whatever state they are in. */
export async function readHosted({ db }: Pick<Scope, 'db'>, id: number): Promise<Hosted | null> {
  const repository = await db
    .selectFrom('repository')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', 'HOSTED')
    .executeTakeFirst()
  const hosted =
    repository &&
    (await db.selectFrom('hosted_repository').selectAll().where('repositoryId', '=', id).executeTakeFirst())
  return hosted ? { ...repository, hosted } : null
}

/** What the line in `authorized_keys` is made from. */
export const keyOfHosted = (path: string, row: HostedRow): HostedKey => ({
  path,
  key: { type: row.keyType, data: row.keyData, comment: row.keyComment },
  appendOnly: row.appendOnly === 1,
  quota: row.quota,
  archived: row.archived === 1,
  restrictToPath: row.restrictToPath === 1,
})
