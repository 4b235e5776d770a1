import { type JobRow, type Progress, percentOf } from '../../domain/jobs/job-states.ts'
import { builder } from '../builder.ts'
import { JobPhase, JobStatus } from '../enums.ts'

/** A snapshot: the progress that is stored with the job, beside the job's status at that moment. */
export interface ProgressSnapshot extends Progress {
  status: JobRow['status']
}

const snapshots = new WeakMap<JobRow, ProgressSnapshot>()

/** The snapshot in a row; the same object for the same row, so that a thousand followers share one. */
export function progressOf(job: JobRow): ProgressSnapshot {
  let snapshot = snapshots.get(job)
  if (!snapshot) {
    snapshot = { ...(JSON.parse(job.progress) as Progress), status: job.status }
    snapshots.set(job, snapshot)
  }
  return snapshot
}

export const JobProgress = builder.objectRef<ProgressSnapshot>('JobProgress').implement({
  description: 'How far a job is: a value, of which only the latest counts.',
  fields: t => ({
    status: t.expose('status', { type: JobStatus, description: 'The status at that moment.' }),
    phase: t.expose('phase', { type: JobPhase, description: 'What the run is doing.' }),
    percent: t.float({
      nullable: true,
      description: '0 to 100; null while nothing is known. 100 only when the job has succeeded.',
      resolve: progress => percentOf(progress.status, progress),
    }),
    isEstimate: t.boolean({
      description:
        'Does `percent` rest on an estimated size? False when nothing is known and when the job is over.',
      resolve: progress =>
        progress.phase !== 'DONE' &&
        progress.percent == null &&
        percentOf(progress.status, progress) !== null,
    }),
    originalSize: t.expose('originalSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'Bytes read so far; of a restore, bytes written.',
    }),
    compressedSize: t.expose('compressedSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'The same after compression.',
    }),
    deduplicatedSize: t.expose('deduplicatedSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'Bytes that were new to the repository.',
    }),
    fileCount: t.exposeInt('fileCount', {
      nullable: true,
      description: 'Regular files done; of a restore, folders and links, too.',
    }),
    currentFile: t.exposeString('currentFile', {
      nullable: true,
      description: 'What is being read, without leading slash.',
    }),
    message: t.string({
      nullable: true,
      description: 'What Borg says it does, in jobs that are not about files.',
      resolve: progress => progress.message ?? null,
    }),
    totalExpectedSize: t.expose('totalExpectedSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'What `originalSize` will probably reach.',
    }),
    bytesPerSecond: t.exposeFloat('bytesPerSecond', {
      nullable: true,
      description: 'Reading speed over the last 30 seconds.',
    }),
    secondsRemaining: t.exposeInt('secondsRemaining', {
      nullable: true,
      description: 'By that speed and the expected size.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When this was the state of things.' }),
  }),
})
