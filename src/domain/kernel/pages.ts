import type { SelectQueryBuilder } from 'kysely'
import { invalidInput } from './errors.ts'

/** Arguments of a Relay connection (Relay cursor connections specification). */
export interface PageArguments {
  first?: number | null | undefined
  last?: number | null | undefined
  after?: string | null | undefined
  before?: string | null | undefined
}

/** One page, in list order. */
export interface Page<Row> {
  rows: Row[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

/** Rows of a page when its size was not given, and at most. */
export const defaultSize = 20
export const largestSize = 100

/**
 * Fetches one page of a list that is ordered by an integer id. Access conditions are already in `query`, so they apply
 * before the limit.
 *
 * @param column the id column, qualified when the query joins
 * @param order of the list: `desc` shows the newest first
 * @throws DomainError `INVALID_INPUT` naming the argument
 */
export async function fetchPage<Row extends { id: number }>(
  // biome-ignore lint/suspicious/noExplicitAny: any table; only the id column is touched
  query: SelectQueryBuilder<any, any, Row>,
  column: string,
  order: 'asc' | 'desc',
  args: PageArguments,
): Promise<Page<Row>> {
  const { first, last } = args
  if (first != null && last != null) throw invalidInput({ last: 'Give either `first` or `last`.' })
  const limit = readSize('first', first) ?? readSize('last', last) ?? defaultSize
  const after = readCursor('after', args.after)
  const before = readCursor('before', args.before)
  const [later, earlier] = order === 'asc' ? (['>', '<'] as const) : (['<', '>'] as const)
  const backwards = last != null
  const direction = backwards === (order === 'asc') ? 'desc' : 'asc'

  let bounded = query.orderBy(column, direction).limit(limit + 1)
  if (after !== null) bounded = bounded.where(column, later, after)
  if (before !== null) bounded = bounded.where(column, earlier, before)
  const fetched = await bounded.execute()
  const more = fetched.length > limit
  const rows = fetched.slice(0, limit)
  return backwards
    ? { rows: rows.reverse(), hasNextPage: before !== null, hasPreviousPage: more }
    : { rows, hasNextPage: more, hasPreviousPage: after !== null }
}

/** @throws DomainError `INVALID_INPUT` */
export function readSize(field: string, value: number | null | undefined): number | null {
  if (value == null) return null
  if (value < 1 || value > largestSize)
    throw invalidInput({ [field]: `Must be between 1 and ${largestSize}.` })
  return value
}

/** Can this be the id of a row? PostgreSQL compares one with a 32-bit integer only. */
export const isRowId = (id: number) => Number.isInteger(id) && id >= 0 && id <= 0x7fff_ffff

/** An opaque cursor for a row id. */
export const cursorOf = (id: number) => Buffer.from(`id:${id}`).toString('base64url')

/** The row id that a cursor stands for. @throws DomainError `INVALID_INPUT` */
export function readCursor(field: string, cursor: string | null | undefined): number | null {
  if (cursor == null) return null
  const match = /^id:(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match || !isRowId(Number(match[1]))) throw invalidInput({ [field]: 'Not a cursor of this list.' })
  return Number(match[1])
}
