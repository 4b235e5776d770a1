import { type RawBuilder, sql } from 'kysely'
import type { World } from '../kernel/scope.ts'
import type { JobRow } from './job-states.ts'

/** A worker, as far as its leases are concerned. */
export interface Holder {
  /** Its identity, which stays the same when it is started again. */
  readonly host: string
  /** How long it may be silent before its runs are given up, in milliseconds. */
  readonly lease: number
}

/** The end of a lease that begins now, by the database's clock: the one that all machines compare with. */
export const leaseEnd = (world: Pick<World, 'now'>, { lease }: Holder): RawBuilder<number> =>
  sql<number>`${world.now()} + ${lease}`

/** Takes over the runs that a worker with this identity left behind, each under a new attempt. */
export function adoptJobs(world: World, holder: Holder): Promise<JobRow[]> {
  return adopt(world, holder).execute()
}

/** The same for one run. Undefined when it is not this worker's any more. */
export function adoptJob(world: World, holder: Holder, id: number): Promise<JobRow | undefined> {
  return adopt(world, holder).where('id', '=', id).executeTakeFirst()
}

/**
 * The same for runs of a living worker that it does not know of: a claim may have been carried out although its answer got lost.
 *
 * @param known ids of the runs that it looks after
 */
export function adoptStrays(world: World, holder: Holder, known: readonly number[]): Promise<JobRow[]> {
  // There is no job 0, and no empty list in SQL.
  return adopt(world, holder)
    .where('id', 'not in', [0, ...known])
    .execute()
}

const adopt = (world: World, holder: Holder) =>
  world.db
    .updateTable('job')
    .set(expression => ({ attempt: expression('attempt', '+', 1), leaseUntil: leaseEnd(world, holder) }))
    .where('status', '=', 'RUNNING')
    .where('workerHost', '=', holder.host)
    .returningAll()

/** Keeps the leases of everything this worker runs. */
export async function renewLeases(world: World, holder: Holder): Promise<void> {
  await world.db
    .updateTable('job')
    .set({ leaseUntil: leaseEnd(world, holder) })
    .where('status', '=', 'RUNNING')
    .where('workerHost', '=', holder.host)
    .execute()
}

/** Runs of other workers whose lease is over: they were silent for all of it. */
export function expiredJobs(world: World, { host }: Holder): Promise<JobRow[]> {
  return world.db
    .selectFrom('job')
    .selectAll()
    .where('status', '=', 'RUNNING')
    .where('workerHost', '<>', host)
    .where('leaseUntil', '<', world.now())
    .execute()
}
