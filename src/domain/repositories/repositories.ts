import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { allows, requireVerb, roleOn, type Viewer, visibleIn } from '../access.ts'
import { notFound } from '../errors.ts'
import { fetchPage, type PageArguments } from '../pages.ts'
import { type Scope, viewerOf } from '../scope.ts'
import { containsText } from '../text-search.ts'

export type RepositoryRow = Selectable<Tables['repository']>
export type EncryptionMode = RepositoryRow['encryption']

/** Sealing contexts: a passphrase of one repository does not open as that of another. */
export const passphraseContext = (id: number) => `repository:${id}:passphrase`
export const keyFileContext = (id: number) => `repository:${id}:key-file`

/** A repository that others write to may be read beside them. */
export const mayBypassLock = ({ mode, bypassLock }: Pick<RepositoryRow, 'mode' | 'bypassLock'>): boolean =>
  mode === 'OBSERVE' && bypassLock === 1

/** One repository by whichever name the caller has for it. */
export type RepositoryBy = { id: number } | { path: string } | { name: string }

/** @throws DomainError `NOT_FOUND`, the same for "not there" and "not yours" */
export async function findRepository(scope: Scope, by: RepositoryBy): Promise<RepositoryRow> {
  const viewer = viewerOf(scope)
  const [column, value] = Object.entries(by)[0]!
  const repository = await scope.db
    .selectFrom('repository')
    .selectAll()
    .where(column as 'id', '=', value as number)
    .where('state', '=', 'READY')
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
  requireVerb(viewer, repository.id, 'view')
  return repository
}

export interface RepositoryFilter {
  kind?: RepositoryRow['kind'] | null | undefined
  mode?: RepositoryRow['mode'] | null | undefined
  nameContains?: string | null | undefined
}

/** In the order in which they were added. */
export function listRepositories(scope: Scope, filter: RepositoryFilter, args: PageArguments) {
  let query = scope.db
    .selectFrom('repository')
    .selectAll()
    .where('state', '=', 'READY')
    .where(visibleIn<'repository'>(viewerOf(scope), 'repository.id'))
  if (filter.kind) query = query.where('kind', '=', filter.kind)
  if (filter.mode) query = query.where('mode', '=', filter.mode)
  if (filter.nameContains) query = query.where(containsText('name', filter.nameContains))
  return fetchPage(query, 'id', 'asc', args)
}

/** Many at once, in the order asked for; null where the viewer may not see one. */
export async function findRepositories(
  scope: Scope,
  ids: readonly number[],
): Promise<(RepositoryRow | null)[]> {
  const rows = await scope.db
    .selectFrom('repository')
    .selectAll()
    .where('id', 'in', [...ids])
    .where('state', '=', 'READY')
    .where(visibleIn<'repository'>(viewerOf(scope), 'repository.id'))
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => byId.get(id) ?? null)
}

/** The role to show the viewer: an administrator has the operator's, as far as the repository is concerned. */
export function viewerRoleOn(viewer: Viewer, repositoryId: number) {
  const role = roleOn(viewer, repositoryId)
  if (role === null) return null
  return allows(viewer, repositoryId, 'backup') ? 'OPERATOR' : 'VIEWER'
}
