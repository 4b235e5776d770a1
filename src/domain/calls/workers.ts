import { type ExpressionBuilder, type Insertable, sql } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'

/** Can this be the name of a pool? */
export const isPoolName = (name: string): boolean => /^[a-zA-Z0-9][\w.-]{0,63}$/.test(name)

/** What is said of others. */
export const poolNameProblem =
  'Must be letters, digits, dots, underscores and hyphens, at most 64, beginning with a letter or digit.'

/** A worker that was silent for longer is not counted as living, in milliseconds. */
const longestSilence = 30_000

/** The living workers, oldest first. */
export async function listWorkers(scope: Scope) {
  viewerOf(scope)
  return living(scope)
}

/** The version of the Borg that runs here; null without a living worker that has one. For everybody. */
export async function installedBorg(scope: Scope): Promise<string | null> {
  return (await living(scope)).find(worker => worker.borgVersion)?.borgVersion ?? null
}

/** Does a living worker work for this pool? */
export async function servesPool(world: World, pool: string): Promise<boolean> {
  return (await living(world)).some(({ pools }) => pools.split(',').includes(pool))
}

const living = (world: World) =>
  world.db
    .selectFrom('worker')
    .selectAll()
    .where('heartbeatAt', '>', sql<number>`${world.now()} - ${longestSilence}`)
    .orderBy('startedAt')
    .execute()

/** What a worker shows of itself. */
export type WorkerSelf = Omit<Insertable<Tables['worker']>, 'heartbeatAt'>

/** A worker's sign of life. */
export async function showLife(world: World, self: WorkerSelf): Promise<void> {
  const row = { ...self, heartbeatAt: world.now() }
  await world.db
    .insertInto('worker')
    .values(row)
    .onConflict(conflict => conflict.column('host').doUpdateSet(row))
    .execute()
}

/** A worker has ended. It stays known while runs of its go on: others look at their locks, and it comes back to them. */
export async function signOff({ db }: World, host: string): Promise<void> {
  await db.deleteFrom('worker').where('host', '=', host).where(hasNoRun).execute()
}

/** Workers that were silent for so long do not come back, in milliseconds. */
const forgottenAfter = 86_400_000

/** Forgets them. */
export async function removeLostWorkers({ db, now }: World): Promise<void> {
  await db
    .deleteFrom('worker')
    .where('heartbeatAt', '<', sql<number>`${now()} - ${forgottenAfter}`)
    .where(hasNoRun)
    .execute()
}

const hasNoRun = ({ not, exists, selectFrom }: ExpressionBuilder<Tables, 'worker'>) =>
  not(
    exists(
      selectFrom('job')
        .select('job.id')
        .whereRef('job.workerHost', '=', 'worker.host')
        .where('job.status', '=', 'RUNNING'),
    ),
  )

/** The workers, living or not, that see the processes of `machine`. */
export async function workersOn({ db }: Pick<World, 'db'>, machine: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('worker').select('host').where('machine', '=', machine).execute()
  return new Set(rows.map(({ host }) => host))
}

/** The workers that showed life within `lease` milliseconds, as a part of a statement. */
export const livingHosts = ({ db, now }: Pick<World, 'db' | 'now'>, lease: number) =>
  db.selectFrom('worker').select('host').where('heartbeatAt', '>', sql<number>`${now()} - ${lease}`)

/** The silence of every known worker, in milliseconds. */
export const workerSilences = ({ db, now }: Pick<World, 'db' | 'now'>) =>
  db
    .selectFrom('worker')
    .select(['host', sql<number>`${now()} - "heartbeatAt"`.as('silence')])
    .execute()

/** One pool of workers, for whoever watches over it. */
export interface PoolFacts {
  name: string
  /** Jobs that wait, and since when the oldest does, in milliseconds; 0 without one. */
  queued: number
  queueAge: number
  running: number
  /** Workers that live, and how many jobs they can run at once. */
  workers: number
  slots: number
  /** Milliseconds since the last sign of life of any of its workers; infinite without any. */
  heartbeatAge: number
}

/** Every pool that a repository, a job or a worker names, in order of names. */
export async function readPools({ db, now }: Pick<World, 'db' | 'now'>): Promise<PoolFacts[]> {
  const pools = new Map<string, PoolFacts>()
  const factsOf = (name: string) => {
    const none = { queued: 0, queueAge: 0, running: 0, workers: 0, slots: 0, heartbeatAge: Infinity }
    const facts = pools.get(name) ?? { name, ...none }
    pools.set(name, facts)
    return facts
  }
  for (const { pool } of await db.selectFrom('repository').select('pool').distinct().execute()) factsOf(pool)
  const jobs = await db
    .selectFrom('job')
    .select(({ fn }) => ['pool', 'status', fn.countAll<number | string>().as('count')])
    .select(({ fn }) => sql<number | string>`${now()} - ${fn.min('createdAt')}`.as('age'))
    .where('status', 'in', ['PENDING', 'RUNNING'])
    .groupBy(['pool', 'status'])
    .execute()
  for (const { pool, status, count, age } of jobs) {
    const facts = factsOf(pool)
    if (status === 'RUNNING') facts.running = Number(count)
    else Object.assign(facts, { queued: Number(count), queueAge: Math.max(0, Number(age)) })
  }
  const workers = await db
    .selectFrom('worker')
    .select(['pools', 'concurrency'])
    .select(sql<number>`${now()} - "heartbeatAt"`.as('silence'))
    .execute()
  for (const worker of workers)
    for (const pool of worker.pools.split(',')) {
      const facts = factsOf(pool)
      const age = Math.max(0, worker.silence)
      facts.heartbeatAge = Math.min(facts.heartbeatAge, age)
      if (age >= longestSilence) continue
      facts.workers += 1
      facts.slots += worker.concurrency
    }
  return [...pools.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
