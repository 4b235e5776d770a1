import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listArchives, lockOwners, makePlace, type Place } from '../fixtures/journeys.ts'
import { isRunning, processesWith } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { makeSlowBorg } from '../rest-compat/fake-borg.ts'
import { createRepository, expectData, readLog, startBackup, waitForJob } from '../support/api.ts'
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

/** A repository with archives of these days. */
async function repositoryWith(name: string, days: readonly string[]) {
  const path = place.at(name)
  const source = makeTree(place.at(`${name}-source`), { files: 20, bytes: 3000 })
  const id = await createRepository(server, { name, path, sourceDirectories: [source] })
  for (const [index, day] of days.entries()) {
    writeFileSync(join(source, 'changes'), `${index}`.repeat(50_000))
    await mutate(server, 'updateRepository', {
      repositoryId: id,
      customFlags: [`--timestamp=${day}T12:00:00`],
    })
    await waitForJob(server, await startBackup(server, id, { archiveName: `day-${day}` }))
  }
  return { id, path }
}

/** Starts a job and waits for its end. */
async function run(mutation: string, input: object, fields = '') {
  const { job } = await mutate(server, mutation, input, 'job { id }')
  const ended = await waitForJob(server, job.id)
  const { job: more } = expectData(
    await server.graphql(`query ($id: ID!) { job(id: $id) { __typename id kind ${fields} } }`, {
      id: job.id,
    }),
  )
  return { ...ended, ...more }
}

async function catalogue(id: string): Promise<string[]> {
  const { repository } = expectData(
    await server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives(first: 100) { edges { node { name } } } } } }',
      { id },
    ),
  )
  return repository.archives.edges.map((edge: { node: { name: string } }) => edge.node.name).sort()
}

const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04']

describe('the archives of four days', () => {
  let repository: Awaited<ReturnType<typeof repositoryWith>>
  beforeAll(async () => {
    repository = await repositoryWith('days', days)
  })

  it('are checked', async () => {
    const job = await run(
      'startCheck',
      { repositoryId: repository.id, flags: ['--verify-data'] },
      '... on CheckJob { flags }',
    )
    expect(job).toMatchObject({
      __typename: 'CheckJob',
      kind: 'CHECK',
      status: 'COMPLETED',
      flags: ['--verify-data'],
    })
    const texts = (await readLog(server, job.id)).map(line => line.text)
    expect(texts).toContain('Archive consistency check complete, no problems found.')
  })

  it('are pruned for show, then for good; the catalogue follows', async () => {
    const retention = { daily: 2, weekly: 0, monthly: 0, yearly: 0 }
    const fields = '... on PruneJob { dryRun keptCount prunedCount prunedArchives }'
    const input = { repositoryId: repository.id, retention }
    expect(await run('startPrune', { ...input, dryRun: true }, fields)).toMatchObject({
      status: 'COMPLETED',
      dryRun: true,
      keptCount: 2,
      prunedCount: 2,
      prunedArchives: ['day-2026-01-02', 'day-2026-01-01'],
    })
    expect(await catalogue(repository.id)).toHaveLength(4)
    expect(await run('startPrune', input, fields)).toMatchObject({
      dryRun: false,
      keptCount: 2,
      prunedCount: 2,
    })
    expect(await catalogue(repository.id)).toEqual(['day-2026-01-03', 'day-2026-01-04'])
    expect(listArchives(repository.path, place)).toEqual(['day-2026-01-03', 'day-2026-01-04'])
  })

  it('lose one by name, and compacting frees its space', async () => {
    const job = await run('deleteArchive', { repositoryId: repository.id, archiveName: 'day-2026-01-03' })
    expect(job).toMatchObject({ __typename: 'DeleteArchiveJob', status: 'COMPLETED' })
    expect(await catalogue(repository.id)).toEqual(['day-2026-01-04'])
    const compaction = await run(
      'startCompact',
      { repositoryId: repository.id, threshold: 0 },
      '... on CompactJob { freedBytes }',
    )
    expect(compaction).toMatchObject({ status: 'COMPLETED' })
    expect(compaction.freedBytes).toBeGreaterThan(100)
  })

  it('are not there under another name: that is a failure', async () => {
    const job = await run('deleteArchive', { repositoryId: repository.id, archiveName: 'never made' })
    expect(job).toMatchObject({ status: 'FAILED', failure: { code: 'ARCHIVE_NOT_FOUND' } })
    expect(listArchives(repository.path, place)).toEqual(['day-2026-01-04'])
  })
})

