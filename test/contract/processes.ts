import { type Claimant, claimJob } from '../../src/domain/jobs/job-claims.ts'
import type { JobRow } from '../../src/domain/jobs/job-states.ts'
import { startBackup } from '../../src/domain/jobs/jobs.ts'
import { systemViewer, type World } from '../../src/domain/kernel/scope.ts'
import { defaultColumns } from '../../src/domain/repositories/repository-input.ts'
import { type DatabaseLocation, openDatabase } from '../../src/platform/database.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'
import { postgresqlWakeups } from '../../src/platform/postgresql-wakeups.ts'
import { startPostgres } from '../support/postgres.ts'
import { makeFolder } from '../support/trees.ts'
import { makeWorld } from '../support/world.ts'

/** What every implementation has to keep: the same suites run on both. */
export const implementations = ['SQLite', 'PostgreSQL'] as const
export type Implementation = (typeof implementations)[number]

/** A database with two processes on it, as two servers see it. On SQLite there can only be one. */
export interface Processes extends AsyncDisposable {
  readonly here: World
  readonly there: World
  readonly isSqlite: boolean
  /** Adds a repository. Returns its id. */
  addRepository(pool?: string): Promise<number>
  /** Queues a backup. Returns its id. */
  queue(repositoryId: number): Promise<number>
  /** Somebody who claims on one of the processes. */
  worker(host: string, options?: { pools?: string[]; world?: World }): TestWorker
  /** Forgets everything, for the next test. */
  clear(): Promise<void>
}

export interface TestWorker extends Claimant {
  claim(): Promise<JobRow | null>
}

/** Opens both processes on a database of their own. */
export async function openProcesses(kind: Implementation): Promise<Processes> {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(makeFolder())
  const isSqlite = kind === 'SQLite'
  const location: DatabaseLocation = isSqlite
    ? { dataDir: folder.path }
    : { databaseUrl: await stack.use(await startPostgres()).createDatabase() }
  const here = await openProcess(stack, location, folder.path)
  const there = isSqlite ? here : await openProcess(stack, location, folder.path)
  let repositories = 0
  return {
    here,
    there,
    isSqlite,
    async addRepository(pool = 'default') {
      repositories += 1
      const name = `repository ${repositories}`
      const { id } = await here.db
        .insertInto('repository')
        .values({
          ...defaultColumns,
          kind: 'MANAGED',
          state: 'READY',
          name,
          path: `/srv/${repositories}`,
          sourceDirectories: '["/home"]',
          pool,
          encryption: 'NONE',
          createdAt: 0,
          updatedAt: 0,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    },
    async queue(repositoryId) {
      const scope = { ...here, viewer: systemViewer }
      const order = { archiveName: null, onConflict: 'QUEUE', idempotencyKey: null } as const
      return (await startBackup(scope, { repositoryId, ...order })).id
    },
    worker(host, { pools = ['default'], world = here } = {}) {
      const claimant = { host, pools, lease: 60_000 }
      return { ...claimant, claim: () => claimJob(world, claimant) }
    },
    async clear() {
      for (const table of ['borg_call', 'job', 'archive', 'worker', 'repository'] as const)
        await here.db.deleteFrom(table).execute()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function openProcess(
  stack: AsyncDisposableStack,
  location: DatabaseLocation,
  folder: string,
): Promise<World> {
  const database = await openDatabase(location)
  stack.defer(() => database.close())
  const wakeups =
    'databaseUrl' in location ? await postgresqlWakeups(location.databaseUrl, () => {}) : embeddedWakeups()
  stack.defer(() => wakeups.close())
  const world = makeWorld(database, wakeups, folder)
  stack.use(world.settings)
  return world
}
