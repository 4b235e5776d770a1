import { type Run, unlessNotFound } from '../execute.ts'
import {
  HostedDocument,
  HostedIdDocument,
  type HostedIdQueryVariables,
  HostedPageDocument,
  type HostedPageQueryVariables,
  type RepositoryFieldsFragment,
} from '../generated/borgwarehouse/repositories.ts'

/** Every hosted repository that the caller may see. */
export async function readRepositories(
  run: Run,
  orderBy: HostedPageQueryVariables['orderBy'],
): Promise<RepositoryFieldsFragment[]> {
  // A repository that is changed meanwhile may come twice.
  const found = new Map<number, RepositoryFieldsFragment>()
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo }: { edges: { node: RepositoryFieldsFragment }[]; pageInfo: PageInfo } = (
      await run(HostedPageDocument, { after, orderBy })
    ).hostedRepositories
    for (const { node } of edges) found.set(node.databaseId, node)
    if (!pageInfo.hasNextPage) return [...found.values()]
    after = pageInfo.endCursor ?? null
  }
}

interface PageInfo {
  hasNextPage: boolean
  endCursor?: string | null
}

/** What a path says of a repository: its number, digits only (contract borgwarehouse, 3.4), or its name. */
export type Which = { number: string } | { name: string }

const largestId = 2 ** 31 - 1

/** Null: no repository can be meant. */
function byOf(which: Which): HostedIdQueryVariables['by'] | null {
  if ('name' in which) return which
  const number = Number(which.number)
  // Ids of rows are 32-bit.
  return /^\d{1,10}$/.test(which.number) && number <= largestId ? { databaseId: number } : null
}

/** Null for none of the caller's hosted repositories. */
export async function findRepository(run: Run, which: Which): Promise<RepositoryFieldsFragment | null> {
  const by = byOf(which)
  const found = by && (await unlessNotFound(run(HostedDocument, { by })))
  const repository = found?.repository
  // The fields of a managed one are not there.
  return repository && 'alias' in repository ? (repository as RepositoryFieldsFragment) : null
}

/** The global id, which needs no right to read; null for none of the caller's hosted repositories. */
export async function findId(run: Run, which: Which): Promise<string | null> {
  const by = byOf(which)
  const found = by && (await unlessNotFound(run(HostedIdDocument, { by })))
  return found && atob(found.repositoryId).startsWith('HostedRepository:') ? found.repositoryId : null
}
