import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { expectNoInside, type Request, sendTo } from './send.ts'

let server: TestServer
let token: string
beforeAll(async () => {
  server = await startTestServer()
  token = await server.token()
})
afterAll(() => server[Symbol.asyncDispose]())

const send = (request: Request) => sendTo(server, token, request)
const post = (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
  send({ body: JSON.stringify({ query, variables }), headers })

const nested = (depth: number) =>
  `{ jobs { edges { node ${'{ retryOf '.repeat(depth)} { id } ${'}'.repeat(depth)} } } }`
const fragments = (count: number) =>
  Array.from({ length: count }, (_nothing, index) =>
    index + 1 < count
      ? `fragment F${index} on Query { ...F${index + 1} ... on Query { ...F${index + 1} } }`
      : `fragment F${index} on Query { viewer { id } }`,
  ).join('\n')

describe('too much of', () => {
  it.each<[string, string, string, RegExp]>([
    ['depth', nested(30), 'GRAPHQL_VALIDATION_FAILED', /34 levels deep; at most 20/],
    [
      'aliases',
      `{ ${Array.from({ length: 201 }, (_nothing, index) => `a${index}: viewer { id }`).join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
      /At most 200 aliases/,
    ],
    ['tokens', `{ ${'viewer { id } '.repeat(1500)} }`, 'GRAPHQL_PARSE_FAILED', /5000 tokens/],
    [
      'cost',
      '{ repositories(first: 100) { edges { node { jobs(first: 100) { edges { node { repository { jobs(first: 100) { edges { node { id } } } } } } } } } } }',
      'GRAPHQL_VALIDATION_FAILED',
      /may cost \d{7}; at most 200000 .*smaller pages/,
    ],
    [
      'fields',
      `{ ${'viewer { id username role } '.repeat(200)} }`,
      'GRAPHQL_VALIDATION_FAILED',
      /has 800 fields; at most 500/,
    ],
    [
      'introspection',
      `{ __schema { types ${'{ fields { type '.repeat(5)} { name } ${'} } '.repeat(5)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      /introspection depth/i,
    ],
  ])('%s is refused', async (_what, query, code, message) => {
    const { status, text, body } = await post(query)
    expect(status).toBe(200)
    expect(Object.values(body.data ?? {}).every(value => value === null)).toBe(true)
    expect(body.errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code } }])
    expectNoInside(server, text)
    // Over the other media type the status says it, too.
    const modern = await post(query, {}, { accept: 'application/graphql-response+json' })
    expect(modern.body.errors![0]!.extensions.code).toBe(code)
  })

  it.each([
    ['jobs(first: 101)', 'first', 'Must be between 1 and 100.'],
    ['jobs(first: 0)', 'first', 'Must be between 1 and 100.'],
    ['jobs(last: -1)', 'last', 'Must be between 1 and 100.'],
    ['jobs(first: 1, last: 1)', 'last', 'Give either `first` or `last`.'],
    ['jobs(after: "nonsense")', 'after', 'Not a cursor of this list.'],
    ['jobs(before: "aWQ6OTk5OTk5OTk5OTk")', 'before', 'Not a cursor of this list.'],
    ['repositories(first: 101)', 'first', 'Must be between 1 and 100.'],
    ['users(first: 101)', 'first', 'Must be between 1 and 100.'],
  ])('%s is refused by its argument', async (field, argument, problem) => {
    const { body } = await post(`{ ${field} { pageInfo { hasNextPage } } }`)
    expect(body.errors).toMatchObject([
      { extensions: { code: 'INVALID_INPUT', fields: { [argument]: problem } } },
    ])
  })

  it('ids at once is refused by its argument', async () => {
    const { body } = await post('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array(1001).fill('QmFja3VwSm9iOjE='),
    })
    expect(body.errors![0]!.extensions).toEqual({
      code: 'INVALID_INPUT',
      fields: { ids: 'At most 1000 at once.' },
    })
  })

  it('body is refused', async () => {
    const { status, body } = await post(`{ viewer { id } } # ${'x'.repeat(1_100_000)}`)
    expect(status).toBe(413)
    expect(body.errors).toMatchObject([
      { message: 'The body is larger than 1mb.', extensions: { code: 'BAD_REQUEST' } },
    ])
  })
})

