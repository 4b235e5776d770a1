/*
 * The holes of the old servers (contract borgwarehouse, section 12), each as an attack. H5 and H6, which are about what alerts do with an
 * alias, are in `test/alerts`; H9, the list file that is corrupt, is in the tests of the import: there is no such file here.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mutate } from '../../http/mutate.ts'
import { dumpOf } from '../../support/database.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'
import { makeFolder, makeTree } from '../../support/trees.ts'
import { clientOf, makeKey, type Send, sevenKeys, threeKeys } from './client.ts'

let folder: ReturnType<typeof makeFolder>
let server: TestServer
let send: Send
let secret: string
const base = '/api/v1/repositories'
beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({
    env: {
      HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos'),
      AUTHORIZED_KEYS_FILE: keyFile(),
      STORAGE_TARGETS: join(folder.path, 'unplugged'),
    },
  })
  secret = await makeKey(server, 'CREATE', 'READ', 'UPDATE', 'DELETE')
  send = clientOf(server, secret)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const keyFile = () => join(folder.path, 'ssh/authorized_keys')
const lines = () => (existsSync(keyFile()) ? readFileSync(keyFile(), 'utf8').split('\n').filter(Boolean) : [])
const make = async (more: object = {}) => (await send('POST', base, { json: threeKeys(more) })).json
const list = async () => (await send('GET', base)).json.repoList as { repositoryName: string; id: number }[]
const borg = (...args: string[]) =>
  execFileSync('borg', args, {
    env: {
      ...process.env,
      BORG_BASE_DIR: join(folder.path, 'client'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    },
    stdio: 'pipe',
  })

it.each([
  ['H1: a further line in a key', (key: string) => `${key}\nssh-ed25519 AAAAC3Nz attacker`],
  ['H1: a carriage return in a key', (key: string) => `${key}\rssh-ed25519 AAAAC3Nz attacker`],
  ['H2: a command in a key', () => 'ssh-ed25519 $(touch /tmp/pwned)'],
  ['H3: options before a key', (key: string) => `command="sh",no-pty ${key}`],
  ['H3: text before a key', (key: string) => `x ${key}`],
])('%s', async (_name, attack) => {
  const before = [lines(), await list()]
  const sshPublicKey = attack(freshPublicKey())
  for (const [path, json] of [
    [base, threeKeys({ sshPublicKey })],
    ['/api/repo/add', sevenKeys({ sshPublicKey })],
  ] as const)
    expect((await send('POST', path, { json })).status).toBe(500)
  expect([lines(), await list()]).toEqual(before)
})

it('H2, H4: what a comment means to a shell or to sed, it means nothing here', async () => {
  const { repositoryName } = await make()
  for (const comment of ['& | \\1 \\ $(id) `id` "quoted" \'q\'', 'plain']) {
    const sshPublicKey = freshPublicKey(comment)
    expect((await send('PATCH', `${base}/${repositoryName}`, { json: { sshPublicKey } })).status).toBe(200)
    expect(lines().filter(line => line.includes(repositoryName))).toEqual([
      expect.stringMatching(new RegExp(`",restrict ${RegExp.escape(sshPublicKey)}$`)),
    ])
  }
})

it('H7, H8: eight at once, with one key and with eight', async () => {
  const before = (await list()).length
  const json = threeKeys()
  const same = await Promise.all(Array.from({ length: 8 }, () => send('POST', base, { json })))
  expect(same.filter(({ status }) => status === 200)).toHaveLength(1)
  await Promise.all(Array.from({ length: 8 }, () => make()))
  expect(await list()).toHaveLength(before + 9)
  expect(lines()).toHaveLength(before + 9)
})

it('H10: a change that cannot be written is refused, and is not there', async () => {
  const { repositoryName } = await make()
  const before = await list()
  renameSync(join(folder.path, 'ssh'), join(folder.path, 'aside'))
  writeFileSync(join(folder.path, 'ssh'), 'in the way')
  try {
    expect((await send('POST', base, { json: threeKeys() })).status).toBe(500)
    expect((await send('PATCH', `${base}/${repositoryName}`, { json: { storageSize: 77 } })).status).toBe(500)
    expect((await send('POST', '/api/repo/add', { json: sevenKeys() })).status).toBe(500)
  } finally {
    rmSync(join(folder.path, 'ssh'))
    renameSync(join(folder.path, 'aside'), join(folder.path, 'ssh'))
  }
  expect((await list()).toSorted((a, b) => a.id - b.id)).toEqual(before.toSorted((a, b) => a.id - b.id))
  expect(await make()).toMatchObject({ repositoryName: expect.any(String) })
})

it('H11: looking at repositories while they are changed loses no change', async () => {
  const { repositoryName } = await make()
  const admin = clientOf(server, await server.token())
  const work = Array.from({ length: 10 }, (_, index) => [
    send('PATCH', `${base}/${repositoryName}`, {
      json: { alias: `alias ${index}`, comment: `comment ${index}` },
    }),
    admin('POST', `${base}/refresh`),
  ]).flat()
  for (const { status } of await Promise.all(work)) expect(status).toBe(200)
  await send('PATCH', `${base}/${repositoryName}`, { json: { alias: 'last' } })
  await admin('POST', `${base}/refresh`)
  expect((await send('GET', `${base}/${repositoryName}`)).json.repo.alias).toBe('last')
})

it.each([0, -3, 1.5, 'AA', ''])('H12, H22: a quota of %j', async storageSize => {
  const { repositoryName } = await make()
  expect((await send('PATCH', `${base}/${repositoryName}`, { json: { storageSize } })).status).toBe(400)
  expect((await send('POST', base, { json: threeKeys({ storageSize }) })).status).toBe(400)
  expect(lines().filter(line => !/--storage-quota \d+G"/.test(line))).toEqual([])
})

it('H13: deleting one leaves lines that contain its name elsewhere', async () => {
  const one = await make()
  const other = await make({ sshPublicKey: freshPublicKey(`backup-of-${one.repositoryName}`) })
  expect((await send('DELETE', `${base}/${one.repositoryName}`)).status).toBe(200)
  expect(lines().filter(line => line.includes(`/${other.repositoryName} `))).toHaveLength(1)
  expect(lines().filter(line => line.includes(`/${one.repositoryName} `))).toEqual([])
})

it.each(['1abc', '0abc', '0x1', ' 1', '1.0', '+1'])('H14: the number %j', async number => {
  const path = `/api/repo/id/${encodeURIComponent(number)}`
  const before = await list()
  expect((await send('DELETE', `${path}/delete`)).status).toBe(404)
  expect((await send('PATCH', `${path}/edit`, { json: { alias: 'x' } })).status).toBe(404)
  expect((await send('GET', path)).status).toBe(404)
  expect(await list()).toEqual(before)
})

it('H15: without a cron key, none is good', async () => {
  for (const authorization of ['Bearer', 'Bearer ', 'Bearer undefined', `Bearer ${secret}`])
    for (const path of ['/api/cronjob/checkStatus', '/api/v1/cron/storage'])
      expect((await send('POST', path, { authorization })).status).toBe(401)
})

it('H16: no key and no secret of a webhook stands in the database', async () => {
  await mutate(server, 'updateAlertSettings', {
    webhookUrl: 'https://example.org/',
    webhookSecret: 'between-us-alone',
  })
  const { json } = await clientOf(server, await server.token())('POST', '/api/v1/integration/token-manager', {
    json: { name: 'h16', permissions: { create: true, read: true, update: true, delete: true } },
  })
  const dump = await dumpOf(server.dataDir)
  for (const hidden of [json.token, secret, 'between-us-alone']) expect(dump).not.toContain(hidden)
})

it('H17: failures tell no path and no key', async () => {
  const sshPublicKey = 'ssh-ed25519 AAAAbroken of-somebody'
  const failed = [
    await send('POST', base, { json: threeKeys({ sshPublicKey }) }),
    await send('POST', base, { json: threeKeys({ storageTarget: join(folder.path, 'unplugged') }) }),
    await send('POST', `${base}/${(await make()).repositoryName}/compact`),
  ]
  for (const { status, text } of failed) {
    expect(status).toBe(500)
    expect(JSON.parse(text).message).toMatchObject({
      code: expect.any(Number),
      cmd: expect.stringMatching(/^\w+\.sh$/),
    })
    expect(text).not.toContain(folder.path)
    expect(text).not.toContain('AAAAbroken')
  }
})

it('H18: compacting an append-only repository by the way', async () => {
  const { repositoryName } = await make({ appendOnlyMode: true })
  borg('init', '-e', 'none', join(folder.path, 'repos', repositoryName))
  expect((await send('POST', `${base}/${repositoryName}/compact`)).status).toBe(403)
})

it('H19: a compaction of ours is no backup of theirs', async () => {
  const { repositoryName } = await make({ alert: 3600 })
  const path = join(folder.path, 'repos', repositoryName)
  borg('init', '-e', 'none', path)
  borg('create', `${path}::a`, makeTree(join(folder.path, repositoryName), { files: 2, bytes: 1000 }))
  borg('delete', `${path}::a`)
  // Its client was last here long ago.
  const long = new Date(Date.now() - 7_200_000)
  for (const name of execFileSync('ls', [path], { encoding: 'utf8' })
    .split('\n')
    .filter(name => /^integrity/.test(name)))
    utimesSync(join(path, name), long, long)
  const read = async () => (await send('GET', `${base}/${repositoryName}`)).json.repo
  const admin = clientOf(server, await server.token())
  await admin('POST', `${base}/refresh`)
  expect(await read()).toMatchObject({ status: false, lastSave: Math.floor(long.getTime() / 1000) })
  expect((await send('POST', `${base}/${repositoryName}/compact`)).status).toBe(200)
  await admin('POST', `${base}/refresh`)
  expect(await read()).toMatchObject({ status: false, lastSave: Math.floor(long.getTime() / 1000) })
})

it('H20: a refresh leaves archived repositories as they are', async () => {
  const { repositoryName } = await make({ alert: 3600 })
  await send('POST', `${base}/${repositoryName}/archive`, { json: { archived: true } })
  const read = async () => (await send('GET', `${base}/${repositoryName}`)).json.repo
  const before = await read()
  borg('init', '-e', 'none', join(folder.path, 'repos', repositoryName))
  await clientOf(server, await server.token())('POST', `${base}/refresh`)
  expect(await read()).toMatchObject({ status: before.status, lastSave: before.lastSave })
})

it('H21, H24: every route answers every method', async () => {
  const paths = [
    '/api/version',
    '/api/v1/version',
    '/api/repo/id/1',
    '/api/v1/account/wizard-env',
    '/api/v1/account/email',
    '/api/v1/notif/email/test',
    '/api/v1/integration/token-manager',
  ]
  for (const path of paths)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])
      expect((await send(method, path, { authorization: null })).status, `${method} ${path}`).toBeLessThan(
        500,
      )
})

it('H23: names differ from what is on the disk, and numbers are not used again', async () => {
  const { id, repositoryName } = await make()
  mkdirSync(join(folder.path, 'repos', repositoryName), { recursive: true })
  await send('DELETE', `${base}/${repositoryName}`)
  const next = await make()
  expect(next.id).toBeGreaterThan(id)
  expect(new Set((await list()).map(({ repositoryName: name }) => name)).size).toBe((await list()).length)
})