describe('a backup that is followed by maintenance', () => {
  const fields =
    '... on BackupJob { maintenance { prunes compacts prune compact } archive { name } } failure { code }'
  const maintenance = { prune: { daily: 1, weekly: 0, monthly: 0, yearly: 0 }, compact: true }

  it('prunes and compacts as phases of the same job', async () => {
    const { id } = await repositoryWith('followed', ['2026-02-01', '2026-02-02'])
    await mutate(server, 'updateRepository', { repositoryId: id, customFlags: [] })
    const job = await run('startBackup', { repositoryId: id, archiveName: 'new', maintenance }, fields)
    expect(job).toMatchObject({
      status: 'COMPLETED',
      archive: { name: 'new' },
      maintenance: { prunes: true, compacts: true, prune: 'COMPLETED', compact: 'COMPLETED' },
    })
    expect(await catalogue(id)).toEqual(['new'])
    const texts = (await readLog(server, job.id)).map(line => line.text).join('\n')
    expect(texts).toMatch(/Pruning archive \(2\/2\).*compaction freed about/s)
  })
})

describe('bad wishes name their field', () => {
  it.each([
    ['startCheck', { flags: ['--verify-data'], maxDurationSeconds: 60 }, 'maxDurationSeconds'],
    ['startCheck', { flags: ['--rsh=evil'] }, 'flags'],
    ['startPrune', { retention: { daily: 0, weekly: 0, monthly: 0, yearly: 0 } }, 'retention'],
    ['startPrune', { retention: { within: '2 days' } }, 'retention.within'],
    ['startPrune', { archivePattern: '{now}' }, 'archivePattern'],
    ['startCompact', { threshold: 101 }, 'threshold'],
    ['deleteArchive', { archiveName: ' ' }, 'archiveName'],
  ])('%s %j', async (mutation, input, field) => {
    const id = await createRepository(server, {
      name: `bad-${mutation}-${field}-${Math.random()}`,
      path: place.at(`bad-${Math.random()}`),
      sourceDirectories: [],
    })
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`
    const { errors } = await server.graphql(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`,
      { input: { repositoryId: id, ...input } },
    )
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { [field]: expect.any(String) },
    })
  })
})

describe('a server that is killed while it checks', () => {
  it('leaves the check to the next one, which ends it; Borg runs once', async () => {
    await using other = makePlace()
    const borg = makeSlowBorg(other.path)
    borg.slowDown('check')
    await using first = await startTestServer({ env: { BORG_PATH: borg.path } })
    const path = other.at('repository')
    const repositoryId = await createRepository(first, {
      name: 'killed',
      path,
      sourceDirectories: [makeTree(other.at('source'), { files: 5, bytes: 100 })],
    })
    await waitForJob(first, await startBackup(first, repositoryId))
    const { job } = await mutate(first, 'startCheck', { repositoryId }, 'job { id }')
    await waitForJob(first, job.id, ({ progress }) => progress.percent === 50)
    await first.kill()
    const [running] = processesWith(borg.path).filter(({ command }) => command.includes('check'))
    await using next = await first.restart()
    const adopted = await waitForJob(next, job.id, ({ status }) => status === 'RUNNING')
    expect(adopted.progress).toMatchObject({ phase: 'CHECKING', percent: 50 })
    expect(isRunning(running!.pid)).toBe(true)
    borg.slowDown()
    expect(await waitForJob(next, job.id)).toMatchObject({ status: 'COMPLETED', exitCode: 0 })
    const texts = (await readLog(next, job.id)).map(line => line.text)
    expect(
      texts.filter(text => text === 'Archive consistency check complete, no problems found.'),
    ).toHaveLength(1)
    expect(lockOwners(path)).toEqual([])
  })
})
