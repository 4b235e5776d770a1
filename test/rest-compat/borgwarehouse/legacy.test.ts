import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'
import { clientOf, makeKey, type Send, sevenKeys } from './client.ts'

let server: TestServer
let send: Send
let keys: Record<'none' | 'read' | 'create', string>
let id: number
let name: string
const seven = sevenKeys()
beforeAll(async () => {
  server = await startTestServer()
  send = clientOf(server, await makeKey(server, 'CREATE', 'READ', 'UPDATE', 'DELETE'))
  keys = {
    none: crypto.randomUUID(),
    read: await makeKey(server, 'READ'),
    create: await makeKey(server, 'CREATE'),
  }
  const made = await send('POST', '/api/repo/add', { json: seven })
  ;({ id, repositoryName: name } = made.json)
  expect(made).toMatchObject({
    status: 200,
    type: 'application/json; charset=utf-8',
    text: JSON.stringify({ id, repositoryName: name }),
  })
})
afterAll(() => server[Symbol.asyncDispose]())

const unauthorized = '{"message":"Unauthorized"}'
const invalid = '{"message":"Invalid API key"}'
const insufficient = '{"message":"Insufficient permissions"}'

describe('repositories', () => {
  it('are sent with the keys and the order of the old server', async () => {
    const { json, text } = await send('GET', `/api/repo/id/${id}`)
    expect(text).toBe(
      JSON.stringify({
        repo: {
          id,
          alias: 'MyRepo',
          repositoryName: name,
          status: false,
          lastSave: 0,
          lastStatusAlertSend: json.repo.lastStatusAlertSend,
          alert: 3600,
          storageSize: 100,
          storageUsed: 0,
          sshPublicKey: seven.sshPublicKey,
          comment: 'This is my new repo',
          displayDetails: true,
          lanCommand: true,
          appendOnlyMode: false,
        },
      }),
    )
    expect(name).toMatch(/^[a-f0-9]{8}$/)
    expect(Math.abs(json.repo.lastStatusAlertSend - Date.now() / 1000)).toBeLessThan(60)
  })

  it('are listed newest first, and keep their place when they are changed', async () => {
    const second = (await send('POST', '/api/repo/add', { json: sevenKeys() })).json
    const ids = async () =>
      (await send('GET', '/api/repo')).json.repoList.map((repo: { id: number }) => repo.id)
    expect(await ids()).toEqual([second.id, id])
    await send('PATCH', `/api/repo/id/${id}/edit`, { json: { comment: 'x' } })
    expect(await ids()).toEqual([second.id, id])
    expect((await send('DELETE', `/api/repo/id/${second.id}/delete`)).text).toBe('{"message":"success"}')
  })

  it('are changed key by key', async () => {
    const change = (json: object) => send('PATCH', `/api/repo/id/${id}/edit`, { json })
    const read = async () => (await send('GET', `/api/repo/id/${id}`)).json.repo
    const key = freshPublicKey()
    for (const json of [
      { alias: ' blanks ' },
      { sshPublicKey: key },
      { storageSize: 7 },
      { comment: '' },
      { alert: 0 },
      { lanCommand: false },
      { appendOnlyMode: true },
      sevenKeys(),
    ]) {
      const before = await read()
      expect(await change(json)).toMatchObject({ status: 200, text: '{"message":"success"}' })
      expect(await read()).toEqual({ ...before, ...json })
    }
  })

  it('of a deleted number are not there, and the number is not used again', async () => {
    const { id: gone } = (await send('POST', '/api/repo/add', { json: sevenKeys() })).json
    expect(await send('DELETE', `/api/repo/id/${gone}/delete`, { json: { toDelete: true } })).toMatchObject({
      status: 200,
    })
    expect(await send('GET', `/api/repo/id/${gone}`)).toMatchObject({
      status: 404,
      text: `{"message":"No repository with id #${gone}"}`,
    })
    expect((await send('POST', '/api/repo/add', { json: sevenKeys() })).json.id).toBeGreaterThan(gone)
  })
})