describe('brackets within brackets', () => {
  const lists = (levels: number) => `${'['.repeat(levels)}"x"${']'.repeat(levels)}`
  const literal = `{ nodes(ids: ${lists(2400)}) { id } }`
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
  const variables = `{"ids":${lists(2400)}}`
  const parameters = (values: Record<string, string>) => `/graphql?${new URLSearchParams(values)}`
  const json = 'application/json'
  const stream = 'text/event-stream'
  const get = { method: 'GET' }

  it.each<[string, Request]>([
    ['a literal by POST', { body: JSON.stringify({ query: literal }) }],
    [
      'a literal of an anonymous caller',
      { body: JSON.stringify({ query: literal }), headers: { authorization: '' } },
    ],
    ['variables by POST', { body: `{"query":${JSON.stringify(query)},"variables":${variables}}` }],
    [
      'variables by POST, the long way',
      {
        body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
        headers: { 'content-type': `${json}; charset=utf-8` },
      },
    ],
    ['a body of brackets', { body: lists(100_000) }],
    ['a literal by GET', { ...get, path: parameters({ query: literal }), headers: { accept: json } }],
    ['variables by GET', { ...get, path: parameters({ query, variables }), headers: { accept: json } }],
    [
      'a literal over server-sent events',
      { body: JSON.stringify({ query: literal }), headers: { accept: stream } },
    ],
    [
      'variables over server-sent events',
      { body: `{"query":${JSON.stringify(query)},"variables":${variables}}`, headers: { accept: stream } },
    ],
    ['fields', { body: JSON.stringify({ query: `${'{ a '.repeat(2400)}${'}'.repeat(2400)}` }) }],
    ['an open end', { body: JSON.stringify({ query: '{'.repeat(4900) }) }],
  ])('are refused before they use the stack up: %s', async (_what, request) => {
    const { status, text } = await send(request)
    expect(status).toBeLessThan(500)
    expect(text).toMatch(/GRAPHQL_PARSE_FAILED|BAD_REQUEST/)
    expectNoInside(server, text)
    expect(server.output()).not.toContain('"level":50')
  })

  it('are refused over WebSocket, and the socket goes on', async () => {
    const socket = createSocket(server, token)
    const ask = async (payload: { query: string; variables?: Record<string, unknown> }) => {
      try {
        for await (const result of socket.iterate(payload)) return result
      } catch (error) {
        return error
      }
    }
    for (const payload of [{ query: literal }, { query, variables: JSON.parse(variables) }])
      expect(JSON.stringify(await ask(payload))).toMatch(/GRAPHQL_PARSE_FAILED|BAD_REQUEST/)
    expect(await ask({ query: '{ viewer { username } }' })).toEqual({
      data: { viewer: { username: 'admin' } },
    })
    await socket.dispose()
    expect(server.output()).not.toContain('"level":50')
  })
})

/** How long the slowest answer of /livez takes while something is done, in milliseconds. */
async function slowestAnswerWhile(work: Promise<unknown>): Promise<number> {
  let done = false
  let slowest = 0
  const end = work.finally(() => {
    done = true
  })
  while (!done) {
    const asked = performance.now()
    await (await fetch(`${server.url}/livez`)).text()
    slowest = Math.max(slowest, performance.now() - asked)
  }
  await end
  return slowest
}

describe('fields that cost more than what they return', () => {
  const aliases = (count: number, field: string) =>
    Array.from({ length: count }, (_nothing, index) => `a${index}: ${field}`).join(' ')
  const cron = (count: number, expression: string) =>
    `{ ${aliases(count, `validateCron(expression: "${expression}", count: 100, timezone: "America/New_York") { nextRuns }`)} }`

  it.each([
    ['cron expressions', cron(199, '0 0 29 2 1')],
    [
      'instants that are said to be less than none',
      `{ ${aliases(100, 'validateCron(expression: "* * * * *", count: -1000000) { nextRuns }')} ${aliases(90, 'upcomingRuns { at }').replaceAll(/a(\d+)/g, 'b$1')} }`,
    ],
    [
      'sign-ins',
      `mutation { ${aliases(21, 'signIn(input: { username: "a", password: "b" }) { accessToken }')} }`,
    ],
    [
      'calls of Borg',
      `mutation { ${aliases(41, 'breakLock(input: { repositoryId: "x" }) { __typename }')} }`,
    ],
  ])('are refused when there are too many: %s', async (_what, query) => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(query)))
    for (const { body } of answers)
      expect(JSON.stringify(body.errors)).toMatch(/may cost \d{6,}; at most 200000 is allowed/)
  })

  it('take turns with everything else, however many are allowed', async () => {
    const allowed = ['0 0 15W * +5#L', '0 0 29 2 1'].flatMap(expression => [
      cron(20, expression),
      cron(20, expression),
    ])
    const begun = performance.now()
    let answers: Awaited<ReturnType<typeof post>>[] = []
    const slowest = await slowestAnswerWhile(
      Promise.all(allowed.map(query => post(query))).then(all => {
        answers = all
      }),
    )
    expect(answers.map(({ body }) => body.errors)).toEqual([undefined, undefined, undefined, undefined])
    // It was all of the time before, in one piece.
    expect(slowest).toBeLessThan(Math.max(200, (performance.now() - begun) / 4))
  })
})

it('answers documents made to keep it busy at once', async () => {
  const heavy = [
    `{ ...F0 } ${fragments(200)}`,
    `{ ${'viewer { id } '.repeat(1240)} }`,
    `{ ${'a: __typename '.repeat(200)} }`,
  ]
  for (const query of heavy) {
    const startedAt = performance.now()
    const { status } = await post(query)
    expect(status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  }
})

it('lets ordinary clients do what they do', async () => {
  // Tools ask for the whole schema, dashboards for much at once.
  expect((await post(getIntrospectionQuery())).body.errors).toBeUndefined()
  const dashboard = await post(`{
    repositories(first: 100) { edges { node {
      id name path viewerRole createdAt
      latestJob { id status startedAt finishedAt progress { phase percent fileCount } failure { code message remedy } }
      jobs(first: 5) { edges { node { id status requestedBy { username } } } }
      ... on ManagedRepository { encryption compression archiveCount archives(first: 5) { edges { node { name originalSize } } } }
    } } }
    jobs(first: 100) { edges { node { id status repository { name } log(first: 20) { lines { text } } } } }
  }`)
  expect(dashboard.body.errors).toBeUndefined()
})
