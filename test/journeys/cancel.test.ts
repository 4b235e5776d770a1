import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import {
  archivesById,
  independentBorg,
  installFake,
  listArchives,
  lockOwners,
  makeGate,
  makePlace,
  type Place,
  untilBorgRuns,
} from '../fixtures/journeys.ts'
import { processesWith, until } from '../fixtures/processes.ts'
import { createRandom, type Random } from '../fixtures/random.ts'
import { createRepository, getJob, readLog, startBackup, terminal, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

/** How a client cancels. False when the job was over already. */
type Cancel = (server: TestServer, id: string) => Promise<boolean>

const overGraphql: Cancel = async (server, id) => {
  const { data, errors } = await server.graphql(
    'mutation ($input: CancelJobInput!) { cancelJob(input: $input) { processTerminated job { status cancellation { outcome } } } }',
    { input: { jobId: id } },
  )
  if (errors) {
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', reason: 'NOT_CANCELLABLE' } }])
    return false
  }
  expect(data.cancelJob.job).toEqual({ status: 'CANCELLED', cancellation: { outcome: 'GRACEFUL' } })
  return true
}

const overRest: Cancel = async (server, id) => {
  const { databaseId } = await getJob(server, id)
  const headers = { authorization: `Bearer ${await server.token()}` }
  const answer = await fetch(`${server.url}/api/backup/cancel/${databaseId}`, { method: 'POST', headers })
  const body = await answer.json()
  if (answer.status === 400) {
    expect(body.detail.key).toBe('backend.errors.backup.canOnlyCancelRunningJobs')
    return false
  }
  expect([answer.status, body.message]).toEqual([200, 'backend.success.backup.backupCancelled'])
  const list = await (await fetch(`${server.url}/api/backup/jobs`, { headers })).json()
  expect(list.jobs.find((job: { id: number }) => job.id === databaseId).status).toBe('cancelled')
  return true
}

/** One repository with a source that takes a while, and a gate behind it. */
async function prepare(server: TestServer, place: Place, name: string, source: string) {
  const gate = makeGate(place.at(`gate-${name}`))
  const path = place.at(name)
  const repository = await createRepository(server, {
    name,
    path,
    sourceDirectories: [source, gate.path],
    listFiles: 'ALL',
    customFlags: ['--read-special', '--checkpoint-interval=1'],
  })
  return { gate, path, repository }
}
type Target = Awaited<ReturnType<typeof prepare>>

/** A point in the life of a backup: waits for it, and says what it was. */
type Point = (server: TestServer, id: string, target: Target, random: Random) => Promise<string>

const atOnce: Point = async () => 'at once'

const whileQueued: Point = async (server, id) => {
  expect((await getJob(server, id)).status).toBe('PENDING')
  return 'while queued'
}

const afterTime: Point = async (server, id, _target, random) => {
  const pause = random.whole(0, 1200)
  await waitForJob(server, id, job => job.status === 'RUNNING')
  await sleep(pause)
  return `${pause} ms after the start`
}

const afterLines: Point = async (server, id, _target, random) => {
  const count = random.whole(1, 600)
  await until(async () => (await countLines(server, id)) >= count, 'so many lines are there')
  return `after ${count} lines`
}

const atTheEnd: Point = async (server, id, { gate }, random) => {
  await waitForJob(server, id, job => job.status === 'RUNNING')
  await gate.open()
  const pause = random.whole(0, 160)
  await sleep(pause)
  return `${pause} ms before the end`
}

async function countLines(server: TestServer, id: string): Promise<number> {
  const { data } = await server.graphql('query ($id: ID!) { job(id: $id) { log { totalLines } } }', { id })
  return data.job.log.totalLines
}

/** Cancels ten backups of one repository at random points, then makes one. */
async function cancelTen(server: TestServer, place: Place, target: Target, cancel: Cancel, random: Random) {
  const { gate, path, repository } = target
  const points = [
    atOnce,
    whileQueued,
    afterTime,
    afterLines,
    atTheEnd,
    afterTime,
    afterLines,
    afterTime,
    atTheEnd,
  ]
  const kept: string[] = []
  let cancelled = 0
  while (cancelled < 10) {
    const point = points[cancelled % points.length]!
    const id = await startBackup(server, repository)
    const behind = point === whileQueued ? await startBackup(server, repository) : id
    const what = await point(server, behind, target, random)
    try {
      const accepted = await cancel(server, behind)
      const job = await getJob(server, behind)
      if (accepted) {
        expect(job).toMatchObject({
          status: 'CANCELLED',
          archive: null,
          failure: null,
          cancellation: { outcome: 'GRACEFUL' },
        })
        cancelled += 1
        if (behind !== id) {
          expect(job.progress.phase).toBe('DONE')
          expect(await cancel(server, id)).toBe(true)
          cancelled += 1
        }
      } else {
        // It was faster than the cancel: then it is complete, and counts as a backup.
        expect(point).toBe(atTheEnd)
        expect(job).toMatchObject({ status: 'COMPLETED', cancellation: null })
        kept.push(job.archiveName)
      }
      // Nobody stands there any more.
      gate.close()
      expect(lockOwners(path)).toEqual([])
      await until(() => processesWith(path).length === 0, 'no process of it is left', 2000)
    } catch (error) {
      throw new Error(`Cancelled ${what}, with SEED=${random.seed}`, { cause: error })
    }
  }
  expect(listArchives(path, place).sort(), `SEED=${random.seed}`).toEqual(kept.sort())

  const id = await startBackup(server, repository)
  await gate.open()
  const job = await waitForJob(server, id)
  expect(job, `SEED=${random.seed}`).toMatchObject({ status: 'COMPLETED', archive: {} })
  expect(listArchives(path, place).sort()).toEqual([...kept, job.archiveName].sort())
}

it('cancels twenty backups at random points, over GraphQL and REST, and leaves nothing of them', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const source = makeTree(place.at('source'), { files: 600, bytes: 60_000 })
  const random = createRandom()
  const [one, other] = [
    await prepare(server, place, 'graphql', source),
    await prepare(server, place, 'rest', source),
  ]
  await Promise.all([
    cancelTen(server, place, one, overGraphql, random),
    cancelTen(server, place, other, overRest, createRandom(random.seed + 1)),
  ])
}, 180_000)

