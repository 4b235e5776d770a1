import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { installFake, makePlace, type Place } from '../fixtures/journeys.ts'
import { isRunning, until } from '../fixtures/processes.ts'
import { createRandom, type Random } from '../fixtures/random.ts'
import { createRepository, readLog, startBackup, waitForJob } from '../support/api.ts'
import { createDatabase, itOn } from '../support/database.ts'
import { startTestServer, startTestWorker, type TestServer, type TestWorker } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

/** `CHAOS_SECONDS=300 SEED=n npx vitest run test/journeys/chaos.test.ts` looks longer, or again. */
const duration = Number(process.env.CHAOS_SECONDS ?? 25) * 1000
vi.setConfig({ testTimeout: 2 * duration + 180_000 })
const it = itOn('PostgreSQL', 'SQLite serves one process')
const itLong = process.env.CHAOS_SECONDS ? it : it.skip

/** Milliseconds. */
const lease = 8000
const linesPerBackup = 10
/** The queue is never empty, and the end not far when no more comes. */
const mostUnfinished = 24

/** Eight workers, which come and go, and a server that stays. */
class Crew implements AsyncDisposable {
  readonly server: TestServer
  /** Null: dead. */
  readonly workers: (TestWorker | null)[]
  kills = 0
  readonly #start: (index: number) => Promise<TestWorker>
  readonly #revivals = new Set<Promise<void>>()

  private constructor(
    server: TestServer,
    workers: TestWorker[],
    start: (index: number) => Promise<TestWorker>,
  ) {
    this.server = server
    this.workers = workers
    this.#start = start
  }

  static async gather(place: Place, borg: string | undefined): Promise<Crew> {
    const env = {
      DATABASE_URL: await createDatabase(),
      SECRET_KEY: crypto.randomUUID(),
      WORKER_LEASE_SECONDS: String(lease / 1000),
      ...(borg ? { BORG_PATH: borg } : {}),
    }
    const server = await startTestServer({ env: { ...env, ROLE: 'server' } })
    const start = (index: number) => startTestWorker({ env, dataDir: place.at(`worker-${index}`) })
    return new Crew(server, await Promise.all(Array.from({ length: 8 }, (_, index) => start(index))), start)
  }

  /** `kill -9`; it comes back a while later. */
  async kill(index: number, absence: number): Promise<void> {
    const worker = this.workers[index]
    if (!worker) return
    this.workers[index] = null
    this.kills += 1
    await worker.kill()
    const revival = sleep(absence).then(async () => {
      this.workers[index] = await this.#start(index)
    })
    this.#revivals.add(revival)
  }

