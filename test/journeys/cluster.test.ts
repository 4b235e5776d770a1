import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { listArchives, lockOwners, makeGate, makePlace, type Place } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { type Faucet, makeFaucet } from '../http/faucet.ts'
import { type Follower, follow, type Transport, transports } from '../http/follow.ts'
import { mutate } from '../http/mutate.ts'
import { revocations } from '../http/revocations.ts'
import { createRepository, expectData, getJob, readLog, startBackup } from '../support/api.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { createDatabase, itOn } from '../support/database.ts'
import type { TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

const it = itOn('PostgreSQL', 'SQLite serves one process')

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ databaseUrl: await createDatabase(), servers: 3 })
}, 120_000)
afterAll(() => cluster[Symbol.asyncDispose]())

const logQuery =
  'subscription ($id: ID!, $after: Int) { jobLog(jobId: $id, after: $after) { lines { number text source } endCursor } }'
const progressQuery = 'subscription ($id: ID!) { jobProgress(jobId: $id) { status } }'

interface Line {
  number: number
  text: string
  source: string
}
const linesOf = ({ results }: Follower): Line[] => results.flatMap(({ data }) => data.jobLog.lines)

it('a job is followed through one server, cancelled through another, and goes on with the cursor through a third when the first is killed', async () => {
  await using place = makePlace()
  const [a, c, d] = cluster.servers as [TestServer, TestServer, TestServer]
  const [middle, end] = [makeGate(place.at('gate-1')), makeGate(place.at('gate-2'))]
  const path = place.at('repository')
  const repository = await createRepository(c, {
    name: 'followed',
    path,
    sourceDirectories: [
      makeTree(place.at('one'), { files: 500, bytes: 20 }),
      middle.path,
      makeTree(place.at('two'), { files: 4000, bytes: 20 }),
      end.path,
    ],
    listFiles: 'ALL',
    customFlags: ['--read-special'],
  })
  const id = await startBackup(c, repository)
  const token = await a.token()
  const at = (server: TestServer, transport: Transport, after: number) =>
    follow(server, transport, token, logQuery, { id, after })
  const first = transports.map(transport => at(a, transport, 0))
  const progress = follow(a, 'graphql-ws', token, progressQuery, { id })
  await middle.reached()
  await until(() => first.every(one => linesOf(one).length >= 500), 'the first lines are there')
  const { databaseId } = await getJob(d, id)
  const spools = cluster.workers.map(({ dataDir }) => join(dataDir, 'spool', String(databaseId)))
  expect(spools.filter(existsSync)).toHaveLength(1)

  // Killed while lines flow.
  const before = first.map(one => linesOf(one).length)
  await middle.open()
  await until(() => first.every((one, index) => linesOf(one).length > before[index]!), 'lines flow')
  await a.kill()
  for (const one of [...first, progress]) expect(await one.end).not.toBe('complete')
  const second = transports.map((transport, index) =>
    at(d, transport, first[index]!.results.at(-1)!.data.jobLog.endCursor),
  )
  const progressOnD = follow(d, 'graphql-ws', token, progressQuery, { id })
  await end.reached()
  const { cancelJob } = expectData(
    await c.graphql(
      'mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { processTerminated job { status } } }',
      { id },
    ),
  )
  expect(cancelJob).toMatchObject({ processTerminated: true, job: { status: 'CANCELLED' } })
  for (const one of [...second, progressOnD]) expect(await one.end).toBe('complete')
  expect(progressOnD.results.at(-1)!.data.jobProgress.status).toBe('CANCELLED')

  const log = (await readLog(d, id)).map(({ number, text, source }) => ({ number, text, source }))
  for (const [index, one] of first.entries()) {
    const before = linesOf(one).length
    expect(before).toBeLessThan(log.length)
    expect([...linesOf(one), ...linesOf(second[index]!)]).toEqual(log)
  }
  expect(log.map(line => line.number)).toEqual(log.map((_line, index) => index + 1))
  expect(log.filter(line => /^A .*\/(one|two)\//.test(line.text))).toHaveLength(4500)
  expect((await getJob(c, id)).cancellation).toMatchObject({ outcome: 'GRACEFUL' })
  expect(lockOwners(path)).toEqual([])
  expect(listArchives(path, place)).toEqual([])
  for (const one of [...first, ...second, progress, progressOnD]) await one[Symbol.asyncDispose]()
  cluster.servers[0] = await a.restart()
}, 180_000)

it('failed sign-ins are counted for all servers together', async () => {
  const codes = []
  for (let failure = 0; failure < 6; failure += 1) {
    const server = cluster.servers[failure % 3]!
    const input = { username: 'somebody', password: 'wrong' }
    const { errors } = await server.graphql(
      'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
      { input },
      null,
    )
    codes.push(errors![0]!.extensions.code)
  }
  expect(codes).toEqual([...Array(4).fill('UNAUTHENTICATED'), 'RATE_LIMITED', 'RATE_LIMITED'])
})

it('a sign-in in two steps needs no server twice', async () => {
  const [a, c, d] = cluster.servers as [TestServer, TestServer, TestServer]
  const credentials = { username: 'two-steps', password: 'the first of two' }
  await mutate(a, 'createUser', credentials)
  const token = await c.token(credentials.username, credentials.password)
  const ask = async (server: TestServer, name: string, type: string, input: object, selection: string) =>
    server.graphql(
      `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`,
      { input },
      token,
    )
  const { beginTotpSetup: setup } = expectData(
    await ask(
      d,
      'beginTotpSetup',
      'BeginTotpSetupInput',
      { currentPassword: credentials.password },
      'setupToken secret recoveryCodes',
    ),
  )
  const code = new TOTP({ secret: Secret.fromBase32(setup.secret) }).generate()
  expectData(
    await ask(a, 'enableTotp', 'EnableTotpInput', { setupToken: setup.setupToken, code }, 'user { id }'),
  )
  const { errors } = await ask(c, 'signIn', 'SignInInput', credentials, 'accessToken')
  const { challenge, reason } = errors![0]!.extensions
  expect(reason).toBe('TOTP_REQUIRED')
  const answer = { challenge, code: setup.recoveryCodes[0] }
  const answered = await ask(d, 'answerSignInChallenge', 'AnswerSignInChallengeInput', answer, 'accessToken')
  expect(
    expectData(
      await a.graphql('{ viewer { username } }', {}, expectData(answered).answerSignInChallenge.accessToken),
    ),
  ).toEqual({ viewer: { username: credentials.username } })
})

describe('while many follow a job, on one server', () => {
  const fields = [
    'subscription ($id: ID!) { jobProgress(jobId: $id) { status } }',
    'subscription ($id: ID!) { jobLog(jobId: $id) { endCursor } }',
  ]
  let place: Place
  let faucet: Faucet
  let pouring: NodeJS.Timeout
  let crowd: Follower[] = []
  let repository: string
  let id: string
  beforeAll(async () => {
    place = makePlace()
    faucet = makeFaucet(place.path)
    const [one] = cluster.servers as [TestServer]
    repository = await createRepository(one, {
      name: 'watched',
      path: place.at('watched'),
      sourceDirectories: [makeTree(place.at('source'), { files: 1, bytes: 10 })],
      preBackupScript: faucet.script,
    })
    id = await startBackup(one, repository)
    let poured = 0
    pouring = setInterval(() => {
      poured += 1
      faucet.pour(`line ${poured}`, `and ${poured}`)
    }, 10)
    const token = await one.token()
    crowd = cluster.servers.flatMap(server =>
      Array.from({ length: 40 }, (_nothing, index) =>
        follow(server, transports[index % 2]!, token, fields[1]!, { id }),
      ),
    )
    await Promise.all(crowd.map(one => one.atLeast(2)))
  })
  afterAll(async () => {
    clearInterval(pouring)
    faucet.close()
    await Promise.all(crowd.map(one => one.end))
    await place[Symbol.asyncDispose]()
  })

  it.each(Object.entries(revocations))(
    '%s ends the streams on all others within a second',
    async (_name, { codes, prepare }) => {
      const [here, ...elsewhere] = cluster.servers as [TestServer, ...TestServer[]]
      const { secret, revoke } = await prepare(here, repository)
      const streams = elsewhere.flatMap(server =>
        transports.flatMap(transport =>
          fields.map(field => follow(server, transport, secret, field, { id })),
        ),
      )
      await Promise.all(streams.map(stream => stream.atLeast(1)))
      await revoke()
      const revokedAt = performance.now()
      const ends = await Promise.all(
        streams.map(async stream => ({ code: await stream.end, after: performance.now() - revokedAt })),
      )
      for (const { code, after } of ends) {
        expect(codes).toContain(code)
        expect(after).toBeLessThan(1000)
      }
      for (const stream of streams) await stream[Symbol.asyncDispose]()
    },
  )

  it('nobody else loses a stream', async () => {
    const counts = crowd.map(one => one.results.length)
    await Promise.all(crowd.map((one, index) => one.atLeast(counts[index]! + 1)))
  })
})
