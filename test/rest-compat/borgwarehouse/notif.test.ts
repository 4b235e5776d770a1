import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { clientOf, type Send } from './client.ts'

let server: TestServer
let send: Send
beforeAll(async () => {
  server = await startTestServer({ env: { ALERT_PRIVATE_ADDRESSES: 'true' } })
  send = clientOf(server, await server.token())
})
afterAll(() => server[Symbol.asyncDispose]())

const done = { status: 200, text: '{"message":"Successful API send"}' }
const put = (path: string, json: object) => send('PUT', path, { json })
const get = async (path: string) => (await send('GET', path)).text

describe.each([
  ['/api/v1/notif/email/alert', '/api/v1/notif/email/alert', 'emailAlert', '{}'],
  ['/api/account/getAppriseAlert', '/api/account/updateAppriseAlert', 'appriseAlert', '{}'],
  ['/api/v1/notif/webhook/alert', '/api/v1/notif/webhook/alert', 'webhookAlert', '{"webhookAlert":false}'],
])('%s', (read, write, name, before) => {
  it('is on or off', async () => {
    expect(await get(read)).toBe(before)
    for (const value of [true, false]) {
      expect(await put(write, { [name]: value })).toMatchObject(done)
      expect(await get(read)).toBe(JSON.stringify({ [name]: value }))
    }
    for (const wrong of [{}, { [name]: 1 }, { [name]: null }])
      expect(await put(write, wrong)).toMatchObject({ status: 422, text: '{"message":"Unexpected data"}' })
  })
})

it('keeps how Apprise is asked, and whom it tells', async () => {
  const mode = '/api/v1/notif/apprise/mode'
  const services = '/api/v1/notif/apprise/services'
  expect(await get(mode)).toBe('{}')
  expect(await put(mode, { appriseMode: 'other' })).toMatchObject({ status: 422 })
  expect(
    await put(mode, { appriseMode: 'stateless', appriseStatelessURL: 'http://127.0.0.1:1' }),
  ).toMatchObject(done)
  expect(await get(mode)).toBe('{"appriseMode":"stateless","appriseStatelessURL":"http://127.0.0.1:1"}')
  expect(await put(services, { appriseURLs: ' json://a \n\n mailto://b:c@d ' })).toMatchObject(done)
  expect(await get(services)).toBe('{"appriseServices":["json://a","mailto://b:c@d"]}')
  expect(await get('/api/account/getAppriseServices')).toBe(await get(services))
  expect(await put(services, {})).toMatchObject({ status: 422 })
  expect(
    (await send('POST', '/api/account/sendTestApprise', { json: { sendTestApprise: true } })).status,
  ).toBe(500)
})

it('posts a test to a webhook, and never shows its secret', async () => {
  const got: { headers: Record<string, unknown>; body: string }[] = []
  const hook = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += chunk))
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.writeHead(got.length > 1 ? 418 : 200).end()
    })
  })
  await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve))
  try {
    const url = '/api/v1/notif/webhook/url'
    const test = () => send('POST', '/api/v1/notif/webhook/test')
    expect(await test()).toMatchObject({
      status: 422,
      text: '{"message":"You must provide a webhook URL first."}',
    })
    expect(await get(url)).toBe('{"webhookURL":"","webhookSecret":""}')
    const webhookURL = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`
    expect(await put(url, { webhookURL: 'nonsense', webhookSecret: '' })).toMatchObject({
      status: 422,
      text: '{"message":"Invalid webhook URL."}',
    })
    for (const wrong of [{ webhookURL, webhookSecret: 5 }, { webhookSecret: 'x' }])
      expect(await put(url, wrong)).toMatchObject({ status: 422, text: '{"message":"Unexpected data."}' })
    // Without a secret: none, or the one that is there (below).
    expect(await put(url, { webhookURL })).toMatchObject(done)
    expect(await get(url)).toBe(JSON.stringify({ webhookURL, webhookSecret: '' }))
    for (const bad of ['nonsense', 'ftp://example.org/'])
      expect(await put(url, { webhookURL: bad })).toMatchObject({
        status: 422,
        text: '{"message":"Invalid webhook URL."}',
      })
    expect(await put(url, { webhookURL: ` ${webhookURL} `, webhookSecret: 'between us' })).toMatchObject(done)
    const shown = JSON.parse(await get(url))
    expect(shown).toEqual({ webhookURL, webhookSecret: '********' })
    // What a page shows can be sent back.
    expect(await put(url, shown)).toMatchObject(done)
    expect(await put(url, { webhookURL })).toMatchObject(done)
    expect(JSON.parse(await get(url))).toEqual(shown)
    expect(await test()).toMatchObject({ status: 200, text: '{"message":"Test webhook sent successfully."}' })
    expect(got[0]!.headers).not.toHaveProperty('x-borgwarehouse-secret')
    expect(got[0]!.headers['x-vinculum-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
    expect(JSON.parse(got[0]!.body)).toMatchObject({
      status: 'test',
      repos: [],
      timestamp: expect.any(Number),
    })
    expect(await test()).toMatchObject({ status: 502, text: '{"message":"Webhook returned HTTP 418."}' })
  } finally {
    hook.close()
  }
  expect((await send('POST', '/api/v1/notif/webhook/test')).json.message).toMatch(/^Webhook request failed: /)
})

it('sends no mail to nobody', async () => {
  expect(await send('POST', '/api/v1/notif/email/test')).toMatchObject({
    status: 400,
    text: '{"message":"User email is missing"}',
  })
  expect(await send('GET', '/api/v1/notif/email/test')).toMatchObject({
    status: 405,
    text: '{"status":405,"message":"Method Not Allowed"}',
  })
  expect(await send('GET', '/api/v1/notif/apprise/test')).toMatchObject({
    status: 405,
    text: '{"message":"Bad request on API"}',
  })
})
