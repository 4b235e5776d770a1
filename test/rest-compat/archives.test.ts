import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForeignBackup } from '../fixtures/foreign-borg.ts'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { addUser, mistakesOf, untilOver } from './rest.ts'

let world: RepositoryWorld
let id: number
let path: string
/** Where the files lie in the archive. */
let root: string
const name = 'every day: {now} 100% Größe'
const encoded = encodeURIComponent(name)

beforeAll(async () => {
  world = await createRepositoryWorld()
  const source = world.pathOf('browsed')
  mkdirSync(join(source, 'docs/Deep'), { recursive: true })
  writeFileSync(join(source, 'docs/a b.txt'), 'hello')
  writeFileSync(join(source, 'docs/Deep/Größe.bin'), 'x'.repeat(20))
  symlinkSync('a b.txt', join(source, 'docs/link'))
  root = source.slice(1)
  const made = await world.create('archived', { source_directories: [join(source, 'docs')] })
  ;({ id, path } = made.body.repository)
  const job = await world.server.graphql(
    'mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { databaseId } } }',
    {
      input: {
        repositoryId: Buffer.from(`ManagedRepository:${id}`).toString('base64'),
        archiveName: name,
      },
    },
  )
  expect(await untilOver(world.rest, job.data.startBackup.job.databaseId)).toMatchObject({
    status: 'completed',
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const get = (url: string, request = {}) => world.rest('GET', url, request)
const borg = (...args: string[]) =>
  execFileSync(process.env.BORG_PATH ?? 'borg', args, {
    env: {
      PATH: process.env.PATH,
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      BORG_BASE_DIR: world.pathOf('elsewhere'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
      BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString()

describe('archives', () => {
  it.each([() => path, () => String(id)])('are listed as Borg lists them', async repository => {
    const { body } = await get(`/api/archives/list?repository=${encodeURIComponent(repository())}`)
    const theirs = JSON.parse(borg('list', '--json', path))
    expect(JSON.parse(body.archives)).toMatchObject({
      archives: theirs.archives,
      encryption: { mode: 'none' },
      repository: { location: path },
    })
  })

  it('are listed with the backup that made them', async () => {
    const { body } = await get(`/api/repositories/${id}/archives`)
    expect(body).toEqual({
      success: true,
      repository: { id, name: 'archived', path },
      archives: [
        expect.objectContaining({
          name,
          archive: name,
          triggered_by: 'manual',
          backup_job_id: expect.any(Number),
          scheduled_job_id: null,
        }),
      ],
    })
  })

  it('are described as Borg describes them, with their files', async () => {
    const { body } = await get(`/api/archives/${encoded}/info?repository=${id}&include_files=true`)
    const [theirs] = JSON.parse(
      borg('info', '--json', `${path}::${name.replaceAll(/[{}]/g, '$&$&')}`),
    ).archives
    const { stats, comment, ...rest } = theirs
    expect(body.info).toMatchObject({
      ...rest,
      comment: comment ?? '',
      encryption: { mode: 'none' },
      stats: { nfiles: stats.nfiles, original_size: stats.original_size },
    })
    expect(body.info.file_count).toBe(5)
    expect(body.info.files).toContainEqual({
      path: `${root}/docs/a b.txt`,
      type: '-',
      mode: '-rw-r--r--',
      user: expect.any(String),
      group: expect.any(String),
      size: 5,
      mtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      healthy: true,
    })
    const limited = await get(`/api/archives/${encoded}/info?repository=${id}&include_files=yes&file_limit=2`)
    expect(limited.body.info).toMatchObject({ file_count: 2, files: { length: 2 } })
    expect((await get(`/api/archives/${encoded}/info?repository=${id}`)).body.info.files).toBeUndefined()
  })

  it('hold what Borg says they hold', async () => {
    const lines = (text: string) =>
      text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .map(({ path: at, type, mode, size, linktarget }) => ({ path: at, type, mode, size, linktarget }))
    const all = (await get(`/api/archives/${encoded}/contents?repository=${id}`)).body.contents
    const theirs = borg('list', '--json-lines', `${path}::${name.replaceAll(/[{}]/g, '$&$&')}`)
    expect(lines(all).sort((one, other) => (one.path < other.path ? -1 : 1))).toEqual(
      lines(theirs).sort((one, other) => (one.path < other.path ? -1 : 1)),
    )
    const below = (
      await get(
        `/api/archives/${encoded}/contents?repository=${id}&path=${encodeURIComponent(`/${root}/docs/Deep`)}`,
      )
    ).body.contents
    expect(lines(below).map(line => line.path)).toEqual([`${root}/docs/Deep`, `${root}/docs/Deep/Größe.bin`])
    expect((await get(`/api/archives/${encoded}/contents?repository=${id}&path=no`)).body).toEqual({
      contents: '',
    })
  })

  it('can be browsed folder by folder', async () => {
    const browse = async (folder: string) =>
      (await get(`/api/browse/${id}/${encoded}?path=${encodeURIComponent(folder)}`)).body.items
    expect(await browse('')).toEqual([
      { name: root.split('/')[0], type: 'directory', size: 25, mtime: null, path: root.split('/')[0] },
    ])
    expect(await browse(`${root}/docs`)).toEqual([
      { name: 'Deep', type: 'directory', size: 20, mtime: expect.any(String), path: `${root}/docs/Deep` },
      { name: 'a b.txt', type: 'file', size: 5, mtime: expect.any(String), path: `${root}/docs/a b.txt` },
      { name: 'link', type: 'file', size: 7, mtime: expect.any(String), path: `${root}/docs/link` },
    ])
    expect(await browse('not/there')).toEqual([])
    expect((await get(`/api/browse/${id}/nothing`)).body).toEqual({ items: [] })
    expect(refusal(await get('/api/browse/99999/x'))).toEqual(keyed(404, 'restore.repositoryNotFound'))
  })

  it('give their files', async () => {
    const token = await world.server.token()
    const query = `repository=${id}&archive=${encoded}&file_path=${encodeURIComponent(`/${root}/docs/a b.txt`)}`
    const answer = await get(`/api/archives/download?${query}&token=${token}`, { token: null })
    expect(answer.text).toBe('hello')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a b.txt"')
    const missing = `repository=${id}&archive=${encoded}&file_path=nothing`
    expect(refusal(await get(`/api/archives/download?${missing}`))).toEqual(
      keyed(404, 'archives.fileNotFoundAfterExtraction'),
    )
    expect(refusal(await get(`/api/archives/download?repository=${id}&archive=none&file_path=x`))).toEqual(
      keyed(500, 'archives.failedExtractFile', { error: 'Archive none does not exist' }),
    )
    expect(refusal(await get('/api/archives/download?repository=no&archive=x&file_path=x'))).toEqual(
      keyed(404, 'archives.repositoryNotFound'),
    )
  })

  it('that are missing are a plain 500, as scripts expect', async () => {
    expect(refusal(await get(`/api/archives/missing/info?repository=${id}`))).toEqual([
      500,
      'Failed to get archive info: Archive missing does not exist',
    ])
    expect(refusal(await get(`/api/archives/missing/contents?repository=${id}`))).toEqual([
      500,
      'Failed to get archive contents: Archive missing does not exist',
    ])
    expect(refusal(await get('/api/archives/list?repository=/no/such'))).toEqual(
      keyed(404, 'restore.repositoryNotFound'),
    )
    expect(mistakesOf(await get('/api/archives/list'))).toEqual(['missing query.repository'])
  })

  it('are nobody’s who has no right to see them', async () => {
    const token = await addUser(world.server, 'stranger', 'VIEWER')
    expect((await get(`/api/browse/${id}/${encoded}`, { token })).status).toBe(404)
  })
})

describe('a repository', () => {
  it('has its numbers', async () => {
    const { body } = await get(`/api/repositories/${id}/info`)
    const theirs = JSON.parse(borg('info', '--json', path))
    expect(body.raw_output).toEqual(body.info)
    expect(body.info).toEqual({
      repository: theirs.repository,
      encryption: { mode: 'none' },
      cache: { stats: theirs.cache.stats },
    })
    const { stats } = (await get(`/api/repositories/${id}/stats`)).body
    expect(stats).toEqual({
      total_size: expect.stringMatching(/ B$/),
      compressed_size: expect.stringMatching(/ B$/),
      deduplicated_size: expect.stringMatching(/ [KM]?B$/),
      archive_count: 1,
      last_modified: expect.stringMatching(/\+00:00$/),
      encryption: 'none',
    })
    expect((await get(`/api/repositories/${id}`)).body.repository.stats).toEqual(stats)
    expect(refusal(await get('/api/repositories/99999/info'))).toEqual(keyed(404, 'repo.repositoryNotFound'))
  })

  it('that others lock is said to be locked at once, or read beside them', async () => {
    const begun = Date.now()
    const ids = await Promise.all(['of others', 'of others, too'].map(makeOne))
    await using locks = new AsyncDisposableStack()
    for (const [index, { path: locked }] of ids.entries()) {
      const foreign = await startForeignBackup({ at: world.pathOf }, locked, `foreign-${index}`)
      locks.defer(() => foreign.kill())
    }
    const [first, second] = ids.map(found => found.id)
    const refused = await get(`/api/repositories/${first}/info`)
    expect([refused.status, refused.body.detail]).toEqual([
      423,
      {
        error: 'repository_locked',
        message: 'backend.errors.repo.repositoryLocked',
        suggestion: expect.stringContaining('Another Borg process uses the repository.'),
        repository_id: first,
        can_break_lock: true,
      },
    ])
    // The field is for repositories that are only observed, the setting for all.
    const put = (to: string, json: object) => world.rest('PUT', to, { json })
    await put(`/api/repositories/${first}`, { mode: 'observe', bypass_lock: true })
    const info = (await get(`/api/repositories/${first}/info`)).body.info
    expect(info.cache.stats.total_chunks).toBe(0)
    await put('/api/settings/system', { bypass_lock_on_info: true })
    expect((await get(`/api/repositories/${second}/info`)).status).toBe(200)
    // Borg alone would have waited for a minute, three times.
    expect(Date.now() - begun).toBeLessThan(55_000)
  })

  const makeOne = async (called: string) => (await world.create(called)).body.repository
})
