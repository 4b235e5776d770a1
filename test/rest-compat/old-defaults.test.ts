import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startForeignBackup } from '../fixtures/foreign-borg.ts'
import { lockOwners } from '../fixtures/journeys.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { createRepositoryWorld, type RepositoryWorld } from './repository-world.ts'
import { untilOver } from './rest.ts'

/** Every switch that makes this server behave as the old one did (COMPATIBILITY.md, Safer defaults). */
let folder: ReturnType<typeof makeFolder>
let sshd: TestSshd
let world: RepositoryWorld
beforeAll(async () => {
  folder = makeFolder()
  sshd = await startSshd(folder.path)
  world = await createRepositoryWorld({
    makeEnvironment: () => ({
      SSH_HOST_KEY_POLICY: 'first-use',
      BREAK_FOREIGN_LOCKS: 'always',
      SSH_KEY_FILE: sshd.keyFile,
      SSH_KNOWN_HOSTS_FILE: join(folder.path, 'nobody-known-yet'),
    }),
  })
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await sshd?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const send = async (method: string, path: string, json?: object) =>
  (await world.rest(method, path, json === undefined ? {} : { json })).body
const backUp = async (repository: string) =>
  untilOver(world.rest, (await send('POST', '/api/backup/start', { repository })).job_id)

describe('the first host key that is seen', () => {
  test('of a repository by the server’s own keys is kept, a changed one refused', async () => {
    const path = sshd.location('own-keys')
    // Scripts reach such a repository through GraphQL alone: in the dialect it needs a connection.
    const { data } = await world.server.graphql(
      'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { databaseId } } }',
      { input: { name: 'own keys', path, encryption: 'NONE', sourceDirectories: [world.sources] } },
    )
    expect(data.createRepository.repository.databaseId).toEqual(expect.any(Number))
    expect(await backUp(path)).toMatchObject({
      status: 'completed',
      route_strategy: 'server_direct_borg_ssh',
    })
    const known = execFileSync('cat', [join(folder.path, 'nobody-known-yet')], { encoding: 'utf8' })
    expect(known).toContain(`[127.0.0.1]:${sshd.port} ssh-ed25519 `)
  })

  test('of a connection is pinned and recorded, a changed one refused', async () => {
    const { ssh_key: key } = await send('POST', '/api/ssh-keys/generate', { name: 'k', key_type: 'ed25519' })
    sshd.authorize(key.public_key)
    const place = { host: '127.0.0.1', username: sshd.username, port: sshd.port }
    const tested = await send('POST', `/api/ssh-keys/${key.id}/test-connection`, place)
    expect(tested).toMatchObject({ success: true, connection: { status: 'connected', error_message: null } })
    const { id } = tested.connection
    const trusted = { type: 'ssh-ed25519', fingerprint: sshd.fingerprint(), is_trusted: true }
    const hostKeys = async () => (await send('GET', `/api/ssh-keys/connections/${id}`)).connection.host_keys
    expect(await hostKeys()).toEqual([trusted])
    const pinned = (await send('GET', '/api/auth/events')).filter(
      (event: { event_type: string }) => event.event_type === 'ssh_host_key_pinned',
    )
    expect(pinned).toMatchObject([
      { success: true, detail: `${sshd.username}@127.0.0.1:${sshd.port} ssh-ed25519 ${sshd.fingerprint()}` },
    ])

    // Sources over there are read by it, too.
    const sources = makeTree(join(folder.path, 'sources'), { files: 3, bytes: 100 })
    const { repository } = (
      await world.create('pulled', {
        source_locations: [{ source_type: 'remote', source_ssh_connection_id: id, paths: [sources] }],
      })
    ).body
    expect(await backUp(repository.path)).toMatchObject({
      status: 'completed',
      route_strategy: 'server_sshfs_pull',
    })

    await sshd.changeHostKey()
    const refused = await send('POST', `/api/ssh-keys/${key.id}/test-connection`, place)
    expect(refused).toMatchObject({ success: false, connection: { status: 'failed' } })
    expect(refused.connection.error_message).toContain('host key')
    expect(await hostKeys()).toEqual([trusted])
    expect(await backUp(sshd.location('own-keys'))).toMatchObject({ status: 'failed' })
    const failed = await backUp(repository.path)
    expect(failed).toMatchObject({ status: 'failed', route_strategy: 'server_sshfs_pull' })
  })
})

test('a lock whose holder cannot be seen is broken at a plain request', async () => {
  const { id, path } = (await world.create('locked')).body.repository
  const foreign = await startForeignBackup({ at: world.pathOf }, path, 'stranger', 'elsewhere@77')
  await foreign.kill()
  expect(lockOwners(path)).not.toEqual([])
  expect((await world.rest('POST', `/api/repositories/${id}/break-lock`)).body).toMatchObject({
    success: true,
  })
  expect(lockOwners(path)).toEqual([])
  // Of a process that lives here it stays, whatever the switch says.
  const neighbour = await startForeignBackup({ at: world.pathOf }, path, 'neighbour')
  expect((await world.rest('POST', `/api/repositories/${id}/break-lock`)).status).toBe(409)
  await neighbour.kill()
})

test('logs of jobs that went well are hidden when the policy is the old one', async () => {
  const { path } = (await world.create('clean')).body.repository
  const { id } = await backUp(path)
  const has = async () =>
    (await send('GET', `/api/backup/jobs?repository=${encodeURIComponent(path)}`)).jobs[0].has_logs
  expect(await has()).toBe(true)
  await send('PUT', '/api/settings/system', { log_save_policy: 'failed_and_warnings' })
  expect(await has()).toBe(false)
  expect((await world.rest('GET', `/api/backup/logs/${id}/download`)).status).toBe(404)
})
