import { cursorOf, type Page } from '../domain/pages.ts'

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
