import { GraphqlFailure, type Run, unlessNotFound } from '../../execute.ts'
import {
  ArchiveIdDocument,
  ArchivesOfRepositoryDocument,
  type ArchivesOfRepositoryQuery,
  RepositoryOfArchivesDocument,
  type RepositoryOfArchivesQuery,
  type RepositoryOfArchivesQueryVariables,
} from '../../generated/borg-ui/archives.ts'
import { globalId } from '../../global-ids.ts'
import { type ErrorRule, Problem, refuse } from '../protocol/problem.ts'

export type FoundRepository = NonNullable<RepositoryOfArchivesQuery['repository']>

/** What these routes say of a repository that is not there. */
export const noRepository: ErrorRule = { status: 404, key: 'restore.repositoryNotFound' }

async function find(run: Run, by: RepositoryOfArchivesQueryVariables['by']): Promise<FoundRepository | null> {
  const found = await unlessNotFound(run(RepositoryOfArchivesDocument, { by }))
  return found?.repository ?? null
}

/** A repository by its number. @throws Problem 404 */
export async function repositoryById(run: Run, id: number, rule = noRepository): Promise<FoundRepository> {
  const found = await find(run, { id: globalId('ManagedRepository', id) })
  if (!found) throw refuse(rule)
  return found
}

/** A repository by its path, or by its number as a text. @throws Problem 404 */
export async function repositoryByText(
  run: Run,
  text: string,
  rule = noRepository,
): Promise<FoundRepository> {
  const found = await find(run, { path: text })
  if (found) return found
  return repositoryById(run, /^\d{1,10}$/.test(text) ? Number(text) : 0, rule)
}

/** The global id of an archive; null when the repository has none of this name. */
export async function archiveId(run: Run, repositoryId: string, name: string): Promise<string | null> {
  const found = await unlessNotFound(run(ArchiveIdDocument, { repositoryId, name }))
  return found?.archive?.id ?? null
}

type ArchivePage = Extract<NonNullable<ArchivesOfRepositoryQuery['repository']>, { archives: unknown }>
type ArchiveItem = ArchivePage['archives']['edges'][number]['node']

/** All archives of a repository, oldest first as Borg lists them. */
export async function listArchives(run: Run, id: string): Promise<ArchiveItem[]> {
  const found: ArchiveItem[] = []
  for (let after: string | null = null; ; ) {
    const page: ArchivesOfRepositoryQuery = await run(ArchivesOfRepositoryDocument, { id, first: 100, after })
    const { archives } = page.repository as ArchivePage
    found.push(...archives.edges.map(edge => edge.node))
    if (!archives.pageInfo.hasNextPage) return found.reverse()
    after = archives.pageInfo.endCursor
  }
}

/**
 * What the old server said when Borg failed: a plain text with status 500. Ours says what happened in our own words: never
 * Borg's, which hold paths of the server. A listing that is still being made is 503 instead: ask again.
 */
export async function sayingFailed<Result>(prefix: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof GraphqlFailure) || error.reason === 'INDEX_BUILDING') throw error
    const isFailure = ['UNAVAILABLE', 'NOT_FOUND', 'INTERNAL'].includes(error.code)
    throw isFailure ? new Problem(500, `${prefix}: ${error.message}`) : error
  }
}
