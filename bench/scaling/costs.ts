import { setTimeout as sleep } from 'node:timers/promises'
import { countWork, type Work } from '../support/database-work.ts'
import { makeFakeBorg } from '../support/fake-borg.ts'
import { completed, createRepository, startBackup } from '../support/jobs.ts'
import { scaled, whole } from '../support/numbers.ts'
import { startPostgres } from '../support/postgres.ts'
import { launchWorker, startServer } from '../support/server.ts'

/** Milliseconds for which nothing happens. */
const rest = scaled(30_000, 5000)
const jobs = scaled(20, 2)
const lines = scaled(1000, 100)

/** What everything asks of PostgreSQL. @returns a Markdown table */
export async function measureCosts(): Promise<string> {
  await using stack = new AsyncDisposableStack()
  const borg = stack.use(makeFakeBorg())
  const postgres = stack.use(await startPostgres({ statistics: true }))
  const databaseUrl = await postgres.createDatabase()
  const env = { DATABASE_URL: databaseUrl, SECRET_KEY: 'a secret key that all processes share' }
  const counter = stack.use(await countWork(databaseUrl))
  const resting = async () => {
    // What a start takes is over.
    await sleep(5000)
    await counter.since()
    const begin = Date.now()
    await sleep(rest)
    const work = await counter.since()
    const seconds = (Date.now() - begin) / 1000
    return { ...divided(work, seconds), connections: work.connections }
  }
  const server = stack.use(await startServer({ ...env, ROLE: 'server', BORG_PATH: '/nowhere/borg' }))
  const one = await resting()
  stack.use(await launchWorker({ ...env, BORG_PATH: borg.program }))
  const both = await resting()
  const worker = { ...minus(both, one), connections: both.connections - one.connections }

  const repositoryId = await createRepository(server, {
    name: 'fake',
    path: `${borg.folder}/repository`,
    encryption: 'NONE',
    sourceDirectories: [borg.folder],
  })
  /** Jobs one after the other, without what the processes do beside them. */
  const run = async (count: number, plan: { lines: number; perSecond: number }) => {
    borg.plan(plan)
    await counter.since()
    const begin = Date.now()
    for (let done = 0; done < count; done += 1)
      await completed(server, (await startBackup(server, repositoryId)).id)
    const work = await counter.since()
    return divided(minus(work, multiplied(both, (Date.now() - begin) / 1000)), count)
  }
  const nothing = await run(jobs, { lines: 0, perSecond: 0 })
  const slow = minus(await run(1, { lines, perSecond: 20 }), nothing)
  const fast = minus(await run(1, { lines: lines * 10, perSecond: 2000 }), nothing)
  const rows: [string, Costs & { connections?: number }][] = [
    ['a server at rest, each second', one],
    ['a worker at rest, each second', worker],
    ['a job that is asked for, run and followed by one client', nothing],
    [`1,000 lines at 20 lines/s`, multiplied(slow, 1000 / lines)],
    [`1,000 lines at 2,000 lines/s`, multiplied(fast, 100 / lines)],
  ]
  const table = [
    ['', 'Transactions', 'WAL', 'Wake-ups', 'Connections'],
    ['---', '---:', '---:', '---:', '---:'],
    ...rows.map(([what, { commits, walBytes, rings, connections }]) => [
      what,
      decimal(commits),
      `${decimal(walBytes / 1000)} KB`,
      decimal(rings),
      connections === undefined ? '' : whole(connections),
    ]),
  ]
  return table.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

type Costs = Omit<Work, 'connections'>

const multiplied = ({ commits, walBytes, rings }: Costs, factor: number): Costs => ({
  commits: commits * factor,
  walBytes: walBytes * factor,
  rings: rings * factor,
})
const divided = (work: Costs, by: number): Costs => multiplied(work, 1 / by)
const minus = (one: Costs, other: Costs): Costs => ({
  commits: one.commits - other.commits,
  walBytes: one.walBytes - other.walBytes,
  rings: one.rings - other.rings,
})

const decimal = (value: number) => (Math.abs(value) < 10 ? value.toFixed(1) : whole(value))
