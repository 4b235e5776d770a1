import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { queuedProgress } from '../../src/domain/jobs/job-states.ts'
import type { Tables } from '../../src/entities/index.ts'
import type { DatabaseLocation } from '../../src/platform/database.ts'
import { startCluster } from '../support/cluster.ts'
import { makeQuickBorg } from '../support/fake-borg.ts'
import { completed, createRepository, startBackup } from '../support/jobs.ts'
import { scaled, whole } from '../support/numbers.ts'
import { clock } from '../support/processes.ts'
import { type Server, startServer } from '../support/server.ts'
import type { Row } from '../support/table.ts'
import { multiply, openTables } from '../support/tables.ts'

const repositories = scaled(100, 8)
const jobs = scaled(2000, 40)
const workers = 4
const slots = 16

/** Jobs that do next to nothing: what does the server itself cost, from the queue to the end of the run? */
export const queue: Row = {
  name: 'queue',
  title: `${whole(jobs)} jobs over ${repositories} repositories, ${slots} at once`,
  async measure() {
    using borg = makeQuickBorg()
    const bare = await runBare(borg.program)
    const what = `${whole(jobs)} queued backups of nothing over ${repositories} repositories, ${slots} at once`
    const figures = []
    {
      const concurrency = slots / workers
      await using cluster = await startCluster({ servers: 1, workers, concurrency, borg: borg.program })
      const rate = await runQueued(cluster.servers[0], cluster, borg.folder)
      figures.push({ what: `${what}: PostgreSQL, ${workers} workers`, measured: `${whole(rate)} jobs/s` })
    }
    {
      await using server = await startServer({ BORG_PATH: borg.program, WORKER_CONCURRENCY: String(slots) })
      const rate = await runQueued(server, server, borg.folder)
      figures.push({ what: `${what}: SQLite, one process`, measured: `${whole(rate)} jobs/s` })
    }
    return figures.map(figure => ({ ...figure, baseline: `the same fake Borg alone: ${whole(bare)} runs/s` }))
  },
}

/** Runs of the program per second, without any server. */
async function runBare(program: string): Promise<number> {
  let left = jobs
  const begin = clock()
  const slot = async () => {
    for (; left > 0; left -= 1) await once(spawn(program, ['create'], { stdio: 'ignore' }), 'exit')
  }
  await Promise.all(Array.from({ length: slots }, slot))
  return (jobs / (clock() - begin)) * 1000
}

/** Puts all jobs into the queue at one moment. @returns how many were run per second */
async function runQueued(server: Server, location: DatabaseLocation, folder: string): Promise<number> {
  const repositoryId = await createRepository(server, {
    name: 'first',
    path: join(folder, crypto.randomUUID()),
    encryption: 'NONE',
    sourceDirectories: [folder],
  })
  await completed(server, (await startBackup(server, repositoryId)).id)
  await using db = openTables(location)
  await multiply(db, 'repository', repositories, before => ({
    name: sql`name || ${` ${before}`}`,
    path: sql`path || ${`-${before}`}`,
  }))
  await queueJobs(db)
  for (const deadline = Date.now() + 600_000; ; await sleep(200)) {
    const { left, failed, begin, end } = await lookAt(db)
    if (failed > 0) throw new Error(`${failed} jobs failed.`)
    if (left === 0) return (jobs / (end - begin)) * 1000
    if (Date.now() > deadline) throw new Error(`${left} jobs are still to be run.`)
  }
}

/** As many for each repository. The workers look by themselves after two seconds at the latest. */
const queueJobs = (db: Kysely<Tables>) =>
  db.transaction().execute(async transaction => {
    const now = Date.now()
    const rows = await transaction.selectFrom('repository').select(['id', 'path', 'pool']).execute()
    const queued = rows.map(({ id, path, pool }) => ({
      kind: 'BACKUP' as const,
      status: 'PENDING' as const,
      trigger: 'MANUAL' as const,
      repositoryId: id,
      repositoryPath: path,
      pool,
      createdAt: now,
      changedAt: now,
      progress: JSON.stringify(queuedProgress(now)),
    }))
    for (let each = 0; each < jobs / repositories; each += 1)
      await transaction.insertInto('job').values(queued).execute()
  })

/** How many jobs are left, and when the first one began and the last one ended. The very first one was no part of it. */
async function lookAt(db: Kysely<Tables>) {
  const row = await db
    .selectFrom('job')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('finishedAt', 'is', null).as('left'),
      fn.countAll<number>().filterWhere('status', 'in', ['FAILED', 'COMPLETED_WITH_WARNINGS']).as('failed'),
      fn.min('startedAt').as('begin'),
      fn.max('finishedAt').as('end'),
    ])
    .where('id', '>', 1)
    .executeTakeFirstOrThrow()
  return {
    left: Number(row.left),
    failed: Number(row.failed),
    begin: Number(row.begin),
    end: Number(row.end),
  }
}