describe('credentials', () => {
  it.each([
    ['GET', '/api/repo', 401, unauthorized, 403, invalid, 403, insufficient],
    ['GET', '/api/repo/id/1', 401, unauthorized, 403, invalid, 403, insufficient],
    ['DELETE', '/api/repo/id/1/delete', 401, unauthorized, 403, invalid, 403, insufficient],
    ['POST', '/api/repo/add', 401, unauthorized, 401, invalid, 401, invalid],
    ['PATCH', '/api/repo/id/1/edit', 401, unauthorized, 403, invalid, 401, invalid],
  ])('are asked of %s %s first', async (method, path, none, noneText, bad, badText, weak, weakText) => {
    const json = method === 'GET' ? undefined : { bad: 'body' }
    const weakKey =
      path.endsWith('add') || path.endsWith('delete') || path.endsWith('edit') ? keys.read : keys.create
    const ask = (authorization: string | null) => send(method, path, { authorization, json })
    expect(await ask(null)).toMatchObject({ status: none, text: noneText })
    for (const wrong of [`Bearer ${keys.none}`, keys.read, 'Bearer', 'Bearer ', `Bearer  ${keys.read}`])
      expect(await ask(wrong), wrong).toMatchObject({ status: bad, text: badText })
    expect(await ask(`Bearer ${weakKey}`)).toMatchObject({ status: weak, text: weakText })
  })

  it.each(['Bearer', 'bearer', 'Basic', 'x'])('may follow any word, such as %s', async word => {
    expect(await send('GET', '/api/repo', { authorization: `${word} ${keys.read}` })).toMatchObject({
      status: 200,
    })
  })

  it('may be a session, with all the rights of its user', async () => {
    const authorization = `Bearer ${await server.token()}`
    expect(await send('GET', '/api/repo', { authorization })).toMatchObject({ status: 200 })
  })

  it('of a user see and change only what the user may', async () => {
    await server.graphql(
      'mutation { createUser(input: { username: "stranger", password: "a password of theirs" }) { user { id } } }',
    )
    const authorization = `Bearer ${await server.token('stranger', 'a password of theirs')}`
    const ask = (method: string, path: string, json?: object) => send(method, path, { authorization, json })
    expect((await ask('GET', '/api/repo')).text).toBe('{"repoList":[]}')
    for (const [method, path, json] of [
      ['GET', `/api/repo/id/${id}`],
      ['PATCH', `/api/repo/id/${id}/edit`, { alias: 'x' }],
      ['DELETE', `/api/repo/id/${id}/delete`],
    ] as const)
      expect(await ask(method, path, json)).toMatchObject({
        status: 404,
        text: `{"message":"No repository with id #${id}"}`,
      })
    expect(await ask('POST', '/api/repo/add', sevenKeys())).toMatchObject({ status: 403, text: insufficient })
  })
})

describe('mistakes', () => {
  it.each([
    ['POST', '/api/repo', 405, '{"message":"Method Not Allowed"}'],
    ['PUT', '/api/repo/id/1', 405, '{"message":"Method Not Allowed"}'],
    ['GET', '/api/repo/add', 405, '{"status":405,"message":"Method Not Allowed"}'],
    ['POST', '/api/repo/id/1/edit', 405, '{"status":405,"message":"Method Not Allowed"}'],
    ['POST', '/api/repo/id/1/delete', 405, '{"message":"Method Not Allowed"}'],
    ['POST', '/api/version', 405, '{"status":405,"message":"Method Not Allowed"}'],
  ])('%s %s is %i', async (method, path, status, text) => {
    expect(await send(method, path)).toMatchObject({ status, text })
  })

  it.each(['0x1', '1.0', '01abc', '%20', '-1', '1e0', '99999999999', '2147483648', 'abc', ''])(
    'the number %j is none',
    async number => {
      if (number === '') return
      const raw = decodeURIComponent(number)
      expect(await send('GET', `/api/repo/id/${number}`)).toMatchObject({
        status: 404,
        json: { message: `No repository with id #${raw === ' ' ? '%20' : number}` },
      })
      expect(await send('DELETE', `/api/repo/id/${number}/delete`)).toMatchObject({ status: 404 })
      expect(await send('PATCH', `/api/repo/id/${number}/edit`, { json: { alias: 'x' } })).toMatchObject({
        status: 404,
      })
    },
  )

  it('in bodies are unexpected data, and change nothing', async () => {
    const before = (await send('GET', '/api/repo')).text
    const wrong: unknown[] = [
      {},
      [],
      'text',
      { ...seven, extra: 1 },
      { ...seven, alert: 1 },
      { ...seven, alert: '3600' },
      { ...seven, storageSize: '100' },
      { ...seven, storageSize: 0 },
      { ...seven, storageSize: -3 },
      { ...seven, storageSize: 1.5 },
      { ...seven, alias: '  ' },
      { ...seven, comment: null },
      { ...seven, lanCommand: 1 },
      { ...seven, appendOnlyMode: 'false' },
    ]
    for (const json of wrong) {
      expect(await send('POST', '/api/repo/add', { json }), JSON.stringify(json)).toMatchObject({
        status: 422,
        text: '{"message":"Unexpected data"}',
      })
      expect(await send('PATCH', `/api/repo/id/${id}/edit`, { json }), JSON.stringify(json)).toMatchObject({
        status: 422,
      })
    }
    const { comment: _, ...six } = seven
    expect(await send('POST', '/api/repo/add', { json: six })).toMatchObject({ status: 422 })
    expect((await send('GET', '/api/repo')).text).toBe(before)
  })

  it('of keys say what the scripts said', async () => {
    for (const sshPublicKey of ['no key', 'ssh-ed25519 AAAA', `${freshPublicKey()}\nssh-ed25519 AAAA`])
      expect(await send('POST', '/api/repo/add', { json: sevenKeys({ sshPublicKey }) })).toMatchObject({
        status: 500,
        text: '{"message":"Invalid public SSH KEY format. Provide a key in OpenSSH format (rsa, ed25519, ed25519-sk)"}',
      })
  })

  it('a key opens one repository only, whatever its comment', async () => {
    const { sshPublicKey } = (await send('GET', `/api/repo/id/${id}`)).json.repo
    const twice = `${sshPublicKey.split(' ', 2).join(' ')} another comment`
    const taken = {
      status: 409,
      // The page's words; those of the observed server are longer (below).
      text: '{"message":"The SSH key is already used in another repository."}',
    }
    expect(await send('POST', '/api/repo/add', { json: sevenKeys({ sshPublicKey: twice }) })).toMatchObject(
      taken,
    )
    const other = (await send('POST', '/api/repo/add', { json: sevenKeys() })).json
    expect(
      await send('PATCH', `/api/repo/id/${other.id}/edit`, { json: { sshPublicKey: twice } }),
    ).toMatchObject(taken)
    expect(await send('PATCH', `/api/repo/id/${id}/edit`, { json: { sshPublicKey: twice } })).toMatchObject({
      status: 200,
    })
  })

  it('in JSON are found before anything else', async () => {
    const ask = (method: string, path: string, body: string, headers?: Record<string, string>) =>
      send(method, path, { body, authorization: null, ...(headers ? { headers } : {}) })
    expect(await ask('POST', '/api/repo/add', '{')).toMatchObject({
      status: 400,
      type: null,
      text: 'Invalid JSON',
    })
    expect(await ask('PATCH', '/api/repo/id/1/edit', '{')).toMatchObject({
      status: 400,
      text: '{"message":"Invalid request body"}',
    })
    expect(await ask('POST', '/api/repo/add', `"${'x'.repeat(1024 * 1024)}"`)).toMatchObject({
      status: 413,
      text: 'Body exceeded 1mb limit',
    })
    expect(await send('PATCH', '/api/repo/id/1/edit', { body: 'null' })).toMatchObject({ status: 400 })
    expect(
      await send('POST', '/api/repo/add', {
        body: JSON.stringify(seven),
        headers: { 'content-type': 'text/plain' },
      }),
    ).toMatchObject({ status: 422 })
  })
})

