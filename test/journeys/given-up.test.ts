import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { installFake, listArchives, lockOwners, makePlace, startGatedBackup } from '../fixtures/journeys.ts'
import { isRunning, processesWith, until } from '../fixtures/processes.ts'
import { getJob, startBackup, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'

/** What another worker writes when this one has been silent for too long. */
async function giveUp(dataDir: string): Promise<void> {
  await using tables = await openTables(dataDir)
  await tables.db
    .updateTable('job')
    .set({ status: 'FAILED', failureCode: 'WORKER_LOST', finishedAt: 1 })
    .execute()
}

it('ends the Borg of a job that was given up while the server was down', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const run = await startGatedBackup(server, place)
  await server.kill()
  await giveUp(server.dataDir)
  await using next = await server.restart()
  await until(() => !isRunning(run.pid) && !isRunning(run.group), 'its Borg has ended')
  expect(lockOwners(run.path)).toEqual([])
  expect(await getJob(next, run.id)).toMatchObject({ status: 'FAILED', failure: { code: 'WORKER_LOST' } })
  run.gate.close()
  const again = await startBackup(next, run.repository)
  await run.gate.open()
  expect(await waitForJob(next, again)).toMatchObject({ status: 'COMPLETED' })
})

it('ends the Borg of a job that was taken away while the server follows it', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const run = await startGatedBackup(server, place)
  await giveUp(server.dataDir)
  await until(() => !isRunning(run.pid) && !isRunning(run.group), 'its Borg has ended')
  expect(await getJob(server, run.id)).toMatchObject({ status: 'FAILED', failure: { code: 'WORKER_LOST' } })
  run.gate.close()
  // The slot is free, and the queue goes on.
  const again = await startBackup(server, run.repository)
  await run.gate.open()
  expect(await waitForJob(server, again)).toMatchObject({ status: 'COMPLETED' })
})

it('follows a run to its end on a machine that has lost its Borg, and only then misses it', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const run = await startGatedBackup(server, place)
  await server.kill()
  await using next = await server.restart({ BORG_PATH: place.at('nothing-here') })
  await waitForJob(next, run.id, job => job.status === 'RUNNING')
  await run.gate.open()
  expect(await waitForJob(next, run.id)).toMatchObject({ status: 'COMPLETED', archive: {} })
  const again = await startBackup(next, run.repository)
  expect(await waitForJob(next, again)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'BORG_NOT_FOUND' },
  })
})

it('does not wait for its tidying up when it is stopped, and goes on with it afterwards', async () => {
  await using place = makePlace()
  const fake = installFake('hesitant-borg.sh', place.path)
  await using server = await startTestServer({ env: { BORG_PATH: fake } })
  const run = await startGatedBackup(server, place)
  // Nobody waits for the answer: the server goes down before it comes.
  const cancelling = server
    .graphql('mutation ($input: CancelJobInput!) { cancelJob(input: $input) { job { id } } }', {
      input: { jobId: run.id },
    })
    .catch(() => null)
  await until(() => existsSync(place.at('listing')), 'it tidies up')
  expect(await getJob(server, run.id)).toMatchObject({
    status: 'RUNNING',
    progress: { phase: 'CLEANING_UP' },
  })
  const stopping = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - stopping).toBeLessThan(15_000)
  await cancelling
  await until(() => processesWith(run.path).length === 0, 'the command that it ran has ended, too')

  writeFileSync(place.at('go'), '')
  run.gate.close()
  await using next = await server.restart()
  expect(await waitForJob(next, run.id)).toMatchObject({
    status: 'CANCELLED',
    cancellation: { outcome: 'GRACEFUL' },
  })
  expect(listArchives(join(run.path), place)).toEqual([])
})

it('waits for the running backup when it is told to, and starts no other', async () => {
  await using place = makePlace()
  await using server = await startTestServer({ env: { WORKER_SHUTDOWN: 'wait' } })
  const run = await startGatedBackup(server, place)
  const queued = await startBackup(server, run.repository)
  const stopping = server.stop()
  await until(() => server.output().includes('"stopping"'), 'it is stopping')
  await run.gate.open()
  expect(await stopping).toBe(0)
  await using tables = await openTables(server.dataDir)
  const jobs = await tables.db.selectFrom('job').select('status').orderBy('id').execute()
  expect(jobs.map(({ status }) => status)).toEqual(['COMPLETED', 'PENDING'])
  expect(queued).not.toBe(run.id)
})
