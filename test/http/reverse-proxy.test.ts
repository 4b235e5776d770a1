import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, it as always, beforeAll, expect } from 'vitest'
import { makePlace, type Place } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { createDatabase, itOn } from '../support/database.ts'
import { hasNginx, type ReverseProxy, startReverseProxy } from '../support/reverse-proxy.ts'
import { clientOf, type TestServer } from '../support/server.ts'
import { type Faucet, makeFaucet } from './faucet.ts'
import { type Follower, follow, transports } from './follow.ts'
import { mutate } from './mutate.ts'

const it = hasNginx ? itOn('PostgreSQL', 'SQLite serves one process') : always.skip

/** Shorter than that of the shipped configuration, and longer than the pauses of quiet streams. */
const readTimeout = 14

let place: Place
let cluster: Cluster
let proxy: ReverseProxy
let impatient: ReverseProxy
/** The servers as one, as clients see them. */
let front: TestServer
let faucet: Faucet
let repository: string
let job: string
let quiet: Follower[]
let quietSince: number
beforeAll(async () => {
  place = makePlace()
  cluster = await startCluster({
    databaseUrl: await createDatabase(),
    workers: 1,
    env: { TRUSTED_PROXIES: '127.0.0.1', DISABLE_AUTHENTICATION: 'true', LOG_LEVEL: 'debug' },
  })
  proxy = await startReverseProxy(cluster.servers)
  impatient = await startReverseProxy(cluster.servers, `${readTimeout}s`)
  front = { ...cluster.servers[0]!, ...clientOf(proxy.url, cluster.servers[0]!.adminPassword) }

  faucet = makeFaucet(place.path)
  mkdirSync(place.at('source'))
  writeFileSync(join(place.at('source'), 'large.bin'), large)
  repository = await createRepository(front, {
    name: 'behind',
    path: place.at('behind'),
    sourceDirectories: [place.at('source')],
    preBackupScript: faucet.script,
  })
  job = await startBackup(front, repository)
  quietSince = performance.now()
  const token = await front.token()
  quiet = transports.map(transport =>
    follow({ ...front, url: impatient.url }, transport, token, 'subscription { jobChanged { status } }', {}),
  )
}, 120_000)
afterAll(async () => {
  for (const stream of quiet ?? []) await stream[Symbol.asyncDispose]()
  faucet?.close()
  await proxy?.[Symbol.asyncDispose]()
  await impatient?.[Symbol.asyncDispose]()
  await cluster?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
})

const large = randomBytes(5_000_000)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

interface Sent {
  status: number
  content: string
}

/** One request through the proxy, from one of the addresses of this machine. */
function send(
  path: string,
  headers: Record<string, string>,
  from = '127.0.0.1',
  body?: string,
): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>()
  const method = body === undefined ? 'GET' : 'POST'
  const options = { method, headers, localAddress: from, agent: false }
  const sent = request(proxy.url + path, options, response => {
    text(response).then(content => resolve({ status: response.statusCode!, content }), reject)
  })
  sent.on('error', reject).end(body)
  return promise
}

it('events pass at once, over both transports', async () => {
  const token = await front.token()
  const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { text } } }'
  const streams = transports.map(transport => follow(front, transport, token, query, { id: job }))
  const textsOf = ({ results }: Follower) =>
    results.flatMap(({ data }) => data.jobLog.lines.map((line: { text: string }) => line.text))
  for (const line of ['one', 'two', 'three']) {
    faucet.pour(line)
    const pouredAt = performance.now()
    await until(() => streams.every(stream => textsOf(stream).includes(line)), `"${line}" is there`)
    expect(performance.now() - pouredAt).toBeLessThan(1500)
  }
  for (const stream of streams) await stream[Symbol.asyncDispose]()
})

it('addresses of clients are what the proxy sees, not what they say', async () => {
  const body = JSON.stringify({
    query: 'mutation { signIn(input: { username: "nobody", password: "wrong" }) { accessToken } }',
  })
  const attempt = async (from: string, claimed: string) => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': claimed }
    const { content } = await send('/graphql', headers, from, body)
    return JSON.parse(content).errors[0].extensions.code
  }
  const codes = []
  for (let failure = 1; failure <= 6; failure += 1)
    codes.push(await attempt('127.0.0.2', `192.0.2.${failure}`))
  expect(codes).toEqual([...Array(4).fill('UNAUTHENTICATED'), 'RATE_LIMITED', 'RATE_LIMITED'])
  expect(await attempt('127.0.0.3', '127.0.0.2')).toBe('UNAUTHENTICATED')
  // Nor is a client on the proxy's machine one on the server's.
  expect((await send('/metrics', {})).status).toBe(403)
})

it('clients vouch for nobody', async () => {
  for (const name of ['X-Forwarded-User', 'X-Remote-User', 'Remote-User', 'X-authentik-username']) {
    expect((await send('/api/auth/me', { [name]: 'admin' })).status, name).toBe(401)
  }
})

it('what is too large is refused by the servers, in their words', async () => {
  const headers = { 'content-type': 'application/json' }
  const { status, content } = await send('/graphql', headers, undefined, `"${'x'.repeat(2_000_000)}"`)
  expect([status, JSON.parse(content).errors[0].message]).toEqual([413, 'The body is larger than 1mb.'])
})

it('files come whole', async () => {
  faucet.close()
  await waitForJob(front, job)
  const { edges } = expectData(
    await front.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { id } } } } } }',
      { id: repository },
    ),
  ).repository.archives
  const input = { archiveId: edges[0].node.id, path: join(place.at('source'), 'large.bin').slice(1) }
  const { url } = await mutate(front, 'createDownload', input, 'url')
  const response = await fetch(proxy.url + url)
  expect(sha256(Buffer.from(await response.arrayBuffer()))).toBe(sha256(large))
})

it('quiet streams stay longer than the proxy waits for news', async () => {
  const longer = (readTimeout + 2) * 1000
  await new Promise(resolve => setTimeout(resolve, quietSince + longer - performance.now()))
  const ended = await Promise.all(quiet.map(({ end }) => Promise.race([end, null])))
  expect(ended).toEqual([null, null])
  const counts = quiet.map(({ results }) => results.length)
  await startBackup(front, repository)
  await Promise.all(quiet.map((stream, index) => stream.atLeast(counts[index]! + 1)))
  for (const { output } of [proxy, impatient]) expect(output()).toBe('')
})

it('requests go to all servers, and on when one of them is killed', async () => {
  const ask = () => front.graphql('{ repositories { edges { node { name } } } }')
  const answered = ({ output }: TestServer) => output().match(/"path":"\/graphql"/g)?.length ?? 0
  const counts = cluster.servers.map(answered)
  for (let round = 0; round < 10; round += 1) expectData(await ask())
  const allAsked = () => cluster.servers.every((server, index) => answered(server) > counts[index]!)
  await until(allAsked, 'all servers have said that they were asked')

  const [killed] = cluster.servers as [TestServer]
  await killed.kill()
  const answers = await Promise.all(Array.from({ length: 10 }, ask))
  for (let round = 0; round < 10; round += 1) answers.push(await ask())
  for (const answer of answers) expectData(answer)

  const again = await killed.restart({ PORT: new URL(killed.url).port })
  cluster.servers[0] = again
  await until(async () => {
    expectData(await ask())
    return answered(again) > 0
  }, 'the one that came back is asked, too')
})
