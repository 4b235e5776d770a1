import { cursorOf, defaultSize, largestSize, type Page, type PageArguments } from '../domain/pages.ts'

/** What a page may cost: everything asked of an edge, as often as there may be edges. */
export const pageComplexity = ({ first, last }: PageArguments) => ({
  field: 1,
  multiplier: Math.min(Math.max(first ?? last ?? defaultSize, 1), largestSize),
})

/** A page of rows as a Relay connection. */
export function toConnection<Row extends { id: number }>({ rows, hasNextPage, hasPreviousPage }: Page<Row>) {
  const edges = rows.map(node => ({ cursor: cursorOf(node.id), node }))
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
