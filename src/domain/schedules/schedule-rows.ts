import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import type { Draft } from './schedule-input.ts'
import {
  lastSkipOf,
  type ScheduleKind,
  type ScheduleOptions,
  type ScheduleRow,
  type Skip,
  storeOptions,
} from './schedule-options.ts'
import { firstRun, timingOf } from './schedule-times.ts'

/** Holds a schedule's row until the transaction ends, against the scheduler and other changes. @throws DomainError `NOT_FOUND` */
export async function lockSchedule(db: Kysely<Tables>, id: number): Promise<ScheduleRow> {
  const schedule = await db
    .updateTable('schedule')
    .set(({ ref }) => ({ updatedAt: ref('updatedAt') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!schedule) throw notFound('schedule')
  return schedule
}

/** Writes a new schedule with its repositories. */
export async function insertSchedule<Kind extends ScheduleKind>(
  db: Kysely<Tables>,
  scope: Scope,
  kind: Kind,
  draft: Draft<ScheduleOptions[Kind]>,
  repositoryIds: readonly number[],
): Promise<ScheduleRow> {
  const now = Date.now()
  const columns = columnsOf(kind, draft, null)
  const schedule = await db
    .insertInto('schedule')
    .values({
      ...columns,
      nextRunAt: firstRun(columns, now),
      createdById: viewerOf(scope).userId || null,
      createdAt: now,
      updatedAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await insertRepositories(db, schedule.id, repositoryIds)
  return schedule
}

/** Writes what a draft says over a schedule that is locked. An instant that is due already stays due, unless the times changed. */
export async function rewriteSchedule<Kind extends ScheduleKind>(
  db: Kysely<Tables>,
  before: ScheduleRow & { kind: Kind },
  draft: Draft<ScheduleOptions[Kind]>,
): Promise<ScheduleRow> {
  const now = Date.now()
  const columns = columnsOf(before.kind, draft, lastSkipOf(before))
  const sameTimes =
    before.enabled === columns.enabled &&
    JSON.stringify(timingOf(before)) === JSON.stringify(timingOf(columns))
  return db
    .updateTable('schedule')
    .set({ ...columns, updatedAt: now, nextRunAt: sameTimes ? before.nextRunAt : firstRun(columns, now) })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

function columnsOf<Kind extends ScheduleKind>(
  kind: Kind,
  { name, description, cronExpression, timezone, enabled, settings }: Draft<ScheduleOptions[Kind]>,
  lastSkip: Skip | null,
) {
  return {
    kind,
    name,
    description,
    cronExpression,
    timezone,
    enabled,
    options: storeOptions(settings, lastSkip),
  }
}

/** The repositories of a schedule, in order. */
export async function insertRepositories(
  db: Kysely<Tables>,
  scheduleId: number,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return
  await db
    .insertInto('schedule_repository')
    .values(ids.map((repositoryId, position) => ({ scheduleId, repositoryId, position })))
    .execute()
}
