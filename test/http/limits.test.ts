import { getIntrospectionQuery, parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examples } from '../../src/http/graphiql.ts'
import { schema } from '../../src/schema/index.ts'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let token: string
beforeAll(async () => {
  server = await startTestServer()
  token = await server.token()
})
afterAll(() => server[Symbol.asyncDispose]())

interface Reply {
  status: number
  type: string | null
  text: string
  body: Answer
}

async function send(init: RequestInit & { path?: string } = {}): Promise<Reply> {
  const response = await fetch(`${server.url}${init.path ?? '/graphql'}`, {
    method: 'POST',
    ...init,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(init.headers as Record<string, string>),
    },
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text,
    body: isJson ? JSON.parse(text) : null,
  }
}

const post = (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
  send({ body: JSON.stringify({ query, variables }), headers })

/** Stack traces, paths of the server's own files, and words of its inside. */
function expectNoInside(text: string): void {
  expect(text).not.toMatch(/\bat .*\(.*:\d+:\d+\)|node_modules|\/src\/|\.ts\b|stack|better-sqlite3|SQLITE_/)
  expect(text).not.toContain(server.dataDir)
}

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
    expect(body.data ?? null).toBeNull()
    expect(body.errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code } }])
    expectNoInside(text)
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

describe('what is no GraphQL request', () => {
  const form = 'application/x-www-form-urlencoded'
  it.each<[string, RequestInit & { path?: string }, number]>([
    ['garbage', { body: '{"query": ' }, 400],
    ['nothing', { body: '' }, 400],
    ['a list', { body: '[{"query": "{ viewer { id } }"}]' }, 400],
    ['a string', { body: '"{ viewer { id } }"' }, 400],
    ['no query', { body: '{}' }, 400],
    ['variables that are a list', { body: '{"query": "{ viewer { id } }", "variables": []}' }, 400],
    ['UTF-16', { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } }, 415],
    ['a form', { body: 'query={viewer{id}}', headers: { 'content-type': form } }, 415],
    ['text', { body: '{"query":"{ viewer { id } }"}', headers: { 'content-type': 'text/plain' } }, 415],
    [
      'a form with files',
      { body: '--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      415,
    ],
    ['a request for HTML', { body: '{"query":"{ viewer { id } }"}', headers: { accept: 'text/html' } }, 406],
    ['garbage for an event stream', { body: '{', headers: { accept: 'text/event-stream' } }, 400],
    [
      'a form for an event stream',
      { body: 'query=x', headers: { accept: 'text/event-stream', 'content-type': form } },
      415,
    ],
    [
      'too much for an event stream',
      { body: `"${'x'.repeat(1_100_000)}"`, headers: { accept: 'text/event-stream' } },
      413,
    ],
    ['an address that cannot be decoded', { method: 'GET', path: '/%E0%A4%A' }, 400],
    ['an unknown address', { method: 'GET', path: '/nothing' }, 404],
    ['another method', { method: 'PUT', body: '{}' }, 405],
  ])('%s is refused', async (_what, init, status) => {
    const reply = await send(init)
    expect(reply.status).toBe(status)
    expectNoInside(reply.text)
    if (status !== 404 && status !== 405 && init.path === undefined)
      expect(reply.body.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
  })

  it.each(['application/json', 'text/html', 'text/event-stream', '*/*'])(
    'a mutation by GET for %s is refused and changes nothing',
    async accept => {
      const own = await server.token()
      const query = new URLSearchParams({ query: 'mutation { signOut { signedOut } }' })
      const reply = await send({
        method: 'GET',
        path: `/graphql?${query}`,
        headers: { accept, authorization: `Bearer ${own}` },
      })
      if (accept === 'text/html') expect(reply.type).toContain('text/html')
      else expect(reply.status).toBe(405)
      expect((await server.graphql('{ viewer { id } }', {}, own)).data.viewer).not.toBeNull()
    },
  )

  it('a subscription by plain POST is refused, and streamed to those who take that as well', async () => {
    const query = 'subscription { jobLog(jobId: "x") { endCursor } }'
    expect((await post(query)).status).toBe(406)
    const both = await post(query, {}, { accept: 'application/json, text/event-stream' })
    expect(both).toMatchObject({ status: 200, type: 'text/event-stream; charset=utf-8' })
    const plain = await post('{ viewer { username } }', {}, { accept: 'application/json, text/event-stream' })
    expect(plain).toMatchObject({ status: 200, body: { data: { viewer: { username: 'admin' } } } })
  })
})

describe('errors', () => {
  it.each<[string, string, object, string]>([
    ['syntax', '{', {}, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', 'query ($id: ID!) { job(id: $id) { id } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a wrong variable',
      'query ($n: Int!) { jobs(first: $n) { pageInfo { hasNextPage } } }',
      { n: 'x' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a null where none may be',
      'query ($id: ID = "x") { job(id: $id) { id } }',
      { id: null },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'two names for a repository',
      '{ repository(by: { name: "a", path: "b" }) { id } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a date without a zone',
      'mutation ($at: DateTime) { createApiKey(input: { name: "x", permissions: [READ], expiresAt: $at }) { secret } }',
      { at: '2030-01-01' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['an id of nothing', '{ job(id: "x") { id } }', {}, 'NOT_FOUND'],
    [
      'wrong input',
      'mutation { createApiKey(input: { name: "", permissions: [READ] }) { secret } }',
      {},
      'INVALID_INPUT',
    ],
  ])('of %s have a code and show nothing of the inside', async (_what, query, variables, code) => {
    const { text, body } = await post(query, variables)
    expect(body.errors![0]!.extensions.code).toBe(code)
    expectNoInside(text)
  })

  it('that are bugs are masked, and logged with the id of the request', async () => {
    // The log of a job that was taken away under it: a fault that a test can make without touching the code.
    const { default: Database } = await import('better-sqlite3')
    await using broken = await startTestServer()
    const own = await broken.token()
    const database = new Database(`${broken.dataDir}/vinculum.db`)
    database.exec('drop table worker')
    database.close()
    const response = await fetch(`${broken.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${own}`,
        'x-request-id': 'my-request-1',
      },
      body: JSON.stringify({ query: '{ server { borgVersion } }' }),
    })
    const text = await response.text()
    expect(response.headers.get('x-request-id')).toBe('my-request-1')
    expect(JSON.parse(text).errors).toMatchObject([
      { message: 'Something went wrong on the server.', extensions: { code: 'INTERNAL' } },
    ])
    expect(text).not.toMatch(/worker"|no such table|SQLITE/)
    expect(broken.output()).toMatch(/"requestId":"my-request-1".*unexpected error in an operation/)
  })
})

describe('switches', () => {
  it('INTROSPECTION=false and GRAPHIQL=false keep the schema to those who have it', async () => {
    await using quiet = await startTestServer({ env: { INTROSPECTION: 'false', GRAPHIQL: 'false' } })
    const answer = await quiet.graphql('{ __schema { types { name } } }', {}, null)
    expect(answer.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
    expect(await quiet.graphql('{ viewer { username __typename } }')).toEqual({
      data: { viewer: { username: 'admin', __typename: 'User' } },
    })
    const page = await fetch(`${quiet.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(await page.text()).not.toContain('GraphiQL')
    expect(page.status).toBeGreaterThanOrEqual(400)
  })
})

describe('GraphiQL', () => {
  it('has everything it needs in its page', async () => {
    const { status, type, text } = await send({ method: 'GET', headers: { accept: 'text/html' } })
    expect({ status, type }).toEqual({ status: 200, type: expect.stringContaining('text/html') })
    expect(text).toContain('GraphiQL')
    for (const name of [
      'SignIn',
      'CreateRepository',
      'StartBackup',
      'Progress',
      'Log',
      'Dashboard',
      'Cancel',
    ])
      expect(text).toMatch(new RegExp(`(mutation|subscription|query) ${name}\\b`))
    // Tags that load something: only from the page itself, if at all.
    const loaded = text.match(/<(script|link|img|iframe)\b[^>]*\b(src|href)\s*=\s*["']?[^"'>\s]+/g) ?? []
    expect(loaded.filter(tag => !/(src|href)\s*=\s*["']?data:/.test(tag))).toEqual([])
    expect(text).not.toMatch(/@import\s+(url\()?["']?(https?:)?\/\//)
    expect(text).not.toMatch(/url\(["']?(https?:)?\/\//)
    expect(text).not.toMatch(/\bimport\(["'](https?:)?\/\//)
  })

  it('has examples that are good', () => {
    expect(validate(schema, parse(examples))).toEqual([])
  })
})
