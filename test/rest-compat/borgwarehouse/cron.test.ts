import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { makeFolder } from '../../support/trees.ts'
import { clientOf, makeKey, type Send, threeKeys } from './client.ts'

const key = 'a key for the cron routes'.replaceAll(' ', '-')
let folder: ReturnType<typeof makeFolder>
let server: TestServer
let send: Send
let apiKey: string
beforeAll(async () => {
  folder = makeFolder()
  const env = { CRONJOB_KEY: key, HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos') }
  server = await startTestServer({ env })
  apiKey = await makeKey(server, 'CREATE', 'READ', 'UPDATE', 'DELETE')
  send = clientOf(server, key)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const routes = [
  '/api/cronjob/checkStatus',
  '/api/cronjob/getStorageUsed',
  '/api/v1/cron/status',
  '/api/v1/cron/storage',
]

const enveloped = (said: string) => `{"status":200,"message":"${said}"}`

it('says what it has looked at: a repository that no client has made has no status, but a size', async () => {
  const look = async () => Promise.all(routes.map(async route => (await send('POST', route)).text))
  // The public page of the older family knows no other words.
  const older = [
    '{"success":"Status cron has been executed."}',
    '{"success":"Storage cron has been executed."}',
  ]
  const nothing = enveloped('Status cron executed. No repository to check.')
  const measured = enveloped('Storage cron executed successfully')
  expect(await look()).toEqual([
    ...older,
    nothing,
    enveloped('Storage cron executed. No repository to check.'),
  ])
  const { json } = await clientOf(server, apiKey)('POST', '/api/v1/repositories', { json: threeKeys() })
  expect(await look()).toEqual([...older, nothing, measured])
  execFileSync('borg', ['init', '-e', 'none', join(folder.path, 'repos', json.repositoryName)], {
    env: { ...process.env, BORG_BASE_DIR: folder.path },
  })
  expect(await look()).toEqual([...older, enveloped('Status cron executed successfully'), measured])
})

it.each(routes)('%s takes the key and nothing else', async route => {
  const refused = { status: 401, text: '{"status":401,"message":"Unauthorized"}' }
  for (const authorization of [
    null,
    'Bearer',
    'Bearer ',
    `Bearer ${apiKey}`,
    `Bearer ${await server.token()}`,
    key,
  ])
    expect(await send('POST', route, { authorization }), String(authorization)).toMatchObject(refused)
  expect(await send('DELETE', route)).toMatchObject(refused)
  for (const authorization of [`Bearer ${key}`, `x ${key}`])
    expect(await send('POST', route, { authorization })).toMatchObject({ status: 200 })
  expect(await send('GET', `${route}?key=${key}`, { authorization: null })).toMatchObject({ status: 200 })
  expect(await send('GET', `${route}?key=wrong`, { authorization: null })).toMatchObject(refused)
})

it('opens nothing else', async () => {
  expect((await send('GET', '/api/v1/repositories')).status).toBe(401)
  const { errors } = await server.graphql('mutation { checkRepositoryHealth { checked } }', {}, key)
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

it('refuses everything where there is no key', async () => {
  await using closed = await startTestServer()
  const ask = clientOf(closed, '')
  for (const route of routes)
    for (const authorization of ['Bearer', 'Bearer ', 'Bearer undefined', 'Bearer null'])
      expect((await ask('POST', route, { authorization })).status).toBe(401)
})

it('refreshes for those who have signed in, and not for keys', async () => {
  const ask = (secret: string) =>
    send('POST', '/api/v1/repositories/refresh', { authorization: `Bearer ${secret}` })
  expect(await ask(apiKey)).toMatchObject({ status: 401 })
  expect(await ask(await server.token())).toMatchObject({
    status: 200,
    text: '{"status":200,"message":"Repositories refreshed successfully."}',
  })
  expect(await send('GET', '/api/v1/repositories/refresh')).toMatchObject({ status: 405 })
})
