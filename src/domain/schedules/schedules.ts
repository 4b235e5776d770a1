import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { allows, isFullAdmin, mayKnowOf, type Viewer, visibleIn } from '../kernel/access.ts'
import { DomainError, forbidden, invalidInput, notFound } from '../kernel/errors.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import type { RepositoryRow } from '../repositories/repositories.ts'
import type { ScheduleKind, ScheduleRow } from './schedule-options.ts'

export interface ScheduleFilter {
  kinds?: readonly ScheduleKind[] | null | undefined
  repositoryId?: number | null | undefined
  isEnabled?: boolean | null | undefined
}

/** In the order in which they were made. */
export function listSchedules(scope: Scope, filter: ScheduleFilter, args: PageArguments) {
  let query = visibleSchedules(scope)
  const { kinds, repositoryId, isEnabled } = filter
  if (kinds)
    query = query.where(({ eb, lit }) => (kinds.length > 0 ? eb('kind', 'in', [...kinds]) : lit(false)))
  if (isEnabled != null) query = query.where('enabled', '=', Number(isEnabled))
  if (repositoryId != null)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('schedule_repository')
          .select('schedule_repository.scheduleId')
          .whereRef('schedule_repository.scheduleId', '=', 'schedule.id')
          .where('schedule_repository.repositoryId', '=', repositoryId)
          // A repository that the viewer may not see is like one that is not there.
          .where(visibleIn<'schedule_repository'>(viewerOf(scope), 'schedule_repository.repositoryId')),
      ),
    )
  return fetchPage(query, 'id', 'asc', args)
}

/**
 * Schedules of repositories that the viewer may see. One without repositories is for administrators alone.
 */
export function visibleSchedules(scope: Scope) {
  const viewer = viewerOf(scope)
  const all = scope.db.selectFrom('schedule').selectAll()
  if (isFullAdmin(viewer)) return all
  return all.where(({ exists, selectFrom }) =>
    exists(
      selectFrom('schedule_repository')
        .select('schedule_repository.scheduleId')
        .whereRef('schedule_repository.scheduleId', '=', 'schedule.id')
        .where(visibleIn<'schedule_repository'>(viewer, 'schedule_repository.repositoryId')),
    ),
  )
}

/**
 * One schedule, to look at or to change and run.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`
 */
export async function findSchedule(
  scope: Scope,
  id: number,
  act: 'view' | 'change' = 'view',
): Promise<ScheduleRow> {
  const viewer = viewerOf(scope)
  const schedule = await scope.db.selectFrom('schedule').selectAll().where('id', '=', id).executeTakeFirst()
  if (!schedule) throw notFound('schedule')
  const repositories = await repositoryIdsOf(scope.db, id)
  if (!isFullAdmin(viewer) && !repositories.some(repository => mayKnowOf(viewer, repository)))
    throw notFound('schedule')
  if (act === 'change') requireScheduling(viewer, schedule.kind, repositories)
  else if (!isFullAdmin(viewer) && !repositories.some(repository => allows(viewer, repository, 'view')))
    throw forbidden()
  return schedule
}

/** The same, when it must be one that makes backups. @throws DomainError `INVALID_INPUT` */
export async function findBackupSchedule(scope: Scope, id: number): Promise<ScheduleRow> {
  const schedule = await findSchedule(scope, id, 'change')
  if (schedule.kind !== 'BACKUP') throw invalidInput({ scheduleId: 'Must be that of a backup schedule.' })
  return schedule
}

/**
 * Who may make, change and run a schedule: operators and administrators who may start such jobs in every one of its
 * repositories (contract borg-ui, 6.4); for the checks of one repository its role there is enough (4.1).
 *
 * @throws DomainError `FORBIDDEN`
 */
export function requireScheduling(
  viewer: Viewer,
  kind: ScheduleKind,
  repositoryIds: readonly number[],
): void {
  if (kind === 'BACKUP') requireSchedulingRole(viewer)
  if (repositoryIds.length === 0 && !isFullAdmin(viewer))
    throw new DomainError('FORBIDDEN', 'A schedule without repositories is for administrators.', {
      params: { cause: 'NO_REPOSITORIES' },
    })
  const verb = kind === 'BACKUP' ? 'backup' : 'maintain'
  if (!repositoryIds.every(id => allows(viewer, id, verb))) throw forbidden()
}

/** @throws DomainError `FORBIDDEN` for those whose global role is only to look */
export function requireSchedulingRole(viewer: Viewer): void {
  if (viewer.role === 'VIEWER')
    throw new DomainError('FORBIDDEN', 'Only operators and administrators manage backup schedules.', {
      params: { cause: 'ROLE' },
    })
}

/** The repositories of a schedule, in its order. */
export async function repositoryIdsOf(db: Kysely<Tables>, scheduleId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('schedule_repository')
    .select('repositoryId')
    .where('scheduleId', '=', scheduleId)
    .orderBy('position')
    .execute()
  return rows.map(row => row.repositoryId)
}

/** Many at once, in the order asked for; null where the viewer may not see one. */
export async function findSchedules(scope: Scope, ids: readonly number[]): Promise<(ScheduleRow | null)[]> {
  const rows = await visibleSchedules(scope)
    .where('id', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => byId.get(id) ?? null)
}

/** The repositories of each schedule in its order, as far as the viewer may see them. */
export async function repositoriesOfSchedules(
  scope: Scope,
  ids: readonly number[],
): Promise<RepositoryRow[][]> {
  const rows = await scope.db
    .selectFrom('schedule_repository')
    .innerJoin('repository', 'repository.id', 'schedule_repository.repositoryId')
    .selectAll('repository')
    .select('schedule_repository.scheduleId')
    .where('schedule_repository.scheduleId', 'in', [...ids])
    .where('repository.state', '=', 'READY')
    .where(visibleIn<'repository' | 'schedule_repository'>(viewerOf(scope), 'repository.id'))
    .orderBy('schedule_repository.position')
    .execute()
  const bySchedule = Map.groupBy(rows, row => row.scheduleId)
  return ids.map(id => bySchedule.get(id) ?? [])
}

/** The schedules of each repository, in the order in which they were made. */
export async function schedulesOfRepositories(
  scope: Scope,
  ids: readonly number[],
): Promise<ScheduleRow[][]> {
  const rows = await scope.db
    .selectFrom('schedule_repository')
    .innerJoin('schedule', 'schedule.id', 'schedule_repository.scheduleId')
    .selectAll('schedule')
    .select('schedule_repository.repositoryId')
    .where('schedule_repository.repositoryId', 'in', [...ids])
    .where(visibleIn<'schedule' | 'schedule_repository'>(viewerOf(scope), 'schedule_repository.repositoryId'))
    .orderBy('schedule.id')
    .execute()
  const byRepository = Map.groupBy(rows, row => row.repositoryId)
  return ids.map(id => byRepository.get(id) ?? [])
}
