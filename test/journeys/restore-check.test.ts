import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installFake, lockOwners, makePlace, type Place, untilBorgRuns } from '../fixtures/journeys.ts'
import { isRunning, until } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { createRepository, expectData, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let place: Place
let server: TestServer
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

async function backUp(name: string, source: string, where = server): Promise<string> {
  const id = await createRepository(where, { name, path: place.at(name), sourceDirectories: [source] })
  await waitForJob(where, await startBackup(where, id, { archiveName: `${name}-1` }))
  return id
}

const evidence = `... on RestoreCheckJob {
  __typename mode paths archiveName archiveId checkedCount checkedBytes mismatches files { path size expected actual } }`

async function look(id: string, where = server) {
  const { job } = expectData(await where.graphql(`query ($id: ID!) { job(id: $id) { ${evidence} } }`, { id }))
  return job
}

async function check(repositoryId: string, input: object = {}, where = server) {
  const { job } = await mutate(where, 'startRestoreCheck', { repositoryId, ...input }, 'job { id }')
  return { ...(await waitForJob(where, job.id)), ...(await look(job.id, where)) }
}

async function proof(id: string, where = server) {
  const { repository } = expectData(
    await where.graphql(
      `query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository {
        lastRestoreCheckAt lastProvenRestore { at archiveName fileCount bytes job { id } } } } }`,
      { id },
    ),
  )
  return repository
}

/** What is left of files that were restored for comparison. */
const scratch = (where = server): string[] => {
  const folder = join(where.dataDir, 'scratch')
  return existsSync(folder) ? readdirSync(folder) : []
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

it('compares a sample, chosen paths or everything, and keeps the evidence', async () => {
  const source = makeTree(place.at('good-source'), { files: 130, bytes: 1000 })
  mkdirSync(join(source, 'closed'))
  writeFileSync(join(source, 'closed/-odd name\n'), 'odd', { mode: 0o000 })
  const id = await backUp('good', source)
  expect(await proof(id)).toEqual({ lastRestoreCheckAt: null, lastProvenRestore: null })

  const sampled = await check(id)
  expect(sampled).toMatchObject({
    __typename: 'RestoreCheckJob',
    status: 'COMPLETED',
    failure: null,
    mode: 'SAMPLE',
    archiveName: 'good-1',
    archiveId: expect.stringMatching(/^[0-9a-f]{64}$/),
    checkedCount: 100,
    mismatches: [],
    progress: { phase: 'DONE', percent: 100 },
  })
  expect(sampled.files).toHaveLength(100)
  expect(new Set(sampled.files.map((file: { path: string }) => file.path)).size).toBe(100)
  for (const { path, size, expected, actual } of sampled.files) {
    const hash = sha256(`/${path}`)
    expect([size, expected, actual]).toEqual([statSync(`/${path}`).size, hash, hash])
  }
  expect(await proof(id)).toEqual({
    lastRestoreCheckAt: expect.any(String),
    lastProvenRestore: {
      at: expect.any(String),
      archiveName: 'good-1',
      fileCount: 100,
      bytes: sampled.checkedBytes,
      job: { id: sampled.id },
    },
  })

  const chosen = await check(id, { paths: [join(source, 'closed'), join(source, 'd1')] })
  expect(chosen).toMatchObject({ status: 'COMPLETED', mode: 'PATHS', checkedCount: 31 })
  const everything = await check(id, { fullArchive: true })
  expect(everything).toMatchObject({
    status: 'COMPLETED',
    mode: 'FULL',
    checkedCount: 131,
    checkedBytes: 130_003,
  })
  expect(everything.files).toHaveLength(100)

  const partial = await check(id, { paths: [join(source, 'd1'), '/never/there'] })
  expect(partial).toMatchObject({
    status: 'COMPLETED_WITH_WARNINGS',
    failure: { code: 'PATTERN_NEVER_MATCHED' },
    checkedCount: 30,
  })
  // What was not all there proves nothing.
  expect((await proof(id)).lastProvenRestore.job.id).toBe(everything.id)
  expect(await check(id, { paths: ['/never/there'] })).toMatchObject({
    status: 'FAILED',
    failure: { code: 'PATTERN_NEVER_MATCHED' },
  })
  expect(scratch()).toEqual([])
})

it('needs a backup, and a file', async () => {
  const id = await createRepository(server, {
    name: 'empty',
    path: place.at('empty'),
    sourceDirectories: [],
  })
  expect(await check(id)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'NO_ARCHIVE' },
    archiveName: null,
    checkedCount: null,
  })
  const folders = place.at('only-folders-source')
  mkdirSync(join(folders, 'a/b'), { recursive: true })
  expect(await check(await backUp('only-folders', folders))).toMatchObject({
    status: 'FAILED',
    failure: { code: 'NOTHING_TO_COMPARE' },
  })
  expect(await proof(id)).toEqual({ lastRestoreCheckAt: null, lastProvenRestore: null })
  expect(scratch()).toEqual([])
})

