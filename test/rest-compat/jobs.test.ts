import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepository } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { addUser, createRest, errorText, type Rest, untilOver } from './rest.ts'

const folder = makeFolder()
const sources = makeTree(join(folder.path, 'sources'), { files: 2, bytes: 1000 })
const path = join(folder.path, 'main')
let server: TestServer
let rest: Rest

beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
  await createRepository(server, { name: 'main', path, sourceDirectories: [sources] })
  const made = await start({ repository: path })
  await start({ repository: '/no/such/päth' })
  await start({ repository: '/elsewhere' })
  await untilOver(rest, made.body.job_id)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const start = (json: object, more: object = {}) => rest('POST', '/api/backup/start', { json, ...more })

describe('jobs', () => {
  const ids = async (query: string, token?: string) =>
    (await rest('GET', `/api/backup/jobs${query}`, token === undefined ? {} : { token })).body.jobs.map(
      (job: { id: number }) => job.id,
    )

  test('are listed newest first, as many as asked for', async () => {
    const all = await ids('')
    expect(all).toEqual(all.toSorted((one: number, other: number) => other - one))
    expect(await ids('?limit=2')).toEqual(all.slice(0, 2))
    expect(await ids('?limit=0')).toEqual([])
    expect(await ids('?limit=-1')).toEqual(all)
    expect(await ids('?manual_only=true')).toEqual(all)
    expect(await ids('?scheduled_only=true')).toEqual([])
    expect(await ids(`?limit=1&repository=${encodeURIComponent('/no/such/päth')}`)).toHaveLength(1)
  })

  test('are listed beyond one page of the schema', async () => {
    for (let count = 0; count < 105; count += 1) await start({ repository: '/many' })
    expect(await ids('?repository=/many')).toHaveLength(105)
    expect(await ids('?repository=/many&limit=103')).toHaveLength(103)
  })

  test('say whether there are logs, and which archive they made', async () => {
    const { body } = await rest('GET', `/api/backup/jobs?limit=1&repository=${encodeURIComponent(path)}`)
    expect(body.jobs[0]).toMatchObject({
      has_logs: true,
      archive_name: expect.stringMatching(/^manual-backup-/),
      scheduled_job_id: null,
    })
    expect(body.jobs[0]).not.toHaveProperty('logs')
  })
})

describe('roles', () => {
  test('decide who may start, look and end', async () => {
    const viewer = await addUser(server, 'viewer', 'VIEWER', { repositoryId: 1, role: 'VIEWER' })
    const operator = await addUser(server, 'operator', 'OPERATOR', { repositoryId: 1, role: 'OPERATOR' })
    const stranger = await addUser(server, 'stranger', 'OPERATOR')
    const { job_id: id } = (await start({ repository: path }, { token: operator })).body
    await untilOver(rest, id, operator)

    const answer = async (method: string, address: string, token: string, json?: object) => {
      const { status, body } = await rest(method, address, { token, ...(json ? { json } : {}) })
      return [status, body.detail?.key?.replace('backend.errors.', '') ?? null]
    }
    const noRight = [403, 'auth.notEnoughPermissions']
    const notThere = [404, 'backup.backupJobNotFound']
    expect(await answer('POST', '/api/backup/start', viewer, { repository: path })).toEqual(noRight)
    expect(await answer('POST', '/api/backup/run', viewer, { repository_id: 1 })).toEqual(noRight)
    expect(await answer('POST', `/api/backup/cancel/${id}`, viewer)).toEqual(noRight)
    expect(await answer('POST', `/api/backup/jobs/${id}/retry`, viewer)).toEqual(noRight)
    for (const address of [`status/${id}`, `logs/${id}/stream`, `logs/${id}/download`]) {
      expect(await answer('GET', `/api/backup/${address}`, viewer)).toEqual([200, null])
      expect(await answer('GET', `/api/backup/${address}`, stranger)).toEqual(notThere)
    }
    for (const address of [`cancel/${id}`, `jobs/${id}/retry`, 'cancel/9999', 'jobs/9999/retry'])
      expect(await answer('POST', `/api/backup/${address}`, stranger)).toEqual(notThere)
    expect((await rest('GET', '/api/backup/jobs', { token: stranger })).body).toEqual({ jobs: [] })

    // To somebody without any right a path that is registered looks like one that is not.
    const { job_id: refused } = (await start({ repository: path }, { token: stranger })).body
    expect(await untilOver(rest, refused, stranger)).toMatchObject({
      status: 'failed',
      error_message: errorText('borg.unknownError'),
    })
    expect(await answer('GET', `/api/backup/status/${refused}`, viewer)).toEqual(notThere)
  })
})
