import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRepository, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { collect, createSocket } from '../support/subscribe.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { type Faucet, makeFaucet } from './faucet.ts'
import { follow, transports } from './follow.ts'
import { mutate } from './mutate.ts'
import { makeWatcher, revocations } from './revocations.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let faucet: Faucet
let repository: string
let job: string
beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer()
  faucet = makeFaucet(folder.path)
  repository = await createRepository(server, {
    name: 'watched',
    path: join(folder.path, 'watched'),
    sourceDirectories: [makeTree(join(folder.path, 'source'), { files: 1, bytes: 100 })],
    preBackupScript: faucet.script,
  })
  job = await startBackup(server, repository)
  faucet.pour('a line to begin with')
  await waitForJob(server, job, ({ progress }) => progress.phase === 'PRE_HOOK')
})
afterAll(async () => {
  faucet?.close()
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const fields = {
  jobProgress: 'subscription ($x: ID!) { jobProgress(jobId: $x) { status } }',
  jobLog: 'subscription ($x: ID!) { jobLog(jobId: $x) { endCursor } }',
  jobChanged: 'subscription ($x: ID!) { jobChanged(repositoryId: $x) { id } }',
}

describe.each(transports)('over %s', transport => {
  it.each(Object.entries(revocations))(
    '%s ends every stream within a second',
    async (_name, { codes, prepare }) => {
      const { secret, revoke } = await prepare(server, repository)
      const open = (field: keyof typeof fields) =>
        follow(server, transport, secret, fields[field], { x: field === 'jobChanged' ? repository : job })
      await using progress = open('jobProgress')
      await using log = open('jobLog')
      await using changed = open('jobChanged')
      await Promise.all([progress.atLeast(1), log.atLeast(1)])
      // It waits in line behind the job that is held.
      while (changed.results.length === 0) await startBackup(server, repository)

      await revoke()
      const revokedAt = performance.now()
      const ends = await Promise.all(
        [progress, log, changed].map(async ({ end }) => [await end, performance.now()]),
      )
      for (const [code, endedAt] of ends) {
        expect(codes).toContain(code)
        expect(Number(endedAt) - revokedAt).toBeLessThan(1000)
      }
    },
  )
})

it('keeps the rest of a connection open when only a grant is withdrawn', async () => {
  const { userId, token } = await makeWatcher(server, repository)
  const socket = createSocket(server, token, { lazy: false })
  await using log = follow(server, 'graphql-ws', token, fields.jobLog, { x: job }, socket)
  await log.atLeast(1)
  await mutate(server, 'revokeRepositoryAccess', { userId, repositoryId: repository })
  expect(await log.end).toBe('FORBIDDEN')
  expect(await collect(socket, '{ viewer { id } }', {})).toEqual([{ data: { viewer: { id: userId } } }])
  await socket.dispose()
})

it('closes a connection without operations, too, when its credential is gone', async () => {
  const { token } = await makeWatcher(server, repository)
  const closed = Promise.withResolvers<{ code: number }>()
  const connected = Promise.withResolvers<void>()
  const socket = createSocket(server, token, {
    lazy: false,
    on: { connected: () => connected.resolve(), closed: (event: { code: number }) => closed.resolve(event) },
    onNonLazyError: () => {},
  })
  await connected.promise
  await server.graphql('mutation { signOut { signedOut } }', {}, token)
  expect((await closed.promise).code).toBe(4403)
  await socket.dispose()
})
