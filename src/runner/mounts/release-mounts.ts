import { callBorg } from '../../domain/calls/borg-calls.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import type { Run } from '../steps/run.ts'
import { unmountArchive } from './mounts.ts'

/** Kinds of jobs that read beside a mount; all others need the repository for themselves (BORG.md section 6). */
const readers: ReadonlySet<JobRow['kind']> = new Set(['RESTORE', 'RESTORE_CHECK'])

/** A worker that is asked to unmount answers at once, or is gone; milliseconds. */
const patience = 15_000

/**
 * Unmounts what is mounted of the repository before a job begins, unless somebody uses it: a mount is a convenience, and
 * a backup is not.
 *
 * @returns the mount point of one that is in use; null when nothing is in the way
 */
export async function releaseMounts(run: Run, settings: RunnerSettings): Promise<string | null> {
  const { world, job } = run
  if (readers.has(job.kind) || run.state.step !== null) return null
  const mounts = await world.db
    .selectFrom('mount')
    .selectAll()
    .where('repositoryId', '=', job.repositoryId)
    .execute()
  for (const { id, mountPoint, workerHost } of mounts) {
    const released =
      workerHost === settings.host
        ? await unmountArchive(world, settings, id, false)
        : await askWorker(run, id, workerHost)
    if (!released) return mountPoint
    run.note(`Unmounted ${mountPoint}, which nobody used.`)
  }
  return null
}

/** The other worker may be gone for ever, and its mounts with it: then Borg finds out whether the repository is free. */
async function askWorker({ world, job }: Run, mountId: string, workerHost: string): Promise<boolean> {
  const addressee = { id: job.repositoryId, pool: job.pool, workerHost }
  const answer = callBorg(world, 'UNMOUNT', addressee, { mountId, force: false }, patience)
  return answer.then(
    ({ inUse }) => !inUse,
    () => true,
  )
}
