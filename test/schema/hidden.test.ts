import { afterAll, beforeAll, expect, it } from 'vitest'
import { CurrentRights } from '../../src/domain/accounts/current-rights.ts'
import { JobFeeds } from '../../src/domain/jobs/job-feeds.ts'
import { LogReader } from '../../src/domain/jobs/log-reader.ts'
import { followLog } from '../../src/domain/jobs/streams.ts'
import { type Scope, systemViewer } from '../../src/domain/kernel/scope.ts'
import { deleteRepository } from '../../src/domain/repositories/repository-changes.ts'
import { type InProcess, openInProcess } from './in-process.ts'

let server: InProcess
beforeAll(async () => {
  server = await openInProcess(2)
})
afterAll(() => server[Symbol.asyncDispose]())

it('finds a schedule by those of its repositories that the viewer may see', async () => {
  await server.world.db
    .insertInto('schedule_repository')
    .values({ scheduleId: 1, repositoryId: 2, position: 1 })
    .execute()
  const viewer = { ...systemViewer, role: 'VIEWER' as const, grants: new Map([[1, 'VIEWER' as const]]) }
  const found = async (repositoryId: number) => {
    const id = Buffer.from(`ManagedRepository:${repositoryId}`).toString('base64')
    const query = `{ schedules(filter: { repositoryId: "${id}" }) { edges { node { databaseId } } } }`
    return (await server.query(query, viewer)).data.schedules.edges
  }
  expect(await found(1)).toEqual([{ node: { databaseId: 1 } }])
  expect(await found(2)).toEqual(await found(987_654))
  expect(await found(2)).toEqual([])
})

it('ends the log of a job within a second when the record of its repository goes', async () => {
  const { world } = server
  const { db } = world
  // More than one batch, so that the stream is in the middle.
  const lines = Array.from({ length: 5000 }, (_nothing, line) => `line ${line}`)
  for (let first = 0; first < lines.length; first += 100)
    await db
      .insertInto('log_chunk')
      .values({
        jobId: 6,
        firstLine: first + 1,
        lastLine: first + 100,
        source: 'BORG',
        at: 1,
        content: lines.slice(first, first + 100).join('\n'),
      })
      .execute()
  await db.updateTable('job').set({ lineCount: lines.length }).where('id', '=', 6).execute()
  await db.updateTable('user_account').set({ allRepositoriesRole: 'VIEWER' }).where('id', '=', 1).execute()
  using rights = new CurrentRights(world)
  const viewer = {
    ...systemViewer,
    userId: 1,
    role: 'VIEWER' as const,
    credential: { kind: 'proxy', id: 1, expiresAt: null } as const,
  }
  const scope: Scope = { ...world, viewer }
  const followers = { feeds: new JobFeeds(world), log: new LogReader(db), rights }
  const over = new AbortController()
  const batches = followLog(scope, followers, { id: 6, kind: 'BACKUP' }, 0, over.signal)
  expect((await batches.next()).done).toBe(false)

  await deleteRepository({ ...world, viewer: systemViewer }, 2)
  const deletedAt = performance.now()
  const rest = async () => {
    for await (const _batch of { [Symbol.asyncIterator]: () => batches })
      await new Promise(resolve => setTimeout(resolve, 100))
  }
  await expect(rest()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(performance.now() - deletedAt).toBeLessThan(1000)
  over.abort()
})
