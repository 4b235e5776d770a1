import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../fixtures/processes.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { expectData, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeClient, type SshClient } from '../support/ssh-client.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

let folder: ReturnType<typeof makeFolder>
let sshd: TestSshd
let server: TestServer
let source: string
let clients = 0
beforeAll(async () => {
  folder = makeFolder()
  source = makeTree(join(folder.path, 'source'), { files: 20, bytes: 1000 })
  mkdirSync(join(folder.path, 'disk'))
  sshd = await startSshd(folder.path, { authorizedKeysFile: keyFile() })
  server = await startTestServer({
    env: {
      HOSTED_REPOSITORIES_DIR: pool(),
      AUTHORIZED_KEYS_FILE: keyFile(),
      STORAGE_TARGETS: `${join(folder.path, 'disk')}|Disk`,
    },
  })
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await sshd?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const pool = () => join(folder.path, 'repos')
const keyFile = () => join(folder.path, 'ssh/authorized_keys')
const keys = () => readFileSync(keyFile(), 'utf8')

interface Hosted {
  id: string
  name: string
  client: SshClient
}

/** A hosted repository and its client, who has not made it yet. */
async function host(settings: object = {}): Promise<Hosted> {
  clients += 1
  const client = makeClient(folder.path, sshd, `client-${clients}`)
  const input = { alias: 'a', sshPublicKey: client.publicKey, quota: 1e9, ...settings }
  const { repository } = await mutate(server, 'createHostedRepository', input, 'repository { id name }')
  return { ...repository, client }
}

/** A hosted repository that holds one archive. */
async function hostAndPush(settings: object = {}): Promise<Hosted> {
  const hosted = await host(settings)
  const { name, client } = hosted
  expect(await client.borg(name, 'init', '-e', 'repokey-blake2', 'REPO')).toMatchObject({ code: 0 })
  expect(await client.borg(name, 'create', 'REPO::first', source)).toMatchObject({ code: 0 })
  return hosted
}

/** sshd knows the key no more: Borg learns of it from ssh, or only that nobody is there. */
async function expectNoLogin(client: SshClient, name: string): Promise<void> {
  const { code, stderr } = await client.borg(name, 'list', 'REPO')
  expect(code).not.toBe(0)
  expect(stderr).toMatch(/Permission denied|Connection closed/)
  const { code: ended, stderr: said } = await client.ssh(`${sshd.username}@127.0.0.1`)
  expect({ ended, said }).toEqual({ ended: 255, said: expect.stringContaining('Permission denied') })
}

it('serves clients with plain borg, in nothing but their own repository', async () => {
  const { name, client } = await hostAndPush()
  expect((await client.borg(name, 'list', '--short', 'REPO')).stdout).toBe('first\n')
  expect(await client.borg(name, 'create', 'REPO::second', source)).toMatchObject({ code: 0 })
  expect(await client.borg(name, 'prune', '--keep-last', '1', 'REPO')).toMatchObject({ code: 0 })
  expect((await client.borg(name, 'list', '--short', 'REPO')).stdout).toBe('second\n')
  const dry = await client.borg(name, 'extract', '--dry-run', '--list', 'REPO::second')
  expect(dry.stderr.match(/file-\d+/g)).toHaveLength(20)

  const other = await hostAndPush()
  const outside = ['other', `${name}/below`, `../repos/${other.name}`, other.name, '..']
  for (const place of outside) {
    const refused = await client.borg(place, 'init', '-e', 'none', 'REPO')
    expect(refused.code, place).not.toBe(0)
    expect(refused.stderr).toContain('Repository path not allowed')
  }
  expect((await client.borg(other.name, 'list', 'REPO')).code).not.toBe(0)
  expect(readdirSync(pool()).sort()).toEqual([name, other.name].sort())
})

it('gives no shell, no other command, no files and no forwarding', async () => {
  const { client } = await host()
  const target = `${sshd.username}@127.0.0.1`
  for (const command of [[], ['id'], ['sh', '-c', 'id'], ['borg', 'serve']]) {
    const { stdout } = await client.ssh(target, ...command)
    expect(stdout).not.toContain('uid=')
  }
  expect((await client.ssh('-tt', target)).stderr).toContain('PTY allocation request failed')
  expect((await client.ssh('-W', `127.0.0.1:${sshd.port}`, target)).stderr).toMatch(/prohibited|failed/)
  expect((await client.sftp(`get ${keyFile()}`)).code).not.toBe(0)
})

it('stops a client at its quota, and lets it go on when that is raised', async () => {
  const { id, name, client } = await host({ quota: 10_000_000 })
  expect(await client.borg(name, 'init', '-e', 'repokey-blake2', 'REPO')).toMatchObject({ code: 0 })
  const big = makeTree(join(folder.path, `big-${name}`), { files: 12, bytes: 1_000_000 })
  const stopped = await client.borg(name, 'create', 'REPO::big', big)
  expect(stopped.code).not.toBe(0)
  expect(stopped.stderr).toContain('storage quota (10.00 MB) has been exceeded')

  await mutate(server, 'updateHostedRepository', { repositoryId: id, quota: 50_000_000 })
  expect(await client.borg(name, 'create', 'REPO::big', big)).toMatchObject({ code: 0 })
  expect(keys()).toContain(`${pool()}/${name} --storage-quota 50000000"`)
})

/** Bytes of a folder and everything below it. */
function sizeOf(path: string): number {
  const found = lstatSync(path)
  if (!found.isDirectory()) return found.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

it('lets append-only clients free nothing, and compacts only when that is confirmed', async () => {
  const { id, name, client } = await hostAndPush({ appendOnly: true })
  const big = makeTree(join(folder.path, `big-${name}`), { files: 5, bytes: 1_000_000 })
  expect(await client.borg(name, 'create', 'REPO::big', big)).toMatchObject({ code: 0 })
  const before = sizeOf(join(pool(), name))
  expect(await client.borg(name, 'delete', 'REPO::big')).toMatchObject({ code: 0 })
  expect(await client.borg(name, 'compact', 'REPO')).toMatchObject({ code: 0 })
  expect(sizeOf(join(pool(), name))).toBeGreaterThanOrEqual(before)
  // What is marked as deleted is shown, before anybody makes it final.
  await mutate(server, 'probeHostedRepositories', { what: 'STORAGE', repositoryIds: [id] })
  const { node } = expectData(
    await server.graphql(
      'query ($id: ID!) { node(id: $id) { ... on HostedRepository { reclaimableSize } } }',
      { id },
    ),
  )
  expect(node.reclaimableSize).toBeGreaterThan(4_000_000)

  expect(await refusal(server, 'startCompact', { repositoryId: id })).toMatchObject({
    code: 'CONFLICT',
    reason: 'APPEND_ONLY',
  })
  const { job } = await mutate(
    server,
    'startCompact',
    { repositoryId: id, confirmAppendOnly: true },
    'job { id }',
  )
  expect(await waitForJob(server, job.id)).toMatchObject({ status: 'COMPLETED' })
  expect(sizeOf(join(pool(), name))).toBeLessThan(before - 4_000_000)
  expect((await client.borg(name, 'list', '--short', 'REPO')).stdout).toBe('first\n')
})

it('lets nobody into an archived repository until it is opened again', async () => {
  const { id, name, client } = await hostAndPush()
  await mutate(server, 'setHostedRepositoryArchived', { repositoryId: id, archived: true })
  expect(keys()).toContain(
    `#BW-ARCHIVED command="cd ${pool()};borg serve --restrict-to-repository ${pool()}/${name} `,
  )
  await expectNoLogin(client, name)
  expect(await refusal(server, 'updateHostedRepository', { repositoryId: id, alias: 'b' })).toMatchObject({
    reason: 'REPOSITORY_ARCHIVED',
  })
  await mutate(server, 'setHostedRepositoryArchived', { repositoryId: id, archived: false })
  expect((await client.borg(name, 'list', '--short', 'REPO')).stdout).toBe('first\n')
})

it('takes a deleted repository from disk and from the file', async () => {
  const { id, name, client } = await hostAndPush()
  expect(await mutate(server, 'deleteHostedRepository', { repositoryId: id }, 'hadFiles')).toEqual({
    hadFiles: true,
  })
  expect(readdirSync(pool()).filter(entry => entry.includes(name))).toEqual([])
  expect(keys()).not.toContain(name)
  await expectNoLogin(client, name)
  const { errors } = await server.graphql('query ($id: ID!) { node(id: $id) { id } }', { id })
  expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND')
})

it('changes the key of a client', async () => {
  const { id, name, client } = await hostAndPush()
  const successor = makeClient(folder.path, sshd, `successor-${name}`)
  await mutate(server, 'updateHostedRepository', { repositoryId: id, sshPublicKey: successor.publicKey })
  await expectNoLogin(client, name)
  expect((await successor.borg(name, 'list', '--short', 'REPO')).stdout).toBe('first\n')
})

it('hosts on another disk', async () => {
  const disk = join(folder.path, 'disk')
  const { id, name, client } = await hostAndPush({ storageTarget: disk })
  expect(readdirSync(join(disk, name))).toContain('config')
  expect(lstatSync(join(pool(), name)).isSymbolicLink()).toBe(true)
  expect((await client.borg(`${name}/below`, 'init', '-e', 'none', 'REPO')).code).not.toBe(0)
  const { job } = await mutate(server, 'startCompact', { repositoryId: id }, 'job { id }')
  expect(await waitForJob(server, job.id)).toMatchObject({ status: 'COMPLETED' })
  await mutate(server, 'deleteHostedRepository', { repositoryId: id })
  expect(readdirSync(disk)).toEqual([])
  expect(existsSync(join(pool(), name))).toBe(false)
  expect(
    await refusal(server, 'createHostedRepository', {
      alias: 'x',
      sshPublicKey: client.publicKey,
      quota: 1e9,
      storageTarget: '/etc',
    }),
  ).toMatchObject({ code: 'INVALID_INPUT', fields: { storageTarget: expect.any(String) } })
})

it('finishes removing what a killed server had begun to remove', async () => {
  const { name, client } = await hostAndPush()
  await server.kill()
  {
    await using tables = await openTables(server.dataDir)
    const { id } = await tables.db
      .updateTable('repository')
      .set({ state: 'CREATING' })
      .where('name', '=', name)
      .returning('id')
      .executeTakeFirstOrThrow()
    await tables.db
      .updateTable('hosted_repository')
      .set({ removing: 1 })
      .where('repositoryId', '=', id)
      .execute()
  }
  server = await server.restart()
  await until(() => readdirSync(pool()).every(entry => !entry.includes(name)), 'its files are gone')
  expect(keys()).not.toContain(name)
  await expectNoLogin(client, name)
})

it('repairs what has come apart while it was not there, and keeps what is not its business', async () => {
  const lost = await hostAndPush()
  const changed = await hostAndPush()
  const foreign =
    '# mine\r\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvcmVpZ24gZm9yZWlnbiBmb3JlaWduIGZvcmVpZ24h me\xe9\n'
  const orphan = `command="cd ${pool()};borg serve --restrict-to-path ${pool()}/0badcafe --storage-quota 1G",restrict ssh-ed25519 AAAAorphan x`
  await server.kill()
  const tampered = readFileSync(keyFile(), 'latin1')
    .split('\n')
    .filter(line => !line.includes(lost.name))
    .map(line => (line.includes(changed.name) ? line.replace('1G', '9G') : line))
    .join('\n')
  writeFileSync(keyFile(), `${foreign}${tampered}${orphan}`, 'latin1')
  const next = await server.restart()
  try {
    expect((await lost.client.borg(lost.name, 'list', '--short', 'REPO')).stdout).toBe('first\n')
    const after = readFileSync(keyFile(), 'latin1')
    expect(after.startsWith(foreign)).toBe(true)
    expect(after).toContain(`${changed.name} --storage-quota 1G`)
    expect(after).toContain(`${orphan}\n`)
    expect(readFileSync(`${keyFile()}.before-repair`, 'latin1')).toBe(`${foreign}${tampered}${orphan}`)
    expect(next.output()).toContain('repaired a line of authorized_keys')
    const { authorizedKeysFindings } = expectData(
      await next.graphql('{ authorizedKeysFindings { kind line repositoryName fingerprint } }'),
    )
    expect(authorizedKeysFindings).toEqual([
      expect.objectContaining({ kind: 'DANGEROUS', line: 2, repositoryName: null }),
      expect.objectContaining({ kind: 'ORPHAN', repositoryName: '0badcafe' }),
    ])
  } finally {
    server = next
  }
})
