import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, vi } from 'vitest'
import { lockOwners, makeGate, makePlace, type Place, readProcess } from '../fixtures/journeys.ts'
import { isRunning, until } from '../fixtures/processes.ts'
import { createRepository, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { breakConnections, createDatabase, itOn, openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { collect, createSocket } from '../support/subscribe.ts'
import { makeTree } from '../support/trees.ts'

vi.setConfig({ testTimeout: 120_000 })
const it = itOn('PostgreSQL', 'SQLite serves one process')

/** Two servers with a worker each, on one database. */
async function startTwo(
  more: Record<string, string> = {},
): Promise<{ url: string; servers: TestServer[] } & AsyncDisposable> {
  const url = await createDatabase()
  const env = { DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40), WORKER_CONCURRENCY: '1', ...more }
  const servers = [await startTestServer({ env }), await startTestServer({ env })]
  return {
    url,
    servers,
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server[Symbol.asyncDispose]()
    },
  }
}

async function gated(server: TestServer, place: Place, name: string) {
  const gate = makeGate(place.at(`gate-${name}`))
  const path = place.at(name)
  const repository = await createRepository(server, {
    name,
    path,
    sourceDirectories: [
      makeTree(place.at(`one-${name}`), { files: 300, bytes: 20 }),
      gate.path,
      makeTree(place.at(`two-${name}`), { files: 300, bytes: 20 }),
    ],
    listFiles: 'ALL',
    customFlags: ['--read-special'],
  })
  return { gate, path, repository }
}

/** The server whose worker runs a job, by its spool. */
async function whoRuns(servers: readonly TestServer[], id: string) {
  const { databaseId } = await getJob(servers[0]!, id)
  const spoolOf = (server: TestServer) => join(server.dataDir, 'spool', String(databaseId), 'borg.1')
  const index = await until(() => {
    const found = servers.findIndex(server => existsSync(join(spoolOf(server), 'claimed')))
    return found < 0 ? null : String(found)
  }, 'somebody runs it')
  return { index: Number(index), ...readProcess(spoolOf(servers[Number(index)]!)) }
}

const numbered = (lines: readonly { number: number }[]) => lines.map((_line, index) => index + 1)

it('share the work, survive the loss of one of them and of every connection to the database', async () => {
  await using place = makePlace()
  await using two = await startTwo()
  const { servers } = two
  const [one, other] = [await gated(servers[0]!, place, 'one'), await gated(servers[0]!, place, 'other')]
  const ids = [
    await startBackup(servers[0]!, one.repository),
    await startBackup(servers[0]!, other.repository),
  ]
  const queued = await startBackup(servers[0]!, one.repository)
  const runs = [await whoRuns(servers, ids[0]!), await whoRuns(servers, ids[1]!)]
  expect(runs.map(run => run.index).toSorted()).toEqual([0, 1])
  await Promise.all([one.gate.reached(), other.gate.reached()])
  expect((await getJob(servers[0]!, queued)).status).toBe('PENDING')

  // Followed through the server that stays, the log of the one that is killed only pauses.
  const { index, pid } = runs[0]!
  const stays = servers[1 - index]!
  const client = createSocket(stays, await stays.token())
  const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { number text source } } }'
  const following = collect(client, query, { id: ids[0]! })
  await servers[index]!.kill()
  await one.gate.open()
  await until(() => !isRunning(pid), 'Borg has ended, with nobody looking')
  expect((await getJob(stays, ids[0]!)).status).toBe('RUNNING')
  servers[index] = await servers[index]!.restart()
  expect(await waitForJob(stays, ids[0]!)).toMatchObject({ status: 'COMPLETED' })
  const lines = (await following).flatMap(result => result.data.jobLog.lines)
  await client.dispose()
  expect(lines.map(line => line.number)).toEqual(numbered(lines))
  expect(lines.filter(line => line.text.startsWith('A '))).toHaveLength(601)

  // The queue goes on by itself; all the while the other run stands at its gate.
  await one.gate.reached()
  await breakConnections(two.url)
  await Promise.all([one.gate.open(), other.gate.open()])
  // What was asked at that very moment may have failed; no run has.
  await until(() => getJob(stays, queued).catch(() => null), 'the server has its database again')
  for (const id of [ids[1]!, queued]) {
    expect(await waitForJob(stays, id)).toMatchObject({ status: 'COMPLETED', archive: {} })
    const log = await readLog(stays, id)
    expect(log.map(line => line.number)).toEqual(numbered(log))
    expect(log.filter(line => line.text.includes('terminating with success'))).toHaveLength(1)
  }
})