it('answers as was observed where it is told to, and deletes nothing where that is switched off', async () => {
  await using strict = await startTestServer({
    env: { BORGWAREHOUSE_STATUSES: 'observed', DISABLE_DELETE_REPO: 'true', CRONJOB_KEY: 'key' },
  })
  const all = await makeKey(strict, 'CREATE', 'READ', 'UPDATE', 'DELETE')
  const ask = clientOf(strict, all)
  const none = { authorization: null }
  const bad = { authorization: 'Bearer nonsense' }
  for (const [method, path] of [
    ['GET', '/api/repo'],
    ['GET', '/api/repo/id/1'],
    ['DELETE', '/api/repo/id/1/delete'],
  ] as const) {
    expect(await ask(method, path, none)).toMatchObject({ status: 401, type: null, text: '' })
    expect(await ask(method, path, bad)).toMatchObject({ status: 401, text: invalid })
  }
  expect(await ask('POST', '/api/repo/add', none)).toMatchObject({ status: 401, text: invalid })
  expect(await ask('PATCH', '/api/repo/id/1/edit', bad)).toMatchObject({ status: 401, text: invalid })
  expect(await ask('POST', '/api/repo')).toMatchObject({
    status: 405,
    text: '{"message":"Method Not Allowed "}',
  })
  expect(await ask('PATCH', '/api/repo/id/1/edit', { body: '{' })).toMatchObject({
    status: 400,
    text: 'Invalid JSON',
  })
  const disabled = { status: 403, text: '{"message":"Deletion is disabled on this server"}' }
  expect(await ask('DELETE', '/api/repo/id/12345/delete')).toMatchObject(disabled)
  const cron = async (what: string) =>
    (await ask('POST', `/api/cronjob/${what}`, { authorization: 'Bearer key' })).json.success
  expect(await cron('checkStatus')).toBe('Status cron has been executed. No repository to check.')
  expect(await cron('getStorageUsed')).toBe('No repositories to analyse yet.')
  const json = sevenKeys()
  const made = (await ask('POST', '/api/repo/add', { json })).json
  expect((await ask('POST', '/api/repo/add', { json })).json.message).toBe(
    'The SSH key is already used in another repository. Please use another key or delete the key from the other repository.',
  )
  expect(await cron('getStorageUsed')).toBe('Storage cron has been executed.')
  expect(await ask('DELETE', `/api/repo/id/${made.id}/delete`)).toMatchObject(disabled)
  expect(await ask('DELETE', `/api/v1/repositories/${made.repositoryName}`)).toMatchObject({
    status: 403,
    text: '{"status":403,"message":"Deletion is disabled on this server"}',
  })
  expect(await ask('PATCH', '/api/repo/id/12345/edit', { json: sevenKeys() })).toMatchObject({
    status: 500,
    text: '{}',
  })
  expect(await ask('PATCH', '/api/repo/id/12345/edit', { body: 'null' })).toMatchObject({
    status: 500,
    text: 'Internal Server Error',
  })
  await using deleting = await strict.restart({ DISABLE_DELETE_REPO: 'false' })
  expect(await clientOf(deleting, all)('DELETE', '/api/repo/id/12345/delete')).toMatchObject({
    status: 500,
    text: '{"message":"API error, contact the administrator"}',
  })
})
