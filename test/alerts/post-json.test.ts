import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { createAlertSender } from '../../src/alerts/alert-sender.ts'
import { webhookRequest } from '../../src/alerts/webhook.ts'
import type { AlertTarget } from '../../src/domain/health/alert-sender.ts'
import { hosted, newsOf } from '../support/alerts.ts'
import { startReceiver } from '../support/receiver.ts'

const sender = (allowPrivate: boolean, legacySecretHeader = false) =>
  createAlertSender({ mail: null, apprisePath: 'apprise', allowPrivate, legacySecretHeader })
const webhook = (url: string, secret: string | null = null): AlertTarget => ({
  channel: 'WEBHOOK',
  url,
  secret,
})
const news = newsOf(
  'STALE',
  hosted('data "base"'),
  hosted('x', { alias: null, kind: 'MANAGED', name: 'home' }),
)

it('posts what the old server posted and more, and signs it', async () => {
  await using receiver = await startReceiver()
  await sender(true).send(webhook(`${receiver.url}/hook?a=1`, 'hush'), news)
  const [{ path, headers, body }] = receiver.received as [(typeof receiver.received)[number]]
  expect(path).toBe('/hook?a=1')
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-vinculum-delivery': '42',
  })
  expect(JSON.parse(body)).toEqual({
    status: 'down',
    repos: ['data "base"', 'home'],
    timestamp: 1780488000,
    id: '42',
    repositories: [
      expect.objectContaining({
        id: 7,
        name: 'ae83cd44',
        alias: 'data "base"',
        lastSave: 1780315200,
        quota: 100e9,
      }),
      expect.objectContaining({ kind: 'MANAGED', name: 'home', alias: null }),
    ],
  })
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-vinculum-signature'] as string)!
  expect(Math.abs(Number(t) - Date.now() / 1000)).toBeLessThan(60)
  expect(v1).toBe(createHmac('sha256', 'hush').update(`${t}.${body}`).digest('hex'))
})

it('sends the secret itself only where the administrator wants it, and never over http', async () => {
  const sent = (url: string, legacy: boolean) =>
    webhookRequest(news, { url, secret: 'hush' }, legacy, 0).headers['X-BorgWarehouse-Secret']
  expect(sent('https://example.org/', true)).toBe('hush')
  expect(sent('HTTPS://example.org/', true)).toBe('hush')
  expect(sent('https://example.org/', false)).toBeUndefined()
  for (const url of ['http://example.org/', 'http://127.0.0.1/', 'http://localhost/#https:'])
    expect(sent(url, true)).toBeUndefined()
  await using receiver = await startReceiver()
  for (const legacy of [false, true]) await sender(true, legacy).send(webhook(receiver.url, 'hush'), news)
  for (const { headers, body } of receiver.received) {
    expect(headers).toHaveProperty('x-vinculum-signature')
    expect(JSON.stringify(headers) + body).not.toContain('hush')
  }
  expect(receiver.received).toHaveLength(2)
})

it('shows no secret where there is none', async () => {
  await using receiver = await startReceiver()
  await sender(true).send(webhook(receiver.url), newsOf('TEST'))
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[number]]
  expect(Object.keys(headers).filter(name => /secret|signature/.test(name))).toEqual([])
  expect(JSON.parse(body)).toMatchObject({ status: 'test', repos: [] })
})

it.each([
  [404, true],
  [401, true],
  [302, true],
  [408, false],
  [425, false],
  [429, false],
  [500, false],
  [503, false],
])('takes HTTP %i for a failure, final: %s', async (status, isFinal) => {
  await using elsewhere = await startReceiver()
  await using receiver = await startReceiver(response =>
    response.writeHead(status, { location: elsewhere.url }).end('no <b>thanks</b>'),
  )
  await expect(sender(true).send(webhook(receiver.url), news)).rejects.toMatchObject({
    reason: 'HTTP_STATUS',
    httpStatus: status,
    isFinal,
    message: `The web server answered HTTP ${status}.`,
  })
  expect(elsewhere.received).toEqual([])
})

it('reads only the beginning of an endless answer', async () => {
  await using receiver = await startReceiver(response => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
    }
    response.on('drain', more)
    more()
  })
  await sender(true).send(webhook(receiver.url), news)
})

it.each([
  'http://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://0x7f.1:PORT/',
  'http://2130706433:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://0.0.0.0:PORT/',
  'http://169.254.169.254/latest/meta-data',
])('never connects to %s', async url => {
  await using receiver = await startReceiver()
  const target = url.replace('PORT', new URL(receiver.url).port)
  const refused = { reason: 'ADDRESS_REFUSED', isFinal: true }
  await expect(sender(false).send(webhook(target), news)).rejects.toMatchObject(refused)
  const apprise: AlertTarget = { channel: 'APPRISE', mode: 'STATELESS', url: target, services: ['json://x'] }
  await expect(sender(false).send(apprise, news)).rejects.toMatchObject(refused)
  expect(receiver.received).toEqual([])
})

it.each(['ftp://example.org/', 'file:///etc/passwd', 'gopher://x/', 'nonsense'])(
  'does not know %s',
  async url => {
    await expect(sender(true).send(webhook(url), news)).rejects.toMatchObject({
      reason: 'URL_INVALID',
      isFinal: true,
    })
  },
)

it('says that nobody listens, and tries again', async () => {
  await expect(sender(true).send(webhook('http://127.0.0.1:1/'), news)).rejects.toMatchObject({
    reason: 'UNREACHABLE',
    isFinal: false,
    message: 'The web server could not be reached (ECONNREFUSED).',
  })
})

it('asks an Apprise server as the old server did', async () => {
  await using receiver = await startReceiver()
  const services = ['json://one', 'mailto://two:secret@example.org']
  await sender(true).send({ channel: 'APPRISE', mode: 'STATELESS', url: `${receiver.url}/`, services }, news)
  const [{ path, body }] = receiver.received as [(typeof receiver.received)[number]]
  expect(path).toBe('/notify')
  expect(JSON.parse(body)).toEqual({
    urls: 'json://one mailto://two:secret@example.org',
    body: expect.stringContaining('data "base"'),
  })
})