const shortLease = { WORKER_LEASE_SECONDS: '5' }

/** How a server falls silent, and how it comes back. */
const silences = {
  killed: {
    begin: (server: TestServer) => server.kill(),
    end: (server: TestServer) => server.restart(),
  },
  frozen: {
    begin: async (server: TestServer) => void process.kill(server.pid, 'SIGSTOP'),
    async end(server: TestServer) {
      process.kill(server.pid, 'SIGCONT')
      return server
    },
  },
}

it.each(['killed', 'frozen'] as const)(
  'give up the run of one that is %s, which ends its Borg when it comes back',
  async how => {
    await using place = makePlace()
    await using two = await startTwo(shortLease)
    const { servers } = two
    const target = await gated(servers[0]!, place, 'target')
    const id = await startBackup(servers[0]!, target.repository)
    const { index, pid, boot } = await whoRuns(servers, id)
    await target.gate.reached()
    const stays = servers[1 - index]!
    await silences[how].begin(servers[index]!)
    // It ran on another machine, of which nothing can be seen from here.
    {
      await using tables = await openTables(two.url)
      await sql`update "job" set "runState" = replace("runState", ${boot}, 'elsewhere')`.execute(tables.db)
    }
    expect(await waitForJob(stays, id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'WORKER_LOST' },
      progress: { phase: 'DONE' },
    })
    // Nobody breaks the lock of a Borg that lives, perhaps on a machine that is only cut off.
    expect(isRunning(pid)).toBe(true)
    expect(lockOwners(target.path)).toHaveLength(1)

    servers[index] = await silences[how].end(servers[index]!)
    await until(() => !isRunning(pid), 'its Borg has ended')
    expect(lockOwners(target.path)).toEqual([])
    target.gate.close()
    const next = await startBackup(stays, target.repository)
    await target.gate.open()
    expect(await waitForJob(stays, next)).toMatchObject({ status: 'COMPLETED' })
  },
)

it('clear the lock that Borg left when it was killed together with its worker on the same machine', async () => {
  await using place = makePlace()
  await using two = await startTwo(shortLease)
  const { servers } = two
  const target = await gated(servers[0]!, place, 'target')
  const id = await startBackup(servers[0]!, target.repository)
  const { index, group } = await whoRuns(servers, id)
  await target.gate.reached()
  const stays = servers[1 - index]!
  const next = await startBackup(stays, target.repository)
  await servers[index]!.kill()
  process.kill(-group, 'SIGKILL')
  target.gate.close()
  expect(await waitForJob(stays, id)).toMatchObject({ status: 'FAILED', failure: { code: 'WORKER_LOST' } })
  await target.gate.open()
  expect(await waitForJob(stays, next)).toMatchObject({ status: 'COMPLETED' })
  expect((await readLog(stays, next))[0]!.text).toMatch(/^Removed a lock/)
})

it('leave a repository to the Borg of a silent one that still runs, until it is cancelled', async () => {
  await using place = makePlace()
  await using two = await startTwo(shortLease)
  await using tables = await openTables(two.url)
  const { servers } = two
  const target = await gated(servers[0]!, place, 'target')
  const id = await startBackup(servers[0]!, target.repository)
  const { index, pid } = await whoRuns(servers, id)
  await target.gate.reached()
  const stays = servers[1 - index]!
  await servers[index]!.kill()
  const next = await startBackup(stays, target.repository)
  const overdue = tables.db
    .selectFrom('job')
    .select('id')
    .where('leaseUntil', '<', sql<number>`${tables.now()} - 3000`)
  await until(() => overdue.executeTakeFirst(), 'its lease is over for a while')
  expect(await getJob(stays, id)).toMatchObject({ status: 'RUNNING' })
  expect(await getJob(stays, next)).toMatchObject({ status: 'PENDING' })
  expect(isRunning(pid)).toBe(true)

  await tables.db
    .updateTable('job')
    .set({ cancelRequestedAt: Date.now() })
    .where('status', '=', 'RUNNING')
    .execute()
  target.gate.close()
  await until(() => !isRunning(pid), 'its Borg was asked to end')
  expect(await waitForJob(stays, id)).toMatchObject({ status: 'FAILED', failure: { code: 'WORKER_LOST' } })
  await target.gate.open()
  expect(await waitForJob(stays, next)).toMatchObject({ status: 'COMPLETED' })
})
