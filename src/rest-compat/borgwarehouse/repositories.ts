import { type Run, unlessNotFound } from '../execute.ts'
import {
  HostedByNameDocument,
  HostedByNumberDocument,
  HostedPageDocument,
  type HostedPageQueryVariables,
  type RepositoryFieldsFragment,
} from './repositories.generated.ts'

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

/** Ids of rows are 32-bit. */
const largestId = 2 ** 31 - 1

/** By the number in a path, digits only (contract borgwarehouse, 3.4); null for none of the caller's hosted repositories. */
export async function findByNumber(run: Run, text: string): Promise<RepositoryFieldsFragment | null> {
  if (!/^\d{1,10}$/.test(text) || Number(text) > largestId) return null
  const number = Number(text)
  const found = await unlessNotFound(run(HostedByNumberDocument, { number }))
  return isHosted(found?.repository)
}

/** By its name; null for none of the caller's hosted repositories. */
export async function findByName(run: Run, name: string): Promise<RepositoryFieldsFragment | null> {
  const found = await unlessNotFound(run(HostedByNameDocument, { name }))
  return isHosted(found?.repository)
}

/** The fields of a managed one are not there. */
const isHosted = (found: object | null | undefined) =>
  found && 'alias' in found ? (found as RepositoryFieldsFragment) : null
