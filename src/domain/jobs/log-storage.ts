import { isFullAdmin } from '../kernel/access.ts'
import { forbidden } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import type { JobRow } from './job-states.ts'
import { visibleJobs } from './job-views.ts'
import { type RemovedLogs, removeOldLogs, retentionOf } from './log-retention.ts'

/** What the logs of finished jobs take, in bytes; instants are unix milliseconds. */
export interface LogStorage {
  totalBytes: number
  logCount: number
  oldestAt: number | null
  newestAt: number | null
  kinds: { kind: JobRow['kind']; bytes: number; count: number }[]
}

/** Of the jobs that the viewer may see. */
export async function findLogStorage(scope: Scope): Promise<LogStorage> {
  const rows = await visibleJobs(scope)
    .clearSelect()
    .select(({ fn }) => [
      'job.kind',
      fn.sum<number | string>('job.logBytes').as('bytes'),
      fn.countAll<number | string>().as('count'),
      fn.min<number | string>('job.createdAt').as('oldest'),
      fn.max<number | string>('job.createdAt').as('newest'),
    ])
    .where('job.finishedAt', 'is not', null)
    .where('job.logDeletedAt', 'is', null)
    .where('job.lineCount', '>', 0)
    .groupBy('job.kind')
    .orderBy('job.kind')
    .execute()
  const kinds = rows.map(row => ({ kind: row.kind, bytes: Number(row.bytes), count: Number(row.count) }))
  const some = rows.length > 0
  return {
    totalBytes: kinds.reduce((sum, { bytes }) => sum + bytes, 0),
    logCount: kinds.reduce((sum, { count }) => sum + count, 0),
    oldestAt: some ? Math.min(...rows.map(({ oldest }) => Number(oldest))) : null,
    newestAt: some ? Math.max(...rows.map(({ newest }) => Number(newest))) : null,
    kinds,
  }
}

/** Applies the rules for logs now. @throws DomainError `FORBIDDEN` but for administrators */
export async function cleanUpLogs(scope: Scope): Promise<RemovedLogs> {
  if (!isFullAdmin(viewerOf(scope))) throw forbidden()
  return removeOldLogs(scope, retentionOf(await scope.settings.values()))
}
