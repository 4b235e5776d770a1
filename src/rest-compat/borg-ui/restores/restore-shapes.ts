import { z } from 'zod'
import type { Run } from '../../execute.ts'
import { type RestoreItemFragment, RestoreStatusDocument } from '../../generated/borg-ui/restores.ts'
import { globalId } from '../../global-ids.ts'
import { readLogEnd } from '../maintenance/maintenance-shapes.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { restoreMessage } from '../values/failure-keys.ts'
import { date, jobStatus, statusText } from '../values/job-shapes.ts'

/** A restore, alone and in a list (contract borg-ui, 6.3). */
export const restoreShape = z.strictObject({
  id: z.int(),
  repository: z.string().meta({ description: 'Its path when the job was made' }),
  archive: z.string(),
  destination: z.string(),
  status: jobStatus,
  started_at: date().nullable(),
  completed_at: date().nullable(),
  progress: z.int().min(0).max(100),
  error_message: z.string().nullable().meta({ description: 'JSON in a text: key and params' }),
  logs: z.string().nullable().meta({ description: 'Its last 1,000 lines, once it is over; null in a list' }),
  progress_details: z.strictObject({
    nfiles: z.int(),
    current_file: z.string(),
    progress_percent: z.number().min(0).max(100),
    restore_speed: z.number().meta({ description: 'MiB/s over the last 30 seconds' }),
    estimated_time_remaining: z.int().meta({ description: 'Seconds; 0 when unknown' }),
  }),
})

/** @param logs as the shape has it */
export function restoreOf(job: RestoreItemFragment, logs: string | null): z.output<typeof restoreShape> {
  const { progress } = job
  const percent = progress.percent ?? 0
  return {
    id: job.databaseId,
    repository: job.repositoryPath,
    archive: job.archiveName,
    destination: job.destination,
    status: statusText(job.status),
    started_at: dateOrNull(job.startedAt),
    completed_at: dateOrNull(job.finishedAt),
    progress: Math.floor(percent),
    error_message: restoreMessage(job),
    logs,
    progress_details: {
      nfiles: progress.fileCount ?? 0,
      current_file: progress.currentFile ?? '',
      progress_percent: percent,
      restore_speed: (progress.bytesPerSecond ?? 0) / 1_048_576,
      estimated_time_remaining: progress.secondsRemaining ?? 0,
    },
  }
}

/** One restore with its log. @throws GraphqlFailure `NOT_FOUND` */
export async function readRestore(run: Run, id: number): Promise<z.output<typeof restoreShape>> {
  const { job } = await run(RestoreStatusDocument, { id: globalId('RestoreJob', id) })
  const restore = job as RestoreItemFragment
  const isOver = restore.status !== 'PENDING' && restore.status !== 'RUNNING'
  // Everything that Borg says of a restore is on its standard error.
  const logs =
    isOver && restore.hasLog ? `STDOUT:\n\n\nSTDERR:\n${await readLogEnd(run, 'RestoreJob', id)}` : null
  return restoreOf(restore, logs)
}
