import pg from 'pg'
import { createSocket } from '../../test/support/subscribe.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { type FakeBorg, makeFakeBorg } from '../support/fake-borg.ts'
import { completed, createRepository, startBackup } from '../support/jobs.ts'
import { milliseconds, quantile, scaled, whole } from '../support/numbers.ts'
import { clock } from '../support/processes.ts'
import { atMost, type Figure, type Row } from '../support/table.ts'

const jobs = scaled(100, 5)
const perSecond = 50
const lines = scaled(10 * perSecond, 20)
/** Milliseconds. */
const goal = 20

/** From one process to the other: all that the wake-ups between processes are for. */
export const wakeups: Row = {
  name: 'wakeups',
  title: `${jobs} jobs asked for at one server, ${whole(lines)} lines followed through another, run by a worker`,
  async measure() {
    using borg = makeFakeBorg()
    await using cluster = await startCluster({ servers: 2, workers: 1, borg: borg.program })
    const repositoryId = await createRepository(cluster.servers[0], {
      name: 'woken',
      path: `${borg.folder}/repository`,
      encryption: 'NONE',
      sourceDirectories: [borg.folder],
    })
    const bare = described(await notifyBare(cluster.databaseUrl))
    const claims = await startJobs(cluster, borg, repositoryId)
    const { stored, written } = await followLines(cluster, borg, repositoryId)
    const figure = (what: string, latencies: number[], limit: number): Figure => ({
      what: `${what}, p50`,
      ...atMost(quantile(latencies, 0.5), limit, milliseconds),
      baseline: `p95 ${milliseconds(quantile(latencies, 0.95))}; a bare NOTIFY on that database: ${bare}`,
    })
    return [
      figure('server → worker: from the job’s creation to its claim by another process', claims, goal),
      figure('worker → subscriber of another process: from storing a line to its client', stored, goal),
      figure('the same from Borg’s write of the line', written, 30),
    ]
  },
}

const described = (latencies: number[]) =>
  `p50 ${milliseconds(quantile(latencies, 0.5))}, p95 ${milliseconds(quantile(latencies, 0.95))}`

/** The floor: one connection notifies, another one hears it. */
async function notifyBare(url: string): Promise<number[]> {
  const [speaker, hearer] = [new pg.Client(url), new pg.Client(url)]
  await Promise.all([speaker.connect(), hearer.connect()])
  await hearer.query('listen bench')
  const latencies: number[] = []
  for (let count = 0; count < jobs * 5; count += 1) {
    const heard = new Promise(resolve => hearer.once('notification', resolve))
    const begin = clock()
    await speaker.query(`select pg_notify('bench', 'topic')`)
    await heard
    latencies.push(clock() - begin)
  }
  await Promise.all([speaker.end(), hearer.end()])
  return latencies
}

/** One job after the other, each to an idle worker. */
async function startJobs(cluster: Cluster, borg: FakeBorg, repositoryId: string): Promise<number[]> {
  const [server] = cluster.servers
  borg.plan({ lines: 1, perSecond: 0 })
  const latencies: number[] = []
  for (let count = 0; count < jobs; count += 1) {
    const { id } = await startBackup(server, repositoryId)
    await completed(server, id)
    const { job } = await server.graphql<{ job: { createdAt: string; startedAt: string } }>(
      'query ($id: ID!) { job(id: $id) { createdAt startedAt } }',
      { id },
    )
    latencies.push(Date.parse(job.startedAt) - Date.parse(job.createdAt))
  }
  return latencies
}

/** One job, followed through the server that did not start it. */
async function followLines(cluster: Cluster, borg: FakeBorg, repositoryId: string) {
  const [server, other] = cluster.servers
  borg.plan({ lines, perSecond, wait: true })
  const { id } = await startBackup(server, repositoryId)
  const client = createSocket(other!, other!.token)
  const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { text at } } }'
  const stored: number[] = []
  const written: number[] = []
  for await (const { data } of client.iterate<Batch>({ query, variables: { id } })) {
    const [now, today] = [clock(), Date.now()]
    for (const { text, at } of data!.jobLog.lines) {
      const writtenAt = /@([\d.]+)@/.exec(text)?.[1]
      if (!writtenAt) continue
      written.push(now - Number(writtenAt))
      stored.push(today - Date.parse(at))
    }
    // The server's own first line: the job runs and is followed.
    borg.go()
  }
  await client.dispose()
  if (written.length !== lines) throw new Error(`${written.length} of ${lines} lines came.`)
  return { stored, written }
}

interface Batch {
  jobLog: { lines: { text: string; at: string }[] }
}
