import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processesWith, until } from '../fixtures/processes.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let source: string
let root: string
let repository: string
let archives: Record<string, string>
const content = randomBytes(300_000)
const odd = 'Größe "1".txt'
const strangeNames = [Buffer.from('caf\xe9.txt', 'latin1'), Buffer.from('caf\xe8.txt', 'latin1')]
const strangeFolder = () => Buffer.concat([Buffer.from(`${source}/`), Buffer.from('\xfcber', 'latin1')])
const strangeFile = (name: Buffer) => Buffer.concat([strangeFolder(), Buffer.from('/'), name])

/** Passes everything on to Borg, until a file says otherwise. */
const wrapper = (plan: string) => `#!/bin/sh
case "$1" in
  extract) [ -e '${plan}' ] && . '${plan}' ;;
esac
exec ${process.env.BORG_PATH ?? 'borg'} "$@"
`

beforeAll(async () => {
  folder = makeFolder()
  source = join(folder.path, 'source')
  mkdirSync(join(source, 'docs/empty folder'), { recursive: true })
  writeFileSync(join(source, 'docs/random.bin'), content)
  writeFileSync(join(source, 'docs/nothing'), '')
  writeFileSync(join(source, odd), 'odd')
  writeFileSync(join(source, 're:.*'), 'no pattern')
  linkSync(join(source, 'docs/random.bin'), join(source, 'docs/again.bin'))
  symlinkSync('random.bin', join(source, 'docs/link'))
  // The old encodings of a file server: no UTF-8.
  mkdirSync(strangeFolder())
  for (const name of strangeNames) writeFileSync(strangeFile(name), `content of ${name.toString('latin1')}`)
  const borg = join(folder.path, 'borg')
  writeFileSync(borg, wrapper(join(folder.path, 'plan')))
  chmodSync(borg, 0o755)
  server = await startTestServer({ env: { BORG_PATH: borg } })
  repository = await createRepository(server, {
    name: 'downloads',
    path: join(folder.path, 'repository'),
    encryption: 'REPOKEY_BLAKE2',
    passphrase: 'a passphrase',
    sourceDirectories: [source],
  })
  await waitForJob(server, await startBackup(server, repository, { archiveName: 'before' }))
  writeFileSync(join(source, 'docs/new'), 'n')
  chmodSync(join(source, odd), 0o600)
  await waitForJob(server, await startBackup(server, repository, { archiveName: 'after it' }))
  root = source.slice(1)
  const { edges } = expectData(
    await server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { id name } } } } } }',
      { id: repository },
    ),
  ).repository.archives
  archives = Object.fromEntries(
    edges.map(({ node }: { node: { id: string; name: string } }) => [node.name, node.id]),
  )
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const ticketFor = async (path: string): Promise<{ url: string; filename: string; size: number | null }> =>
  mutate(server, 'createDownload', { archiveId: archives.before, path }, 'url filename size expiresAt')

const download = async (path: string) => {
  const { url } = await ticketFor(path)
  const response = await fetch(server.url + url)
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

const locks = () =>
  readdirSync(join(folder.path, 'repository')).filter(name => name.startsWith('lock.exclusive'))

describe('a file', () => {
  it('arrives byte for byte, once', async () => {
    const made = await ticketFor(`/${root}/docs/random.bin`)
    expect(made).toMatchObject({ filename: 'random.bin', size: content.length })
    const head = await fetch(server.url + made.url, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(content.length))
    const response = await fetch(server.url + made.url)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="random.bin"',
      'content-length': String(content.length),
    })
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true)
    expect((await fetch(server.url + made.url)).status).toBe(404)
  })

  it('may be empty, a further name of another, or named like a pattern', async () => {
    expect((await download(`${root}/docs/nothing`)).bytes).toHaveLength(0)
    expect((await download(`${root}/docs/again.bin`)).bytes.equals(content)).toBe(true)
    expect((await download(`${root}/re:.*`)).bytes.toString()).toBe('no pattern')
  })

  it('keeps its name, whatever is in it', async () => {
    const { response, bytes } = await download(`${root}/${odd}`)
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="Gr__e _1_.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.txt`,
    )
    expect(bytes.toString()).toBe('odd')
  })

  it.each([
    ['nothing/here', 'NOT_FOUND'],
    ['docs/link', 'INVALID_INPUT'],
  ])('%s is refused with %s', async (path, code) => {
    const input = { archiveId: archives.before, path: `${root}/${path}` }
    expect(await refusal(server, 'createDownload', input)).toMatchObject({ code })
  })
})

