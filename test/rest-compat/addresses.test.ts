import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingRoutes, notOffered } from '../../src/rest-compat/borg-ui/protocol/not-offered.ts'
import { borgUiRoutes } from '../../src/rest-compat/borg-ui/routes.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createRest, mistakesOf, type OpenApi, type Rest } from './rest.ts'

let server: TestServer
let rest: Rest

beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const _anonymous = { token: null }
const _json = { 'content-type': 'application/json' }

describe('addresses', () => {
  test('answer with and without a slash at the end, never by a redirect', async () => {
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApi
    const isReadable = (path: string, { get }: OpenApi['paths'][string]) =>
      !path.includes('{') && get?.responses['200']?.content?.['application/json'] !== undefined
    const readable = Object.entries(paths).filter(([path, operations]) => isReadable(path, operations))
    expect(readable.length).toBeGreaterThan(5)
    for (const [path] of readable) {
      const bare = path.replace(/\/$/, '')
      const [without, slashed] = [await rest('GET', bare), await rest('GET', `${bare}/`)]
      // Some want a query; none is a page that is not there.
      expect([200, 422], path).toContain(without.status)
      expect(slashed.status, path).toBe(without.status)
      expect(Object.keys(slashed.body)).toEqual(Object.keys(without.body))
    }
  })

  test('that are unknown are 404, and 405 for other methods', async () => {
    const unknown = { undocumented: true }
    const get = await rest('GET', '/api/nope', unknown)
    expect([get.status, get.body]).toEqual([404, { detail: 'Not Found' }])
    expect((await rest('GET', '/api/backup/jobs/1', unknown)).status).toBe(404)
    expect((await rest('GET', '/api/backup/start', unknown)).status).toBe(404)
    const post = await rest('POST', '/api/nope', unknown)
    expect([post.status, post.headers.get('allow'), post.body]).toEqual([
      405,
      'GET',
      { detail: 'Method Not Allowed' },
    ])
    const put = await rest('PUT', '/api/repositories/', unknown)
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect((await rest('HEAD', '/api/backup/jobs', unknown)).status).toBe(405)
    expect((await rest('POST', '/apiary', unknown)).status).toBe(404)
  })
})

/** Addresses that a missing one stands for. */
const examplesOf = (address: string) => {
  const filled = address.replaceAll('{id}', '1')
  const beginning = filled.replace('/…', '')
  return filled.endsWith('/…')
    ? [beginning, `${beginning}/`, `${beginning}/1`, `${beginning}/1/run`]
    : [filled, `${filled}/`]
}

test('what is not offered says so, whatever the method, and with or without credentials', async () => {
  for (const { address, methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } of missingRoutes)
    for (const path of examplesOf(address))
      for (const method of methods)
        for (const token of method === 'POST' ? [undefined, null] : [null]) {
          const { status, headers, body } = await rest(method, path, {
            undocumented: true,
            ...(token === null ? { token } : {}),
          })
          const said = `${method} ${path}`
          expect([status, headers.get('content-type')], said).toEqual([404, 'application/json'])
          expect(body, said).toEqual({ detail: expect.stringMatching(/^Not offered by this server: ./) })
        }
})

test('what is offered is not on the list of what is not', () => {
  for (const { method, path } of borgUiRoutes)
    expect(notOffered(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '7')), path).toBeNull()
  expect(notOffered('GET', '/api/ssh-keys')).toBeNull()
})

test('a name where an id should be is still a mistake in the path', async () => {
  expect(mistakesOf(await rest('GET', '/api/ssh-keys/nonsense'))).toEqual(['int_parsing path.key_id'])
  expect(mistakesOf(await rest('GET', '/api/schedule/nonsense'))).toEqual(['int_parsing path.job_id'])
})

test('no address answers HTML but the pages that are meant for people', async () => {
  for (const path of ['/', '/nope', '/agent/install.sh', '/static/app.js', '/api', '/api/', '/api/%ff', '//'])
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(`${server.url}${path}`, { method, redirect: 'manual' })
      expect(answer.headers.get('content-type') ?? '', `${method} ${path}`).not.toContain('html')
    }
})

test('every answer tells browsers to sniff, frame, load and run nothing but what its page needs', async () => {
  const routes = borgUiRoutes
    .filter(({ method }) => method === 'get')
    .map(({ path }) => path.replaceAll(/\{\w+\}/g, '1'))
  const others = [
    '/',
    '/graphql',
    '/graphql?query={__typename}',
    '/nope',
    '/livez',
    '/metrics',
    '/downloads/x',
    '/api/%ff',
    '/openapi.json',
  ]
  const docs = [
    '/api/docs',
    '/api/docs/start.js',
    '/api/docs/assets/swagger-ui.css',
    '/api/docs/assets/index.html',
  ]
  const old = ['/api/v1/repositories', '/api/auth/session', '/api/v1/repositories/', '/api/version']
  const pages: string[] = []
  for (const path of [...routes, ...others, ...docs, ...old]) {
    const { headers, body } = await fetch(server.url + path, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    })
    await body?.cancel()
    const of = (name: string) => headers.get(name)
    expect([of('x-content-type-options'), of('x-frame-options'), of('referrer-policy')], path).toEqual([
      'nosniff',
      'DENY',
      'no-referrer',
    ])
    const policy = of('content-security-policy') ?? ''
    expect(policy, path).toMatch(
      /^default-src 'none'; .*frame-ancestors 'none'; base-uri 'none'; form-action 'none'$/,
    )
    expect(policy, path).not.toMatch(/script-src[^;]*unsafe|\*/)
    if (of('content-type')?.includes('html')) pages.push(path)
    if (policy.includes('script-src'))
      expect(['/graphql', '/graphql?query={__typename}', '/api/docs'], path).toContain(path)
  }
  expect(pages).toEqual(['/', '/graphql', '/graphql?query={__typename}', '/api/docs'])
  // Posted operations have a way of their own through the server.
  const posted = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  })
  expect([posted.status, posted.headers.get('x-content-type-options')]).toEqual([200, 'nosniff'])
})

describe('the documentation', () => {
  test('is a page without anything from elsewhere', async () => {
    const page = await (await fetch(`${server.url}/api/docs`)).text()
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1]!)
    expect(links).toHaveLength(3)
    for (const link of links) {
      expect(link).toMatch(/^\/api\/docs\//)
      expect((await fetch(server.url + link)).status, link).toBe(200)
    }
  })

  test('names every operation once', async () => {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApi
    expect(document.openapi).toBe('3.1.0')
    const ids = Object.values(document.paths).flatMap(path =>
      Object.values(path).map(operation => operation.operationId),
    )
    expect(ids).toHaveLength(borgUiRoutes.length)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
