import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder } from '../support/trees.ts'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { dateText, keyOf, mistakesOf } from './rest.ts'

let folder: ReturnType<typeof makeFolder>
let sshd: TestSshd
let world: RepositoryWorld
beforeAll(async () => {
  folder = makeFolder()
  sshd = await startSshd(folder.path)
  world = await createRepositoryWorld()
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await sshd?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const rest: RepositoryWorld['rest'] = (method, path, request) => world.rest(method, path, request)
const generate = async (name: string) =>
  (await rest('POST', '/api/ssh-keys/generate', { json: { name, key_type: 'ed25519' } })).body.ssh_key

describe('keys', () => {
  test('are generated as the contract has it', async () => {
    const { status, body } = await rest('POST', '/api/ssh-keys/generate', {
      json: { name: 'first', description: 'of all' },
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      success: true,
      message: 'backend.success.ssh.systemKeyGenerated',
      ssh_key: {
        id: expect.any(Number),
        name: 'first',
        description: 'of all',
        key_type: 'rsa',
        public_key: expect.stringMatching(/^ssh-rsa [\w+/=]+ first$/),
        fingerprint: expect.stringMatching(/^SHA256:[\w+/]{43}$/),
        is_system_key: true,
        is_active: true,
      },
    })
    for (const path of ['/api/ssh-keys', '/api/ssh-keys/'])
      expect((await rest('GET', path)).body).toEqual({
        success: true,
        ssh_keys: [{ ...body.ssh_key, created_at: dateText }],
      })
    const again = await rest('POST', '/api/ssh-keys/generate', { json: { name: 'first' } })
    expect(refusal(again)).toEqual(keyed(400, 'ssh.sshKeyNameExists'))
    const odd = await rest('POST', '/api/ssh-keys/generate', { json: { name: 'odd', key_type: 'dsa' } })
    expect(mistakesOf(odd)).toEqual(['literal_error body.key_type'])
  })

  test('are imported, renamed and deleted; what was wrong with one is never repeated', async () => {
    const file = join(folder.path, 'theirs')
    execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-m', 'PEM', '-N', 'sesame', '-f', file])
    const private_key = readFileSync(file, 'utf8')
    const wrong = await rest('POST', '/api/ssh-keys/import', {
      json: { name: 'theirs', private_key, passphrase: 'open' },
    })
    expect(mistakesOf(wrong)).toEqual(['value_error body.passphrase'])
    expect(wrong.text).not.toContain('open"')
    const broken = await rest('POST', '/api/ssh-keys/import', {
      json: { name: 'theirs', private_key: private_key.slice(0, 100) },
    })
    expect(mistakesOf(broken)).toEqual(['value_error body.private_key'])
    expect(broken.text).not.toContain('BEGIN')
    const { body } = await rest('POST', '/api/ssh-keys/import', {
      json: { name: 'theirs', private_key, passphrase: 'sesame' },
    })
    expect(body.ssh_key).toMatchObject({ key_type: 'ecdsa', name: 'theirs' })
    const path = `/api/ssh-keys/${body.ssh_key.id}`
    await rest('PUT', path, { json: { name: 'ours', description: 'now' } })
    expect((await rest('GET', path)).body.ssh_key).toMatchObject({ name: 'ours', description: 'now' })
    expect((await rest('DELETE', path)).body.message).toBe('backend.success.ssh.keyDeleted')
    expect(refusal(await rest('GET', path))).toEqual(keyed(404, 'ssh.sshKeyNotFound'))
  })
})

describe('connections', () => {
  test('come from a test, and are good once their host keys are trusted', async () => {
    const key = await generate('tester')
    sshd.authorize(key.public_key)
    const place = { host: '127.0.0.1', username: sshd.username, port: sshd.port }
    const path = `/api/ssh-keys/${key.id}/test-connection`
    const unknown = await rest('POST', path, { json: { ...place, other: 'ignored' } })
    expect(unknown.body).toEqual({
      success: false,
      message: 'backend.success.ssh.connectionTestFailed',
      connection: {
        id: expect.any(Number),
        ...place,
        status: 'failed',
        error_message: expect.stringContaining('host key'),
      },
    })
    const { id } = unknown.body.connection
    const connection = `/api/ssh-keys/connections/${id}`
    const refusedSource = await rest('PATCH', `${connection}/backup-source?enable=true`)
    expect([refusedSource.status, keyOf(refusedSource)]).toEqual([400, 'ssh.cannotEnableAsBackupSource'])
    expect((await rest('POST', `${connection}/verify-borg`)).body).toMatchObject({
      installed: false,
      version: null,
      error: expect.stringContaining('host key'),
    })

    const scanned = await rest('POST', `${connection}/host-keys/scan`)
    const host_keys = [{ type: 'ssh-ed25519', fingerprint: sshd.fingerprint(), is_trusted: false }]
    expect(scanned.body).toEqual({ success: true, host_keys })
    const trusted = await rest('POST', `${connection}/host-keys/trust`, {
      json: { fingerprints: [sshd.fingerprint()] },
    })
    expect(trusted.body.connection.host_keys).toEqual([{ ...host_keys[0], is_trusted: true }])
    expect((await rest('POST', path, { json: place })).body).toMatchObject({
      success: true,
      message: 'backend.success.ssh.connectionTestSuccess',
      connection: { id, status: 'connected', error_message: null },
    })
    expect((await rest('POST', `${connection}/verify-borg`)).body).toEqual({
      installed: true,
      version: expect.stringMatching(/^1\./),
      path: expect.stringMatching(/\/borg$/),
      error: null,
      last_check: dateText,
    })
    expect((await rest('PATCH', `${connection}/backup-source?enable=true`)).body).toMatchObject({
      success: true,
      is_backup_source: true,
      borg_version: expect.any(String),
    })
    expect(mistakesOf(await rest('PATCH', `${connection}/backup-source?enable=maybe`))).toEqual([
      'bool_parsing query.enable',
    ])
    expect((await rest('GET', '/api/ssh-keys/connections')).body.connections).toMatchObject([
      { id, ssh_key_id: key.id, ssh_key_name: 'tester', is_backup_source: true, status: 'connected' },
    ])
    expect(refusal(await rest('DELETE', `/api/ssh-keys/${key.id}`))).toEqual(keyed(409, 'ssh.sshKeyInUse'))
    const nobody = await rest('POST', '/api/ssh-keys/9999/test-connection', { json: place })
    expect(refusal(nobody)).toEqual(keyed(404, 'ssh.sshKeyNotFound'))
    const nowhere = await rest('POST', '/api/ssh-keys/connections/9999/verify-borg')
    expect(refusal(nowhere)).toEqual(keyed(404, 'ssh.sshConnectionNotFound'))
  })

  test('carry repositories, and their sources', async () => {
    const key = await generate('carrier')
    sshd.authorize(key.public_key)
    const made = await rest('POST', '/api/ssh-keys/connections', {
      json: {
        name: 'carrier',
        host: '127.0.0.1',
        username: sshd.username,
        port: sshd.port,
        ssh_key_id: key.id,
      },
    })
    const { id } = made.body.connection
    await rest('POST', `/api/ssh-keys/connections/${id}/host-keys/trust`, { json: {} })
    const path = sshd.location('over-rest')

    expect(refusal(await world.create('url', { path }))).toEqual(keyed(400, 'repo.sshUrlWithoutConnectionId'))
    expect(refusal(await world.create('gone', { path, connection_id: 999 }))).toEqual(
      keyed(404, 'repo.sshConnectionNotFound', { id: 999 }),
    )
    const local = { source_type: 'local', paths: ['/srv'] }
    const remote = { source_type: 'remote', source_ssh_connection_id: id, paths: [world.sources] }
    const mixed = await world.create('mixed', { source_locations: [local, remote] })
    expect(mistakesOf(mixed)).toEqual(['value_error body.source_locations'])

    const created = await world.create('over-rest', {
      path: join(sshd.storage, 'over-rest'),
      connection_id: id,
      source_locations: [remote],
    })
    expect(created.body.repository).toMatchObject({ path, execution_target: 'ssh' })
    const repository = created.body.repository.id
    const [item] = (await world.list()).filter((found: { id: number }) => found.id === repository)
    expect(item).toMatchObject({
      repository_type: 'ssh',
      host: '127.0.0.1',
      port: sshd.port,
      username: sshd.username,
      ssh_key_id: key.id,
      source_ssh_connection_id: id,
      source_locations: [{ ...remote, agent_machine_id: null }],
    })
    // Local again: what the body names wins, what it does not name stays.
    await rest('PUT', `/api/repositories/${repository}`, { json: { source_locations: [local] } })
    expect((await rest('GET', `/api/repositories/${repository}`)).body.repository).toMatchObject({
      path,
      source_ssh_connection_id: null,
      source_locations: [{ ...local, source_ssh_connection_id: null, agent_machine_id: null }],
    })
    const inUse = await rest('DELETE', `/api/ssh-keys/connections/${id}`)
    expect(refusal(inUse)).toEqual(keyed(409, 'ssh.sshConnectionInUse'))
  })
})
