import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { streamWindow } from '../../src/domain/calls/call-streams.ts'
import { lockOwners, makePlace, type Place } from '../fixtures/journeys.ts'
import { processesWith, until } from '../fixtures/processes.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { breakConnections, createDatabase, itOn, openTables } from '../support/database.ts'
import { startTestServer, startTestWorker, type TestServer, type TestWorker } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

const it = itOn('PostgreSQL', 'SQLite serves one process')

/** Passes everything on to Borg, until a file says otherwise. */
const wrapper = (plan: string) => `#!/bin/sh
case "$1" in
  extract) [ -e '${plan}' ] && . '${plan}' ;;
esac
exec ${process.env.BORG_PATH ?? 'borg'} "$@"
`

const large = randomBytes(12_000_000)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let url: string
let place: Place
let worker: TestWorker
/** Two servers with no Borg, and nothing of the worker's. */
let servers: TestServer[]
let repository: string
let archives: Record<string, string>
let root: string

const plan = (script: string) => writeFileSync(place.at('plan'), script)
const straight = () => rmSync(place.at('plan'), { force: true })
const env = () => ({ DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40) })
const startServer = () =>
  startTestServer({ env: { ...env(), ROLE: 'server', BORG_PATH: '/nowhere/borg', PATH: '/nowhere' } })

