import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeGate, makePlace, type Place } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { createRepository, expectData, getJob, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let place: Place
let server: TestServer
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer({ env: { WORKER_CONCURRENCY: '2' } })
  makeTree(place.at('source'), { files: 2, bytes: 10 })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

/** A repository whose backups stand at its gate. */
async function gated(name: string) {
  const gate = makeGate(place.at(`gate-${name}`))
  const repository = await createRepository(server, {
    name,
    path: place.at(name),
    sourceDirectories: [place.at('source'), gate.path],
    customFlags: ['--read-special'],
  })
  return { gate, repository }
}

const start = (input: object) =>
  server.graphql('mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { id } } }', {
    input,
  })
const retry = (input: object) =>
  server.graphql(
    'mutation ($input: RetryJobInput!) { retryJob(input: $input) { job { id trigger retryAttempt retryOf { id } } } }',
    { input },
  )
const cancel = (jobId: string) =>
  server.graphql('mutation ($input: CancelJobInput!) { cancelJob(input: $input) { job { status } } }', {
    input: { jobId },
  })

interface Listed {
  id: string
  startedAt: string | null
  finishedAt: string | null
}
/** Jobs of one repository with one of these statuses, or all of the server's; oldest first. */
async function list(statuses?: string[], repositoryId?: string): Promise<Listed[]> {
  const { jobs } = expectData(
    await server.graphql(
      'query ($filter: JobFilterInput) { jobs(first: 100, filter: $filter) { edges { node { id startedAt finishedAt } } } }',
      { filter: { statuses, repositoryId } },
    ),
  )
  return jobs.edges.map((edge: { node: Listed }) => edge.node).toReversed()
}

it('runs the jobs of one repository one after the other, first in, first out', async () => {
  const { gate, repository } = await gated('fifo')
  const ids: string[] = []
  for (let count = 0; count < 4; count += 1) ids.push(await startBackup(server, repository))
  for (const [index, id] of ids.entries()) {
    await gate.reached()
    expect((await list(['RUNNING'], repository)).map(job => job.id)).toEqual([id])
    expect((await list(['PENDING'], repository)).map(job => job.id)).toEqual(ids.slice(index + 1))
    await gate.open()
    expect(await waitForJob(server, id)).toMatchObject({ status: 'COMPLETED' })
  }
  const jobs = await list(['COMPLETED'], repository)
  expect(jobs.map(job => job.id)).toEqual(ids)
  for (const [index, job] of jobs.slice(1).entries())
    expect(Date.parse(job.startedAt!)).toBeGreaterThanOrEqual(Date.parse(jobs[index]!.finishedAt!))
})

it('refuses instead of queueing when it is told to', async () => {
  const { gate, repository } = await gated('reject')
  const id = await startBackup(server, repository, { onConflict: 'REJECT' })
  const { databaseId } = await getJob(server, id)
  await gate.reached()
  const refused = await start({ repositoryId: repository, onConflict: 'REJECT' })
  expect(refused.errors).toMatchObject([
    {
      extensions: {
        code: 'CONFLICT',
        reason: 'REPOSITORY_BUSY',
        params: { activeJobId: databaseId, activeStatus: 'RUNNING' },
      },
    },
  ])
  const queued = await startBackup(server, repository, { onConflict: 'QUEUE' })
  expect(await list(undefined, repository)).toHaveLength(2)
  await gate.open()
  await waitForJob(server, id)
  await gate.open()
  await waitForJob(server, queued)
  const last = await startBackup(server, repository, { onConflict: 'REJECT' })
  await gate.open()
  expect(await waitForJob(server, last)).toMatchObject({ status: 'COMPLETED' })
})

it('accepts one of many that will not wait', async () => {
  const { gate, repository } = await gated('race')
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => start({ repositoryId: repository, onConflict: 'REJECT' })),
  )
  expect(answers.filter(answer => !answer.errors)).toHaveLength(1)
  for (const { errors } of answers.filter(answer => answer.errors))
    expect(errors![0]!.extensions.reason).toBe('REPOSITORY_BUSY')
  await gate.open()
  await until(async () => (await list(['COMPLETED'], repository)).length === 1, 'it has run')
})

