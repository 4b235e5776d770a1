import type { Insertable, Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { FailureCode } from '../borg/failures.ts'
import type { JobOptions } from '../jobs/job-options.ts'
import { insertRefusal } from '../jobs/job-refusals.ts'
import type { JobRow } from '../jobs/job-states.ts'
import { insertJob, type JobRepository, lockRepository, type NewJob, type OnConflict } from '../jobs/jobs.ts'
import { conflict, DomainError } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import { fillTemplate, freeArchiveName } from './archive-name-template.ts'
import { type ScheduleKind, type ScheduleRow, settingsOf } from './schedule-options.ts'
import { lockSchedule } from './schedule-rows.ts'
import { findSchedule, repositoryIdsOf } from './schedules.ts'

/**
 * Makes the jobs of a schedule now, whether it is enabled or not: all of them or none.
 *
 * @returns the jobs, in the order of the schedule's repositories
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT` (`NO_REPOSITORIES`, and as `queueJob`)
 */
export async function runScheduleNow(scope: Scope, id: number, onConflict: OnConflict): Promise<JobRow[]> {
  await findSchedule(scope, id, 'change')
  const jobs = await scope.db.transaction().execute(async db => {
    const schedule = await lockSchedule(db, id)
    const repositories = await lockRepositories(db, schedule)
    if (repositories.length === 0)
      throw conflict('NO_REPOSITORIES', 'This schedule has no repositories to work on.')
    const made: JobRow[] = []
    for (const repository of repositories) {
      const input = await jobFor(db, schedule, repository, onConflict)
      made.push(await insertJob(db, scope, repository, input, originOf(schedule, null)))
    }
    await db.updateTable('schedule').set({ lastRunAt: Date.now() }).where('id', '=', id).execute()
    return made
  })
  await scope.wakeups.ring('queue', 'jobs')
  return jobs
}

/**
 * Makes the jobs that are due at an instant, in a transaction that has locked the schedule. Where the schedule's last
 * job is still queued or running, nothing is added: work never piles up. What cannot be done is a job that failed, so
 * that somebody sees it.
 *
 * @param dueAt unix milliseconds
 * @returns how many jobs were made, and the repositories where the last one is not over
 */
export async function makeDueJobs(
  db: Kysely<Tables>,
  scope: Scope,
  schedule: ScheduleRow,
  dueAt: number,
): Promise<{ made: number; repositories: number; skipped: number[] }> {
  const repositories = await lockRepositories(db, schedule)
  const skipped: number[] = []
  let made = 0
  for (const repository of repositories) {
    const before = await db
      .selectFrom('job')
      .select(['scheduleDueAt'])
      .where('repositoryId', '=', repository.id)
      .where('scheduleId', '=', schedule.id)
      .where(({ or, eb }) =>
        or([eb('status', 'in', ['PENDING', 'RUNNING']), eb('scheduleDueAt', '=', dueAt)]),
      )
      .execute()
    if (before.some(job => job.scheduleDueAt === dueAt)) continue
    if (before.length > 0) {
      skipped.push(repository.id)
      continue
    }
    const input = await jobFor(db, schedule, repository, 'QUEUE')
    const origin = originOf(schedule, dueAt)
    try {
      await insertJob(db, scope, repository, input, origin)
    } catch (error) {
      const code = refusalOf(error)
      if (code === null) throw error
      await insertRefusal(db, scope, repository, { ...input, idempotencyKey: null }, origin, code)
    }
    made += 1
  }
  return { made, repositories: repositories.length, skipped }
}

/** In the schedule's order. Locked in that of their ids, so that two schedules never wait for each other. */
async function lockRepositories(db: Kysely<Tables>, { id }: ScheduleRow): Promise<JobRepository[]> {
  const ids = await repositoryIdsOf(db, id)
  const locked = new Map<number, JobRepository>()
  for (const repositoryId of ids.toSorted((one, other) => one - other)) {
    // One that was deleted at this very moment is no part of the schedule any more.
    const repository = await lockRepository(db, repositoryId).catch(nullIfNotFound)
    if (repository) locked.set(repositoryId, repository)
  }
  return ids.flatMap(repositoryId => locked.get(repositoryId) ?? [])
}

function nullIfNotFound(error: unknown): null {
  if (error instanceof DomainError && error.code === 'NOT_FOUND') return null
  throw error
}

const originOf = (
  schedule: ScheduleRow,
  scheduleDueAt: number | null,
): Partial<Insertable<Tables['job']>> => ({
  trigger: 'SCHEDULE',
  scheduleId: schedule.id,
  scheduleDueAt,
})

async function jobFor(
  db: Kysely<Tables>,
  schedule: ScheduleRow,
  repository: JobRepository,
  onConflict: OnConflict,
): Promise<NewJob> {
  return {
    kind: schedule.kind,
    repositoryId: repository.id,
    archiveName: schedule.kind === 'BACKUP' ? await nameArchive(db, schedule, repository) : null,
    options: optionsFor[schedule.kind](schedule),
    onConflict,
    idempotencyKey: null,
  }
}

const optionsFor: { [Kind in ScheduleKind]: (schedule: ScheduleRow) => JobOptions[Kind] } = {
  BACKUP: schedule => {
    const { pruneAfter, compactAfter, retention } = settingsOf('BACKUP', schedule)
    const maintenance = { prune: pruneAfter ? retention : null, compact: compactAfter }
    return { maintenance: pruneAfter || compactAfter ? maintenance : null }
  },
  CHECK: schedule => settingsOf('CHECK', schedule).check,
  RESTORE_CHECK: schedule => settingsOf('RESTORE_CHECK', schedule).restoreCheck,
}

function nameArchive(db: Kysely<Tables>, schedule: ScheduleRow, repository: JobRepository): Promise<string> {
  const at = Date.now()
  const name = fillTemplate(settingsOf('BACKUP', schedule).archiveNameTemplate, {
    scheduleName: schedule.name ?? '',
    repositoryName: repository.name,
    at,
    timezone: schedule.timezone,
  })
  return freeArchiveName(db, repository.id, name, at)
}

/** The code for what stands in the way of a scheduled job; null for what is no fact about its repository. */
function refusalOf(error: unknown): FailureCode | null {
  const reason = error instanceof DomainError ? error.details.reason : null
  return reason === 'REPOSITORY_OBSERVED' || reason === 'NO_SOURCES' ? reason : null
}