describe('a folder', () => {
  it('arrives as a tar', async () => {
    const { response, bytes } = await download(`${root}/docs`)
    expect(response.headers.get('content-type')).toBe('application/x-tar')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="docs.tar"')
    const target = join(folder.path, 'untarred')
    mkdirSync(target)
    execFileSync('tar', ['xf', '-', '-C', target], { input: bytes })
    expect(readdirSync(join(target, root, 'docs')).sort()).toEqual([
      'again.bin',
      'empty folder',
      'link',
      'nothing',
      'random.bin',
    ])
    expect(readFileSync(join(target, root, 'docs/again.bin')).equals(content)).toBe(true)
    expect(existsSync(join(target, root, odd))).toBe(false)
  })

  it('can be the whole archive', async () => {
    const { response, bytes } = await download('')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="before.tar"')
    expect(execFileSync('tar', ['tf', '-'], { input: bytes }).toString()).toContain(`${root}/re:.*`)
  })
})

describe('when something goes wrong', () => {
  const plan = (script: string) => writeFileSync(join(folder.path, 'plan'), script)
  const straight = () => execFileSync('rm', ['-f', join(folder.path, 'plan')])

  it('midway, the connection breaks', async () => {
    const { url } = await ticketFor(`${root}/docs/again.bin`)
    plan('head -c 1000 /dev/zero; exit 2')
    const response = await fetch(server.url + url)
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow()
    straight()
  })

  it('before the first byte, it is an answer', async () => {
    const { url } = await ticketFor(`${root}/docs/random.bin`)
    plan('echo secret text of Borg >&2; exit 2')
    const response = await fetch(server.url + url)
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('secret text')
    straight()
  })

  it('and the client goes away, Borg ends and leaves no lock', async () => {
    const { url } = await ticketFor(`${root}/docs/random.bin`)
    const mark = join(folder.path, 'endless')
    plan(`exec sh -c 'while :; do head -c 65536 /dev/zero; done' '${mark}'`)
    const abort = new AbortController()
    const response = await fetch(server.url + url, { signal: abort.signal })
    await response.body!.getReader().read()
    expect(processesWith(mark)).not.toEqual([])
    abort.abort()
    await until(() => processesWith(mark).length === 0, 'Borg has ended')
    straight()
    expect(locks()).toEqual([])
    const hash = createHash('sha256').update((await download(`${root}/docs/random.bin`)).bytes)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'))
  })

  it('with the rights of its owner, a ticket is good for nothing', async () => {
    const { user } = await mutate(
      server,
      'createUser',
      { username: 'leaver', password: 'a password of theirs', allRepositoriesRole: 'VIEWER' },
      'user { id }',
    )
    const token = await server.token('leaver', 'a password of theirs')
    const made = await server.graphql(
      'mutation ($id: ID!) { createDownload(input: { archiveId: $id, path: "" }) { url } }',
      { id: archives.before },
      token,
    )
    await mutate(server, 'updateUser', { userId: user.id, allRepositoriesRole: null })
    expect((await fetch(server.url + expectData(made).createDownload.url)).status).toBe(404)
  })
})