it('removes the checkpoint that a cancelled backup had made', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const target = await prepare(
    server,
    place,
    'checkpoint',
    makeTree(place.at('source'), { files: 5, bytes: 10 }),
  )
  const id = await startBackup(server, target.repository)
  const { spool } = await untilBorgRuns(server, id)
  await target.gate.reached()
  // Borg makes a checkpoint between two chunks of a file when a second has passed.
  await until(async () => {
    await target.gate.feed(randomBytes(4_000_000))
    return /"cache\.commit".*"finished": true/.test(readFileSync(join(spool, 'err'), 'utf8'))
  }, 'there is a checkpoint')
  expect(await overGraphql(server, id)).toBe(true)
  target.gate.close()
  const { archiveName } = await getJob(server, id)
  expect((await readLog(server, id)).at(-1)?.text).toBe(`Removed ${archiveName}.checkpoint.`)
  expect(listArchives(target.path, place)).toEqual([])
})

it('kills a Borg that does not stop, says so, and leaves an archive of the same name that another Borg made', async () => {
  await using place = makePlace()
  const fake = installFake('stubborn-borg.sh', place.path)
  await using server = await startTestServer({ env: { BORG_PATH: fake, CANCEL_GRACE_SECONDS: '1' } })
  const path = place.at('repository')
  const repository = await createRepository(server, {
    name: 'stubborn',
    path,
    sourceDirectories: [makeTree(place.at('source'), { files: 1, bytes: 10 })],
  })
  // As young as can be: neither name nor time may decide whose it is.
  const foreign = ['--timestamp=2099-01-01T00:00:00', `${path}::mine`, place.at('source')]
  await independentBorg(place, 'create', ...foreign)
  const before = await archivesById(path, place)
  const id = await startBackup(server, repository, { archiveName: 'mine' })
  const { spool, group } = await untilBorgRuns(server, id)
  await until(async () => (await readLog(server, id)).some(line => line.text === 'never'), 'its trap is set')
  const { data } = await server.graphql(
    'mutation ($input: CancelJobInput!) { cancelJob(input: $input) { processTerminated job { status exitCode cancellation { outcome } } } }',
    { input: { jobId: id } },
  )
  expect(data.cancelJob).toEqual({
    processTerminated: true,
    job: { status: 'CANCELLED', exitCode: null, cancellation: { outcome: 'FORCED' } },
  })
  expect(processesWith(spool)).toEqual([])
  expect(processesWith(path)).toEqual([])
  expect(group).toBeGreaterThan(1)
  expect(terminal).toContain((await getJob(server, id)).status)
  expect([...before.values()]).toEqual(['mine'])
  expect(await archivesById(path, place)).toEqual(before)
  expect((await readLog(server, id)).map(line => line.text)).toContain(
    'Left mine where it is: nothing proves that this run made it.',
  )
})
