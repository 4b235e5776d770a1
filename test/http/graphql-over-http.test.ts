import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const audits = serverAudits({ url: () => `${server.url}/graphql` })

it('runs every audit of the suite', () => {
  expect(audits).toHaveLength(61)
})

it.each(audits.map(audit => [audit.id, audit.name, audit] as const))('%s: %s', async (_id, _name, audit) => {
  const result = await audit.fn()
  if (result.status !== 'ok') throw new Error(`${result.status}: ${result.reason}`)
  expect(result.status).toBe('ok')
})
