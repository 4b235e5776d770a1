import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeFaucet } from './faucet.ts'
import { mutate, refusal } from './mutate.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let source: string
beforeAll(async () => {
  folder = makeFolder()
  source = makeTree(join(folder.path, 'source'), { files: 2, bytes: 10 })
  server = await startTestServer()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

let count = 0
async function make(settings: object = {}) {
  const name = `repository-${++count}`
  const path = join(folder.path, name)
  const id = await createRepository(server, { name, path, sourceDirectories: [source], ...settings })
  return { id, name, path }
}

const settingsOf = async (id: string) =>
  expectData(
    await server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { name path ... on ManagedRepository { compression } } }',
      { id },
    ),
  ).repository

describe('createRepository', () => {
  it('reports all mistakes at once, and leaves nothing', async () => {
    const input = { name: '', path: join(folder.path, 'never'), compression: 'zip', customFlags: ['--rsh=x'] }
    expect(await refusal(server, 'createRepository', input)).toEqual({
      code: 'INVALID_INPUT',
      fields: {
        name: expect.any(String),
        compression: expect.any(String),
        customFlags: '`--rsh` is not allowed.',
        passphrase: 'Is needed for encryption mode REPOKEY.',
      },
      params: { reason: 'PASSPHRASE_REQUIRED', mode: 'REPOKEY' },
    })
    expect(existsSync(input.path)).toBe(false)
  })

  it('takes each name and each path once, also when asked twice at once', async () => {
    const { name, path } = await make()
    const other = join(folder.path, 'other')
    const plain = { encryption: 'NONE' }
    expect(await refusal(server, 'createRepository', { name, path: other, ...plain })).toMatchObject({
      code: 'CONFLICT',
      reason: 'NAME_TAKEN',
    })
    expect(
      await refusal(server, 'createRepository', { name: 'another', path: `${path}/`, ...plain }),
    ).toMatchObject({
      code: 'CONFLICT',
      reason: 'PATH_TAKEN',
    })
    expect(existsSync(other)).toBe(false)

    const twin = { name: 'twins', path: join(folder.path, 'twins'), sourceDirectories: [source] }
    const results = await Promise.allSettled([createRepository(server, twin), createRepository(server, twin)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('says what is wrong with a place, and gives the name back', async () => {
    const input = { name: 'misplaced', path: join(source, 'd0/file-0'), encryption: 'NONE' }
    expect(await refusal(server, 'createRepository', input)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { path: 'There is a file at this path.' },
    })
    const { path } = await make()
    await mutate(server, 'deleteRepository', { repositoryId: await idOf(path) })
    expect(await refusal(server, 'createRepository', { ...input, path })).toMatchObject({
      code: 'CONFLICT',
      reason: 'REPOSITORY_EXISTS',
    })
    const good = { name: 'misplaced', path: join(folder.path, 'placed'), sourceDirectories: [] }
    await createRepository(server, good)
  })
})

const idOf = async (path: string) =>
  expectData(
    await server.graphql('query ($path: String!) { repository(by: { path: $path }) { id } }', { path }),
  ).repository.id

describe('updateRepository', () => {
  it('changes everything or nothing', async () => {
    const { id, name, path } = await make({ encryption: 'REPOKEY', passphrase: 'the right one' })
    const wrong = { repositoryId: id, name: 'renamed', compression: 'zstd', passphrase: 'a wrong one' }
    expect(await refusal(server, 'updateRepository', wrong)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { passphrase: expect.any(String) },
    })
    const nowhere = { repositoryId: id, name: 'renamed', path: join(folder.path, 'nowhere') }
    expect(await refusal(server, 'updateRepository', nowhere)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { path: expect.any(String) },
    })
    expect(await settingsOf(id)).toEqual({ name, path, compression: 'lz4' })
    // Its passphrase is still the one that opens it.
    expect((await waitForJob(server, await startBackup(server, id))).status).toBe('COMPLETED')
  })

  it('refuses a name that is taken, and a passphrase where there is none', async () => {
    const [one, other] = [await make(), await make()]
    expect(
      await refusal(server, 'updateRepository', { repositoryId: one.id, name: other.name }),
    ).toMatchObject({
      reason: 'NAME_TAKEN',
    })
    expect(
      await refusal(server, 'updateRepository', { repositoryId: one.id, path: other.path }),
    ).toMatchObject({
      reason: 'PATH_TAKEN',
    })
    const input = { repositoryId: one.id, passphrase: 'needless', compression: 'zip' }
    expect(await refusal(server, 'updateRepository', input)).toMatchObject({
      fields: { passphrase: 'A repository without encryption has none.', compression: expect.any(String) },
    })
  })
})

it('refuses to delete or move a repository that is busy; later deletes the record, and never the data', async () => {
  using faucet = makeFaucet(folder.path)
  const { id, path } = await make({ preBackupScript: faucet.script })
  const job = await startBackup(server, id)
  await waitForJob(server, job, ({ progress }) => progress.phase === 'PRE_HOOK')
  const busy = {
    code: 'CONFLICT',
    reason: 'REPOSITORY_BUSY',
    params: expect.objectContaining({ activeStatus: 'RUNNING', activeKind: 'BACKUP' }),
  }
  expect(await refusal(server, 'deleteRepository', { repositoryId: id })).toEqual(busy)
  expect(await refusal(server, 'updateRepository', { repositoryId: id, path: `${path}-moved` })).toEqual(busy)
  expect(await refusal(server, 'startBackup', { repositoryId: id, onConflict: 'REJECT' })).toEqual(busy)
  await mutate(server, 'updateRepository', { repositoryId: id, compression: 'zstd' })
  faucet.close()
  expect(await waitForJob(server, job)).toMatchObject({ status: 'COMPLETED', failure: null })

  const files = readdirSync(path)
  await mutate(server, 'deleteRepository', { repositoryId: id })
  expect(readdirSync(path)).toEqual(files)
  const history = await server.graphql(
    'query ($id: ID!) { job(id: $id) { status repository { id } repositoryPath log { totalLines } } }',
    { id: job },
  )
  expect(expectData(history).job).toMatchObject({
    status: 'COMPLETED',
    repository: null,
    repositoryPath: path,
  })
  expect(history.data.job.log.totalLines).toBeGreaterThan(0)
  expect(await refusal(server, 'retryJob', { jobId: job })).toMatchObject({ reason: 'NOT_RETRYABLE' })
  const back = await mutate(server, 'importRepository', { name: 'back', path }, 'repository { archiveCount }')
  expect(back.repository).toEqual({ archiveCount: 1 })
})
