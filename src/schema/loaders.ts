import DataLoader from 'dataloader'
import { findGrants, type GrantRow } from '../domain/accounts/grants.ts'
import { findUsers, type UserRow } from '../domain/accounts/users.ts'
import { type ArchiveTotals, sumArchives } from '../domain/archives/archive-totals.ts'
import { type ArchiveRow, countArchives, findArchives } from '../domain/archives/archives.ts'
import { type AlertSettings, findAlertSettings } from '../domain/health/alert-settings.ts'
import { findHealth, type HealthView } from '../domain/health/health-views.ts'
import { findHostedRows, type HostedRow } from '../domain/hosting/hosted-repositories.ts'
import { readMeasurements } from '../domain/hosting/hosted-statistics.ts'
import type { StoragePoint } from '../domain/hosting/statistics.ts'
import { findBackups } from '../domain/jobs/archive-backups.ts'
import type { JobRow } from '../domain/jobs/job-states.ts'
import { findJobs, newestJobsOf, runningJobsOf } from '../domain/jobs/job-views.ts'
import { areLogsShown } from '../domain/jobs/log-policy.ts'
import type { Scope } from '../domain/kernel/scope.ts'
import { findRepositories, type RepositoryRow } from '../domain/repositories/repositories.ts'
import type { ScheduleRow } from '../domain/schedules/schedule-options.ts'
import {
  findSchedules,
  repositoriesOfSchedules,
  schedulesOfRepositories,
} from '../domain/schedules/schedules.ts'
import { findSshConnections, type SshConnectionRow } from '../domain/ssh/ssh-connections.ts'
import { findSshKeys, type SshKeyRow } from '../domain/ssh/ssh-keys.ts'

/** Many look-ups of one operation become one statement each. Made per operation: they hold what its viewer may see. */
export interface Loaders {
  repository: DataLoader<number, RepositoryRow | null>
  /** Daily measurements of hosted repositories, so many days back. */
  measurements(days: number): DataLoader<number, StoragePoint[]>
  /** What is only known of hosted repositories. */
  hosted: DataLoader<number, HostedRow | null>
  user: DataLoader<number, UserRow | null>
  grants: DataLoader<number, GrantRow[]>
  job: DataLoader<number, JobRow | null>
  /** The newest jobs of a repository, and one more to know whether there are more. */
  newestJobs(count: number): DataLoader<number, JobRow[]>
  /** May the log of this job be shown, under the policy for logs? */
  logShown: DataLoader<JobRow, boolean, number>
  /** The job of a repository that runs now. */
  runningJob: DataLoader<number, JobRow | null>
  /** How many archives the catalogue holds of a repository. */
  archiveCount: DataLoader<number, number>
  archiveTotals: DataLoader<number, ArchiveTotals>
  /** By which ways a user is told of repositories. */
  alertSettings: DataLoader<number, AlertSettings | null>
  /** Is a repository fresh? */
  health: DataLoader<number, HealthView>
  /** The backup that made an archive, as far as it is known here. */
  backupOfArchive: DataLoader<ArchiveRow, JobRow | null, number>
  sshKey: DataLoader<number, SshKeyRow | null>
  sshConnection: DataLoader<number, SshConnectionRow | null>
  schedule: DataLoader<number, ScheduleRow | null>
  /** The repositories of a schedule, in its order. */
  repositoriesOfSchedule: DataLoader<number, RepositoryRow[]>
  schedulesOfRepository: DataLoader<number, ScheduleRow[]>
  archive: DataLoader<{ repositoryId: number; name: string }, ArchiveRow | null, string>
}

export function createLoaders(scope: Scope): Loaders {
  const newestJobs = new Map<number, DataLoader<number, JobRow[]>>()
  const measurements = new Map<number, DataLoader<number, StoragePoint[]>>()
  return {
    repository: new DataLoader(ids => findRepositories(scope, ids)),
    hosted: new DataLoader(ids => findHostedRows(scope, ids)),
    user: new DataLoader(ids => findUsers(scope, ids)),
    grants: new DataLoader(ids => findGrants(scope, ids)),
    job: new DataLoader(ids => findJobs(scope, ids)),
    logShown: new DataLoader(jobs => areLogsShown(scope, jobs), { cacheKeyFn: ({ id }) => id }),
    runningJob: new DataLoader(ids => runningJobsOf(scope, ids)),
    archiveCount: new DataLoader(ids => countArchives(scope, ids)),
    archiveTotals: new DataLoader(ids => sumArchives(scope, ids)),
    alertSettings: new DataLoader(ids => findAlertSettings(scope, ids)),
    health: new DataLoader(ids => findHealth(scope, ids)),
    backupOfArchive: new DataLoader(archives => findBackups(scope, archives), {
      cacheKeyFn: ({ id }) => id,
    }),
    sshKey: new DataLoader(ids => findSshKeys(scope, ids)),
    sshConnection: new DataLoader(ids => findSshConnections(scope, ids)),
    schedule: new DataLoader(ids => findSchedules(scope, ids)),
    repositoriesOfSchedule: new DataLoader(ids => repositoriesOfSchedules(scope, ids)),
    schedulesOfRepository: new DataLoader(ids => schedulesOfRepositories(scope, ids)),
    archive: new DataLoader(keys => findArchives(scope, keys), {
      cacheKeyFn: ({ repositoryId, name }) => `${repositoryId} ${name}`,
    }),
    measurements(days) {
      let loader = measurements.get(days)
      if (!loader) {
        loader = new DataLoader(ids => readMeasurements(scope, ids, days))
        measurements.set(days, loader)
      }
      return loader
    },
    newestJobs(count) {
      let loader = newestJobs.get(count)
      if (!loader) {
        loader = new DataLoader(async ids => {
          const jobs = await newestJobsOf(scope, ids, count)
          return ids.map(id => jobs.get(id) ?? [])
        })
        newestJobs.set(count, loader)
      }
      return loader
    },
  }
}