beforeAll(async () => {
  url = await createDatabase()
  place = makePlace()
  const borg = place.at('borg')
  writeFileSync(borg, wrapper(place.at('plan')))
  chmodSync(borg, 0o755)
  servers = [await startServer(), await startServer()]
  worker = await startTestWorker({ env: { ...env(), WORKER_POOLS: 'other', BORG_PATH: borg } })
  const source = makeTree(place.at('source'), { files: 20, bytes: 1000 })
  writeFileSync(join(source, 'large.bin'), large)
  writeFileSync(join(source, 'nothing'), '')
  root = source.slice(1)
  repository = await createRepository(servers[0]!, {
    name: 'far away',
    path: place.at('repository'),
    pool: 'other',
    encryption: 'REPOKEY_BLAKE2',
    passphrase: 'a passphrase',
    sourceDirectories: [source],
  })
  await waitForJob(servers[1]!, await startBackup(servers[0]!, repository, { archiveName: 'before' }))
  writeFileSync(join(source, 'new'), 'n')
  await waitForJob(servers[0]!, await startBackup(servers[1]!, repository, { archiveName: 'after' }))
  const { edges } = expectData(
    await servers[0]!.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { id name } } } } } }',
      { id: repository },
    ),
  ).repository.archives
  archives = Object.fromEntries(
    edges.map(({ node }: { node: { id: string; name: string } }) => [node.name, node.id]),
  )
}, 120_000)
afterAll(async () => {
  for (const server of [...servers, worker]) await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

/** A ticket of one server, redeemed at the other. */
async function open(path: string, signal?: AbortSignal): Promise<Response> {
  const made = await mutate(servers[0]!, 'createDownload', { archiveId: archives.before, path }, 'url')
  return fetch(servers[1]!.url + made.url, signal ? { signal } : {})
}

const bytesOf = async (path: string) => Buffer.from(await (await open(path)).arrayBuffer())

describe('a server without Borg', () => {
  it('browses, compares and describes archives', async () => {
    const { archive } = expectData(
      await servers[1]!.graphql(
        `query ($id: ID!, $other: ID!, $path: String!) { archive(by: { id: $id }) {
          details { commandLine }
          entries(path: $path) { edges { node { name size } } }
          changesSince(archiveId: $other) { edges { node { path } } }
        } }`,
        { id: archives.after, other: archives.before, path: root },
      ),
    )
    const entries = archive.entries.edges.map(({ node }: { node: object }) => node)
    expect(entries).toContainEqual({ name: 'large.bin', size: large.length })
    expect(archive.changesSince.edges).toContainEqual({ node: { path: `${root}/new` } })
    expect(archive.details.commandLine).toContain('create')
  })

  it('hands out files and folders, byte for byte', async () => {
    expect(sha256(await bytesOf(`${root}/large.bin`))).toBe(sha256(large))
    expect(await bytesOf(`${root}/nothing`)).toHaveLength(0)
    const target = place.at('untarred')
    mkdirSync(target)
    execFileSync('tar', ['xf', '-', '-C', target], { input: await bytesOf(root) })
    expect(sha256(readFileSync(join(target, root, 'large.bin')))).toBe(sha256(large))
    expect(readdirSync(join(target, root, 'd0'))).toHaveLength(20)
  })

  it('restores, checks a restore, mounts, exports the key and breaks a lock', async () => {
    const destination = place.at('restored')
    mkdirSync(destination)
    const wish = { repositoryId: repository, archiveName: 'after', paths: [`${root}/new`], destination }
    const { restorePreview } = expectData(
      await servers[0]!.graphql(
        'query ($input: RestorePreviewInput!) { restorePreview(input: $input) { fileCount refusal } }',
        { input: wish },
      ),
    )
    expect(restorePreview).toEqual({ fileCount: 1, refusal: null })
    const restore = await mutate(servers[0]!, 'startRestore', wish, 'job { id }')
    expect(await waitForJob(servers[1]!, restore.job.id)).toMatchObject({ status: 'COMPLETED' })
    expect(readFileSync(join(destination, root, 'new'), 'utf8')).toBe('n')
    const check = await mutate(
      servers[1]!,
      'startRestoreCheck',
      { repositoryId: repository, paths: [`${root}/d0`] },
      'job { id }',
    )
    expect(await waitForJob(servers[0]!, check.job.id)).toMatchObject({ status: 'COMPLETED' })

    const { mount } = await mutate(
      servers[0]!,
      'mountArchive',
      { repositoryId: repository, archiveName: 'after' },
      'mount { id mountPoint }',
    )
    expect(readFileSync(join(mount.mountPoint, root, 'new'), 'utf8')).toBe('n')
    await mutate(servers[1]!, 'unmountArchive', { mountId: mount.id })
    expect(existsSync(join(mount.mountPoint, root))).toBe(false)

    const { key } = await mutate(servers[1]!, 'exportRepositoryKey', { repositoryId: repository }, 'key')
    expect(key).toContain('BORG_KEY')
    expect(await mutate(servers[0]!, 'breakLock', { repositoryId: repository }, 'broken')).toEqual({
      broken: false,
    })
  })

  it('leaves it to the worker to look at paths', async () => {
    const nowhere = { name: 'misplaced', path: join(place.at('source'), 'new'), encryption: 'NONE' }
    expect(await refusal(servers[0]!, 'createRepository', { ...nowhere, pool: 'other' })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { path: 'There is a file at this path.' },
    })
    // Its own data directory holds what was made for it, and nothing of a worker.
    for (const { dataDir } of servers)
      for (const name of ['spool', 'borg', 'mounts', 'repositories'])
        expect(readdirSync(dataDir)).not.toContain(name)
  })
})

describe('when something goes wrong', () => {
  const endless = (mark: string) =>
    plan(`exec sh -c 'while head -c 65536 /dev/zero; do :; done' '${place.at(mark)}'`)
  const borgOf = (mark: string) => processesWith(place.at(mark))
  const file = () => `${root}/large.bin`

  /** What is in the database of streams. */
  async function streams() {
    const tables = await openTables(url)
    try {
      const rows = async (table: 'borg_call' | 'stream_chunk') =>
        (await tables.db.selectFrom(table).select(sql`1`.as('one')).execute()).length
      return { calls: await rows('borg_call'), chunks: await rows('stream_chunk') }
    } finally {
      await tables.close()
    }
  }
  const untilNothingIsLeft = () =>
    until(async () => {
      const { calls, chunks } = await streams()
      return calls === 0 && chunks === 0
    }, 'nothing of streams is left')

  it('before the first byte, it is an answer', async () => {
    plan('echo secret text of Borg >&2; exit 2')
    const response = await open(file())
    straight()
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('secret text')
    await untilNothingIsLeft()
  })

  it('midway, the connection breaks', async () => {
    plan('head -c 3000000 /dev/zero; exit 2')
    const response = await open(file())
    straight()
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow()
    await untilNothingIsLeft()
  })

  it('a client that reads slowly keeps a few chunks waiting, and Borg; one that goes away ends Borg', async () => {
    endless('slow')
    const gone = new AbortController()
    const response = await open(file(), gone.signal)
    straight()
    await response.body!.getReader().read()
    await until(async () => (await streams()).chunks === streamWindow, 'the window is full')
    // It stays so: Borg waits for its reader.
    for (const deadline = Date.now() + 1500; Date.now() < deadline; )
      expect((await streams()).chunks).toBeLessThanOrEqual(streamWindow)
    expect(borgOf('slow')).not.toEqual([])
    gone.abort()
    const began = Date.now()
    await until(() => borgOf('slow').length === 0, 'Borg has ended')
    expect(Date.now() - began).toBeLessThan(5000)
    await untilNothingIsLeft()
    expect(lockOwners(place.at('repository'))).toEqual([])
  })

  it('with every connection to the database, it only takes longer', async () => {
    const response = await open(file())
    const reader = response.body!.getReader()
    const hash = createHash('sha256')
    for (let first = true; ; first = false) {
      const { value } = await reader.read()
      if (!value) break
      hash.update(value)
      if (first) await breakConnections(url)
    }
    expect(hash.digest('hex')).toBe(sha256(large))
    await untilNothingIsLeft()
  })

  it('and the worker is killed, the client learns of it; the next one serves again', async () => {
    endless('killed')
    const response = await open(file())
    straight()
    const reading = response.arrayBuffer()
    reading.catch(() => {})
    await worker.kill()
    worker = await worker.restart()
    await expect(reading).rejects.toThrow()
    await until(() => borgOf('killed').length === 0, 'Borg has ended')
    await untilNothingIsLeft()
    expect(sha256(await bytesOf(file()))).toBe(sha256(large))
  })

  it('and the server is killed, Borg ends soon after', async () => {
    endless('left')
    const response = await open(file())
    straight()
    response.arrayBuffer().catch(() => {})
    await servers[1]!.kill()
    expect(borgOf('left')).not.toEqual([])
    await until(() => borgOf('left').length === 0, 'Borg has ended')
    await untilNothingIsLeft()
    servers[1] = await servers[1]!.restart()
    expect(await bytesOf(`${root}/nothing`)).toHaveLength(0)
  })

  it('and no worker is there, it says so', async () => {
    await worker.stop()
    const response = await open(file())
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ detail: 'No worker of pool other is running.' })
  })
})
