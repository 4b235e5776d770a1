import { type Expression, type Kysely, sql } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { World } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import type { CurrentSettings } from '../settings/settings.ts'
import { type Holder, leaseEnd } from './job-leases.ts'
import type { JobRow } from './job-states.ts'
import { ringJob } from './jobs.ts'

/** Who claims. */
export interface Claimant extends Holder {
  /** It runs jobs of these pools and no others. */
  readonly pools: readonly string[]
}

/**
 * Claims the oldest job whose repository is free, in one statement: first in, first out per repository, and one running
 * job per repository by the partial unique index. Null when there is nothing to do.
 */
export async function claimJob(world: World, claimant: Claimant): Promise<JobRow | null> {
  try {
    const claimed = await inTurn(world, claimant, (db, full) => claimNext(world, db, claimant, full))
    if (claimed) await ringJob(world, claimed.id)
    return claimed
  } catch (error) {
    // Two workers wanted two jobs of one repository at once; the index let one through.
    if (isUniqueViolation(error)) return null
    throw error
  }
}

/** Any number, as long as nobody else in this database uses it. */
const scheduledTurn = 8787_2

/**
 * Jobs of schedules are counted and claimed by one worker at a time, or several would take the last place. All others are claimed
 * at once, by whoever comes.
 *
 * @param claim is told the kinds of which no job of a schedule may start now; null: of none
 */
async function inTurn(
  world: World,
  { pools }: Claimant,
  claim: (db: Kysely<Tables>, full: Full) => Promise<JobRow | null>,
): Promise<JobRow | null> {
  const limits = await world.settings.values()
  if (world.isSqlite) return claim(world.db, await fullKinds(world.db, limits))
  const scheduled = await world.db
    .selectFrom('job')
    .select('id')
    .where('status', '=', 'PENDING')
    .where('scheduleId', 'is not', null)
    .where('pool', 'in', [...pools])
    .limit(1)
    .executeTakeFirst()
  if (!scheduled) return claim(world.db, null)
  return world.db.transaction().execute(async db => {
    await sql`select pg_advisory_xact_lock(${scheduledTurn})`.execute(db)
    return claim(db, await fullKinds(db, limits))
  })
}

type Full = readonly JobRow['kind'][] | null

async function claimNext(
  world: World,
  db: Kysely<Tables>,
  claimant: Claimant,
  full: Full,
): Promise<JobRow | null> {
  const { host, pools } = claimant
  const now = Date.now()
  // To be asked for one job after the other, oldest first, until one may start. PostgreSQL would rather join, as it does without
  // the offset, by statistics that know nothing of a queue that has just been filled: that took a second for 5,000 jobs.
  const none = <Rows extends Expression<unknown> & { offset(count: number): Rows }>(rows: Rows) =>
    sql<boolean>`not exists ${world.isSqlite ? rows : rows.offset(0)}`
  const claimed = await db
    .updateTable('job')
    .set(expression => ({
      status: 'RUNNING',
      startedAt: now,
      changedAt: world.now(),
      workerHost: host,
      leaseUntil: leaseEnd(world, claimant),
      attempt: expression('attempt', '+', 1),
      revision: expression('revision', '+', 1),
    }))
    .where('id', '=', expression => {
      const next = expression
        .selectFrom('job as next')
        .select('next.id')
        .where('next.status', '=', 'PENDING')
        .where('next.pool', 'in', [...pools])
        // Two conditions and not one with `or`, which SQLite 3.5x answers with "internal query planner error".
        .where(({ selectFrom }) =>
          none(
            selectFrom('job as running')
              .select('running.id')
              .whereRef('running.repositoryId', '=', 'next.repositoryId')
              .where('running.status', '=', sql.lit('RUNNING')),
          ),
        )
        .where(({ selectFrom }) =>
          none(
            selectFrom('job as older')
              .select('older.id')
              .whereRef('older.repositoryId', '=', 'next.repositoryId')
              .where('older.status', '=', sql.lit('PENDING'))
              .whereRef('older.id', '<', 'next.id'),
          ),
        )
        // While a lock is broken nobody may take a new one; what is mounted would stand in the way.
        .where(({ selectFrom }) =>
          none(
            selectFrom('borg_call')
              .select('borg_call.id')
              .whereRef('borg_call.repositoryId', '=', 'next.repositoryId')
              .where('borg_call.kind', 'in', ['BREAK_LOCK', 'MOUNT'])
              .where('borg_call.status', '=', 'RUNNING'),
          ),
        )
        // Jobs of schedules wait while as many of their kind run as may.
        .$if(full === null, query => query.where('next.scheduleId', 'is', null))
        .$if(full !== null && full.length > 0, query =>
          query.where(({ or, eb }) =>
            or([eb('next.scheduleId', 'is', null), eb('next.kind', 'not in', [...full!])]),
          ),
        )
        .orderBy('next.id')
        .limit(1)
      return world.isSqlite ? next : next.forUpdate().skipLocked()
    })
    .returningAll()
    .executeTakeFirst()
  return claimed ?? null
}

type Limits = Awaited<ReturnType<CurrentSettings['values']>>

/** The kinds of which no more jobs of schedules may start now: `maxConcurrentScheduledBackups` and `…Checks`. */
async function fullKinds(db: Kysely<Tables>, limits: Limits): Promise<JobRow['kind'][]> {
  const rows = await db
    .selectFrom('job')
    .select(expression => ['kind', expression.fn.countAll<number | string>().as('count')])
    .where('status', '=', 'RUNNING')
    .where('scheduleId', 'is not', null)
    .groupBy('kind')
    .execute()
  const running = (...kinds: JobRow['kind'][]) =>
    rows.reduce((sum, { kind, count }) => sum + (kinds.includes(kind) ? Number(count) : 0), 0)
  return [
    ...(running('BACKUP') >= limits.maxConcurrentScheduledBackups ? (['BACKUP'] as const) : []),
    ...(running('CHECK', 'RESTORE_CHECK') >= limits.maxConcurrentScheduledChecks
      ? (['CHECK', 'RESTORE_CHECK'] as const)
      : []),
  ]
}
