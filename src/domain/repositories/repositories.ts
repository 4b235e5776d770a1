import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import {
  allows,
  mayKnowOf,
  requireVerb,
  roleOn,
  type Verb,
  type Viewer,
  visibleIn,
} from '../kernel/access.ts'
import { notFound } from '../kernel/errors.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { containsText } from '../kernel/text-search.ts'
import { storedPath } from './repository-location.ts'

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

/**
 * @param verb what it is wanted for
 * @throws DomainError `NOT_FOUND`, the same for "not there" and "not yours"; `FORBIDDEN`
 */
export async function findRepository(
  scope: Scope,
  by: RepositoryBy,
  verb: Verb = 'view',
): Promise<RepositoryRow> {
  const repository = await readRepository(scope, by)
  requireVerb(viewerOf(scope), repository.id, verb)
  return repository
}

/**
 * Which repository is meant, for callers that may do something with it, though perhaps not read it.
 *
 * @throws DomainError `NOT_FOUND`
 */
export async function identifyRepository(
  scope: Scope,
  by: RepositoryBy,
): Promise<Pick<RepositoryRow, 'id' | 'kind'>> {
  const viewer = viewerOf(scope)
  const repository = await readRepository(scope, by)
  if (!mayKnowOf(viewer, repository.id)) throw notFound('repository')
  return repository
}

async function readRepository(scope: Scope, by: RepositoryBy): Promise<RepositoryRow> {
  const [column, value] = Object.entries(by)[0]!
  const repository = await scope.db
    .selectFrom('repository')
    .selectAll()
    .where(column as 'id', '=', (column === 'path' ? storedPath(value) : value) as number)
    .where('state', '=', 'READY')
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
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
  if (filter.nameContains) query = query.where(containsText('name', filter.nameContains, 'nameContains'))
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
