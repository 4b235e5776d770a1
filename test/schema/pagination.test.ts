import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcess, openInProcess } from './in-process.ts'

let database: InProcess
beforeAll(async () => {
  database = await openInProcess(15)
})
afterAll(() => database[Symbol.asyncDispose]())

interface Connection {
  edges: { cursor: string; node: { databaseId: number } }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

async function page(field: string, args: Record<string, string | number>): Promise<Connection> {
  const list = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  const call = list.length > 0 ? `${field}(${list.join(', ')})` : field
  const { data } = await database.query(
    `{ ${call} { edges { cursor node { databaseId } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  )
  return data[field]
}

const idsOf = ({ edges }: Connection) => edges.map(({ node }) => node.databaseId)

/** All ids, page by page, and how many pages it took. */
async function walk(field: string, size: 'first' | 'last'): Promise<{ ids: number[]; pages: number }> {
  const ids: number[] = []
  let args: Record<string, string | number> = { [size]: 7 }
  for (let pages = 1; ; pages += 1) {
    const connection = await page(field, args)
    const { pageInfo, edges } = connection
    expect(pageInfo.startCursor).toBe(edges[0]!.cursor)
    expect(pageInfo.endCursor).toBe(edges.at(-1)!.cursor)
    if (size === 'first') ids.push(...idsOf(connection))
    else ids.unshift(...idsOf(connection))
    if (!(size === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return { ids, pages }
    args = {
      [size]: 7,
      ...(size === 'first' ? { after: pageInfo.endCursor! } : { before: pageInfo.startCursor! }),
    }
  }
}

const ascending = (count: number, start = 1) =>
  Array.from({ length: count }, (_nothing, index) => index + start)

describe.each([
  ['repositories', ascending(15)],
  ['users', ascending(15)],
  // Newest first.
  ['jobs', ascending(45, 3).reverse()],
])('%s', (field, all) => {
  it.each(['first', 'last'] as const)(
    'come completely, in order and once, by pages with `%s`',
    async size => {
      expect(await walk(field, size)).toEqual({ ids: all, pages: Math.ceil(all.length / 7) })
    },
  )

  it('come twenty at a time, unless more is asked for', async () => {
    expect(idsOf(await page(field, {}))).toEqual(all.slice(0, 20))
    expect(idsOf(await page(field, { first: 100 }))).toEqual(all)
    const exactly = await page(field, { first: all.length })
    expect(exactly.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
  })

  it('end cleanly after the last and before the first', async () => {
    const { pageInfo } = await page(field, { first: 100 })
    const nothing = { edges: [], pageInfo: { startCursor: null, endCursor: null } }
    expect(await page(field, { first: 5, after: pageInfo.endCursor! })).toMatchObject(nothing)
    expect(await page(field, { last: 5, before: pageInfo.startCursor! })).toMatchObject(nothing)
    const between = await page(field, {
      first: 100,
      after: pageInfo.startCursor!,
      before: pageInfo.endCursor!,
    })
    expect(idsOf(between)).toEqual(all.slice(1, -1))
  })
})

it('pages of jobs do not shift when new ones come', async () => {
  const first = await page('jobs', { first: 5 })
  const [newest] = idsOf(first)
  await database.world.db
    .insertInto('job')
    .columns(['kind', 'status', 'trigger', 'repositoryPath', 'pool', 'createdAt', 'changedAt', 'progress'])
    .expression(eb =>
      eb
        .selectFrom('job')
        .select(['kind', 'status', 'trigger', 'repositoryPath', 'pool', 'createdAt', 'changedAt', 'progress'])
        .where('id', '=', newest!),
    )
    .execute()
  const second = await page('jobs', { first: 5, after: first.pageInfo.endCursor! })
  expect(idsOf(second)).toEqual(ascending(5, newest! - 9).reverse())
})
