import { cursorOf, defaultSize, largestSize, type Page, type PageArguments } from '../domain/kernel/pages.ts'

/** What a page may cost: everything asked of an edge, as often as there may be edges. */
export const pageComplexity = ({ first, last }: PageArguments) => ({
  field: 1,
  multiplier: Math.min(Math.max(first ?? last ?? defaultSize, 1), largestSize),
})

/** A page of rows as a Relay connection. Lists that are not ordered by id bring the cursor of a row. */
export function toConnection<Row extends { id: number }>(page: Page<Row>): ReturnType<typeof connection<Row>>
export function toConnection<Row>(
  page: Page<Row>,
  cursor: (row: Row) => string,
): ReturnType<typeof connection<Row>>
export function toConnection<Row>(page: Page<Row>, cursor?: (row: Row) => string) {
  return connection(page, cursor ?? (row => cursorOf((row as { id: number }).id)))
}

function connection<Row>({ rows, hasNextPage, hasPreviousPage }: Page<Row>, cursor: (row: Row) => string) {
  const edges = rows.map(node => ({ cursor: cursor(node), node }))
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
