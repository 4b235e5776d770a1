import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Tables } from '../../src/entities/index.ts'
import type { DatabaseLocation } from '../../src/platform/database.ts'
import { startCluster } from '../support/cluster.ts'
import { makeQuickBorg } from '../support/fake-borg.ts'
import { scaled, whole } from '../support/numbers.ts'
import { clock } from '../support/processes.ts'
import { addRepositories, queueJobs } from '../support/queued-jobs.ts'
import { startServer } from '../support/server.ts'
import type { Figure, Row } from '../support/table.ts'
import { openBeside } from '../support/tables.ts'

const repositories = scaled(100, 8)
const jobsEach = scaled(20, 5)
const jobs = repositories * jobsEach
const workers = 4
const slots = 16

/** Backups of next to nothing: what does the server itself take, from the queue to the end of the run? */
export const queue: Row = {
  name: 'queue',
  title: `${whole(jobs)} jobs over ${repositories} repositories, ${slots} at once`,
  async measure() {
    using borg = makeQuickBorg()
    const bare = await runBare(borg.program)
    const figure = (where: string, rate: number): Figure => ({
      what: `${whole(jobs)} backups by a Borg that does nothing, ${repositories} repositories, ${slots} at once: ${where}`,
      measured: `${whole(rate)} jobs/s`,
      baseline: `that program alone: ${whole(bare)} runs/s`,
    })
    return [
      figure(`PostgreSQL, ${workers} workers`, await runCluster(borg)),
      figure('SQLite, one process', await runOne(borg)),
    ]
  },
}

/** Runs of the program per second, without any server. */
async function runBare(program: string): Promise<number> {
  let left = jobs
  const begin = clock()
  const slot = async () => {
    while (left > 0) {
      left -= 1
      await once(spawn(program, ['create'], { stdio: 'ignore' }), 'exit')
    }
  }
  await Promise.all(Array.from({ length: slots }, slot))
  return (jobs / (clock() - begin)) * 1000
}

async function runCluster({ program, folder }: { program: string; folder: string }): Promise<number> {
  const concurrency = slots / workers
  await using cluster = await startCluster({ servers: 1, workers, concurrency, borg: program })
  return await runQueued(cluster, folder)
}

async function runOne({ program, folder }: { program: string; folder: string }): Promise<number> {
  await using server = await startServer({ BORG_PATH: program, WORKER_CONCURRENCY: String(slots) })
  return await runQueued(server, folder)
}

/** Puts all jobs into the queue at one moment; the workers look by themselves. @returns how many were run per second */
async function runQueued(location: DatabaseLocation, folder: string): Promise<number> {
  await using db = openBeside(location)
  await addRepositories(db, repositories, folder)
  await queueJobs(db, jobsEach, 'databaseUrl' in location)
  for (const deadline = Date.now() + 600_000; ; await sleep(200)) {
    const { left, failed, begin, end } = await lookAt(db)
    if (failed > 0) throw new Error(`${failed} jobs failed.`)
    if (left === 0) return (jobs / (end - begin)) * 1000
    if (Date.now() > deadline) throw new Error(`${left} jobs are still to be run.`)
  }
}

/** How many jobs are left, and when the first one began and the last one ended. */
async function lookAt(db: Kysely<Tables>) {
  const { left, failed, begin, end } = await db
    .selectFrom('job')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('finishedAt', 'is', null).as('left'),
      fn.countAll<number>().filterWhere('status', '=', 'FAILED').as('failed'),
      fn.min('startedAt').as('begin'),
      fn.max('finishedAt').as('end'),
    ])
    .executeTakeFirstOrThrow()
  return { left, failed, begin: Number(begin), end: Number(end) }
}
