import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let repository: string
let archive: string
/** Where the files lie in the archive. */
let root: string

beforeAll(async () => {
  folder = makeFolder()
  const source = join(folder.path, 'source')
  mkdirSync(join(source, 'docs/deep/er'), { recursive: true })
  mkdirSync(join(source, 'Empty'))
  writeFileSync(join(source, 'docs/a.txt'), 'a'.repeat(10))
  writeFileSync(join(source, 'docs/deep/er/Bericht Größe.txt'), 'b'.repeat(100))
  writeFileSync(join(source, 'Z.bin'), 'z')
  writeFileSync(join(source, 'line\nbreak'), 'n')
  linkSync(join(source, 'docs/a.txt'), join(source, 'same.txt'))
  symlinkSync('docs/a.txt', join(source, 'link'))
  server = await startTestServer()
  repository = await createRepository(server, {
    name: 'browsed',
    path: join(folder.path, 'repository'),
    sourceDirectories: [join(source, 'docs'), source],
  })
  await waitForJob(server, await startBackup(server, repository, { archiveName: 'first: {1}' }))
  root = source.slice(1)
  archive = expectData(
    await server.graphql(
      'query ($id: ID!) { archive(by: { name: { repositoryId: $id, name: "first: {1}" } }) { id } }',
      { id: repository },
    ),
  ).archive.id
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const fields = 'name path type size modifiedAt mode user group linkTarget'
const list = (path: string, page = '') =>
  server.graphql(
    `query ($id: ID!, $path: String!) { archive(by: { id: $id }) {
      index { state entryCount }
      entries(path: $path ${page}) { edges { cursor node { ${fields} } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } }
    } }`,
    { id: archive, path },
  )
const namesIn = async (path: string, page = '') =>
  expectData(await list(path, page)).archive.entries.edges.map(
    (edge: { node: { name: string } }) => edge.node.name,
  )

describe('the files of an archive', () => {
  it('are listed once, however many ask first', async () => {
    const answers = await Promise.all([list(''), list(root), list(`/${root}/docs/`)])
    const [top, inside, docs] = answers.map(answer => expectData(answer).archive)
    expect(top.entries.edges).toMatchObject([
      { node: { name: root.split('/')[0], type: 'DIRECTORY', size: 112, modifiedAt: null, mode: null } },
    ])
    expect(inside.entries.edges.map((edge: { node: { name: string } }) => edge.node.name)).toEqual([
      'docs',
      'Empty',
      'line\nbreak',
      'link',
      'same.txt',
      'Z.bin',
    ])
    expect(docs.entries.edges.map((edge: { node: object }) => edge.node)).toMatchObject([
      { name: 'deep', path: `${root}/docs/deep`, type: 'DIRECTORY', size: 100, mode: 'drwxr-xr-x' },
      { name: 'a.txt', path: `${root}/docs/a.txt`, size: 10, modifiedAt: expect.stringMatching(/Z$/) },
    ])
    expect(server.output().match(/unexpected/g)).toBeNull()
  })

  it('have their kinds and targets', async () => {
    const { edges } = expectData(await list(root)).archive.entries
    const byName = Object.fromEntries(edges.map(({ node }: { node: { name: string } }) => [node.name, node]))
    expect(byName).toMatchObject({
      docs: { type: 'DIRECTORY', size: 110 },
      Empty: { type: 'DIRECTORY', size: 0 },
      link: { type: 'SYMBOLIC_LINK', linkTarget: 'docs/a.txt' },
      'same.txt': { type: 'HARD_LINK', linkTarget: `${root}/docs/a.txt`, size: 0 },
      'Z.bin': { type: 'FILE', size: 1, mode: '-rw-r--r--', linkTarget: null },
    })
  })

  it('come in pages, in both directions', async () => {
    const first = expectData(await list(root, 'first: 2')).archive.entries
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const after = `after: "${first.pageInfo.endCursor}"`
    expect(await namesIn(root, `first: 3 ${after}`)).toEqual(['line\nbreak', 'link', 'same.txt'])
    expect(await namesIn(root, `first: 100 ${after}`)).toHaveLength(4)
    expect(await namesIn(root, 'last: 2')).toEqual(['same.txt', 'Z.bin'])
    expect((await list('', `first: 1 ${after}`)).errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { after: 'Not a cursor of this list.' },
    })
  })

  it.each(['nothing', `source/docs/a.txt`])('are not in %s', async path => {
    expect((await list(path)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  })

  it('are found by a part of their name', async () => {
    const search = async (text: string, page = '') =>
      expectData(
        await server.graphql(
          `query ($id: ID!, $text: String!) { archive(by: { id: $id }) { search(nameContains: $text ${page}) {
            edges { node { path } } pageInfo { hasNextPage endCursor } } } }`,
          { id: archive, text },
        ),
      ).archive.search
    expect((await search('BERICHT')).edges).toEqual([
      { node: { path: `${root}/docs/deep/er/Bericht Größe.txt` } },
    ])
    expect((await search('%')).edges).toEqual([])
    const one = await search('.txt', 'first: 2')
    expect(one).toMatchObject({ edges: { length: 2 }, pageInfo: { hasNextPage: true } })
    const two = await search('.txt', `first: 2 after: "${one.pageInfo.endCursor}"`)
    expect(two).toMatchObject({ edges: { length: 1 }, pageInfo: { hasNextPage: false } })
  })
})

describe('the catalogue', () => {
  it('knows what Borg tells of an archive', async () => {
    const { data } = await server.graphql(
      `query ($id: ID!) { archive(by: { id: $id }) {
        name repository { name } details { commandLine chunkerParams durationSeconds metadataUsage } } }`,
      { id: archive },
    )
    expect(data.archive).toMatchObject({
      name: 'first: {1}',
      repository: { name: 'browsed' },
      details: {
        commandLine: expect.arrayContaining(['create']),
        chunkerParams: ['buzhash', '19', '23', '21', '4095'],
      },
    })
    const known = await server.graphql(
      'query ($id: ID!) { archive(by: { id: $id }) { hostname username originalSize } }',
      { id: archive },
    )
    expect(known.data.archive).toEqual({
      hostname: expect.any(String),
      username: expect.any(String),
      originalSize: expect.any(Number),
    })
  })

  it('is listed by time, and filtered', async () => {
    await waitForJob(server, await startBackup(server, repository, { archiveName: 'second' }))
    const archives = async (args: string) =>
      expectData(
        await server.graphql(
          `query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository {
            archives(${args}) { edges { cursor node { name startedAt } } pageInfo { hasNextPage } } } } }`,
          { id: repository },
        ),
      ).repository.archives.edges
    const all = await archives('first: 10')
    expect(all).toMatchObject([{ node: { name: 'second' } }, { node: { name: 'first: {1}' } }])
    expect(await archives(`first: 1, after: "${all[0].cursor}"`)).toEqual([all[1]])
    expect(await archives(`last: 1, before: "${all[1].cursor}"`)).toEqual([all[0]])
    expect(await archives('filter: { nameContains: "IRST" }')).toEqual([all[1]])
    expect(await archives('filter: { namePrefix: "sec" }')).toEqual([all[0]])
    expect(await archives('filter: { namePrefix: "SEC" }')).toEqual([])
    expect(await archives(`filter: { startedFrom: "${all[0].node.startedAt}" }`)).toEqual([all[0]])
    expect(await archives(`filter: { startedBefore: "${all[0].node.startedAt}" }`)).toEqual([all[1]])
  })
})