describe('two archives', () => {
  const diff = (page: string, [one, other] = ['before', 'after it']) =>
    server.graphql(
      `query ($id: ID!, $other: ID!) { archive(by: { id: $id }) { changesSince(archiveId: $other ${page}) {
        edges { cursor node { path changes { kind what bytesAdded bytesRemoved before after } } }
        pageInfo { hasNextPage endCursor } } } }`,
      { id: archives[other!], other: archives[one!] },
    )

  it('are compared, page by page', async () => {
    const all = expectData(await diff('first: 100')).archive.changesSince
    const byPath = Object.fromEntries(
      all.edges.map(({ node }: { node: { path: string; changes: object[] } }) => [node.path, node.changes]),
    )
    expect(byPath[`${root}/docs/new`]).toEqual([
      { kind: 'ADDED', what: 'file', bytesAdded: 1, bytesRemoved: null, before: null, after: null },
    ])
    expect(byPath[`${root}/${odd}`]).toContainEqual(
      expect.objectContaining({ kind: 'MODE', before: '-rw-r--r--', after: '-rw-------' }),
    )
    const one = expectData(await diff('first: 1')).archive.changesSince
    expect(one).toMatchObject({ edges: [all.edges[0]], pageInfo: { hasNextPage: true } })
    const rest = expectData(await diff(`first: 100, after: "${one.pageInfo.endCursor}"`))
    expect(rest.archive.changesSince.edges).toEqual(all.edges.slice(1))
    const back = expectData(await diff('first: 100', ['after it', 'before'])).archive.changesSince
    expect(back.edges.map((edge: { node: object }) => edge.node)).toContainEqual(
      expect.objectContaining({
        path: `${root}/docs/new`,
        changes: [expect.objectContaining({ kind: 'REMOVED', bytesRemoved: 1 })],
      }),
    )
  })

  it('are not compared from the middle of a line, or backwards', async () => {
    const cursor = Buffer.from('line:7').toString('base64url')
    expect((await diff(`after: "${cursor}"`)).errors?.[0]?.extensions.code).toBe('INVALID_INPUT')
    expect((await diff('last: 1')).errors?.[0]?.extensions.code).toBe('INVALID_INPUT')
  })
})

describe('names that are not UTF-8', () => {
  const list = async (path: string, rawPath: string | null) => {
    const { archive } = expectData(
      await server.graphql(
        `query ($id: ID!, $path: String!, $rawPath: String) { archive(by: { id: $id }) {
           entries(path: $path, rawPath: $rawPath, first: 10) { edges { node { name path rawPath type } } } } }`,
        { id: archives.before, path, rawPath },
      ),
    )
    return archive.entries.edges.map(({ node }: { node: object }) => node) as {
      name: string
      path: string
      rawPath: string
      type: string
    }[]
  }
  const strangers = async () => {
    const folder = (await list(root, null)).find(({ name }) => name === '\ufffdber')!
    return { folder, files: await list('', folder.rawPath) }
  }

  it('are told exactly, and downloaded by what was told', async () => {
    const { folder, files } = await strangers()
    expect(Buffer.from(folder.rawPath, 'base64').equals(strangeFolder().subarray(1))).toBe(true)
    expect(files.map(({ name }) => name)).toEqual(['caf\ufffd.txt', 'caf\ufffd.txt'])
    for (const { path, rawPath } of files) {
      const raw = Buffer.from(rawPath, 'base64')
      const made = await mutate(
        server,
        'createDownload',
        { archiveId: archives.before, path, rawPath },
        'url filename',
      )
      const response = await fetch(server.url + made.url)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-disposition')).toContain("filename*=UTF-8''caf%EF%BF%BD.txt")
      const name = raw.subarray(raw.lastIndexOf('/') + 1)
      expect(await response.text()).toBe(`content of ${name.toString('latin1')}`)
    }
    // By what is shown it could be either.
    const refused = await refusal(server, 'createDownload', {
      archiveId: archives.before,
      path: files[0]!.path,
    })
    expect(refused).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { path: expect.stringContaining('several') },
    })
  })

  it('are in the tar of their folder, and come back under their names', async () => {
    const { folder: strange, files } = await strangers()
    const { url } = await mutate(
      server,
      'createDownload',
      { archiveId: archives.before, path: '', rawPath: strange.rawPath },
      'url',
    )
    const tar = Buffer.from(await (await fetch(server.url + url)).arrayBuffer())
    for (const name of strangeNames) expect(tar.includes(name)).toBe(true)

    const destination = join(server.dataDir, 'restores/strange')
    const { job } = await mutate(
      server,
      'startRestore',
      {
        repositoryId: repository,
        archiveName: 'before',
        destination,
        paths: [],
        rawPaths: [files[0]!.rawPath],
        layout: 'CONTENTS_ONLY',
      },
      'job { id }',
    )
    expect(await waitForJob(server, job.id)).toMatchObject({ status: 'COMPLETED' })
    const restored = readdirSync(destination, { encoding: 'buffer' })
    const raw = Buffer.from(files[0]!.rawPath, 'base64')
    const name = raw.subarray(raw.lastIndexOf('/') + 1)
    expect(restored.some(found => found.equals(name))).toBe(true)
  })
})
