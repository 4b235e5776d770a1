import { writeFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installFake, makePlace, type Place } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { type Follower, follow } from '../http/follow.ts'
import { createRepository, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.ts'
import { makeTree } from '../support/trees.ts'

/** Lines of each backup, ten a second. */
const lines = 80

const stack = new AsyncDisposableStack()
let place: Place
let postgres: TestPostgres
let proxy: TcpProxy
let directUrl: string
let cluster: Cluster
const repositories: string[] = []

beforeAll(async () => {
  place = stack.use(makePlace())
  writeFileSync(place.at('lines'), `${lines}\n`)
  postgres = stack.use(await startPostgres())
  directUrl = await postgres.createDatabase()
  proxy = stack.use(await startTcpProxy(Number(new URL(directUrl).port)))
  const env = { BORG_PATH: installFake('exclusive-borg.sh', place.path) }
  cluster = stack.use(await startCluster({ databaseUrl: throughProxy(directUrl, proxy), env }))
  const source = makeTree(place.at('source'), { files: 1, bytes: 1 })
  for (const name of ['one', 'two', 'three']) {
    const input = { name, path: place.at(name), sourceDirectories: [source], listFiles: 'ALL' }
    repositories.push(await createRepository(cluster.servers[0]!, input))
  }
}, 120_000)
afterAll(() => stack.disposeAsync(), 60_000)

const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { number text } endCursor } }'

/** What the subscribers of both servers saw, and what is in the tables, once `trouble` was over. */
async function throughTrouble(trouble: () => Promise<void>): Promise<void> {
  const [here, there] = [cluster.servers[0]!, cluster.servers[1]!]
  const token = await here.token()
  const ids: string[] = []
  for (const repository of repositories) ids.push(await startBackup(here, repository))
  const followers: Follower[] = ids.flatMap(id => [
    follow(here, 'graphql-ws', token, query, { id }),
    follow(there, 'server-sent events', token, query, { id }),
  ])
  // One more than there are slots, so that something is queued all the while.
  const later = await startBackup(there, repositories[0]!)
  const seen = (follower: Follower) => follower.results.flatMap(({ data }) => data?.jobLog.lines ?? [])
  await until(() => followers.every(one => seen(one).length > 10), 'lines flow to all')
  await trouble()
  await untilAnswered()
  for (const id of [...ids, later])
    expect(await waitForJob(there, id, undefined, 90_000)).toMatchObject({
      status: 'COMPLETED',
      failure: null,
    })
  for (const [index, one] of followers.entries()) {
    expect(await one.end).toBe('complete')
    const stored = await readLog(here, ids[Math.floor(index / 2)]!)
    expect(stored.map(line => line.number)).toEqual(stored.map((_line, position) => position + 1))
    expect(seen(one)).toEqual(stored.map(({ number, text }) => ({ number, text })))
    const files = stored.filter(line => line.text.startsWith('A ')).map(line => line.text)
    expect(files).toHaveLength(lines)
    expect(new Set(files).size).toBe(lines)
  }
  const printed = cluster.servers.flatMap(server => server.output().split('\n'))
  expect(printed.filter(line => line.includes('unexpected error'))).toEqual([])
}

/** Connections that nobody used since then are found dead one by one. */
async function untilAnswered(): Promise<void> {
  for (const server of cluster.servers)
    for (let good = 0; good < 20; )
      good = (await server.graphql('{ jobs(first: 1) { edges { node { id } } } }')).errors ? 0 : good + 1
}

const health = async (path: string) => (await fetch(`${cluster.servers[0]!.url}${path}`)).status

it('a PostgreSQL that is restarted costs latency only; meanwhile requests are told that it is away', async () => {
  await throughTrouble(async () => {
    const [server] = cluster.servers
    const token = await server!.token()
    await postgres.stop()
    await until(async () => (await health('/readyz')) === 503, 'the server is not ready')
    expect(await health('/livez')).toBe(200)
    const { errors } = await server!.graphql('{ viewer { id } }', {}, token)
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }])
    const rest = await fetch(`${server!.url}/api/repositories/`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(rest.status).toBe(503)
    // Longer than the first attempts to come back.
    const away = Date.now()
    await until(() => Date.now() - away > 4000, 'it was away for a while')
    await postgres.start()
    await until(async () => (await health('/readyz')) === 200, 'the server is ready again')
  })
}, 180_000)

it('a PostgreSQL that crashes costs latency only', async () => {
  await throughTrouble(async () => {
    postgres.crash()
    await until(async () => (await health('/readyz')) === 503, 'the server is not ready')
    await postgres.start()
    await until(async () => (await health('/readyz')) === 200, 'the server is ready again')
  })
}, 180_000)

it('connections that break cost latency only', async () => {
  await throughTrouble(async () => {
    for (let count = 0; count < 5; count += 1) {
      await postgres.breakConnections(directUrl)
      const id = await startBackup(cluster.servers[1]!, repositories[2]!).catch(() => null)
      if (id)
        await cluster.servers[1]!.graphql(
          'mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { job { id } } }',
          { id },
        )
    }
  })
}, 180_000)

it('connections that come apart without a word cost latency only', async () => {
  await throughTrouble(async () => {
    proxy.tear()
    await until(async () => (await health('/readyz')) === 503, 'the server is not ready')
    proxy.mend()
    await until(async () => (await health('/readyz')) === 200, 'the server is ready again', 60_000)
  })
}, 240_000)

it('rings that are lost cost latency only', async () => {
  const client = new pg.Client(directUrl)
  await client.connect()
  const name = new URL(directUrl).pathname.slice(1)
  // Found before PostgreSQL's own by every connection that is made from now on.
  await client.query(
    `create function public.pg_notify(text, text) returns void language sql as 'select null::void'`,
  )
  await client.query(`alter database "${name}" set search_path = public, pg_catalog`)
  await client.end()
  await postgres.breakConnections(directUrl)
  await untilAnswered()
  await throughTrouble(async () => {})
  const id = await startBackup(cluster.servers[0]!, repositories[0]!)
  await waitForJob(cluster.servers[1]!, id, job => job.status === 'RUNNING', 20_000)
  await cluster.servers[1]!.graphql(
    'mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { job { id } } }',
    { id },
  )
  expect(await getJob(cluster.servers[0]!, id)).toMatchObject({ status: 'CANCELLED' })
}, 180_000)
