import { once } from 'node:events'
import { join } from 'node:path'
import type { DatabaseLocation } from '../../src/platform/database.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { makeFolder } from '../../test/support/trees.ts'
import type { ClaimsOrder } from '../processes/claims.ts'
import { scaled, whole } from '../support/numbers.ts'
import { startPostgres } from '../support/postgres.ts'
import { clock, root, startNode } from '../support/processes.ts'
import { addRepositories, queueJobs } from '../support/queued-jobs.ts'
import type { Figure, Row } from '../support/table.ts'
import { openBeside } from '../support/tables.ts'

const repositories = scaled(100, 8)
const jobsEach = scaled(50, 5)
const jobs = repositories * jobsEach

/** The queue alone: jobs are claimed and ended, and nothing is run in between. */
export const claims: Row = {
  name: 'claims',
  title: `${whole(jobs)} jobs claimed and ended without Borg`,
  async measure() {
    await using postgres = await startPostgres()
    using folder = makeFolder('vinculum-bench-')
    return [
      await compare('PostgreSQL', { databaseUrl: await postgres.createDatabase() }, 4),
      await compare('SQLite', { dataDir: folder.path }, 1),
    ]
  },
}

async function compare(name: string, location: DatabaseLocation, processes: number): Promise<Figure> {
  // Makes the tables.
  await (await openDatabase(location)).close()
  await using db = openBeside(location)
  await addRepositories(db, repositories, '/srv')
  await queueJobs(db, jobsEach, 'databaseUrl' in location)
  const floor = await run(location, 'floor', processes)
  const queue = await run(location, 'claims', processes)
  return {
    what: `the queue alone, claim and end of ${whole(jobs)} jobs: ${name}, ${processes === 1 ? 'one process' : `${processes} processes`}`,
    measured: `${whole(queue)} jobs/s`,
    baseline: `single-row updates: ${whole(floor)}/s`,
  }
}

/** Lets the processes begin at one moment. @returns what they did per second */
async function run(
  location: DatabaseLocation,
  work: ClaimsOrder['work'],
  processes: number,
): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const started = []
  for (let number = 1; number <= processes; number += 1) {
    const child = stack.use(startNode([join(root, 'bench/processes/claims.ts')], {}, true))
    const changes = Math.ceil(jobs / processes)
    child.process.send({ location, work, number, changes } satisfies ClaimsOrder)
    await once(child.process, 'message')
    started.push(child)
  }
  const begin = clock()
  const done = await Promise.all(
    started.map(async child => {
      child.process.send('go')
      return (await Promise.race([once(child.process, 'message'), child.ended]))[0] as number
    }),
  )
  return (done.reduce((sum, count) => sum + count, 0) / (clock() - begin)) * 1000
}
