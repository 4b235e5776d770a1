import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForeignBackup } from '../fixtures/foreign-borg.ts'
import { lockOwners, makePlace, type Place } from '../fixtures/journeys.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRest } from '../rest-compat/rest.ts'
import { createRepository, expectData, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let place: Place
let server: TestServer
let source: string
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer()
  source = makeTree(place.at('source'), { files: 4, bytes: 10 })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

/** Somebody else's Borg, which ends at once. */
const borg = (args: string[], env: Record<string, string> = {}) =>
  execFileSync('borg', args, {
    env: {
      PATH: '/usr/bin:/bin',
      BORG_BASE_DIR: place.at('somebody-else'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
      ...env,
    },
    stdio: 'pipe',
  })

async function archivesOf(id: string) {
  const fields = 'archives { edges { node { name fileCount originalSize details { commandLine } } } }'
  const { repository } = expectData(
    await server.graphql(
      `query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { ${fields} } } }`,
      { id },
    ),
  )
  return repository.archives.edges.map((edge: { node: object }) => edge.node)
}

describe('a repository that is only observed', () => {
  let path: string
  let repositoryId: string
  beforeAll(async () => {
    path = place.at('repository')
    repositoryId = await createRepository(server, {
      name: 'observed',
      path,
      mode: 'OBSERVE',
      bypassLock: true,
      sourceDirectories: [source],
    })
    borg(['create', `${path}::elsewhere`, source])
  })

  it('is never written to', async () => {
    const writes: [string, object][] = [
      ['startBackup', {}],
      ['startPrune', {}],
      ['startCompact', {}],
      ['deleteArchive', { archiveName: 'elsewhere' }],
      ['startCheck', { flags: ['--repair'] }],
      ['breakLock', {}],
    ]
    for (const [mutation, more] of writes)
      expect(await refusal(server, mutation, { repositoryId, ...more }), mutation).toMatchObject({
        code: 'CONFLICT',
        reason: 'REPOSITORY_OBSERVED',
      })
    const rest = await createRest(server)
    for (const kind of ['compact', 'prune'])
      expect((await rest('POST', `/api/repositories/1/${kind}`, { json: {} })).body.detail).toEqual({
        key: 'backend.errors.repo.repositoryObserved',
      })
  })

  it('is listed, described, browsed and checked while somebody else writes into it', async () => {
    const other = await startForeignBackup(place, path, 'under-way', 'elsewhere@1')
    await mutate(server, 'refreshArchives', { repositoryId })
    expect(await archivesOf(repositoryId)).toEqual([
      {
        name: 'elsewhere',
        fileCount: 4,
        originalSize: expect.any(Number),
        details: { commandLine: expect.arrayContaining(['create']) },
      },
    ])
    const { repository } = expectData(
      await server.graphql(
        'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { entries { edges { node { path } } } } } } } } }',
        { id: repositoryId },
      ),
    )
    expect(repository.archives.edges[0].node.entries.edges).toHaveLength(1)
    const { job } = await mutate(server, 'startCheck', { repositoryId }, 'job { id }')
    expect(await waitForJob(server, job.id)).toMatchObject({ status: 'COMPLETED' })
    const { lock } = expectData(
      await server.graphql(
        'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { lock { holders { pid machine } } } } }',
        { id: repositoryId },
      ),
    ).repository
    expect(lock.holders).toEqual([{ pid: other.pid, machine: 'ELSEWHERE' }])
    // All of that was beside a writer, who goes on undisturbed.
    expect(lockOwners(path)).toEqual([expect.stringContaining(`.${other.pid}-`)])
    await other.finish()
    await mutate(server, 'refreshArchives', { repositoryId })
    expect(await archivesOf(repositoryId)).toHaveLength(2)
  })

  it('can be imported while somebody else writes into it', async () => {
    const imported = place.at('imported')
    borg(['init', '--encryption=none', imported])
    const other = await startForeignBackup(place, imported, 'beside', 'elsewhere@2')
    await mutate(server, 'importRepository', {
      name: 'beside',
      path: imported,
      mode: 'OBSERVE',
      bypassLock: true,
    })
    await other.finish()
  })
})

describe('a repository whose key is a file', () => {
  const passphrase = 'not on disk'
  let keyFile: string
  beforeAll(() => {
    const env = { BORG_PASSPHRASE: passphrase }
    for (const name of ['keyed', 'keyed-too']) {
      mkdirSync(place.at(`base-${name}`))
      const mine = { ...env, BORG_BASE_DIR: place.at(`base-${name}`) }
      borg(['init', '--encryption=keyfile-blake2', place.at(name)], mine)
      borg(['create', `${place.at(name)}::one`, source], mine)
    }
    keyFile = keyOf('keyed')
  })

  const keyOf = (name: string) => {
    const keys = place.at(`base-${name}/.config/borg/keys`)
    return readFileSync(join(keys, readdirSync(keys)[0]!), 'utf8')
  }

  it('is imported with it, and gives it back as text and for paper', async () => {
    const wish = { name: 'keyed', path: place.at('keyed'), passphrase }
    expect(await refusal(server, 'importRepository', wish)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { keyFile: expect.any(String) },
    })
    const { repository } = await mutate(
      server,
      'importRepository',
      { ...wish, keyFile },
      'repository { id encryption hasKeyFile archiveCount }',
    )
    expect(repository).toMatchObject({ encryption: 'KEYFILE_BLAKE2', hasKeyFile: true, archiveCount: 1 })
    const exported = async (format?: string) => {
      const input = { repositoryId: repository.id, ...(format ? { format } : {}) }
      return (await mutate(server, 'exportRepositoryKey', input, 'key')).key as string
    }
    expect((await exported()).trim()).toBe(keyFile.trim())
    expect(await exported('TEXT')).toBe(await exported())
    const paper = await exported('PAPER')
    expect(paper).toContain('To restore key use borg key import --paper')
    expect(paper).toMatch(/^ *1: [\da-f]{6}( [\da-f]{6})* - [\da-f]{2}$/m)
  })

  it('is imported over REST by keyfile_content', async () => {
    const rest = await createRest(server)
    const json = { name: 'keyed-too', path: place.at('keyed-too'), passphrase }
    const wrong = await rest('POST', '/api/repositories/import', {
      json: { ...json, keyfile_content: keyFile },
    })
    expect([wrong.status, wrong.body.detail.key]).toEqual([
      500,
      'backend.errors.repo.failedToVerifyRepository',
    ])
    expect(wrong.text).not.toContain(keyFile.split('\n')[1])
    const { status, body } = await rest('POST', '/api/repositories/import', {
      json: { ...json, keyfile_content: keyOf('keyed-too') },
    })
    expect([status, body.repository]).toMatchObject([200, { encryption: 'keyfile-blake2', archive_count: 1 }])
  })
})
