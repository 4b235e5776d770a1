import { existsSync } from 'node:fs'
import { expect, it as onBoth, vi } from 'vitest'
import { makePlace, startGatedBackup } from '../fixtures/journeys.ts'
import { type LaterChange, makeNewerVersion } from '../fixtures/newer-version.ts'
import { createRepository, expectData, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { createDatabase, databaseUrlOf, itOn, openTables } from '../support/database.ts'
import { runProgram } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

vi.setConfig({ testTimeout: 120_000 })
const onPostgresql = itOn('PostgreSQL', 'SQLite serves one process')

const adds: LaterChange = {
  name: 'Migration99990101000000_Adds',
  kind: 'expand',
  sql: [
    `alter table "job" add column "mood" text not null default 'calm'`,
    `create table "thought" ("id" integer not null primary key, "jobId" integer null references "job" ("id"))`,
    `create index "job_mood" on "job" ("mood")`,
  ],
}
const takes: LaterChange = {
  name: 'Migration99990102000000_Takes',
  kind: 'contract',
  sql: ['alter table "repository" drop column "lastPruneAt"'],
}

const refusal = /ended with code 1[\s\S]*changed by a newer version[\s\S]*Migration99990102000000_Takes/

/** Asks all the time, until it is told to stop; returns how often, and throws what a client would have seen. */
function keepAsking(server: TestServer): () => Promise<number> {
  let asking = true
  let count = 0
  const asked = (async () => {
    for (; asking; count += 1)
      expectData(await server.graphql('{ jobs(first: 5) { edges { node { id status } } } }'))
  })()
  // Whoever stops it learns of a failure.
  asked.catch(() => {})
  return async () => {
    asking = false
    await asked
    return count
  }
}

onPostgresql('a newer version joins while an old one serves and runs a job', async () => {
  await using place = makePlace()
  const url = await createDatabase()
  const env = { DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40) }
  await using first = await startTestServer({ env })
  const { gate, id } = await startGatedBackup(first, place)
  const stopAsking = keepAsking(first)

  const newer = makeNewerVersion(place.at('newer'), adds)
  const ofNewer = { env: { ...env, ROLE: 'server' }, sources: newer }
  const [one, other, migrated] = await Promise.all([
    startTestServer(ofNewer),
    startTestServer(ofNewer),
    runProgram('migrate', [], { ...env, DATA_DIR: place.at('none') }, newer),
  ])
  await using _one = one
  await using _other = other
  expect(migrated).toMatchObject({ code: 0 })
  await using tables = await openTables(url)
  const applied = await tables.db.introspection.getTables()
  expect(applied.map(({ name }) => name)).toContain('thought')
  expect(await stopAsking()).toBeGreaterThan(10)

  // The old one ends what it began, and both tell the same.
  await gate.open()
  const job = await waitForJob(one, id)
  expect(job).toMatchObject({ status: 'COMPLETED' })
  expect(await getJob(first, id)).toEqual(job)
  expect(await readLog(other, id)).toEqual(await readLog(first, id))

  // It may be started again, too, and works for both.
  await using again = await first.restart()
  const repository = await createRepository(one, {
    name: 'of the newer one',
    path: place.at('second'),
    sourceDirectories: [makeTree(place.at('more'), { files: 3, bytes: 10 })],
  })
  const second = await startBackup(other, repository)
  expect(await waitForJob(again, second)).toMatchObject({ status: 'COMPLETED' })

  const status = await runProgram('migrate', ['--status'], { ...env, DATA_DIR: place.at('none') })
  expect(status.code).toBe(0)
  expect(status.output).toMatch(/newer +expand +Migration99990101000000_Adds/)
  expect(existsSync(place.at('none'))).toBe(false)
})

onBoth('a version goes back after additions, and never after something was taken away', async () => {
  await using place = makePlace()
  const dataDir = place.at('data')
  const url = await databaseUrlOf(dataDir)
  const env: Record<string, string> = { DATA_DIR: dataDir, ...(url ? { DATABASE_URL: url } : {}) }
  const newer = makeNewerVersion(place.at('newer'), adds)
  const newest = makeNewerVersion(place.at('newest'), adds, takes)
  const start = (sources?: string) => startTestServer({ dataDir, sources })
  const tree = makeTree(place.at('source'), { files: 3, bytes: 10 })

  const old = await start()
  const input = { name: 'home', path: place.at('repository'), sourceDirectories: [tree] }
  const repository = await createRepository(old, input)
  const id = await startBackup(old, repository)
  const job = await waitForJob(old, id)
  await old.stop()

  const pending = await runProgram('migrate', ['--status'], env, newer)
  expect(pending).toMatchObject({ code: 3, output: expect.stringMatching(/pending +expand +\S+_Adds/) })
  const one = await start(newer)
  expect(await getJob(one, id)).toEqual(job)
  await one.stop()

  const back = await start()
  expect(await getJob(back, id)).toEqual(job)
  const again = await startBackup(back, repository)
  expect(await waitForJob(back, again)).toMatchObject({ status: 'COMPLETED' })
  await back.stop()

  const announced = await runProgram('migrate', ['--status'], env, newest)
  expect(announced.output).toContain('First stop every process of an older version')
  const done = await runProgram('migrate', [], env, newest)
  expect(done).toEqual({ code: 0, output: expect.stringContaining('Applied Migration99990102000000_Takes.') })
  expect(await runProgram('migrate', [], env, newest)).toMatchObject({
    code: 0,
    output: expect.stringContaining('Nothing to do.'),
  })
  await expect(start()).rejects.toThrow(refusal)
  expect(await runProgram('migrate', ['--status'], env)).toMatchObject({
    code: 1,
    output: expect.stringContaining('changed by a newer version'),
  })
})

onBoth('npm run migrate says what is wrong, and never a password', async () => {
  await using place = makePlace()
  const DATA_DIR = place.at('data')
  const of = (DATABASE_URL: string) => runProgram('migrate', [], { DATA_DIR, DATABASE_URL })
  const unreachable = await of('postgres://joe:geheim@127.0.0.1:1/vinculum')
  expect(unreachable.code).toBe(1)
  expect(unreachable.output).toMatch(
    /database vinculum on 127\.0\.0\.1:1\s+The database cannot be used: connect ECONNREFUSED 127\.0\.0\.1:1\s+$/,
  )
  expect(await runProgram('migrate', ['--what'], { DATA_DIR })).toMatchObject({ code: 2 })
  expect(await of('mysql://localhost')).toMatchObject({ code: 2 })
  const help = await runProgram('migrate', ['--help'], { DATA_DIR })
  expect(help).toEqual({ code: 0, output: expect.stringContaining('Exit codes: 0 up to date') })
  expect(existsSync(DATA_DIR)).toBe(false)
})

itOn('SQLite', 'PostgreSQL serves several processes')(
  'it does nothing beside a running server, but tells',
  async () => {
    await using server = await startTestServer()
    const env = { DATA_DIR: server.dataDir }
    expect(await runProgram('migrate', [], env)).toMatchObject({
      code: 1,
      output: expect.stringContaining('Another Vinculum process uses the data directory'),
    })
    expect(await runProgram('migrate', ['--status'], env)).toMatchObject({
      code: 0,
      output: expect.stringContaining('Nothing is pending.'),
    })
  },
)
