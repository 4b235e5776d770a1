import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'
import { makeFolder } from '../../support/trees.ts'
import { clientOf, makeKey, type Send, sevenKeys, threeKeys } from './client.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
/** With a key, and with what signing in gives. */
let send: Send
let sendSession: Send
let token: string
beforeAll(async () => {
  folder = makeFolder()
  mkdirSync(join(folder.path, 'disk'))
  server = await startTestServer({
    env: {
      HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos'),
      AUTHORIZED_KEYS_FILE: join(folder.path, 'authorized_keys'),
      STORAGE_TARGETS: join(folder.path, 'disk'),
    },
  })
  send = clientOf(server, await makeKey(server, 'CREATE', 'READ', 'UPDATE', 'DELETE'))
  token = await server.token()
  sendSession = clientOf(server, token)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const keyFile = () => readFileSync(join(folder.path, 'authorized_keys'), 'utf8')

/** The same key as clients write it: as it is, with line ends and blanks, without a comment, with an odd one. */
const keysAsSent = () => {
  const [type, data] = freshPublicKey().split(' ')
  return [
    `${type} ${data} me@there`,
    `${type} ${data} me@there\n`,
    `${type}  ${data}   two  blanks \r\n`,
    `\t ${type} ${data}`,
    `${type} ${data} tab\tand & | \\ 'quotes' "ü"\n\n`,
  ]
}

/** Sends each twice, reads what is there after each, and compares what was sent, byte for byte. */
async function expectAsSent(
  sent: readonly object[],
  write: (json: object) => Promise<unknown>,
  read: () => Promise<Record<string, unknown>>,
): Promise<void> {
  for (const json of sent) {
    await write(json)
    const first = await read()
    for (const [name, value] of Object.entries(json))
      expect(JSON.stringify(first[name]), name).toBe(JSON.stringify(value))
    const file = keyFile()
    await write(json)
    expect(JSON.stringify(await read())).toBe(JSON.stringify(first))
    expect(keyFile()).toBe(file)
  }
}

const ok = async (reply: ReturnType<Send>) => {
  const { status, text } = await reply
  expect(status, text).toBe(200)
}

describe('a client reads back what it has sent', () => {
  it('of PATCH /api/v1/repositories/…', async () => {
    const { repositoryName } = (await send('POST', '/api/v1/repositories', { json: threeKeys() })).json
    const path = `/api/v1/repositories/${repositoryName}`
    await expectAsSent(
      [
        ...[' blanks ', '', '"quoted" & ü 😀', 'x'.repeat(1000)].map(alias => ({ alias })),
        ...keysAsSent().map(sshPublicKey => ({ sshPublicKey })),
        ...[1, 7, 9_007_199].map(storageSize => ({ storageSize })),
        ...['', ' a\r\n b\t\n'].map(comment => ({ comment })),
        ...[0, 3600, -1.5, 1e15].map(alert => ({ alert })),
        ...[true, false].map(lanCommand => ({ lanCommand })),
        ...[true, false].map(appendOnlyMode => ({ appendOnlyMode })),
        { icon: 'IconServer' },
      ],
      json => ok(send('PATCH', path, { json })),
      async () => (await send('GET', path)).json.repo,
    )
  })

  it('of the older PATCH and PUT', async () => {
    const { id } = (await send('POST', '/api/repo/add', { json: sevenKeys() })).json
    for (const method of ['PATCH', 'PUT'])
      await expectAsSent(
        [
          sevenKeys({ alias: ' blanks ', comment: ' a\n' }),
          ...keysAsSent().map(sshPublicKey => ({ sshPublicKey })),
          { storageSize: 9, alert: 90_000, lanCommand: false, appendOnlyMode: true },
          { alert: 0, lanCommand: true, comment: '' },
        ],
        json => ok(send(method, `/api/repo/id/${id}/edit`, { json })),
        async () => (await send('GET', `/api/repo/id/${id}`)).json.repo,
      )
  })

  it('of both ways to make a repository, whose second time is a conflict', async () => {
    for (const sshPublicKey of keysAsSent()) {
      const fresh = freshPublicKey().split(' ')[1]!
      const text = sshPublicKey.replace(/AAAA\S+/, fresh)
      const storageTarget = join(folder.path, 'disk')
      const more = { icon: 'IconBox', alert: 12.5, comment: ' c ', appendOnlyMode: true, storageTarget }
      for (const [add, json] of [
        ['/api/repo/add', sevenKeys({ sshPublicKey: text })],
        [
          '/api/v1/repositories',
          threeKeys({ ...more, sshPublicKey: text.replace(fresh, freshPublicKey().split(' ')[1]!) }),
        ],
      ] as const) {
        const made = await send('POST', add, { json })
        expect(made.status, made.text).toBe(200)
        const path = `/api/v1/repositories/${made.json.repositoryName}`
        const { repo } = (await send('GET', path)).json
        for (const [name, value] of Object.entries(json)) expect(repo[name], name).toEqual(value)
        expect((await send('POST', add, { json })).status).toBe(409)
        expect((await send('GET', path)).json.repo).toEqual(repo)
        // Whatever was sent: what sshd reads is one clean line.
        const lines = keyFile()
          .split('\n')
          .filter(line => line.includes(repo.repositoryName))
        expect(lines).toHaveLength(1)
        expect(lines[0]).toMatch(/,restrict ssh-ed25519 \S+( \S.*)?$/)
        expect(lines[0]).not.toMatch(/\s$|[\r\t]/)
      }
    }
  })

  it.each([
    ['v1/notif/email/alert', 'v1/notif/email/alert', [{ emailAlert: true }, { emailAlert: false }]],
    ['account/updateEmailAlert', 'account/getEmailAlert', [{ emailAlert: true }]],
    ['v1/notif/apprise/alert', 'v1/notif/apprise/alert', [{ appriseAlert: true }]],
    ['account/updateAppriseAlert', 'account/getAppriseAlert', [{ appriseAlert: false }]],
    ['v1/notif/webhook/alert', 'v1/notif/webhook/alert', [{ webhookAlert: true }]],
    [
      'v1/notif/apprise/mode',
      'v1/notif/apprise/mode',
      [
        { appriseMode: 'package', appriseStatelessURL: '' },
        { appriseMode: 'stateless', appriseStatelessURL: ' http://Apprise.Example:80/x?y=1 ' },
      ],
    ],
    ['account/updateAppriseMode', 'account/getAppriseMode', [{ appriseMode: 'package' }]],
    [
      'v1/notif/webhook/url',
      'v1/notif/webhook/url',
      [
        { webhookURL: 'https://Example.org:443/a b?token=x#y', webhookSecret: '' },
        { webhookURL: '', webhookSecret: '' },
      ],
    ],
    ['v1/account/date-format', 'v1/account/date-format', [{ dateFormat: 'dd/MM/yyyy HH:mm' }]],
  ])('of PUT /api/%s', async (write, read, sent) => {
    await expectAsSent(
      sent,
      json => ok(sendSession('PUT', `/api/${write}`, { json })),
      async () => (await sendSession('GET', `/api/${read}`)).json,
    )
  })

  it('of the services of Apprise, one a line', async () => {
    const services = ['json://host/Path?x=1', 'mailto://me:p%40ss@Example.org']
    for (const route of ['/api/v1/notif/apprise/services', '/api/account/updateAppriseServices'])
      for (const _round of [1, 2]) {
        await ok(sendSession('PUT', route, { json: { appriseURLs: services.join('\n') } }))
        const { json } = await sendSession('GET', '/api/account/getAppriseServices')
        expect(json.appriseServices).toEqual(services)
      }
  })

  it('of names, addresses and tokens', async () => {
    const viewer = async () => (await server.graphql('{ viewer { username email } }', {}, token)).data.viewer
    for (const username of ['Ada.Lovelace_1', 'admin']) {
      for (const _round of [1, 2])
        await ok(sendSession('PUT', '/api/v1/account/username', { json: { username } }))
      expect((await viewer()).username).toBe(username)
    }
    const email = 'Ada+Tag@Example.org'
    await ok(sendSession('PUT', '/api/v1/account/email', { json: { email } }))
    expect((await viewer()).email).toBe(email)
    // One's own counts as taken, as ever.
    expect((await sendSession('PUT', '/api/v1/account/email', { json: { email } })).status).toBe(400)

    const permissions = { create: false, read: true, update: true, delete: false }
    const expiration = Math.floor(Date.now() / 1000) + 3600
    const json = { name: 'older-1', token: crypto.randomUUID(), creation: 1, expiration, permissions }
    await ok(sendSession('POST', '/api/account/tokenManager', { json }))
    await ok(
      sendSession('POST', '/api/v1/integration/token-manager', { json: { name: 'newer_1', permissions } }),
    )
    const tokens = (await sendSession('GET', '/api/account/tokenManager')).json
    expect(tokens).toContainEqual(expect.objectContaining({ name: 'older-1', expiration, permissions }))
    expect(tokens).toContainEqual(expect.objectContaining({ name: 'newer_1', permissions }))
  })
})

it('a comment of a key that is too long is said to be that', async () => {
  const text = 'The comment of the SSH public key must not exceed 1000 characters'
  const sshPublicKey = freshPublicKey('x'.repeat(1001))
  expect((await send('POST', '/api/repo/add', { json: sevenKeys({ sshPublicKey }) })).text).toBe(
    JSON.stringify({ message: text }),
  )
  expect(await send('POST', '/api/v1/repositories', { json: threeKeys({ sshPublicKey }) })).toMatchObject({
    status: 400,
    text: JSON.stringify({ status: 400, message: text }),
  })
})
