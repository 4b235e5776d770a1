import { chmod, mkdir, readdir, rm, rmdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { jobsIn } from '../processes/own-folders.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

type ScratchSettings = Pick<RunnerSettings, 'dataDir'>

/** So much stays free for everything else, in bytes. */
const reserve = 64 * 1024 * 1024
/** What a file system may need for an entry beside its content, in bytes. */
const perEntry = 4096

const scratchDir = ({ dataDir }: ScratchSettings) => join(dataDir, 'scratch')

/** Where the files of a restore check are while it runs. */
export const scratchOf = (settings: ScratchSettings, jobId: number): string =>
  join(scratchDir(settings), String(jobId))

/** Makes an empty folder for the files of a job, readable by this server's user only. */
export async function makeScratch(settings: ScratchSettings, jobId: number): Promise<void> {
  await removeScratch(settings, jobId)
  await mkdir(scratchOf(settings, jobId), { recursive: true, mode: 0o700 })
}

/** Is there room for so many bytes and entries beside the server's own data? */
export async function hasRoom(
  { dataDir }: ScratchSettings,
  bytes: number,
  entries: number,
): Promise<boolean> {
  const { bavail, bsize } = await statfs(dataDir)
  return bavail * bsize >= bytes + entries * perEntry + reserve
}

/** What a restore check keeps in its folder; nothing else is ever removed from there. */
export const planOf = (settings: ScratchSettings, jobId: number): string =>
  join(scratchOf(settings, jobId), 'plan.json')
export const filesOf = (settings: ScratchSettings, jobId: number): string =>
  join(scratchOf(settings, jobId), 'files')

/** Removes what a job restored for comparison. Does nothing when there is nothing. */
export async function removeScratch(settings: ScratchSettings, jobId: number): Promise<void> {
  const files = filesOf(settings, jobId)
  try {
    await rm(files, { recursive: true, force: true })
  } catch (error) {
    if (!isRefused(error)) throw error
    // Folders come back with their modes, also those from which nothing can be removed.
    await makeWritable(files)
    await rm(files, { recursive: true, force: true })
  }
  await rm(planOf(settings, jobId), { force: true })
  await rmdir(scratchOf(settings, jobId)).catch(() => {})
}

/** Every job that restored files for comparison and did not come to remove them. */
export const scratchJobs = async (settings: ScratchSettings): Promise<number[]> =>
  jobsIn(scratchDir(settings))

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name))
}

const isRefused = (error: unknown): boolean =>
  ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
