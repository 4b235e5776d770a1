import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForeignBackup } from '../fixtures/foreign-borg.ts'
import { lockOwners, makePlace, type Place, startGatedBackup } from '../fixtures/journeys.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRest, keyOf } from '../rest-compat/rest.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let place: Place
let server: TestServer
let path: string
let repositoryId: string
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer()
  path = place.at('shared')
  const source = makeTree(place.at('shared-source'), { files: 3, bytes: 100 })
  repositoryId = await createRepository(server, { name: 'shared', path, sourceDirectories: [source] })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

async function lock(id = repositoryId) {
  const fields = 'repositoryExamined holders { place exclusive host pid machine state since ageSeconds }'
  const { repository } = expectData(
    await server.graphql(
      `query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { lock { ${fields} } } } }`,
      { id },
    ),
  )
  return repository.lock
}

const breakLock = (more = {}) => mutate(server, 'breakLock', { repositoryId, ...more }, 'broken')

it('there is none, and breaking it does nothing', async () => {
  expect(await lock()).toBeNull()
  expect(await breakLock()).toEqual({ broken: false })
})

it('of somebody else on this machine is kept while they live, and broken when they are gone', async () => {
  const began = Date.now()
  const other = await startForeignBackup(place, path, 'neighbour')
  const holder = {
    place: 'REPOSITORY',
    exclusive: true,
    host: expect.any(String),
    pid: other.pid,
    machine: 'SAME_MACHINE',
    state: 'ALIVE',
    since: expect.any(String),
    ageSeconds: expect.any(Number),
  }
  const found = await lock()
  expect(found).toEqual({ repositoryExamined: true, holders: [holder] })
  expect(Math.abs(Date.parse(found.holders[0].since) - began)).toBeLessThan(60_000)
  for (const confirmForeignHost of [false, true])
    expect(await refusal(server, 'breakLock', { repositoryId, confirmForeignHost })).toMatchObject({
      code: 'CONFLICT',
      reason: 'LOCK_HOLDER_ALIVE',
      params: { holderPid: other.pid, holderMachine: 'SAME_MACHINE' },
    })
  const rest = await createRest(server)
  const refused = await rest('POST', '/api/repositories/1/break-lock')
  expect([refused.status, keyOf(refused)]).toEqual([409, 'repo.repositoryLocked'])
  expect(refused.body.detail.params).toMatchObject({ holder_alive: true, holder_pid: other.pid })

  await other.kill()
  expect((await lock()).holders).toEqual([{ ...holder, state: 'GONE' }])
  expect((await rest('POST', '/api/repositories/1/break-lock')).body).toEqual({
    success: true,
    message: 'backend.success.repo.lockBroken',
  })
  expect([await lock(), lockOwners(path)]).toEqual([null, []])
  expect(await waitForJob(server, await startBackup(server, repositoryId))).toMatchObject({
    status: 'COMPLETED',
  })
})

it('of another machine is broken only by somebody who knows that it is gone', async () => {
  const other = await startForeignBackup(place, path, 'stranger', 'elsewhere@77')
  await other.kill()
  expect((await lock()).holders).toMatchObject([
    { host: 'elsewhere@77', machine: 'ELSEWHERE', state: 'UNKNOWN' },
  ])
  expect(await refusal(server, 'breakLock', { repositoryId })).toMatchObject({
    reason: 'LOCK_HOLDER_UNKNOWN',
    params: { holderHost: 'elsewhere@77' },
  })
  const rest = await createRest(server)
  const refused = await rest('POST', '/api/repositories/1/break-lock')
  expect([refused.status, refused.body.detail.params.holder_alive]).toEqual([409, null])
  expect(await breakLock({ confirmForeignHost: true })).toEqual({ broken: true })
  expect(lockOwners(path)).toEqual([])
})

it('stays when an administrator says so', async () => {
  const other = await startForeignBackup(place, path, 'disabled')
  await other.kill()
  await mutate(server, 'updateSettings', { lockBreakingEnabled: false })
  expect(await refusal(server, 'breakLock', { repositoryId })).toMatchObject({
    code: 'FORBIDDEN',
    reason: 'LOCK_BREAKING_DISABLED',
  })
  const rest = await createRest(server)
  const refused = await rest('POST', '/api/repositories/1/break-lock')
  expect([refused.status, keyOf(refused)]).toEqual([403, 'repo.lockBreakingDisabled'])
  await mutate(server, 'updateSettings', { lockBreakingEnabled: true })
  expect(await breakLock()).toEqual({ broken: true })
})

describe('while a job of ours runs', () => {
  it('nothing is broken', async () => {
    const { gate, repository, id, path: busy, pid } = await startGatedBackup(server, place)
    expect((await lock(repository)).holders).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ place: 'REPOSITORY', machine: 'THIS_SERVER', state: 'ALIVE', pid }),
        expect.objectContaining({ place: 'CACHE', machine: 'THIS_SERVER', state: 'ALIVE', pid }),
      ]),
    )
    expect(
      await refusal(server, 'breakLock', { repositoryId: repository, confirmForeignHost: true }),
    ).toMatchObject({ reason: 'REPOSITORY_BUSY', params: { activeKind: 'BACKUP', activeStatus: 'RUNNING' } })
    expect(existsSync(join(busy, 'lock.exclusive'))).toBe(true)
    await gate.open()
    expect(await waitForJob(server, id)).toMatchObject({ status: 'COMPLETED' })
  })
})
