import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRepository, expectData, startBackup } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { refusal } from './mutate.ts'

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

describe('startBackup', () => {
  it('gives the same job for the same key, and refuses the key for something else', async () => {
    const [one, other] = [await make({ sourceDirectories: ['/nonexistent'] }), await make()]
    const idempotencyKey = 'tonight'
    const [first, second] = await Promise.all([
      startBackup(server, one.id, { idempotencyKey }),
      startBackup(server, one.id, { idempotencyKey }),
    ])
    expect(second).toBe(first)
    expect(await refusal(server, 'startBackup', { repositoryId: other.id, idempotencyKey })).toMatchObject({
      code: 'CONFLICT',
      reason: 'IDEMPOTENCY_KEY_REUSED',
    })
  })

  it.each([
    [{ archiveName: '' }, 'archiveName'],
    [{ archiveName: 'a/b' }, 'archiveName'],
    [{ archiveName: ' a' }, 'archiveName'],
    [{ archiveName: 'a.checkpoint' }, 'archiveName'],
    [{ archiveName: 'ä'.repeat(101) }, 'archiveName'],
    [{ idempotencyKey: '' }, 'idempotencyKey'],
    [{ idempotencyKey: 'two words' }, 'idempotencyKey'],
  ])('refuses %j', async (input, field) => {
    const { id } = await shared()
    expect(await refusal(server, 'startBackup', { repositoryId: id, ...input })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { [field]: expect.any(String) },
    })
  })

  it('refuses what is only observed, and what has nothing to back up', async () => {
    const observed = await make({ mode: 'OBSERVE' })
    expect(await refusal(server, 'startBackup', { repositoryId: observed.id })).toMatchObject({
      reason: 'REPOSITORY_OBSERVED',
    })
    const empty = await make({ sourceDirectories: [] })
    expect(await refusal(server, 'startBackup', { repositoryId: empty.id })).toMatchObject({
      reason: 'NO_SOURCES',
    })
  })

  let known: ReturnType<typeof make> | undefined
  const shared = () => {
    known ??= make()
    return known
  }
})

