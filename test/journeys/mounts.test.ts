import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canMount } from '../fixtures/fuse.ts'
import { lockOwners, makePlace, type Place } from '../fixtures/journeys.ts'
import { processesWith, until } from '../fixtures/processes.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { addUser, createRest, keyOf, type Rest } from '../rest-compat/rest.ts'
import { createRepository, expectData, readLog, startBackup, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let place: Place
let server: TestServer
let rest: Rest
let repositoryId: string
let path: string
let source: string
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer({ env: { MOUNT_ROOTS: place.path } })
  rest = await createRest(server)
  path = place.at('repository')
  source = makeTree(place.at('source'), { files: 20, bytes: 1000 })
  repositoryId = await createRepository(server, {
    name: 'mounted',
    path,
    sourceDirectories: [source],
    encryption: 'REPOKEY',
    passphrase: 'to be mounted',
  })
  await waitForJob(server, await startBackup(server, repositoryId, { archiveName: 'first' }))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  expect(mountPoints()).toEqual([])
  await place[Symbol.asyncDispose]()
})

const mountPoints = () =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter(line => line.includes(place.path) || line.includes(server.dataDir))

const mountArchive = async (more: object = {}) =>
  (
    await mutate(
      server,
      'mountArchive',
      { repositoryId, archiveName: 'first', ...more },
      'mount { id mountPoint archiveName createdAt expiresAt repository { id } createdBy { username } }',
    )
  ).mount

const unmount = (mountId: string, force = false) => mutate(server, 'unmountArchive', { mountId, force })

const mounts = async () =>
  expectData(await server.graphql('{ mounts { edges { node { id mountPoint } } } }')).mounts.edges.map(
    (edge: { node: { id: string } }) => edge.node.id,
  )

describe('whether or not archives can be mounted here', () => {
  it('says what is wrong with a wish', async () => {
    const wrong = (more: object) => refusal(server, 'mountArchive', { repositoryId, ...more })
    expect(await wrong({ mountPoint: '/etc/mnt' })).toMatchObject({
      fields: { mountPoint: expect.any(String) },
    })
    expect(await wrong({ mountPoint: source })).toMatchObject({
      fields: { mountPoint: 'Must be an empty folder, or a path at which one can be made.' },
    })
    expect(await wrong({ mountPoint: 'rela/tive' })).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await wrong({ archiveName: 'a/b' })).toMatchObject({ fields: { archiveName: expect.any(String) } })
    expect(await wrong({ expiresInSeconds: 5 })).toMatchObject({
      fields: { expiresInSeconds: expect.any(String) },
    })
    expect(readdirSync(join(server.dataDir, 'mounts')).filter(name => name !== '.spool')).toEqual([])
  })

  it('is unavailable, and says so, where Borg cannot', async () => {
    const fake = place.at('borg-without-fuse')
    writeFileSync(
      fake,
      `#!/bin/sh
[ "$1" = mount ] && { echo 'borg mount not available: no FUSE support, BORG_FUSE_IMPL=pyfuse3,llfuse.' >&2; exit 2; }
exec borg "$@"
`,
      { mode: 0o755 },
    )
    await using other = await startTestServer({ env: { BORG_PATH: fake } })
    const id = await createRepository(other, {
      name: 'plain',
      path: place.at('plain'),
      sourceDirectories: [source],
    })
    expect(await refusal(other, 'mountArchive', { repositoryId: id })).toMatchObject({
      code: 'UNAVAILABLE',
      params: { failure: 'MOUNT_UNAVAILABLE' },
    })
    const theirs = await createRest(other)
    const refused = await theirs('POST', '/api/mounts/borg', { json: { repository_id: 1 } })
    expect([refused.status, keyOf(refused)]).toEqual([503, 'mounts.mountUnavailable'])
    expect(readdirSync(join(other.dataDir, 'mounts', '.spool'))).toEqual([])
  })
})

