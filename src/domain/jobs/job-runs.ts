import { type Kysely, sql, type Updateable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { World } from '../kernel/scope.ts'
import { insertLines, type NewLine } from './job-log.ts'
import type { JobRow, Progress, TerminalStatus } from './job-states.ts'
import { ringJob } from './jobs.ts'

/** Names one run of one job. A write that names an older attempt changes nothing: somebody else has the job now. */
export interface Fence {
  readonly id: number
  readonly attempt: number
}

/** The job was taken over, so whatever this worker still wants to write about it is void. */
export class LostLeaseError extends Error {
  override name = 'LostLeaseError'
}

/** What a run has to say: everything in it becomes visible at once. */
export interface RunNews {
  lines?: readonly NewLine[]
  /** Bytes of the step's spool that these lines and `runState` account for. */
  spoolOffset?: number
  /** JSON; where the next worker would go on. */
  runState?: string
  progress?: Progress
  archiveName?: string
  /** A dashboard should see this one. */
  notable?: boolean
}

/** Stores news of a run in one transaction, then rings. @throws LostLeaseError */
export async function recordNews(world: World, fence: Fence, news: RunNews): Promise<void> {
  await world.db.transaction().execute(db => writeNews({ ...world, db }, fence, news, {}))
  if (news.notable) await ringJob(world, fence.id)
  else await world.wakeups.ring(`job:${fence.id}`)
}

/** How a run ended. */
export interface RunEnd {
  status: TerminalStatus
  failure: { code: string; message: string; remedy: string } | null
  exitCode: number | null
  cancelOutcome: JobRow['cancelOutcome']
  archive: Archived | null
  /** By kind (`job-results.ts`). */
  result: object | null
  /** What is known of the repository now. */
  repository: Updateable<Tables['repository']>
}

/** The archive that a backup made. Sizes in bytes, instants in unix milliseconds. */
export interface Archived {
  borgId: string
  name: string
  startedAt: number
  finishedAt: number | null
  originalSize: number | null
  compressedSize: number | null
  deduplicatedSize: number | null
  fileCount: number | null
}

/**
 * Ends a run: last lines, final statistics, archive and terminal status in **one transaction**, so that nobody sees a
 * completed job without its numbers.
 *
 * @param unlessCancelled a cancel that was accepted is not overtaken by this end
 * @returns false when it would be: nothing was written, and the run has to be cancelled first
 * @throws LostLeaseError
 */
export async function recordEnd(
  world: World,
  job: Fence & Pick<JobRow, 'repositoryId'>,
  news: RunNews,
  end: RunEnd,
  unlessCancelled = false,
): Promise<boolean> {
  const now = Date.now()
  const ended = await world.db.transaction().execute(async db => {
    if (unlessCancelled && (await isCancelRequested(db, job))) return false
    await writeNews(
      { ...world, db },
      job,
      { ...news, notable: true },
      {
        status: end.status,
        finishedAt: now,
        leaseUntil: null,
        exitCode: end.exitCode,
        cancelOutcome: end.cancelOutcome,
        failureCode: end.failure?.code ?? null,
        failureMessage: end.failure?.message ?? null,
        failureRemedy: end.failure?.remedy ?? null,
        result: end.result === null ? null : JSON.stringify(end.result),
      },
    )
    if (job.repositoryId === null) return true
    if (end.archive) await recordArchive(db, job.repositoryId, end.archive)
    if (Object.keys(end.repository).length > 0)
      await db.updateTable('repository').set(end.repository).where('id', '=', job.repositoryId).execute()
    return true
  })
  if (!ended) return false
  await ringJob(world, job.id, 'queue')
  return true
}

/** Adds an archive to the catalogue. */
export async function recordArchive(
  db: Kysely<Tables>,
  repositoryId: number,
  archive: Archived,
): Promise<void> {
  await db
    .insertInto('archive')
    .values({ repositoryId, ...archive })
    .onConflict(conflict => conflict.columns(['repositoryId', 'borgId']).doUpdateSet({ ...archive }))
    .execute()
}

/** Holds the row until the end of the transaction, so that nobody can ask in between. */
async function isCancelRequested(db: Kysely<Tables>, { id }: Fence): Promise<boolean> {
  const row = await db
    .updateTable('job')
    .set(expression => ({ attempt: expression.ref('attempt') }))
    .where('id', '=', id)
    .returning('cancelRequestedAt')
    .executeTakeFirst()
  return row !== undefined && row.cancelRequestedAt !== null
}

async function writeNews(
  { db, now: clock }: Pick<World, 'db' | 'now'>,
  fence: Fence,
  news: RunNews,
  ending: Updateable<Tables['job']>,
): Promise<void> {
  const now = Date.now()
  const lines = news.lines ?? []
  // The fence first: with it held, the row's line count cannot change under us.
  const held = await db
    .updateTable('job')
    .set(expression => ({
      ...(news.notable ? { changedAt: clock(), revision: expression('revision', '+', 1) } : {}),
      ...(news.spoolOffset === undefined ? {} : { spoolOffset: news.spoolOffset }),
      ...(news.runState === undefined ? {} : { runState: news.runState }),
      ...(news.progress === undefined ? {} : { progress: JSON.stringify(news.progress) }),
      ...(news.archiveName === undefined ? {} : { archiveName: news.archiveName }),
      lineCount: sql<number>`${sql.ref('lineCount')} + ${lines.length}`,
      logBytes: sql<number>`${sql.ref('logBytes')} + ${bytesOf(lines)}`,
      ...ending,
    }))
    .where('id', '=', fence.id)
    .where('attempt', '=', fence.attempt)
    .where('status', '=', 'RUNNING')
    .returning('lineCount')
    .executeTakeFirst()
  if (!held) throw new LostLeaseError(`Job ${fence.id} belongs to another attempt than ${fence.attempt}.`)
  await insertLines(db, fence.id, held.lineCount - lines.length, lines, now)
}

const bytesOf = (lines: readonly NewLine[]) =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line.content) + 1, 0)
