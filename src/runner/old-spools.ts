import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../domain/scope.ts'

/** The raw output of a finished run is kept this long as evidence; its lines are in the database. */
const keepFor = 86_400_000

/** Removes the spools of runs that ended more than a day ago, or whose job is gone. Never one of a living run. */
export async function removeOldSpools(world: World, spoolDir: string): Promise<void> {
  for (const name of await readdir(spoolDir)) {
    const id = Number(name)
    // `call-…` folders are removed by whoever made them, or here when that process was killed.
    const job = Number.isInteger(id)
      ? await world.db
          .selectFrom('job')
          .select(['status', 'finishedAt'])
          .where('id', '=', id)
          .executeTakeFirst()
      : null
    const isOver = !job || (job.finishedAt !== null && job.finishedAt < Date.now() - keepFor)
    if (job !== null && isOver) await rm(join(spoolDir, name), { recursive: true, force: true })
  }
}
