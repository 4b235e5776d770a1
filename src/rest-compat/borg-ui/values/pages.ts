/** Where a negative limit, which means everything, ends after all. */
export const mostRows = 10_000
/** Lists of the schema give at most so many rows at once. */
const pageSize = 100

interface Page<Node> {
  edges: readonly { node: Node }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** The first `limit` rows of a list (negative: all, up to {@link mostRows}), page by page. */
export async function collectPages<Node>(
  limit: number,
  ask: (first: number, after: string | null) => Promise<Page<Node>>,
): Promise<Node[]> {
  const wanted = Math.min(limit < 0 ? mostRows : limit, mostRows)
  const found: Node[] = []
  for (let after: string | null = null; found.length < wanted; ) {
    const page = await ask(Math.min(pageSize, wanted - found.length), after)
    found.push(...page.edges.map(edge => edge.node))
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
  }
  return found
}
