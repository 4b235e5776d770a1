import { afterAll, beforeAll, expect } from 'vitest'
import { mutate, refusal } from '../http/mutate.ts'
import { itOn } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const itOnPostgresql = itOn('PostgreSQL', 'SQLite holds any text')

itOnPostgresql('a text that the database cannot hold is the caller’s mistake, not ours', async () => {
  const name = 'zero\0byte'
  expect(await refusal(server, 'signIn', { username: name, password: 'x' })).toMatchObject({
    code: 'INVALID_INPUT',
  })
  const { errors } = await server.graphql(
    'query ($name: String!) { repository(by: { name: $name }) { id } }',
    { name },
  )
  expect(errors?.[0]?.extensions.code).toBe('INVALID_INPUT')
  expect(
    await mutate(server, 'createApiKey', { name: 'fine', permissions: ['READ'] }, 'apiKey { name }'),
  ).toEqual({
    apiKey: { name: 'fine' },
  })
  const send = (path: string, body: object) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  for (const path of ['/api/auth/login', '/api/auth/sign-in/username']) {
    const { status } = await send(path, { username: name, password: 'x' })
    expect(status, path).toBeGreaterThanOrEqual(400)
    expect(status, path).toBeLessThan(500)
  }
  expect(server.output()).not.toContain('unexpected error')
})
