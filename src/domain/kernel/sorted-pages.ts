import { type SelectQueryBuilder, sql } from 'kysely'
import { invalidInput } from './errors.ts'
import { defaultSize, type Page, type PageArguments, readSize } from './pages.ts'

/**
 * Fetches one page of a list that is ordered by several columns, all in the same direction; together they are unique.
 *
 * @param columns of the order, as an index has them
 * @param readCursor the values of `columns` that a cursor stands for; null for a cursor of another list
 * @throws DomainError `INVALID_INPUT` naming the argument
 */
export async function fetchSortedPage<Row>(
  // biome-ignore lint/suspicious/noExplicitAny: any table; only the columns of the order are touched
  query: SelectQueryBuilder<any, any, Row>,
  columns: readonly string[],
  order: 'asc' | 'desc',
  args: PageArguments,
  readCursor: (cursor: string) => unknown[] | null | Promise<unknown[] | null>,
): Promise<Page<Row>> {
  const { first, last } = args
  if (first != null && last != null) throw invalidInput({ last: 'Give either `first` or `last`.' })
  const limit = readSize('first', first) ?? readSize('last', last) ?? defaultSize
  const backwards = last != null
  let bounded = query.limit(limit + 1)
  for (const column of columns)
    bounded = bounded.orderBy(column, backwards === (order === 'asc') ? 'desc' : 'asc')
  for (const side of ['after', 'before'] as const) {
    const cursor = args[side]
    if (cursor == null) continue
    const values = await readCursor(cursor)
    if (!values) throw invalidInput({ [side]: 'Not a cursor of this list.' })
    const sign = (side === 'after') === (order === 'asc') ? sql`>` : sql`<`
    // A comparison of rows, which both databases answer from the index.
    const row = sql.join(columns.map(column => sql.ref(column)))
    bounded = bounded.where(sql<boolean>`(${row}) ${sign} (${sql.join(values)})`)
  }
  const fetched = await bounded.execute()
  const more = fetched.length > limit
  const rows = fetched.slice(0, limit)
  return backwards
    ? { rows: rows.reverse(), hasNextPage: args.before != null, hasPreviousPage: more }
    : { rows, hasNextPage: more, hasPreviousPage: args.after != null }
}
