import { parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { examples } from '../../src/http/graphiql.ts'
import { schema } from '../../src/schema/index.ts'
import { startTestServer } from '../support/server.ts'

it('INTROSPECTION=false and GRAPHIQL=false keep the schema to those who have it', async () => {
  await using quiet = await startTestServer({ env: { INTROSPECTION: 'false', GRAPHIQL: 'false' } })
  const answer = await quiet.graphql('{ __schema { types { name } } }', {}, null)
  expect(answer.data).toBeUndefined()
  expect(answer.errors![0]).toMatchObject({
    message: expect.stringContaining('introspection has been disabled'),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
  expect(await quiet.graphql('{ viewer { username __typename } }')).toEqual({
    data: { viewer: { username: 'admin', __typename: 'User' } },
  })
  const page = await fetch(`${quiet.url}/graphql`, { headers: { accept: 'text/html' } })
  expect(await page.text()).not.toContain('GraphiQL')
  expect(page.status).toBeGreaterThanOrEqual(400)
})

describe('GraphiQL', () => {
  it('has everything it needs in its page', async () => {
    await using server = await startTestServer()
    const response = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } })
    const { status, headers } = response
    const [text, type] = [await response.text(), headers.get('content-type')]
    // Its one program may run, and no other; what it connects to is this server.
    const policy = headers.get('content-security-policy')!
    const [, nonce] = /script-src 'nonce-([^']+)';/.exec(policy) ?? []
    expect(text.match(/<script\b[^>]*>/)?.[0]).toBe(`<script nonce="${nonce}">`)
    expect(policy).toContain(`connect-src 'self' ws://${new URL(server.url).host} `)
    expect(policy).toContain('worker-src blob:')
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
    // Tags that load something, outside of the program: only from the page itself, if at all.
    const tags = text.replaceAll(/(<(script|style)\b[^>]*>).*?<\/\2>/gs, '$1').match(/<[a-z]+\b[^>]*>/g) ?? []
    expect(tags.length).toBeGreaterThan(5)
    expect(tags.filter(tag => /\b(src|href)\s*=/.test(tag) && !/\b(src|href)="data:/.test(tag))).toEqual([])
    // And what programs and styles load from elsewhere.
    expect(text).not.toMatch(/@import\s+(url\()?["']?(https?:)?\/\//)
    expect(text).not.toMatch(/url\(["']?(https?:)?\/\//)
    expect(text).not.toMatch(/\b(import|importScripts|Worker)\(["'](https?:)?\/\//)
    expect(text).not.toMatch(/unpkg|jsdelivr|esm\.sh|cdnjs|googleapis|skypack/)
  })

  it('has examples that are good', () => {
    expect(validate(schema, parse(examples))).toEqual([])
  })
})
