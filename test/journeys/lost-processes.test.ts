import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type GatedBackup, lockOwners, makePlace, startGatedBackup } from '../fixtures/journeys.ts'
import { isRunning, until } from '../fixtures/processes.ts'
import { readLog, startBackup, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

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
