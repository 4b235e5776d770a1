import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processesWith } from '../fixtures/processes.ts'
import { slowKey, slowPublicKey } from '../fixtures/slow-key.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

let folder: ReturnType<typeof makeFolder>
let sshd: TestSshd
let server: TestServer
let source: string
beforeAll(async () => {
  folder = makeFolder()
  source = makeTree(join(folder.path, 'source'), { files: 20, bytes: 1000 })
  sshd = await startSshd(folder.path)
  server = await startTestServer()
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await sshd?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const keyFields = 'sshKey { id databaseId name description keyType publicKey fingerprint }'
const connectionFields =
  'connection { id databaseId name status error hostKeys { type fingerprint isTrusted } borgVersion borgPath }'

/** What `ssh-keygen -lf` prints of a public key. */
function fingerprintOf(publicKey: string): string {
  const file = join(folder.path, 'shown.pub')
  writeFileSync(file, `${publicKey}\n`)
  return execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1]!
}

/** A connection to the test's sshd with a key that was let in there. */
async function connect(name: string): Promise<string> {
  const { sshKey } = await mutate(server, 'generateSshKey', { name }, keyFields)
  sshd.authorize(sshKey.publicKey)
  const { connection } = await mutate(
    server,
    'createSshConnection',
    { name, host: '127.0.0.1', port: sshd.port, username: sshd.username, sshKeyId: sshKey.id },
    connectionFields,
  )
  expect(connection).toMatchObject({ status: 'UNKNOWN', hostKeys: [] })
  return connection.id
}

const testConnection = (connectionId: string) =>
  mutate(server, 'testSshConnection', { connectionId }, `failure { code } ${connectionFields}`)

describe('keys', () => {
  it.each(['ED25519', 'RSA', 'ECDSA'])('are made: %s', async keyType => {
    const { sshKey } = await mutate(server, 'generateSshKey', { name: `made ${keyType}`, keyType }, keyFields)
    expect(sshKey).toMatchObject({ keyType, fingerprint: fingerprintOf(sshKey.publicKey) })
    expect(sshKey.publicKey.endsWith(` made ${keyType}`)).toBe(true)
    expect(await refusal(server, 'generateSshKey', { name: `made ${keyType}` })).toMatchObject({
      code: 'CONFLICT',
      reason: 'NAME_TAKEN',
    })
  })

  it('are imported, with a passphrase that is needed only once', async () => {
    const file = join(folder.path, 'theirs')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', file])
    const privateKey = readFileSync(file, 'utf8')
    const bring = (more: object) => ({ name: 'theirs', privateKey, ...more })
    expect(await refusal(server, 'importSshKey', bring({}))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { passphrase: 'The key is encrypted: give its passphrase.' },
    })
    expect(await refusal(server, 'importSshKey', bring({ passphrase: 'no' }))).toMatchObject({
      fields: { passphrase: 'Does not open the key.' },
    })
    expect(await refusal(server, 'importSshKey', bring({ privateKey: 'ssh-ed25519 AAAA' }))).toMatchObject({
      fields: { privateKey: expect.any(String) },
    })
    const { sshKey } = await mutate(server, 'importSshKey', bring({ passphrase: 'open sesame' }), keyFields)
    const publicKey = readFileSync(`${file}.pub`, 'utf8')
    expect(sshKey.publicKey.split(' ', 2)).toEqual(publicKey.split(' ', 2))
    expect(sshKey.fingerprint).toBe(fingerprintOf(publicKey))
    expect(server.output()).not.toContain('open sesame')
  })

  it('are decrypted beside everything else, however many rounds they have', async () => {
    const input = { name: 'slow', privateKey: slowKey, passphrase: 'open sesame' }
    let isDone = false
    const importing = mutate(server, 'importSshKey', input, keyFields).finally(() => {
      isDone = true
    })
    const waits: number[] = []
    while (!isDone) {
      const begun = performance.now()
      expect((await fetch(`${server.url}/livez`)).status).toBe(200)
      waits.push(performance.now() - begun)
    }
    const { sshKey } = await importing
    expect(sshKey.publicKey.split(' ')[1]).toBe(slowPublicKey)
    // In JavaScript it took ten seconds, in which nobody was answered. The machine may be busy with other tests.
    const typical = waits.toSorted((one, other) => one - other)[Math.floor(waits.length * 0.9)]
    expect(typical).toBeLessThan(200)
    expect(Math.max(...waits)).toBeLessThan(2000)
    expect(readdirSync(join(server.dataDir, 'key-decryption'))).toEqual([])
  })
})

