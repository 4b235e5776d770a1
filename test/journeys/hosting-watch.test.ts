import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mutate } from '../http/mutate.ts'
import { createHosted } from '../schema/roles.ts'
import { expectData, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

let folder: ReturnType<typeof makeFolder>
let server: TestServer
beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({ env: { HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos') } })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const borgEnv = () => ({
  ...process.env,
  BORG_BASE_DIR: join(folder.path, 'client'),
  BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
})
const borg = (...args: string[]) => execFileSync('borg', args, { env: borgEnv(), stdio: 'pipe' })

async function read(id: string, on = server) {
  const { node } = expectData(
    await on.graphql(
      `query ($id: ID!) { node(id: $id) { ... on HostedRepository {
        name path lastModifiedAt sizeOnDisk quotaUsed reclaimableSize measuredAt
        health { status } statistics { usedPercent growthPerDay history { sizeOnDisk } } } } }`,
      { id },
    ),
  )
  return node
}

/** Asks until it is so. @throws the last complaint after `patience` milliseconds */
async function until(patience: number, check: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + patience; ; )
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise(resolve => setTimeout(resolve, 20))
    }
}

it('sees a push within two seconds, then its size, and says that the repository is healthy', async () => {
  const id = await createHosted(server, { freshnessSeconds: 3600 })
  const { path, health } = await read(id)
  expect(health.status).toBe('UNKNOWN')
  for (const round of [1, 2, 3]) {
    if (round === 1) borg('init', '-e', 'none', path)
    else
      borg(
        'create',
        `${path}::a${round}`,
        makeTree(join(folder.path, `s${round}`), { files: 3, bytes: 50_000 }),
      )
    const ended = Date.now()
    await until(2000, async () => {
      const { lastModifiedAt } = await read(id)
      expect(Date.parse(lastModifiedAt)).toBeGreaterThan(ended - 1500)
    })
  }
  await until(5000, async () => {
    const found = await read(id)
    expect(found.health.status).toBe('HEALTHY')
    expect(found.quotaUsed).toBeGreaterThan(300_000)
    expect(found.sizeOnDisk).toBeGreaterThan(300_000)
    expect(found.statistics.usedPercent).toBeCloseTo(found.quotaUsed / 1e7, 9)
    expect(found.statistics.growthPerDay).toBeNull()
    expect(found.statistics.history).toEqual([{ sizeOnDisk: found.sizeOnDisk }])
  })
  borg('delete', `${path}::a2`)
  await until(5000, async () => expect((await read(id)).reclaimableSize).toBeGreaterThan(100_000))
})

it('measures again without the lock that a client still held', async () => {
  const id = await createHosted(server)
  const { path } = await read(id)
  borg('init', '-e', 'none', path)
  const onDisk = () => Number(execFileSync('du', ['-s', '-B1', path], { encoding: 'utf8' }).split('\t')[0])
  await until(5000, async () => expect((await read(id)).sizeOnDisk).toBe(onDisk()))
  const unlocked = onDisk()
  // As Borg does with a lock of its own (BORG.md section 6), and with the end of a transaction.
  mkdirSync(join(path, 'lock.exclusive'))
  writeFileSync(join(path, 'lock.exclusive/elsewhere@1.4711-0'), '')
  writeFileSync(join(path, 'lock.roster'), JSON.stringify({ exclusive: [['elsewhere@1', 4711, 0]] }))
  const [mark] = readdirSync(path).filter(name => name.startsWith('integrity'))
  const now = new Date()
  utimesSync(join(path, mark!), now, now)
  expect(onDisk()).toBeGreaterThan(unlocked)
  await until(5000, async () => expect((await read(id)).sizeOnDisk).toBe(onDisk()))
  rmSync(join(path, 'lock.roster'))
  rmSync(join(path, 'lock.exclusive'), { recursive: true })
  await until(5000, async () => expect((await read(id)).sizeOnDisk).toBe(unlocked))
})

