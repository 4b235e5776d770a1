import { countColumns, readCounts, type StatusCount } from '../jobs/job-counts.ts'
import { visibleJobs } from '../jobs/job-views.ts'
import { visibleIn } from '../kernel/access.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import type { SettingValues } from '../settings/setting-definitions.ts'

export type Health = 'HEALTHY' | 'WARNING' | 'CRITICAL'

/** Everything at a glance, of what the viewer may see. Sizes in bytes. */
export interface Dashboard {
  repositoryCount: number
  archiveCount: number
  totalSize: number
  health: Record<Health, number>
  /** Jobs that were made in the last day, by status. */
  jobs: StatusCount[]
}

const day = 86_400_000

/** One statement each for repositories, archives and jobs, however many there are. */
export async function findDashboard(scope: Scope): Promise<Dashboard> {
  const viewer = viewerOf(scope)
  const values = await scope.settings.values()
  const repositories = await scope.db
    .selectFrom('repository')
    .select([
      'id',
      'mode',
      'totalSize',
      'lastBackupAt',
      'lastCheckAt',
      'lastCompactAt',
      'lastProvenRestoreAt',
    ])
    .where('state', '=', 'READY')
    .where('kind', '=', 'MANAGED')
    .where(visibleIn<'repository'>(viewer, 'repository.id'))
    .execute()
  const archives = await scope.db
    .selectFrom('archive')
    .select(({ fn }) => [
      'repositoryId',
      fn.countAll<number | string>().as('count'),
      fn.max<number | string>('startedAt').as('newest'),
    ])
    .where(visibleIn<'archive'>(viewer, 'archive.repositoryId'))
    .groupBy('repositoryId')
    .execute()
  const since = Date.now() - day
  const jobs = await visibleJobs(scope)
    .clearSelect()
    .select(countColumns)
    // What was made since then has changed since then: that is what the index knows.
    .where('job.changedAt', '>=', since)
    .where('job.createdAt', '>=', since)
    .executeTakeFirstOrThrow()

  const newest = new Map(archives.map(({ repositoryId, newest: at }) => [repositoryId, Number(at)]))
  const health: Record<Health, number> = { HEALTHY: 0, WARNING: 0, CRITICAL: 0 }
  for (const repository of repositories)
    health[healthOf(repository, newest.get(repository.id) ?? null, values, Date.now())] += 1
  return {
    repositoryCount: repositories.length,
    archiveCount: archives.reduce((sum, { count }) => sum + Number(count), 0),
    totalSize: repositories.reduce((sum, { totalSize }) => sum + (totalSize ?? 0), 0),
    health,
    jobs: readCounts(jobs),
  }
}

interface Times {
  mode: 'FULL' | 'OBSERVE'
  lastBackupAt: number | null
  lastCheckAt: number | null
  lastCompactAt: number | null
  lastProvenRestoreAt: number | null
}

/**
 * How well a repository is looked after, by the ages that the settings allow. One that was never backed up is critical;
 * what was never done otherwise says nothing, because it need not be done here.
 */
export function healthOf(
  times: Times,
  newestArchiveAt: number | null,
  values: SettingValues,
  now: number,
): Health {
  const observed = times.mode === 'OBSERVE'
  const backup = observed ? newestArchiveAt : times.lastBackupAt
  if (backup === null) return 'CRITICAL'
  const { [observed ? 'dashboardObserveFreshnessWarningDays' : 'dashboardBackupWarningDays']: warning } =
    values
  const { [observed ? 'dashboardObserveFreshnessCriticalDays' : 'dashboardBackupCriticalDays']: critical } =
    values
  const ages = [
    { at: backup, warning, critical },
    {
      at: times.lastCheckAt,
      warning: values.dashboardCheckWarningDays,
      critical: values.dashboardCheckCriticalDays,
    },
    {
      at: times.lastCompactAt,
      warning: values.dashboardCompactWarningDays,
      critical: values.dashboardCompactCriticalDays,
    },
    {
      at: times.lastProvenRestoreAt,
      warning: values.dashboardRestoreWarningDays,
      critical: values.dashboardRestoreCriticalDays,
    },
  ].flatMap(({ at, ...limits }) => (at === null ? [] : [{ age: (now - at) / day, ...limits }]))
  if (ages.some(({ age, critical: limit }) => age >= limit)) return 'CRITICAL'
  return ages.some(({ age, warning: limit }) => age >= limit) ? 'WARNING' : 'HEALTHY'
}
