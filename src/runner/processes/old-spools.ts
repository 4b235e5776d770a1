import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../domain/scope.ts'

/** The raw output of a finished run is kept this long as evidence; its lines are in the database. */
const keepFor = 86_400_000

/** Removes the spools of runs that ended more than a day ago, or whose job is gone. Never one of a living run. */
export async function removeOldSpools(world: World, spoolDir: string): Promise<void> {
  for (const name of await readdir(spoolDir)) {
    const id = Number(name)
    if (!Number.isInteger(id)) continue
    const job = await world.db
      .selectFrom('job')
      .select(['finishedAt'])
      .where('id', '=', id)
      .executeTakeFirst()
    const isOver = !job || (job.finishedAt !== null && job.finishedAt < Date.now() - keepFor)
    if (isOver) await rm(join(spoolDir, name), { recursive: true, force: true })
  }
}

/** Removes what calls of an earlier process left behind, key files above all; whoever answers a call removes its own. */
export async function removeCallFolders(spoolDir: string): Promise<void> {
  for (const name of await readdir(spoolDir))
    if (name.startsWith('call-')) await rm(join(spoolDir, name), { recursive: true, force: true })
}
