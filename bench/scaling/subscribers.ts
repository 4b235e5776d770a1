import { setTimeout as sleep } from 'node:timers/promises'
import { startCluster } from '../support/cluster.ts'
import { countWork } from '../support/database-work.ts'
import { makeFakeBorg } from '../support/fake-borg.ts'
import { followJob, memoryOf } from '../support/followers.ts'
import { createRepository, startBackup } from '../support/jobs.ts'
import { megabytes, milliseconds, percent, quantile, scaled, whole } from '../support/numbers.ts'

const sizes = [100, 500, 2000].map(size => scaled(size, 10))
const perSecond = 5
const lines = scaled(10 * perSecond, 10)

/** Clients of one server that follow one job, which a worker runs. @returns a Markdown table */
export async function measureSubscribers(): Promise<string> {
  const columns: Awaited<ReturnType<typeof measureSize>>[] = []
  for (const count of sizes) {
    columns.push(await measureSize(count))
    process.stderr.write(`scaling: subscribers: ${whole(count)}\n`)
  }
  const names = Object.keys(columns[0]!) as (keyof (typeof columns)[number])[]
  return [
    [`Subscribers of one log, ${perSecond} lines/s`, ...sizes.map(size => whole(size))],
    ['---', ...sizes.map(() => '---:')],
    ...names.map(name => [name, ...columns.map(column => column[name])]),
  ]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n')
}

async function measureSize(count: number) {
  using borg = makeFakeBorg()
  await using cluster = await startCluster({ servers: 1, workers: 1, borg: borg.program, statistics: true })
  const { servers, databaseUrl } = cluster
  const repositoryId = await createRepository(servers[0], {
    name: 'followed',
    path: `${borg.folder}/repository`,
    encryption: 'NONE',
    sourceDirectories: [borg.folder],
  })
  borg.plan({ lines, perSecond, wait: true })
  const { id } = await startBackup(servers[0], repositoryId)
  await sleep(2000)
  const idle = memoryOf(servers)
  await using counter = await countWork(databaseUrl)
  const begin = async () => {
    await counter.since()
    borg.go()
  }
  const followed = await followJob(servers, id, count, true, begin)
  const { commits } = await counter.since()
  return {
    'memory of the server': megabytes(followed.memory),
    'of it for each subscriber': `${whole((followed.memory - idle) / count / 1000)} KB`,
    'share of a core': percent(followed.cpu / followed.wall),
    'processor time for a message': followed.perMessage,
    'latency p50 / p99': `${milliseconds(quantile(followed.latencies, 0.5))} / ${milliseconds(quantile(followed.latencies, 0.99))}`,
    'transactions of the database': `${whole((commits / followed.wall) * 1000)}/s`,
  }
}
