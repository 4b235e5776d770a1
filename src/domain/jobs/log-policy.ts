import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { Scope } from '../kernel/scope.ts'
import type { LogSavePolicy } from '../settings/setting-definitions.ts'
import { isTerminal, type JobRow } from './job-states.ts'

type Finished = Pick<JobRow, 'id' | 'status'>

/**
 * Does the policy want the log of this job (contract borg-ui, 3.10)? Null: only when the log speaks of trouble. A log is
 * always there while its job runs.
 */
export function isWanted(policy: LogSavePolicy, status: JobRow['status']): boolean | null {
  if (policy === 'ALL_JOBS' || !isTerminal(status)) return true
  if (status === 'FAILED' || status === 'CANCELLED') return true
  if (policy === 'FAILED_ONLY') return false
  return status === 'COMPLETED_WITH_WARNINGS' ? true : null
}

/** For each job: may its log be shown? One statement at most, and none under the policy that shows everything. */
export async function areLogsShown(scope: Scope, jobs: readonly Finished[]): Promise<boolean[]> {
  const { logSavePolicy } = await scope.settings.values()
  const wanted = jobs.map(({ status }) => isWanted(logSavePolicy, status))
  const doubtful = jobs.filter((_job, index) => wanted[index] === null)
  const troubled = await speakingOfTrouble(
    scope.db,
    doubtful.map(({ id }) => id),
  )
  return jobs.map(({ id }, index) => wanted[index] ?? troubled.has(id))
}

/** Of these jobs, those in whose logs "warning" or "error" occurs. The logs are searched where they are. */
export async function speakingOfTrouble(
  db: Kysely<Tables>,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('job')
    .select('job.id')
    .where('job.id', 'in', [...ids])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('log_chunk')
          .select('log_chunk.jobId')
          .whereRef('log_chunk.jobId', '=', 'job.id')
          .where(({ or, eb, fn }) =>
            or([
              eb(fn<string>('lower', ['log_chunk.content']), 'like', '%warning%'),
              eb(fn<string>('lower', ['log_chunk.content']), 'like', '%error%'),
            ]),
          ),
      ),
    )
    .execute()
  return new Set(rows.map(({ id }) => id))
}
