import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { JobRow } from '../jobs/job-states.ts'
import { conflict } from '../kernel/errors.ts'

const writes: ReadonlySet<JobRow['kind']> = new Set(['BACKUP', 'PRUNE', 'COMPACT', 'DELETE_ARCHIVE'])

/** Does a job of this kind change the repository? */
export const isWrite = (kind: JobRow['kind']): boolean => writes.has(kind)

/** Writes stand in the way of everything, reads only of writes and of their own kind (contract borg-ui, 3.7). */
export const isInTheWay = (active: JobRow['kind'], wanted: JobRow['kind']): boolean =>
  isWrite(active) || isWrite(wanted) || active === wanted

/**
 * @param wanted the kind of the job to come; absent: nothing at all may be under way
 * @throws DomainError `CONFLICT` `REPOSITORY_BUSY` with the active job in `params`
 */
export async function requireIdle(
  db: Kysely<Tables>,
  repositoryId: number,
  wanted?: JobRow['kind'],
): Promise<void> {
  const jobs = await db
    .selectFrom('job')
    .select(['id', 'kind', 'status'])
    .where('repositoryId', '=', repositoryId)
    .where('status', 'in', ['PENDING', 'RUNNING'])
    .orderBy('id')
    .execute()
  const active = jobs.find(({ kind }) => wanted === undefined || isInTheWay(kind, wanted))
  if (active) throw busy(repositoryId, active)
}

/** @throws DomainError as {@link requireIdle}, for a job that runs; what waits for its turn does not count */
export async function requireNothingRuns(db: Kysely<Tables>, repositoryId: number): Promise<void> {
  const active = await db
    .selectFrom('job')
    .select(['id', 'kind', 'status'])
    .where('repositoryId', '=', repositoryId)
    .where('status', '=', 'RUNNING')
    .executeTakeFirst()
  if (active) throw busy(repositoryId, active)
}

const busy = (repositoryId: number, active: Pick<JobRow, 'id' | 'kind' | 'status'>) =>
  conflict('REPOSITORY_BUSY', `Job ${active.id} of this repository is ${active.status.toLowerCase()}.`, {
    repositoryId,
    activeJobId: active.id,
    activeKind: active.kind,
    activeStatus: active.status,
  })