describe.skipIf(!canMount)('where archives can be mounted', () => {
  it('shows the files of an archive, read-only, until it is unmounted', async () => {
    const mount = await mountArchive()
    expect(mount).toMatchObject({
      mountPoint: join(server.dataDir, 'mounts', mount.id),
      archiveName: 'first',
      repository: { id: repositoryId },
      createdBy: { username: 'admin' },
    })
    expect(Date.parse(mount.expiresAt) - Date.parse(mount.createdAt)).toBeGreaterThan(7_100_000)
    const shown = join(mount.mountPoint, source)
    execFileSync('diff', ['-r', source, shown])
    expect(() => writeFileSync(join(shown, 'new'), '')).toThrow(/EROFS|EACCES|EPERM/)
    // Its secrets travelled on a descriptor, and no key lies about.
    expect(processesWith('to be mounted')).toEqual([])
    expect(await mounts()).toEqual([mount.id])
    await unmount(mount.id)
    expect(await mounts()).toEqual([])
    expect([mountPoints(), existsSync(mount.mountPoint), processesWith(path)]).toEqual([[], false, []])
  })

  it('takes a name for a folder of its own', async () => {
    const named = (mount_point: string) =>
      rest('POST', '/api/mounts/borg', { json: { repository_id: 1, mount_point } })
    const { body } = await named('mnt-1')
    expect(body.mount_point).toBe(join(server.dataDir, 'mounts/mnt-1'))
    expect(readdirSync(body.mount_point)).toEqual(['first'])
    expect((await named('mnt-1')).status).toBe(422)
    await unmount(body.mount_id)
    expect(existsSync(body.mount_point)).toBe(false)
    for (const wrong of ['.spool', '..', 'a/b', '../x', '']) {
      const { status, body } = await named(wrong)
      // An empty name is none: the server takes one of its own.
      expect(status, wrong).toBe(wrong === '' ? 200 : 422)
      if (status === 200) await unmount(body.mount_id)
    }
  })

  it('answers by the old names', async () => {
    const mountPoint = place.at('chosen')
    const mounted = await rest('POST', '/api/mounts/borg', {
      json: { repository_id: 1, mount_point: mountPoint },
    })
    expect(mounted.body).toEqual({
      mount_id: expect.any(String),
      mount_point: mountPoint,
      mount_type: 'borg_archive',
      source: `${path}::all`,
    })
    expect(readdirSync(mountPoint)).toEqual(['first'])
    const { mount_id: id } = mounted.body
    const item = {
      mount_id: id,
      mount_point: mountPoint,
      mount_type: 'borg_archive',
      source: 'mounted::all',
      created_at: expect.any(String),
      job_id: null,
    }
    expect((await rest('GET', '/api/mounts')).body).toEqual([item])
    expect((await rest('GET', `/api/mounts/${id}`)).body).toEqual({
      ...item,
      repository_id: 1,
      connection_id: null,
    })

    const stranger = await addUser(server, 'stranger', 'OPERATOR')
    const viewer = await addUser(server, 'viewer', 'VIEWER', { repositoryId: 1, role: 'VIEWER' })
    const seen = async (token: string) => (await rest('GET', '/api/mounts', { token })).body.length
    expect([await seen(stranger), await seen(viewer)]).toEqual([0, 1])
    const unmounting = `/api/mounts/borg/unmount/${id}`
    const asStranger = await rest('POST', unmounting, { token: stranger })
    expect([asStranger.status, asStranger.body.detail]).toEqual([
      404,
      { key: 'backend.errors.mounts.mountNotFound', params: { mountId: id } },
    ])
    const asViewer = await rest('POST', unmounting, { token: viewer })
    expect([asViewer.status, keyOf(asViewer)]).toEqual([403, 'mounts.operatorAccessRequired'])
    const operator = await addUser(server, 'operator', 'OPERATOR', { repositoryId: 1, role: 'VIEWER' })
    expect((await rest('POST', unmounting, { token: operator })).body).toEqual({
      success: true,
      mount_id: id,
    })
    expect(existsSync(mountPoint)).toBe(false)

    const missing = await rest('POST', '/api/mounts/borg', {
      json: { repository_id: 1, archive_name: 'none' },
    })
    expect([missing.status, keyOf(missing), missing.body.detail.params]).toEqual([
      500,
      'mounts.failedMountArchive',
      { error: 'No such archive.' },
    ])
    expect(mountPoints()).toEqual([])
  })

  it('gives way to a backup when nobody uses it; one in use is named, and goes by force', async () => {
    const idle = await mountArchive()
    const backup = await waitForJob(server, await startBackup(server, repositoryId))
    expect(backup).toMatchObject({ status: 'COMPLETED' })
    const log = (await readLog(server, backup.id)).map(line => line.text)
    expect(log).toContain(`Unmounted ${idle.mountPoint}, which nobody used.`)
    expect(await mounts()).toEqual([])

    const used = await mountArchive()
    const reader = spawn('sleep', ['600'], { cwd: used.mountPoint, stdio: 'ignore' })
    try {
      await until(() => processesWith('sleep').some(({ pid }) => pid === reader.pid), 'somebody is there')
      expect(await refusal(server, 'unmountArchive', { mountId: used.id })).toMatchObject({
        reason: 'MOUNT_IN_USE',
      })
      const busy = await rest('POST', `/api/mounts/borg/unmount/${used.id}`)
      expect([busy.status, keyOf(busy)]).toEqual([409, 'mounts.unmountFailed'])
      const failed = await waitForJob(server, await startBackup(server, repositoryId))
      expect(failed).toMatchObject({ status: 'FAILED', failure: { code: 'MOUNT_IN_USE' } })
      expect((await readLog(server, failed.id)).map(line => line.text)).toContain(
        `Mounted at ${used.mountPoint}.`,
      )
      await unmount(used.id, true)
      expect(mountPoints()).toEqual([])
    } finally {
      reader.kill('SIGKILL')
    }
    expect(await waitForJob(server, await startBackup(server, repositoryId))).toMatchObject({
      status: 'COMPLETED',
    })
    expect(lockOwners(path)).toEqual([])
  })

  it('ends when its time is over, and when its Borg dies', async () => {
    const expired = await mountArchive()
    const dead = await mountArchive()
    await using tables = await openTables(server.dataDir)
    await tables.db
      .updateTable('mount')
      .set({ expiresAt: Date.now() - 1 })
      .where('id', '=', expired.id)
      .execute()
    // Not its wrapper.
    const borg = processesWith(dead.mountPoint).find(({ command }) => !command.startsWith('sh'))
    process.kill(borg!.pid, 'SIGKILL')
    await until(async () => (await mounts()).length === 0, 'both are gone')
    expect(mountPoints()).toEqual([])
  })

  it('is unmounted by the server that starts after one that was killed, and by one that stops', async () => {
    const left = await mountArchive()
    await server.kill()
    expect(readdirSync(left.mountPoint)).not.toEqual([])
    server = await server.restart()
    expect([await mounts(), mountPoints(), processesWith(left.mountPoint)]).toEqual([[], [], []])
    const last = await mountArchive()
    expect(mountPoints()).toHaveLength(1)
    await server.stop()
    expect([mountPoints(), existsSync(last.mountPoint)]).toEqual([[], false])
    expect(processesWith(last.mountPoint)).toEqual([])
  })
})
