import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type GatedBackup,
  lockOwners,
  makeGate,
  makePlace,
  readProcess,
  startGatedBackup,
  untilBorgRuns,
  updateRepository,
} from '../fixtures/journeys.ts'
import { isRunning, processesWith, until } from '../fixtures/processes.ts'
import { mountSmallDisk } from '../fixtures/small-disk.ts'
import { createRepository, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { databaseKind, openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { makeTree } from '../support/trees.ts'

interface Line {
  number: number
  content: string
  source: string
}

/** A client that assembles the log over as many connections as it takes. */
class Follower {
  readonly lines: Line[] = []
  cursor = 0

  /** Reads from the cursor on. True when the log is complete, false when the connection broke before. */
  async follow(server: TestServer, id: string): Promise<boolean> {
    const client = createSocket(server, await server.token())
    const query =
      'subscription ($id: ID!, $after: Int!) { jobLog(jobId: $id, after: $after) { lines { number content source } endCursor } }'
    try {
      for await (const { data } of client.iterate<{ jobLog: { lines: Line[]; endCursor: number } }>({
        query,
        variables: { id, after: this.cursor },
      })) {
        this.lines.push(...data!.jobLog.lines)
        this.cursor = data!.jobLog.endCursor
      }
      return true
    } catch {
      return false
    } finally {
      await client.dispose()
    }
  }
}

const sha256 = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex')

/** The lines of Borg's standard error that belong into a log, told apart without any code of the server. */
function linesOfSpool(spool: string): string[] {
  const lines = readFileSync(join(spool, 'err'), 'utf8').split('\n').slice(0, -1)
  const progress = /"type": "(?:archive_progress|progress_percent|progress_message)"/
  return lines.filter(line => !progress.test(line))
}

it('loses and repeats no line when the server is killed three times', async () => {
  await using place = makePlace()
  let server = await startTestServer()
  await using _ = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  const trees = [0, 1, 2, 3].map(index => makeTree(place.at(`tree-${index}`), { files: 5000, bytes: 50 }))
  const gates = [0, 1, 2].map(index => makeGate(place.at(`gate-${index}`)))
  const repository = await createRepository(server, {
    name: 'kill',
    path: place.at('repository'),
    sourceDirectories: trees.flatMap((tree, index) => [tree, gates[index]?.path ?? []].flat()),
    listFiles: 'ALL',
    customFlags: ['--read-special'],
  })
  const id = await startBackup(server, repository)
  const { spool, pid } = await untilBorgRuns(server, id)
  const follower = new Follower()

  for (const [index, gate] of gates.entries()) {
    const following = follower.follow(server, id)
    // In the middle of a tree: both Borg and the server are writing.
    await until(() => follower.lines.length > 5000 * index + 1500, 'lines of this tree have come')
    expect(isRunning(pid)).toBe(true)
    await server.kill()
    expect(await following).toBe(false)
    // Borg finishes this tree and begins the next one while there is no server.
    await gate.open()
    expect(isRunning(pid)).toBe(true)
    server = await server.restart()
  }
  expect(await follower.follow(server, id)).toBe(true)

  const job = await waitForJob(server, id)
  expect(job).toMatchObject({ status: 'COMPLETED', failure: null, progress: { percent: 100 } })
  expect(readProcess(spool).pid).toBe(pid)
  expect(follower.lines.map(line => line.number)).toEqual(follower.lines.map((_line, index) => index + 1))
  const received = follower.lines.filter(line => line.source === 'BORG').map(line => line.content)
  const written = linesOfSpool(spool)
  expect(received.length).toBe(written.length)
  expect(sha256(received)).toBe(sha256(written))
  expect(received.filter(line => line.includes('"status": "A"'))).toHaveLength(4 * 5000 + 3)
  expect(await readLog(server, id)).toMatchObject(follower.lines)
}, 120_000)

/** The log of what was interrupted is kept, and the next backup completes with nobody touching a lock. */
async function expectRecovered(
  server: TestServer,
  { gate, path, repository, id }: GatedBackup,
): Promise<void> {
  const lines = await readLog(server, id)
  expect(lines.filter(line => line.text.startsWith('A '))).toHaveLength(50 + 1)
  expect(lines.at(-1)?.source).toBe('SERVER')
  gate.close()
  const next = await startBackup(server, repository)
  await gate.open()
  expect(await waitForJob(server, next)).toMatchObject({ status: 'COMPLETED', archive: {} })
  expect(lockOwners(path)).toEqual([])
}

describe('a run that ends in the middle', () => {
  it('fails as BORG_KILLED when Borg is killed', async () => {
    await using place = makePlace()
    await using server = await startTestServer()
    const run = await startGatedBackup(server, place)
    expect(lockOwners(run.path)).toHaveLength(1)
    process.kill(run.pid, 'SIGKILL')
    expect(await waitForJob(server, run.id)).toMatchObject({
      status: 'FAILED',
      exitCode: 137,
      failure: { code: 'BORG_KILLED' },
    })
    expect(lockOwners(run.path)).toEqual([])
    await expectRecovered(server, run)
  })

  it('fails as BORG_KILLED when Borg and the server are killed, and the wrapper tells', async () => {
    await using place = makePlace()
    await using server = await startTestServer()
    const run = await startGatedBackup(server, place)
    await server.kill()
    process.kill(run.pid, 'SIGKILL')
    await until(() => !isRunning(run.group), 'the wrapper is done')
    await using next = await server.restart()
    expect(await waitForJob(next, run.id)).toMatchObject({
      status: 'FAILED',
      exitCode: 137,
      failure: { code: 'BORG_KILLED' },
    })
    await expectRecovered(next, run)
  })

  it('fails as PROCESS_LOST when Borg, its wrapper and the server are killed', async () => {
    await using place = makePlace()
    await using server = await startTestServer()
    const run = await startGatedBackup(server, place)
    await server.kill()
    process.kill(-run.group, 'SIGKILL')
    await until(() => !isRunning(run.pid) && !isRunning(run.group), 'all are gone')
    await using next = await server.restart()
    expect(await waitForJob(next, run.id)).toMatchObject({
      status: 'FAILED',
      exitCode: null,
      failure: { code: 'PROCESS_LOST' },
    })
    await expectRecovered(next, run)
  })

  it('fails as PROCESS_LOST after a reboot, even if all its numbers belong to others now', async () => {
    await using place = makePlace()
    await using server = await startTestServer()
    const run = await startGatedBackup(server, place)
    await server.kill()
    process.kill(-run.group, 'SIGKILL')
    await until(() => !isRunning(run.pid) && !isRunning(run.group), 'all are gone')
    await pretendReboot(server.dataDir, run)
    await using next = await server.restart()
    expect(await waitForJob(next, run.id)).toMatchObject({
      status: 'FAILED',
      exitCode: null,
      failure: { code: 'PROCESS_LOST' },
    })
    expect(lockOwners(run.path)).toEqual([])
    // Of some other command of ours, which the same reboot ended.
    const host = readFileSync(join(server.dataDir, 'host-id'), 'utf8').trim()
    mkdirSync(join(run.path, 'lock.exclusive'))
    writeFileSync(join(run.path, 'lock.exclusive', `${host}.${process.pid}-0`), '')
    await expectRecovered(next, run)
  })
})

/**
 * What a reboot leaves behind: records of another boot, whose process number now belongs to somebody else (this test),
 * even with the same start time. Borg alone would wait for that lock for ever.
 */
async function pretendReboot(dataDir: string, { spool, path, pid }: GatedBackup): Promise<void> {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!
  const boot = '00000000-0000-4000-8000-000000000000'
  writeFileSync(join(spool, 'process'), `${process.pid} ${startTime} ${boot} ${process.pid}\n`)
  await using tables = await openTables(dataDir)
  const { runState } = await tables.db.selectFrom('job').select('runState').executeTakeFirstOrThrow()
  const state = JSON.parse(runState!)
  expect(state.started.process.pid).toBe(pid)
  state.started = { process: { pid: process.pid, startTime, boot }, group: process.pid }
  await tables.db
    .updateTable('job')
    .set({ runState: JSON.stringify(state) })
    .execute()

  const caches = execFileSync('find', [join(dataDir, 'borg'), '-name', 'lock.exclusive'], {
    encoding: 'utf8',
  })
  for (const folder of [
    path,
    ...caches
      .trim()
      .split('\n')
      .map(lock => join(lock, '..')),
  ]) {
    const [owner] = lockOwners(folder)
    const renamed = owner!.replace(`.${pid}-`, `.${process.pid}-`)
    renameSync(join(folder, 'lock.exclusive', owner!), join(folder, 'lock.exclusive', renamed))
    const roster = JSON.parse(readFileSync(join(folder, 'lock.roster'), 'utf8'))
    roster.exclusive[0][1] = process.pid
    writeFileSync(join(folder, 'lock.roster'), JSON.stringify(roster))
  }
}

describe('a full disk', () => {
  it('of the repository fails as DISK_FULL, and a smaller backup works with nobody touching a lock', async context => {
    await using place = makePlace()
    const disk = mountSmallDisk(place.at('disk'), 24)
    if (typeof disk === 'string') return context.skip(disk)
    using _disk = disk
    await using server = await startTestServer()
    const big = makeTree(place.at('big'), { files: 6000, bytes: 8_000 })
    const small = makeTree(place.at('small'), { files: 20, bytes: 50_000 })
    const path = join(place.at('disk'), 'repository')
    const repository = await createRepository(server, { name: 'full', path, sourceDirectories: [small] })
    expect(await waitForJob(server, await startBackup(server, repository))).toMatchObject({
      status: 'COMPLETED',
    })

    await updateRepository(server, repository, { sourceDirectories: [big] })
    const id = await startBackup(server, repository)
    expect(await waitForJob(server, id)).toMatchObject({ status: 'FAILED', failure: { code: 'DISK_FULL' } })
    const lines = await readLog(server, id)
    expect(lines.some(line => line.text.includes('No space left on device'))).toBe(true)
    // Stopped soon, not after it had blamed each of the more than 3,000 files that are left.
    expect(lines.filter(line => line.text.includes('[Errno 28]')).length).toBeLessThan(1500)

    makeTree(small, { files: 25, bytes: 50_000 })
    await updateRepository(server, repository, { sourceDirectories: [small] })
    expect(await waitForJob(server, await startBackup(server, repository))).toMatchObject({
      status: 'COMPLETED',
    })
    expect(lockOwners(path)).toEqual([])
  })

  it('of the server ends no run: it goes on when there is room again', async context => {
    await using place = makePlace()
    const disk = mountSmallDisk(place.at('data'), 48)
    if (typeof disk === 'string') return context.skip(disk)
    using _disk = disk
    await using server = await startTestServer({ dataDir: place.at('data') })
    const run = await startGatedBackup(server, place)
    const filler = join(place.at('data'), 'filler')
    execFileSync('sh', ['-c', `cat /dev/zero >'${filler}' 2>/dev/null || true`])
    run.gate.close()
    await until(() => !isRunning(run.pid), 'Borg has ended')
    // A PostgreSQL on another disk takes the end at once.
    if (databaseKind === 'SQLite') {
      await until(() => server.output().includes('run failed unexpectedly'), 'the server met the full disk')
      expect(await getJob(server, run.id)).toMatchObject({ status: 'RUNNING' })
    }
    rmSync(filler)

    // Whatever became of Borg, whose cache was on that disk too: the run has its end, which says that the log lacks lines.
    const job = await waitForJob(server, run.id)
    // Borg may have found room for its last words; otherwise their loss is what is known.
    expect(['LOG_INCOMPLETE', 'DISK_FULL']).toContain(job.failure?.code)
    expect(job.exitCode).toBe(job.status === 'FAILED' ? 2 : 0)
    expect(processesWith(run.path)).toEqual([])
    const next = await startBackup(server, run.repository)
    await run.gate.open()
    expect(await waitForJob(server, next)).toMatchObject({ status: 'COMPLETED' })
  })

  it('that took the log, but not the archive, is said on the job', async () => {
    await using place = makePlace()
    // Borg as it is when none of its lines can be written.
    const silent = place.at('silent-borg')
    writeFileSync(
      silent,
      '#!/bin/sh\n[ "$1" = create ] && exec /usr/bin/borg "$@" 2>/dev/null\nexec /usr/bin/borg "$@"\n',
      {
        mode: 0o755,
      },
    )
    await using server = await startTestServer({ env: { BORG_PATH: silent } })
    const repository = await createRepository(server, {
      name: 'silent',
      path: place.at('repository'),
      sourceDirectories: [makeTree(place.at('source'), { files: 1, bytes: 10 })],
    })
    const id = await startBackup(server, repository)
    const job = await waitForJob(server, id)
    expect(job).toMatchObject({
      status: 'COMPLETED_WITH_WARNINGS',
      exitCode: 0,
      failure: { code: 'LOG_INCOMPLETE' },
      archive: {},
    })
    expect((await readLog(server, id)).at(-1)?.text).toContain(job.failure.message)
  })
})
