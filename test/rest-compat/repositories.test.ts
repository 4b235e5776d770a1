import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { addUser, keyOf, mistakesOf, untilOver } from './rest.ts'

let world: RepositoryWorld
beforeAll(async () => {
  world = await createRepositoryWorld()
  await world.create('first', {
    encryption: 'repokey-blake2',
    passphrase: 'swordfish 42',
    compression: 'zstd,3',
    exclude_patterns: ['*.log'],
    pre_backup_script: 'true',
    custom_flags: '--exclude-caches --comment "two words"',
    upload_ratelimit_kib: 50_000,
  })
  await world.create('other')
})
afterAll(() => world[Symbol.asyncDispose]())

describe('one repository', () => {
  test('is shown with its numbers after a backup', async () => {
    const { body } = await world.rest('POST', '/api/backup/start', {
      json: { repository: world.pathOf('first') },
    })
    expect(await untilOver(world.rest, body.job_id)).toMatchObject({ status: 'completed' })
    const { repository } = (await world.rest('GET', '/api/repositories/1')).body
    const size = /^\d+\.\d\d (B|KB|MB)$/
    expect(repository).toMatchObject({
      archive_count: 1,
      last_backup: expect.any(String),
      total_size: expect.stringMatching(size),
    })
    expect(repository.stats).toEqual({
      total_size: expect.stringMatching(size),
      compressed_size: expect.stringMatching(size),
      deduplicated_size: repository.total_size,
      archive_count: 1,
      last_modified: repository.last_backup,
      encryption: 'repokey-blake2',
    })
    const unknown = await world.rest('GET', '/api/repositories/999')
    expect([unknown.status, keyOf(unknown)]).toEqual([404, 'repo.repositoryNotFound'])
  })

  test('is changed in what is given, and only that', async () => {
    const change = (json: object) => world.rest('PUT', '/api/repositories/1', { json })
    const done = { success: true, message: 'backend.success.repo.repositoryUpdated' }
    expect(
      (await change({ name: 'renamed', exclude_patterns: [], pre_backup_script: '', compression: null }))
        .body,
    ).toEqual(done)
    const find = async () => (await world.list()).find((item: { id: number }) => item.id === 1)
    expect(await find()).toMatchObject({
      name: 'renamed',
      exclude_patterns: [],
      pre_backup_script: '',
      compression: 'zstd,3',
      upload_ratelimit_kib: 50_000,
    })
    await change({ upload_ratelimit_kib: 10 })
    expect(await find()).toMatchObject({
      custom_flags: '--exclude-caches --comment "two words"',
      upload_ratelimit_kib: 10,
    })
    await change({ custom_flags: '' })
    expect(await find()).toMatchObject({ custom_flags: '', upload_ratelimit_kib: 10 })
    expect(refusal(await change({ name: 'other' }))).toEqual(keyed(400, 'repo.repositoryNameExists'))
    expect(mistakesOf(await change({ custom_flags: '--rsh evil' }))).toEqual([
      'value_error body.custom_flags',
    ])
    expect((await world.rest('PUT', '/api/repositories/999', { json: {} })).status).toBe(404)
  })

  test('is forgotten, not destroyed', async () => {
    const { id } = (await world.create('short')).body.repository
    expect((await world.rest('DELETE', `/api/repositories/${id}/`)).body).toEqual({
      success: true,
      message: 'backend.success.repo.repositoryDeleted',
    })
    expect(existsSync(join(world.pathOf('short'), 'config'))).toBe(true)
    expect(keyOf(await world.rest('DELETE', `/api/repositories/${id}`))).toBe('repo.repositoryNotFound')
  })
})

test('only administrators manage, and others see what they were granted', async () => {
  const operator = await addUser(world.server, 'operator', 'OPERATOR', { repositoryId: 1, role: 'OPERATOR' })
  const routes = [
    ['POST', '/api/repositories/'],
    ['POST', '/api/repositories/import'],
    ['PUT', '/api/repositories/1'],
    ['DELETE', '/api/repositories/1'],
    ['POST', '/api/repositories/1/keyfile'],
    ['GET', '/api/repositories/1/keyfile'],
  ] as const
  for (const [method, path] of routes) {
    const answer = await world.rest(method, path, { token: operator })
    expect([answer.status, keyOf(answer)], path).toEqual([403, 'repo.adminAccessRequired'])
    expect((await world.rest(method, path, { token: null })).status, path).toBe(401)
  }
  expect((await world.list(operator)).map((item: { id: number }) => item.id)).toEqual([1])
  expect((await world.rest('GET', '/api/repositories/1', { token: operator })).status).toBe(200)
  const other = await world.rest('GET', '/api/repositories/2', { token: operator })
  expect([other.status, keyOf(other)]).toEqual([404, 'repo.repositoryNotFound'])
})
