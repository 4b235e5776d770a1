import { setTimeout as sleep } from 'node:timers/promises'
import { collect, createSocket } from '../../test/support/subscribe.ts'
import { countWork, type Work, type WorkCounter } from '../support/database-work.ts'
import { type FakeBorg, makeFakeBorg } from '../support/fake-borg.ts'
import { completed, createRepository, startBackup } from '../support/jobs.ts'
import { scaled, whole } from '../support/numbers.ts'
import { startPostgres } from '../support/postgres.ts'
import { launchWorker, type Server, startServer } from '../support/server.ts'

/** How long each is looked at, in milliseconds. */
const while_ = scaled(10_000, 3000)
const jobs = scaled(20, 2)

/** What is asked of PostgreSQL, by one of many. */
type Costs = Omit<Work, 'connections'>

/** What everything asks of PostgreSQL. @returns a Markdown table */
export async function measureCosts(): Promise<string> {
  await using stack = new AsyncDisposableStack()
  const borg = stack.use(makeFakeBorg())
  const postgres = stack.use(await startPostgres({ statistics: true }))
  const databaseUrl = await postgres.createDatabase()
  const env = { DATABASE_URL: databaseUrl, SECRET_KEY: 'a secret key that all processes share' }
  const counter = stack.use(await countWork(databaseUrl))
  const server = stack.use(await startServer({ ...env, ROLE: 'server', BORG_PATH: '/nowhere/borg' }))
  const one = await eachSecond(counter)
  stack.use(await launchWorker({ ...env, BORG_PATH: borg.program }))
  const both = await eachSecond(counter)

  const repositoryId = await createRepository(server, {
    name: 'fake',
    path: `${borg.folder}/repository`,
    encryption: 'NONE',
    sourceDirectories: [borg.folder],
  })
  const job = await eachJob(counter, server, borg, repositoryId, both)
  const running = async (perSecond: number) => {
    const work = await whileRunning(counter, server, borg, repositoryId, perSecond)
    return minus(work, both)
  }
  const rows: [string, Costs, string?][] = [
    ['a server at rest, each second', one, whole(one.connections)],
    ['a worker at rest, each second', minus(both, one), whole(both.connections - one.connections)],
    ['a job of next to nothing, from the request to its end, with one client that follows', job],
    ['a Borg that prints nothing, each second', await running(0)],
    ['a Borg that prints 20 lines/s, with one client that follows, each second', await running(20)],
    ['a Borg that prints 2,000 lines/s, the same', await running(2000)],
  ]
  const table = [
    ['', 'Transactions', 'WAL', 'Wake-ups', 'Connections'],
    ['---', '---:', '---:', '---:', '---:'],
    ...rows.map(([what, { commits, walBytes, rings }, connections = '']) => [
      what,
      decimal(commits),
      `${decimal(walBytes / 1000)} KB`,
      decimal(rings),
      connections,
    ]),
  ]
  return table.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

async function eachSecond(counter: WorkCounter): Promise<Work> {
  // What a start takes is over then.
  await sleep(5000)
  await counter.since()
  const begin = Date.now()
  await sleep(while_)
  const work = await counter.since()
  return { ...times(work, 1000 / (Date.now() - begin)), connections: work.connections }
}

/** Jobs one after the other, without what the processes do beside them. */
async function eachJob(
  counter: WorkCounter,
  server: Server,
  borg: FakeBorg,
  repositoryId: string,
  rest: Costs,
) {
  borg.plan({ lines: 0, perSecond: 0 })
  await counter.since()
  const begin = Date.now()
  for (let done = 0; done < jobs; done += 1)
    await completed(server, (await startBackup(server, repositoryId)).id)
  const work = await counter.since()
  return times(minus(work, times(rest, (Date.now() - begin) / 1000)), 1 / jobs)
}

/** One job in the middle of its run, whose log somebody follows. */
async function whileRunning(
  counter: WorkCounter,
  server: Server,
  borg: FakeBorg,
  repositoryId: string,
  perSecond: number,
): Promise<Costs> {
  // So long it goes on after the last look; it ends by itself.
  borg.plan({ lines: (perSecond * (while_ + 15_000)) / 1000, perSecond, wait: true })
  const { id } = await startBackup(server, repositoryId)
  const client = createSocket(server, server.token)
  const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { endCursor } }'
  const following = collect(client, query, { id })
  if (perSecond > 0) borg.go()
  const work = await eachSecond(counter)
  borg.go()
  await following
  await client.dispose()
  return work
}

const times = ({ commits, walBytes, rings }: Costs, factor: number): Costs => ({
  commits: commits * factor,
  walBytes: walBytes * factor,
  rings: rings * factor,
})
const minus = (one: Costs, other: Costs): Costs => ({
  commits: one.commits - other.commits,
  walBytes: one.walBytes - other.walBytes,
  rings: one.rings - other.rings,
})

const decimal = (value: number) => (Math.abs(value) < 10 ? value.toFixed(1) : whole(value))