describe('host keys', () => {
  it('are trusted only when somebody says so, and no others after that', async () => {
    const connectionId = await connect('careful')
    const unknown = await testConnection(connectionId)
    expect(unknown).toMatchObject({
      failure: { code: 'SSH_HOST_KEY_UNKNOWN' },
      connection: { status: 'FAILED', error: expect.stringContaining('host key'), hostKeys: [] },
    })
    const { hostKeys } = await mutate(
      server,
      'scanSshHostKeys',
      { connectionId },
      'hostKeys { type fingerprint isTrusted }',
    )
    const fingerprint = sshd.fingerprint()
    expect(hostKeys).toEqual([{ type: 'ssh-ed25519', fingerprint, isTrusted: false }])
    // Asking has changed nothing.
    expect((await testConnection(connectionId)).failure).toEqual({ code: 'SSH_HOST_KEY_UNKNOWN' })

    const wrong = { connectionId, fingerprints: ['SHA256:somebodyelse'] }
    expect(await refusal(server, 'trustSshHostKeys', wrong)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { fingerprints: expect.any(String) },
    })
    const trusted = await mutate(
      server,
      'trustSshHostKeys',
      { connectionId, fingerprints: [fingerprint] },
      connectionFields,
    )
    expect(trusted.connection.hostKeys).toEqual([{ type: 'ssh-ed25519', fingerprint, isTrusted: true }])
    expect(await testConnection(connectionId)).toMatchObject({
      failure: null,
      connection: { status: 'CONNECTED', error: null },
    })
    expect(
      await mutate(server, 'verifyRemoteBorg', { connectionId }, `failure { code } ${connectionFields}`),
    ).toMatchObject({
      failure: null,
      connection: { borgVersion: expect.stringMatching(/^1\./), borgPath: expect.stringMatching(/borg$/) },
    })

    // Another port is another machine.
    const moved = await mutate(server, 'updateSshConnection', { connectionId, port: 1 }, connectionFields)
    expect(moved.connection).toMatchObject({ status: 'UNKNOWN', hostKeys: [], borgVersion: null })
    expect(await refusal(server, 'scanSshHostKeys', { connectionId })).toMatchObject({
      code: 'INVALID_INPUT',
      params: { failure: 'SSH_CONNECTION_REFUSED' },
    })
    expect((await testConnection(connectionId)).failure).toEqual({ code: 'SSH_CONNECTION_REFUSED' })
  })

  it('tell what a key that nobody let in may do: nothing', async () => {
    const { sshKey } = await mutate(server, 'generateSshKey', { name: 'stranger' }, keyFields)
    const { connection } = await mutate(
      server,
      'createSshConnection',
      { host: '127.0.0.1', port: sshd.port, username: sshd.username, sshKeyId: sshKey.id },
      connectionFields,
    )
    expect(connection.name).toBe(`${sshd.username}@127.0.0.1:${sshd.port}`)
    await mutate(server, 'trustSshHostKeys', { connectionId: connection.id })
    expect((await testConnection(connection.id)).failure).toEqual({ code: 'SSH_PERMISSION_DENIED' })
  })
})

describe('a repository over a connection', () => {
  it('is made, backed up into and refused when the machine is another one', async () => {
    const connectionId = await connect('storage')
    const path = join(sshd.storage, 'documents')
    const settings = { path, connectionId, sourceDirectories: [source], encryption: 'NONE' }
    expect(await refusal(server, 'createRepository', { name: 'documents', ...settings })).toMatchObject({
      params: { failure: 'SSH_HOST_KEY_UNKNOWN' },
    })
    await mutate(server, 'trustSshHostKeys', { connectionId })
    const foreign = { ...settings, path: 'ssh://elsewhere/srv/repo' }
    expect(await refusal(server, 'createRepository', { name: 'documents', ...foreign })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { path: expect.any(String) },
    })

    const { repository } = await mutate(
      server,
      'createRepository',
      { name: 'documents', ...settings },
      'repository { id path connection { id } sourceConnection { id } }',
    )
    expect(repository).toMatchObject({
      path: sshd.location('documents'),
      connection: { id: connectionId },
      sourceConnection: null,
    })
    const job = await waitForJob(server, await startBackup(server, repository.id))
    expect(job).toMatchObject({ status: 'COMPLETED', archive: { name: job.archiveName } })

    // The private key was there for the time of the process only, and never in sight.
    const left = readdirSync(join(server.dataDir, 'spool'), { recursive: true, encoding: 'utf8' })
    expect(left.filter(name => name.endsWith('key.ssh'))).toEqual([])
    expect(processesWith('PRIVATE KEY')).toEqual([])

    expect(await refusal(server, 'deleteSshConnection', { connectionId })).toMatchObject({
      code: 'CONFLICT',
      reason: 'SSH_CONNECTION_IN_USE',
    })
    expect(await refusal(server, 'updateSshConnection', { connectionId, username: 'other' })).toMatchObject({
      reason: 'SSH_CONNECTION_IN_USE',
    })

    await sshd.changeHostKey()
    const changed = await waitForJob(server, await startBackup(server, repository.id))
    expect(changed).toMatchObject({ status: 'FAILED', failure: { code: 'SSH_HOST_KEY_CHANGED' } })
    expect((await testConnection(connectionId)).failure).toEqual({ code: 'SSH_HOST_KEY_CHANGED' })
    await mutate(server, 'trustSshHostKeys', { connectionId, fingerprints: [sshd.fingerprint()] })
    expect((await waitForJob(server, await startBackup(server, repository.id))).status).toBe('COMPLETED')

    await mutate(server, 'deleteRepository', { repositoryId: repository.id })
    await mutate(server, 'deleteSshConnection', { connectionId })
  })

  it('moves to a connection and back', async () => {
    const connectionId = await connect('mover')
    await mutate(server, 'trustSshHostKeys', { connectionId })
    const path = join(sshd.storage, 'moving')
    const repositoryId = await createRepository(server, { name: 'moving', path, sourceDirectories: [source] })
    const move = (input: object) =>
      mutate(
        server,
        'updateRepository',
        { repositoryId, ...input },
        'repository { path connection { id } databaseIds { connection sourceConnection } }',
      )
    expect((await move({ connectionId })).repository).toMatchObject({
      path: sshd.location('moving'),
      connection: { id: connectionId },
      databaseIds: { connection: expect.any(Number), sourceConnection: null },
    })
    expect((await move({ connectionId: null, path })).repository).toMatchObject({ path, connection: null })
    const log = await readLog(server, (await waitForJob(server, await startBackup(server, repositoryId))).id)
    expect(log.length).toBeGreaterThan(0)
  })
})
