import { z } from 'zod'
import type { Run } from '../../execute.ts'
import {
  MaintenanceJobDocument,
  type MaintenanceJobItemFragment,
  MaintenanceLogDocument,
} from '../../generated/borg-ui/maintenance.ts'
import { type GlobalType, globalId } from '../../global-ids.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { cancelledMessage, failureMessage } from '../values/failure-keys.ts'
import { date, jobStatus, statusText } from '../values/job-shapes.ts'

/** What every job of maintenance says of itself. */
export const jobKeys = {
  id: z.int(),
  repository_id: z.int().nullable().meta({ description: 'Null after the repository was deleted' }),
  status: jobStatus,
  started_at: date().nullable(),
  completed_at: date().nullable(),
  error_message: z.string().nullable().meta({ description: 'Mostly JSON in a text: key and params' }),
}

/** How far it is, for those that have a bar. */
export const progressKeys = {
  progress: z.int().min(0).max(100),
  progress_message: z.string().nullable(),
}

/** Values of {@link jobKeys}. */
export function jobValues(job: MaintenanceJobItemFragment): z.output<z.ZodObject<typeof jobKeys>> {
  return {
    id: job.databaseId,
    repository_id: job.databaseIds.repository,
    status: statusText(job.status),
    started_at: dateOrNull(job.startedAt),
    completed_at: dateOrNull(job.finishedAt),
    error_message:
      job.status === 'CANCELLED'
        ? cancelledMessage
        : job.failure &&
          failureMessage({
            code: job.failure.code,
            warned: job.status === 'COMPLETED_WITH_WARNINGS',
            exitCode: job.exitCode,
            repositoryPath: job.repositoryPath,
            sourcePath: null,
          }),
  }
}

/**
 * Values of {@link progressKeys}.
 *
 * @param done what is said after a success
 */
export function progressValues(
  { status, progress }: Pick<MaintenanceJobItemFragment, 'status' | 'progress'>,
  done: string,
): z.output<z.ZodObject<typeof progressKeys>> {
  const succeeded = status === 'COMPLETED' || status === 'COMPLETED_WITH_WARNINGS'
  return {
    progress: Math.floor(progress.percent ?? 0),
    progress_message: succeeded ? done : progress.message,
  }
}

/** One job. @throws GraphqlFailure `NOT_FOUND` */
export async function findMaintenanceJob(
  run: Run,
  type: GlobalType,
  id: number,
): Promise<MaintenanceJobItemFragment> {
  return (await run(MaintenanceJobDocument, { id: globalId(type, id) })).job!
}

/** The last so many lines stand in `logs`. */
const mostLines = 1000

/**
 * The end of a job's log, or of a part of it, as one text for people; empty when there is none.
 *
 * @param part its lines come after the first one and go up to the last one; null: to the end
 */
export async function readLogEnd(
  run: Run,
  type: GlobalType,
  id: number,
  part: { afterLine: number; lastLine: number | null } = { afterLine: 0, lastLine: null },
): Promise<string> {
  const read = async (after: number) =>
    (await run(MaintenanceLogDocument, { id: globalId(type, id), after, first: mostLines })).job!.log
  const first = await read(part.afterLine)
  const last = part.lastLine ?? first.totalLines
  const isLonger = last - part.afterLine > mostLines
  const { lines } = isLonger ? await read(last - mostLines) : first
  return lines
    .filter(line => line.number <= last)
    .map(line => line.text)
    .join('\n')
}