describe('what Borg or the machine would refuse each time', () => {
  let known: ReturnType<typeof make> | undefined
  const shared = () => {
    known ??= make()
    return known
  }
  const retention = { daily: 1 }
  const longName = `/srv/${'x'.repeat(300)}`

  it.each([
    ['updateRepository', 'excludePatterns', { excludePatterns: ['re:('] }],
    ['updateRepository', 'excludePatterns', { excludePatterns: ['*.tmp', 're:a', 're:[b'] }],
    ['updateRepository', 'customFlags', { customFlags: ['--exclude=re:*'] }],
    ['updateRepository', 'excludePatterns', { excludePatterns: ['xx:foo'] }],
    ['updateRepository', 'excludePatterns', { excludePatterns: ['--'] }],
    ['updateRepository', 'compression', { compression: 'obfuscate,999,lz4' }],
    ['updateRepository', 'customFlags', { customFlags: ['--chunker-params=99,99,99,4095'] }],
    ['updateRepository', 'remotePath', { remotePath: '-F/tmp/config' }],
    ['updateRepository', 'sourceDirectories', { sourceDirectories: [longName] }],
    ['startPrune', 'archivePattern', { archivePattern: '--', retention }],
    ['startPrune', 'archivePattern', { archivePattern: '[z-a]', retention }],
    ['startPrune', 'retention.within', { retention: { within: '999999y' } }],
    ['startCheck', 'flags', { flags: ['--prefix=--'], maxDurationSeconds: 0 }],
    ['startCheck', 'flags', { flags: ['--first=1', '--last=1'], maxDurationSeconds: 0 }],
    ['startCheck', 'flags', { flags: ['--repository-only', '--first=1'], maxDurationSeconds: 0 }],
    ['startRestore', 'destination', { archiveName: 'a', destination: longName }],
    ['startRestore', 'destination', { archiveName: 'a', destination: '-x' }],
    ['startRestore', 'archiveName', { archiveName: 'x'.repeat(256), destination: '/srv/x' }],
    ['mountArchive', 'mountPoint', { archiveName: 'a', mountPoint: longName }],
    ['mountArchive', 'mountPoint', { archiveName: 'a', mountPoint: '-o' }],
    ['deleteArchive', 'archiveName', { archiveName: 'x'.repeat(256) }],
  ])('is refused by %s: %s', async (mutation, field, input) => {
    const { id } = await shared()
    const answer = await refusal(server, mutation, { repositoryId: id, ...input })
    expect(answer).toMatchObject({ code: 'INVALID_INPUT', fields: { [field]: expect.any(String) } })
    expect(server.output()).not.toContain('"level":50')
  })

  it('is no reason to refuse what Borg takes, though JavaScript would not', async () => {
    const { id } = await shared()
    const excludePatterns = [
      're:(?i)\\.(?P<kind>tmp|bak)\\Z',
      're:(?<!keep)\\.log$',
      're:(?#words)x',
      'fm:--',
    ]
    const { updateRepository } = expectData(
      await server.graphql(
        'mutation ($input: UpdateRepositoryInput!) { updateRepository(input: $input) { repository { ... on ManagedRepository { excludePatterns } } } }',
        { input: { repositoryId: id, excludePatterns } },
      ),
    )
    expect(updateRepository.repository.excludePatterns).toEqual(excludePatterns)
  })

  it('is no repository, and leaves none', async () => {
    const input = {
      name: 'unreadable',
      path: join(folder.path, 'unreadable'),
      encryption: 'NONE',
      excludePatterns: ['re:('],
    }
    expect(await refusal(server, 'createRepository', input)).toMatchObject({
      fields: { excludePatterns: expect.stringContaining('re:(') },
    })
    await make({ name: 'unreadable', path: input.path })
  })

  it.each([
    'repositories(filter: { nameContains: $text })',
    'hostedRepositories(filter: { aliasContains: $text })',
  ])('is a text that is longer than any name: %s', async list => {
    const text = 'x'.repeat(40_000)
    const { errors } = await server.graphql(`query ($text: String!) { ${list} { edges { cursor } } }`, {
      text,
    })
    const field = /(\w+):\s*\$text/.exec(list)![1]!
    expect(errors).toMatchObject([
      { extensions: { code: 'INVALID_INPUT', fields: { [field]: expect.any(String) } } },
    ])
  })
})

it('filters as asked, also for letters that mean something to a database', async () => {
  for (const name of ['100% done', '100 done', 'under_score', 'underscore', 'Ägypten', 'back\\slash'])
    await make({
      name,
      path: join(folder.path, `named-${name.length}-${name.charCodeAt(3)}-${name.charCodeAt(5)}`),
    })
  const namesWith = async (nameContains: string) => {
    const query =
      'query ($x: String!) { repositories(first: 100, filter: { nameContains: $x }) { edges { node { name } } } }'
    const { repositories } = expectData(await server.graphql(query, { x: nameContains }))
    return repositories.edges.map(({ node }: { node: { name: string } }) => node.name)
  }
  expect(await namesWith('0%')).toEqual(['100% done'])
  expect(await namesWith('r_s')).toEqual(['under_score'])
  expect(await namesWith('UNDER')).toEqual(['under_score', 'underscore'])
  expect(await namesWith('Ägy')).toEqual(['Ägypten'])
  expect(await namesWith('k\\s')).toEqual(['back\\slash'])
  expect(await namesWith("'; drop table job; --")).toEqual([])
  for (const filter of ['statuses', 'kinds', 'triggers'])
    expect(await server.graphql(`{ jobs(filter: { ${filter}: [] }) { edges { node { id } } } }`)).toEqual({
      data: { jobs: { edges: [] } },
    })
})