  /** Everybody is back. */
  async reunite(): Promise<void> {
    await Promise.all(this.#revivals)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#revivals)
    await Promise.all([...this.workers, this.server].map(one => one?.[Symbol.asyncDispose]()))
  }
}

const cancelJob = (server: TestServer, id: string) =>
  server.graphql('mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { job { id } } }', { id })

async function countUnfinished(server: TestServer): Promise<number> {
  const { data } = await server.graphql(
    '{ jobs(first: 100, filter: { statuses: [PENDING, RUNNING] }) { edges { cursor } } }',
  )
  return data.jobs.edges.length
}

/** Queues, cancels and kills until the time is over. Returns the ids of all jobs. */
async function makeTrouble(crew: Crew, repositories: readonly string[], random: Random): Promise<string[]> {
  const ids: string[] = []
  const cancels: Promise<unknown>[] = []
  const pick = <Item>(items: readonly Item[]): Item => items[random.whole(0, items.length - 1)]!
  for (const end = Date.now() + duration; Date.now() < end; await sleep(random.whole(50, 400))) {
    const dice = random.next()
    if (dice < 0.65) {
      if ((await countUnfinished(crew.server)) < mostUnfinished)
        ids.push(await startBackup(crew.server, pick(repositories)))
    } else if (dice < 0.8 && ids.length > 0) cancels.push(cancelJob(crew.server, pick(ids.slice(-8))))
    // Now and then for longer than a lease.
    else await crew.kill(random.whole(0, 7), pick([0, 500, 2000, lease + 8000]))
  }
  await crew.reunite()
  await Promise.all(cancels)
  return ids
}

async function fight(place: Place, borg: string | undefined, lock: (path: string) => string) {
  const random = createRandom()
  await using crew = await Crew.gather(place, borg)
  const source = makeTree(place.at('source'), { files: 20, bytes: 1000 })
  const paths = [1, 2, 3, 4].map(number => place.at(`repository-${number}`))
  const repositories: string[] = []
  for (const [index, path] of paths.entries())
    repositories.push(
      await createRepository(crew.server, {
        name: `repository ${index}`,
        path,
        sourceDirectories: [source],
        listFiles: 'ALL',
      }),
    )
  const ids = await makeTrouble(crew, repositories, random)
  const jobs = []
  for (const id of ids) jobs.push(await waitForJob(crew.server, id, undefined, 120_000))
  const counts = Object.groupBy(jobs, job => job.failure?.code ?? job.status)
  const summary = Object.entries(counts).map(([what, some]) => `${some!.length} ${what}`)
  console.log(`seed ${random.seed}: ${jobs.length} jobs, ${crew.kills} kills, ${summary.join(', ')}`)
  for (const job of jobs)
    expect(['COMPLETED', 'CANCELLED', 'WORKER_LOST']).toContain(job.failure?.code ?? job.status)
  expect(crew.kills).toBeGreaterThan(0)
  expect(jobs.filter(job => job.status === 'COMPLETED').length).toBeGreaterThan(0)
  for (const path of paths) expect(existsSync(lock(path))).toBe(false)
  for (const job of jobs) {
    const log = await readLog(crew.server, job.id)
    expect(log.map(line => line.number)).toEqual(log.map((_line, index) => index + 1))
    if (job.status !== 'COMPLETED') continue
    const files = log
      .filter(line => line.source === 'BORG' && /^[AMU] /.test(line.text))
      .map(line => line.text)
    expect(files.length).toBeGreaterThanOrEqual(borg ? linesPerBackup : 20)
    expect(new Set(files).size).toBe(files.length)
  }
  await until(() => spooledBorgs(place).length === 0, 'no Borg is left')
  return { crew, paths, jobs }
}

/** Processes of steps that still run. */
const spooledBorgs = (place: Place): number[] =>
  readdirSync(place.path)
    .filter(name => name.startsWith('worker-'))
    .flatMap(name => {
      const spools = readdirSync(place.at(`${name}/spool`), { recursive: true, encoding: 'utf8' })
      return spools
        .filter(path => path.endsWith('/process'))
        .map(path => Number(readFileSync(place.at(`${name}/spool/${path}`), 'utf8').split(' ')[0]))
    })
    .filter(isRunning)

it('8 workers that are killed at random never run two Borgs on one of 4 repositories, and every job ends', async () => {
  await using place = makePlace()
  mkdirSync(place.at('fake'))
  const borg = installFake('exclusive-borg.sh', place.at('fake'))
  // Some outlive the lease of their worker by far.
  writeFileSync(place.at('fake/lines'), `${linesPerBackup} 18\n`)
  await fight(place, borg, path => `${path}/taken`)
  expect(existsSync(place.at('fake/screams')) && readFileSync(place.at('fake/screams'), 'utf8')).toBe(false)
})

// Borg itself takes its time; the repositories are what is looked at.
itLong('the same with the real Borg, whose repositories stay whole', async () => {
  await using place = makePlace()
  const { paths } = await fight(place, undefined, path => `${path}/lock.exclusive`)
  const env = {
    PATH: '/usr/bin:/bin',
    BORG_BASE_DIR: place.at('independent'),
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  }
  for (const path of paths) execFileSync('borg', ['check', path], { env, stdio: 'pipe' })
})