it('forgets nothing while the folder of a repository is not there', async () => {
  const id = await createHosted(server, { freshnessSeconds: 3600 })
  const { path } = await read(id)
  borg('init', '-e', 'none', path)
  await until(5000, async () => expect((await read(id)).lastModifiedAt).not.toBeNull())
  const { lastModifiedAt } = await read(id)
  renameSync(path, `${folder.path}/unmounted`)
  const look = { repositoryIds: [id], what: 'MODIFICATION' }
  expect(await mutate(server, 'probeHostedRepositories', look, 'probed')).toEqual({ probed: 1 })
  expect(await read(id)).toMatchObject({ lastModifiedAt, health: { status: 'HEALTHY' } })
  renameSync(`${folder.path}/unmounted`, path)
})

it('tells a push that ended while a compaction of ours waited from the compaction', async () => {
  const id = await createHosted(server)
  const { path } = await read(id)
  borg('init', '-e', 'none', path)
  borg('create', `${path}::gone`, makeTree(join(folder.path, 'gone'), { files: 2, bytes: 200_000 }))
  borg('delete', `${path}::gone`)
  // Until its input ends, it has the lock.
  const push = spawn('borg', ['create', `${path}::slow`, '-'], {
    env: borgEnv(),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await until(10_000, async () => expect(readdirSync(path)).toContain('lock.exclusive'))
  await until(10_000, async () => expect((await read(id)).reclaimableSize).toBeGreaterThan(300_000))
  const { startCompact } = expectData(
    await server.graphql(
      'mutation ($id: ID!) { startCompact(input: { repositoryId: $id, threshold: 0 }) { job { id } } }',
      { id },
    ),
  )
  const job = startCompact.job.id
  await waitForJob(server, job, ({ status }) => status === 'RUNNING')
  push.stdin.end('data')
  await once(push, 'exit')
  const ended = Date.now()
  expect(push.exitCode).toBe(0)
  expect((await waitForJob(server, job)).status).toBe('COMPLETED')
  await until(5000, async () => expect((await read(id)).reclaimableSize).toBeLessThan(100_000))
  const pushedAt = Date.parse((await read(id)).lastModifiedAt)
  expect(Math.abs(pushedAt - ended)).toBeLessThan(1500)
  const compactedAt = Math.max(
    ...readdirSync(path)
      .filter(name => name.startsWith('integrity'))
      .map(name => statSync(join(path, name)).mtimeMs),
  )
  expect(compactedAt).toBeGreaterThan(pushedAt)
  // Not by a look at everything, either.
  await mutate(server, 'probeHostedRepositories', { repositoryIds: [id], what: 'MODIFICATION' }, 'probed')
  expect(Date.parse((await read(id)).lastModifiedAt)).toBe(pushedAt)
})

it('leaves archived repositories alone, and looks when it is told to', async () => {
  const id = await createHosted(server)
  const { path } = await read(id)
  await mutate(server, 'setHostedRepositoryArchived', { repositoryId: id, archived: true })
  borg('init', '-e', 'none', path)
  const input = { repositoryIds: [id], what: 'MODIFICATION' }
  expect(await mutate(server, 'probeHostedRepositories', input, 'probed')).toEqual({ probed: 0 })
  expect((await read(id)).lastModifiedAt).toBeNull()
  await mutate(server, 'setHostedRepositoryArchived', { repositoryId: id, archived: false })
  expect(await mutate(server, 'probeHostedRepositories', input, 'probed')).toEqual({ probed: 1 })
  expect((await read(id)).lastModifiedAt).not.toBeNull()
})

it('notices at the next start what was pushed while it was not there', async () => {
  const id = await createHosted(server)
  const { path } = await read(id)
  await server.kill()
  borg('init', '-e', 'none', path)
  server = await server.restart({ HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos') })
  await until(5000, async () => expect((await read(id)).lastModifiedAt).not.toBeNull())
})
