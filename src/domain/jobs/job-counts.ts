import { jobStatuses } from '../../entities/job.ts'
import type { World } from '../scope.ts'
import type { JobRow, JobStatus } from './job-states.ts'

/** How many jobs of one kind have which status, of one repository; null: of those that no registered repository has. */
export interface JobCounts extends Pick<JobRow, 'kind' | 'repositoryId'> {
  byStatus: Partial<Record<JobStatus, number>>
}

/** The whole history, in one walk along one index. */
export async function countJobs({ db }: Pick<World, 'db'>): Promise<JobCounts[]> {
  const rows = await db
    .selectFrom('job')
    .select(['repositoryId', 'kind'])
    // A column for each status, and not a row: then the rows come in the order of the index, and nothing is sorted.
    .select(({ fn }) =>
      jobStatuses.map(status => fn.countAll<number | string>().filterWhere('status', '=', status).as(status)),
    )
    .groupBy(['repositoryId', 'kind'])
    .execute()
  return rows.map(({ repositoryId, kind, ...counts }) => {
    const some = Object.entries(counts).filter(([, count]) => Number(count) > 0)
    return {
      repositoryId,
      kind,
      byStatus: Object.fromEntries(some.map(([status, count]) => [status, Number(count)])),
    }
  })
}

/** A backup that is over, and the name of its repository. */
export type LastBackup = Pick<JobRow, 'status' | 'startedAt' | 'finishedAt'> & { name: string }

/** The last backup of each repository that is over: one look into the index for each, however long its history is. */
export const lastBackups = ({ db }: Pick<World, 'db'>): Promise<LastBackup[]> =>
  db
    .with('last', cte =>
      cte
        .selectFrom('repository')
        .select(({ selectFrom }) => [
          'repository.name',
          selectFrom('job')
            .select('job.id')
            .whereRef('job.repositoryId', '=', 'repository.id')
            .where('job.kind', '=', 'BACKUP')
            .where('job.status', 'not in', ['PENDING', 'RUNNING'])
            .orderBy('job.id', 'desc')
            .limit(1)
            .as('jobId'),
        ]),
    )
    .selectFrom('last')
    .innerJoin('job', 'job.id', 'last.jobId')
    .select(['last.name', 'job.status', 'job.startedAt', 'job.finishedAt'])
    .execute()
