import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockOwners, makePlace, startGatedBackup, updateRepository } from '../fixtures/journeys.ts'
import { isRunning, processesWith, until } from '../fixtures/processes.ts'
import { mountSmallDisk } from '../fixtures/small-disk.ts'
import { createRepository, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { databaseKind } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

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
