import type { ExpressionBuilder } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { jobStatuses } from '../../entities/job.ts'
import type { World } from '../kernel/scope.ts'
import type { JobRow, JobStatus } from './job-states.ts'

/** How many jobs have a status. */
export interface StatusCount {
  status: JobStatus
  count: number
}

/**
 * Columns that count jobs by status, read with {@link readCounts}. Not `group by status`: SQLite would walk along the index of
 * statuses, through all jobs that there are, whatever the condition.
 */
export const countColumns = ({ fn }: ExpressionBuilder<Tables, 'job'>) =>
  jobStatuses.map(status => fn.countAll<number | string>().filterWhere('job.status', '=', status).as(status))

/** Those statuses that some jobs have. */
export const readCounts = (row: Record<JobStatus, number | string>): StatusCount[] =>
  jobStatuses.map(status => ({ status, count: Number(row[status]) })).filter(({ count }) => count > 0)

/** The jobs of one kind, of one repository; null: of those that no registered repository has. */
export interface JobCounts extends Pick<JobRow, 'kind' | 'repositoryId'> {
  byStatus: StatusCount[]
}

/** The whole history, in one walk along one index. */
export async function countJobs({ db }: Pick<World, 'db'>): Promise<JobCounts[]> {
  const rows = await db
    .selectFrom('job')
    .select(['repositoryId', 'kind'])
    .select(countColumns)
    .groupBy(['repositoryId', 'kind'])
    .execute()
  return rows.map(row => ({ repositoryId: row.repositoryId, kind: row.kind, byStatus: readCounts(row) }))
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
