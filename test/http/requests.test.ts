import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
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

describe('what is no GraphQL request', () => {
  const form = 'application/x-www-form-urlencoded'
  it.each<[string, Request, number]>([
    ['garbage', { body: '{"query": ' }, 400],
    ['nothing', { body: '' }, 400],
    ['a list', { body: '[{"query": "{ viewer { id } }"}]' }, 400],
    ['a string', { body: '"{ viewer { id } }"' }, 400],
    ['no query', { body: '{}' }, 400],
    ['variables that are a list', { body: '{"query": "{ viewer { id } }", "variables": []}' }, 400],
    ['Latin 1', { body: '{}', headers: { 'content-type': 'application/json; charset=iso-8859-1' } }, 415],
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
    ['an address that cannot be decoded', { method: 'GET', path: '/%E0%A4%A' }, 404],
    ['an unknown address', { method: 'GET', path: '/nothing' }, 404],
    ['another method', { method: 'PUT', body: '{}' }, 405],
  ])('%s is refused', async (_what, init, status) => {
    const reply = await send(init)
    expect(reply.status).toBe(status)
    expectNoInside(server, reply.text)
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
    expectNoInside(server, text)
  })

  it('that are bugs are masked, and logged with the id of the request', async () => {
    // The log of a job that was taken away under it: a fault that a test can make without touching the code.
    await using broken = await startTestServer()
    const own = await broken.token()
    await using tables = await openTables(broken.dataDir)
    await sql`drop table worker`.execute(tables.db)
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
    await expect.poll(broken.output).toMatch(/"requestId":"my-request-1".*unexpected error in an operation/)
  })
})
