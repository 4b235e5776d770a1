import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../domain/kernel/scope.ts'
import { callFoldersIn, jobsIn, stepsOf } from '../processes/own-folders.ts'

/** The raw output of a finished run is kept this long as evidence; its lines are in the database. */
const keepFor = 86_400_000

/**
 * Removes the spools of runs that ended more than a day ago, or whose job is gone. Never one of a living run, and never what is no
 * spool, whatever its name.
 */
export async function removeOldSpools(world: World, spoolDir: string): Promise<void> {
  for (const id of await jobsIn(spoolDir)) {
    const job = await world.db
      .selectFrom('job')
      .select(['finishedAt'])
      .where('id', '=', id)
      .executeTakeFirst()
    const isOver = !job || (job.finishedAt !== null && job.finishedAt < Date.now() - keepFor)
    if (isOver) await removeSpools(join(spoolDir, String(id)))
  }
}

async function removeSpools(folder: string): Promise<void> {
  for (const step of await stepsOf(folder)) await rm(join(folder, step), { recursive: true, force: true })
  // Only when nothing else is in it.
  await rmdir(folder).catch(() => {})
}

/** Removes what calls of an earlier process left behind, key files above all; whoever answers a call removes its own. */
export async function removeCallFolders(spoolDir: string): Promise<void> {
  for (const folder of await callFoldersIn(spoolDir)) await rm(folder, { recursive: true, force: true })
}