it('makes one job for one idempotency key, however often and however fast it is sent', async () => {
  const { gate, repository } = await gated('idempotent')
  const key = randomUUID()
  const input = { repositoryId: repository, idempotencyKey: key, archiveName: 'once' }
  const answers = await Promise.all(Array.from({ length: 10 }, () => start(input)))
  const ids = new Set(answers.map(answer => expectData(answer).startBackup.job.id))
  expect(ids.size).toBe(1)
  const [id] = [...ids] as [string]
  // Also when it runs, for callers that would rather be refused, and when it is over.
  await gate.reached()
  expect(expectData(await start({ ...input, onConflict: 'REJECT' })).startBackup.job.id).toBe(id)
  await gate.open()
  await waitForJob(server, id)
  expect(expectData(await start(input)).startBackup.job.id).toBe(id)
  expect(await list(undefined, repository)).toHaveLength(1)

  const { repository: another } = await gated('idempotent-other')
  for (const reused of [
    { repositoryId: another, idempotencyKey: key },
    { ...input, archiveName: 'twice' },
  ])
    expect((await start(reused)).errors).toMatchObject([
      { extensions: { code: 'CONFLICT', reason: 'IDEMPOTENCY_KEY_REUSED' } },
    ])
  expect(await list(undefined, another)).toEqual([])
})

it('runs as many repositories at once as it is told to, and short commands beside them', async () => {
  const targets = [await gated('parallel-0'), await gated('parallel-1'), await gated('parallel-2')]
  const ids: string[] = []
  // The first repository has more to do than anybody else, and must not hold up the last one.
  for (const index of [0, 0, 1, 2]) ids.push(await startBackup(server, targets[index]!.repository))
  const running = async () => (await list(['RUNNING'])).map(job => job.id)
  await Promise.all([targets[0]!.gate.reached(), targets[1]!.gate.reached()])
  expect(await running()).toEqual([ids[0], ids[2]])
  // `borg init` needs no slot of a job.
  await gated('parallel-more')
  expect(await running()).toEqual([ids[0], ids[2]])

  await targets[1]!.gate.open()
  await waitForJob(server, ids[2]!)
  await targets[2]!.gate.reached()
  expect(await running()).toEqual([ids[0], ids[3]])
  await targets[0]!.gate.open()
  await waitForJob(server, ids[0]!)
  await targets[0]!.gate.reached()
  expect(await running()).toEqual([ids[1], ids[3]])
  await Promise.all([targets[0]!.gate.open(), targets[2]!.gate.open()])
  for (const id of [ids[1]!, ids[3]!])
    expect(await waitForJob(server, id)).toMatchObject({ status: 'COMPLETED' })
})

it('makes a new job of one that was cancelled or failed, and of no other', async () => {
  const { gate, repository } = await gated('retry')
  const first = await startBackup(server, repository)
  await gate.reached()
  expect((await retry({ jobId: first })).errors).toMatchObject([
    { extensions: { code: 'CONFLICT', reason: 'NOT_RETRYABLE' } },
  ])
  expect((await cancel(first)).data.cancelJob.job.status).toBe('CANCELLED')
  gate.close()

  const { job: second } = expectData(await retry({ jobId: first })).retryJob
  expect(second).toMatchObject({ trigger: 'RETRY', retryAttempt: 2, retryOf: { id: first } })
  await gate.reached()
  expect((await retry({ jobId: first, onConflict: 'REJECT' })).errors).toMatchObject([
    { extensions: { code: 'CONFLICT', reason: 'REPOSITORY_BUSY' } },
  ])
  expect((await cancel(second.id)).data.cancelJob.job.status).toBe('CANCELLED')
  gate.close()

  const { job: third } = expectData(await retry({ jobId: second.id })).retryJob
  expect(third).toMatchObject({ retryAttempt: 3, retryOf: { id: second.id } })
  await gate.open()
  expect(await waitForJob(server, third.id)).toMatchObject({ status: 'COMPLETED', archive: {} })
  expect((await retry({ jobId: third.id })).errors).toMatchObject([
    { extensions: { code: 'CONFLICT', reason: 'NOT_RETRYABLE' } },
  ])
})

it('forgets nothing that was queued when the server goes down', async () => {
  let other = await startTestServer()
  await using _ = { [Symbol.asyncDispose]: () => other[Symbol.asyncDispose]() }
  const gate = makeGate(place.at('gate-down'))
  const repository = await createRepository(other, {
    name: 'down',
    path: place.at('down'),
    sourceDirectories: [gate.path],
    customFlags: ['--read-special'],
  })
  const ids = [await startBackup(other, repository), await startBackup(other, repository)]
  await gate.reached()
  expect(await other.stop()).toBe(0)
  other = await other.restart()
  for (const id of ids) {
    await gate.open()
    expect(await waitForJob(other, id)).toMatchObject({ status: 'COMPLETED' })
  }
})