it('fails with the name of a file that came back otherwise', async () => {
  const fake = installFake('tampering-borg.sh', place.path)
  await using other = await startTestServer({ env: { BORG_PATH: fake } })
  const source = makeTree(place.at('tampered-source'), { files: 5, bytes: 100 })
  writeFileSync(join(source, 'd0/tampered'), 'as it was')
  const id = await backUp('tampered', source, other)
  const job = await check(id, {}, other)
  const path = join(source, 'd0/tampered').slice(1)
  expect(job).toMatchObject({
    status: 'FAILED',
    failure: { code: 'RESTORE_MISMATCH' },
    checkedCount: 6,
    mismatches: [path],
  })
  const file = job.files.find((one: { path: string }) => one.path === path)
  expect(file.expected).toBe(sha256(`/${path}`))
  expect(file.actual).toBe(createHash('sha256').update('Xs it was').digest('hex'))
  expect((await readLog(other, job.id)).map(line => line.text)).toContain(`Another content: ${path}`)
  expect(await proof(id, other)).toEqual({
    lastRestoreCheckAt: expect.any(String),
    lastProvenRestore: null,
  })
  expect(scratch(other)).toEqual([])
})

it('fails on a repository that is damaged', async () => {
  const source = makeTree(place.at('damaged-source'), { files: 3, bytes: 200_000 })
  const id = await backUp('damaged', source)
  const folder = place.at('damaged/data/0')
  const largest = readdirSync(folder)
    .map(name => join(folder, name))
    .toSorted((one, other) => statSync(other).size - statSync(one).size)[0]!
  const bytes = readFileSync(largest)
  bytes.fill(0x5a, 100_000, 100_100)
  writeFileSync(largest, bytes)
  const job = await check(id)
  expect(job).toMatchObject({ status: 'FAILED', failure: { code: expect.any(String) } })
  expect(await proof(id)).toMatchObject({ lastProvenRestore: null })
  expect(scratch()).toEqual([])
})

/** Starts a check of everything and stops Borg in the middle of its work. */
async function startAndStop(repositoryId: string) {
  const input = { repositoryId, fullArchive: true }
  const { job } = await mutate(server, 'startRestoreCheck', input, 'job { id databaseId }')
  const { pid } = await untilBorgRuns(server, job.id)
  const files = join(server.dataDir, 'scratch', String(job.databaseId), 'files')
  await until(() => existsSync(files) && readdirSync(files).length > 0, 'files are coming')
  process.kill(pid, 'SIGSTOP')
  return { id: job.id as string, pid }
}

it('leaves nothing behind when it is cancelled, killed with the server, or lost', async () => {
  const many = await backUp('many', makeTree(place.at('many-source'), { files: 4000, bytes: 200 }))
  const cancelled = await startAndStop(many)
  expect(scratch()).toHaveLength(1)
  const answer = mutate(server, 'cancelJob', { jobId: cancelled.id }, 'job { status }')
  await until(async () => (await getJob(server, cancelled.id)).cancellation, 'the cancel is known')
  process.kill(cancelled.pid, 'SIGCONT')
  expect(await answer).toEqual({ job: { status: 'CANCELLED' } })
  expect(scratch()).toEqual([])
  expect(lockOwners(place.at('many'))).toEqual([])
  expect(await proof(many)).toEqual({ lastRestoreCheckAt: null, lastProvenRestore: null })

  const adopted = await startAndStop(many)
  await server.kill()
  mkdirSync(join(server.dataDir, 'scratch/98765/files'), { recursive: true })
  server = await server.restart()
  expect(isRunning(adopted.pid)).toBe(true)
  process.kill(adopted.pid, 'SIGCONT')
  expect(await waitForJob(server, adopted.id)).toMatchObject({ status: 'COMPLETED' })
  expect(await look(adopted.id)).toMatchObject({ checkedCount: 4000, mismatches: [] })
  await until(() => scratch().length === 0, 'old scratch folders are gone')
}, 120_000)
