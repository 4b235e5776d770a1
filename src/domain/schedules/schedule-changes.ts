import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { requireVerb } from '../kernel/access.ts'
import { conflict, hostedRefusal, invalidInput, notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { type BackupScheduleInput, draftBackup, reviseBackup } from './schedule-input.ts'
import { type ScheduleRow, settingsOf } from './schedule-options.ts'
import { insertRepositories, insertSchedule, lockSchedule, rewriteSchedule } from './schedule-rows.ts'
import {
  findBackupSchedule,
  findSchedule,
  repositoryIdsOf,
  requireScheduling,
  requireSchedulingRole,
} from './schedules.ts'

/** A schedule has no more repositories than this. */
const mostRepositories = 100

/**
 * Makes a schedule for backups.
 *
 * @param input `repositoryIds` in the order in which they are backed up
 * @throws DomainError `FORBIDDEN`, `NOT_FOUND` for a repository, `INVALID_INPUT`, `CONFLICT` (`NAME_TAKEN`,
 *   `REPOSITORY_OBSERVED` with its `name` in `params`)
 */
export async function createSchedule(
  scope: Scope,
  { repositoryIds, ...input }: BackupScheduleInput & { repositoryIds: readonly number[] },
): Promise<ScheduleRow> {
  const repositories = requireRepositories(scope, repositoryIds)
  const draft = draftBackup(input, Date.now())
  const schedule = await write(scope, async db => {
    await requireBackups(db, repositories)
    return insertSchedule(db, scope, 'BACKUP', draft, repositories)
  })
  await scope.wakeups.ring('schedules')
  return schedule
}

/**
 * Changes a schedule for backups; what is absent stays.
 *
 * @throws DomainError as {@link createSchedule}; `NOT_FOUND` for the schedule
 */
export async function updateSchedule(
  scope: Scope,
  id: number,
  { repositoryIds, ...input }: BackupScheduleInput & { repositoryIds?: readonly number[] | null | undefined },
): Promise<ScheduleRow> {
  await findBackupSchedule(scope, id)
  const repositories = repositoryIds ? requireRepositories(scope, repositoryIds) : null
  const schedule = await write(scope, async db => {
    const before = await lockSchedule(db, id)
    const draft = reviseBackup({ ...before, settings: settingsOf('BACKUP', before) }, input, Date.now())
    if (repositories) {
      const known = new Set(await repositoryIdsOf(db, id))
      await requireBackups(
        db,
        repositories.filter(repository => !known.has(repository)),
      )
      await db.deleteFrom('schedule_repository').where('scheduleId', '=', id).execute()
      await insertRepositories(db, id, repositories)
    }
    return rewriteSchedule(db, before, draft)
  })
  await scope.wakeups.ring('schedules')
  return schedule
}

/** Removes a schedule; its jobs stay. @throws DomainError `NOT_FOUND`, `FORBIDDEN` */
export async function deleteSchedule(scope: Scope, id: number): Promise<void> {
  await findSchedule(scope, id, 'change')
  await scope.db.deleteFrom('schedule').where('id', '=', id).execute()
  await scope.wakeups.ring('schedules')
}

/** Makes another one like it, disabled, with a name of its own. @throws DomainError `NOT_FOUND`, `FORBIDDEN` */
export async function duplicateSchedule(scope: Scope, id: number): Promise<ScheduleRow> {
  const original = await findBackupSchedule(scope, id)
  const settings = settingsOf('BACKUP', original)
  return write(scope, async db => {
    const name = await freeName(db, `Copy of ${original.name}`)
    const draft = { ...original, name, enabled: 0, settings }
    return insertSchedule(db, scope, 'BACKUP', draft, await repositoryIdsOf(db, id))
  })
}

/** Without repetitions, each one that the viewer may start backups in. */
function requireRepositories(scope: Scope, ids: readonly number[]): number[] {
  const viewer = viewerOf(scope)
  const repositories = [...new Set(ids)]
  if (repositories.length > mostRepositories)
    throw invalidInput({ repositoryIds: `Must not be more than ${mostRepositories}.` })
  requireSchedulingRole(viewer)
  for (const id of repositories) requireVerb(viewer, id, 'backup')
  requireScheduling(viewer, 'BACKUP', repositories)
  return repositories
}

/** @throws DomainError `NOT_FOUND`, `CONFLICT` `REPOSITORY_OBSERVED` */
async function requireBackups(db: Kysely<Tables>, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const found = await db
    .selectFrom('repository')
    .select(['name', 'kind', 'mode'])
    .where('id', 'in', [...ids])
    .where('state', '=', 'READY')
    .execute()
  if (found.length < ids.length) throw notFound('repository')
  if (found.some(({ kind }) => kind !== 'MANAGED')) throw hostedRefusal()
  const observed = found.find(({ mode }) => mode === 'OBSERVE')
  if (observed)
    throw conflict(
      'REPOSITORY_OBSERVED',
      `\`${observed.name}\` is only observed; it is written to elsewhere.`,
      {
        name: observed.name,
      },
    )
}

/** `name`, or with a number behind it. */
async function freeName(db: Kysely<Tables>, name: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : ` (${count})`
    const candidate = name.slice(0, 200 - suffix.length) + suffix
    const taken = await db
      .selectFrom('schedule')
      .select('id')
      .where('name', '=', candidate)
      .executeTakeFirst()
    if (!taken) return candidate
  }
}

/** One transaction. @throws DomainError `CONFLICT` `NAME_TAKEN` */
async function write<Result>(scope: Scope, work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> {
  try {
    return await scope.db.transaction().execute(work)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw conflict('NAME_TAKEN', 'A schedule with this name exists already.')
  }
}
