import { setTimeout as sleep } from 'node:timers/promises'
import type { Follow, Run } from '../../execute.ts'
import {
  type EventJobFragment,
  type EventProgressFragment,
  JobsChangedDocument,
  ProgressOfDocument,
  RunningJobsDocument,
} from '../../generated/borg-ui/events.ts'
import { globalId, jobTypes } from '../../global-ids.ts'
import { Outbox } from '../protocol/outbox.ts'
import { dateOrNull, dateText } from '../protocol/text-formats.ts'
import { statusText } from '../values/job-shapes.ts'
import { type ActivityType, messageOf } from './activity-shapes.ts'

/** The envelope of all events (contract borg-ui, 7). */
export interface LegacyEvent {
  type: string
  data: object
  timestamp: string
}

/** Progress of one job is told at most this often, in milliseconds. */
const pause = 250

const event = (type: string, data: object): LegacyEvent => ({
  type,
  data,
  timestamp: dateText(new Date().toISOString()),
})

/**
 * Everything that happens to the jobs that the caller may see, until `signal` aborts or the caller may see nothing any
 * more: `job_status` when one is queued or starts, `backup_progress` or `job_progress` while it runs, `job_finished` when
 * it is over.
 */
export async function* followJobs(
  run: Run,
  follow: Follow,
  signal: AbortSignal,
): AsyncGenerator<LegacyEvent> {
  yield event('connection_established', { message: 'SSE connection established' })
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal])
  const outbox = new Outbox<LegacyEvent>()
  const followed = new Set<number>()
  const told = new Map<number, EventJobFragment['status']>()

  const look = (job: EventJobFragment) => {
    const over = job.status !== 'PENDING' && job.status !== 'RUNNING'
    // A job changes in more ways than this one: an archive name, a step, a worker that takes it over.
    if (told.get(job.databaseId) === job.status) return
    if (over) told.delete(job.databaseId)
    else told.set(job.databaseId, job.status)
    outbox.put(`${job.databaseId} ${job.status}`, event(over ? 'job_finished' : 'job_status', factsOf(job)))
    if (job.status === 'RUNNING') void followProgress(job)
  }
  const followProgress = async (job: EventJobFragment) => {
    if (followed.has(job.databaseId)) return
    followed.add(job.databaseId)
    const type = job.kind === 'BACKUP' ? 'backup_progress' : 'job_progress'
    const id = globalId(jobTypes[typeOf(job)], job.databaseId)
    try {
      for await (const { jobProgress } of follow(ProgressOfDocument, { id }, stop)) {
        if (jobProgress.status !== 'RUNNING') continue
        outbox.put(`${job.databaseId} progress`, event(type, { ...factsOf(job), ...progressOf(jobProgress) }))
        await sleep(pause, undefined, { signal: stop })
      }
    } catch {
      // The job is gone, or may not be seen any more; whether the whole stream ends, the other subscription says.
    } finally {
      followed.delete(job.databaseId)
    }
  }
  const followChanges = async () => {
    try {
      for await (const { jobChanged } of follow(JobsChangedDocument, {}, stop)) look(jobChanged)
    } finally {
      outbox.close()
    }
  }

  // Its errors say that the credential is not good any more: then there is nothing more to tell.
  const changes = followChanges().catch(() => {})
  try {
    const { jobs } = await run(RunningJobsDocument, {})
    for (const { node } of jobs.edges) void followProgress(node)
    yield* outbox.take()
  } finally {
    ended.abort()
    await changes
  }
}

const typeOf = ({ kind }: EventJobFragment) => kind.toLowerCase() as ActivityType

const factsOf = (job: EventJobFragment) => ({
  job_id: job.databaseId,
  job_type: typeOf(job),
  repository: job.repositoryPath,
  repository_name: job.repository?.name ?? null,
  status: statusText(job.status),
  started_at: dateOrNull(job.startedAt),
  completed_at: dateOrNull(job.finishedAt),
  error_message: messageOf(job),
})

/** As in the status of a backup: numbers, never null. */
const progressOf = (progress: EventProgressFragment) => ({
  progress: Math.floor(progress.percent ?? (progress.originalSize ? 1 : 0)),
  progress_details: {
    current_file: progress.currentFile ?? '',
    progress_percent: progress.percent ?? (progress.originalSize ? 1 : 0),
    backup_speed: (progress.bytesPerSecond ?? 0) / 1_048_576,
    total_expected_size: progress.totalExpectedSize ?? 0,
    estimated_time_remaining: progress.secondsRemaining ?? 0,
    nfiles: progress.fileCount ?? 0,
    original_size: progress.originalSize ?? 0,
    compressed_size: progress.compressedSize ?? 0,
    deduplicated_size: progress.deduplicatedSize ?? 0,
  },
})
