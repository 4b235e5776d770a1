import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeGate } from '../fixtures/journeys.ts'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { untilOver } from './rest.ts'

let world: RepositoryWorld
beforeAll(async () => {
  world = await createRepositoryWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const create = async (name: string, more: object = {}): Promise<number> =>
  (await world.create(name, more)).body.repository.id
const destroy = (id: number, confirmation_phrase: string, understood = true) =>
  world.rest('POST', `/api/repositories/${id}/permanent-delete`, {
    json: { confirmation_phrase, understood },
  })

test('a repository is destroyed with all that Borg knew of it', async () => {
  const id = await create('secret', { encryption: 'repokey', passphrase: 'swordfish 42' })
  const { body } = await world.rest('POST', '/api/backup/start', {
    json: { repository: world.pathOf('secret') },
  })
  await untilOver(world.rest, body.job_id)
  const state = join(world.server.dataDir, 'borg')
  expect(readdirSync(state)).toContain(String(id))
  expect((await destroy(id, 'secret')).body).toEqual({
    success: true,
    message: 'backend.success.repo.repositoryPermanentlyDeleted',
  })
  expect(existsSync(world.pathOf('secret'))).toBe(false)
  expect(readdirSync(state)).not.toContain(String(id))
  expect(refusal(await destroy(id, 'secret'))).toEqual(keyed(404, 'repo.repositoryNotFound'))
  // Its jobs are still there to be read, and name and path are free again.
  expect((await world.rest('GET', `/api/backup/status/${body.job_id}`)).status).toBe(200)
  await create('secret')
})

describe('nothing is destroyed', () => {
  const stays = async (id: number, name: string) => {
    expect(existsSync(join(world.pathOf(name), 'data'))).toBe(true)
    expect((await world.rest('GET', `/api/repositories/${id}`)).status).toBe(200)
  }

  test('that is not meant', async () => {
    const id = await create('meant')
    const mismatch = keyed(400, 'repo.permanentDeleteConfirmationMismatch')
    expect(refusal(await destroy(id, 'Meant'))).toEqual(mismatch)
    expect(refusal(await destroy(id, 'meant', false))).toEqual(mismatch)
    await stays(id, 'meant')
  })

  test('while a job runs; nor is its record', async () => {
    const gate = makeGate(world.pathOf('gate'))
    const id = await create('busy', { source_directories: [gate.path], custom_flags: '--read-special' })
    const { body } = await world.rest('POST', '/api/backup/start', {
      json: { repository: world.pathOf('busy') },
    })
    await gate.reached()
    for (const answer of [await destroy(id, 'busy'), await world.rest('DELETE', `/api/repositories/${id}`)])
      expect([answer.status, answer.body.detail]).toMatchObject([
        409,
        {
          key: 'backend.errors.jobs.repositoryOperationActive',
          params: {
            repository_id: id,
            requested_operation: 'repository.delete',
            active_operation: 'backup',
            active_job_id: body.job_id,
            active_status: 'running',
          },
        },
      ])
    gate.close()
    expect((await untilOver(world.rest, body.job_id)).status).toBe('completed')
    await stays(id, 'busy')
  })

  test('that is no repository, or holds more than one', async () => {
    const id = await create('full')
    const other = join(world.pathOf('full'), 'holiday.jpg')
    writeFileSync(other, 'precious')
    expect(refusal(await destroy(id, 'full'))).toEqual(keyed(400, 'repo.permanentDeleteUnsafePath'))
    expect(existsSync(other)).toBe(true)
    await stays(id, 'full')

    renameSync(world.pathOf('full'), world.pathOf('elsewhere'))
    expect(refusal(await destroy(id, 'full'))).toEqual(keyed(404, 'repo.permanentDeletePathMissing'))
    mkdirSync(world.pathOf('full'))
    writeFileSync(join(world.pathOf('full'), 'config'), 'some = other program')
    expect(refusal(await destroy(id, 'full'))).toEqual(keyed(400, 'repo.permanentDeleteNotBorgRepository'))
    expect((await world.rest('GET', `/api/repositories/${id}`)).status).toBe(200)
  })
})
