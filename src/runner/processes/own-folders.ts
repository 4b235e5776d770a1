import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A spool of one process of a job (`spool.ts`), such as `borg.1` or `post-hook.2`. */
const stepName = /^[a-z][a-z0-9-]*\.\d+$/
/** The scratch folder of one call, or of one reading. */
const callName = /^call-(?:\d+|read-[A-Za-z0-9]{6})$/

/**
 * The spools in the folder of a job, by name: known by their names and by both output files, which are there from the beginning. What
 * else lies there, such as a repository that was put there by hand, is not the server's.
 */
export async function stepsOf(jobFolder: string): Promise<string[]> {
  const names = (await readdir(jobFolder).catch(() => [])).filter(name => stepName.test(name))
  const areSpools = await Promise.all(
    names.map(async name => {
      const files = await Promise.all(['out', 'err'].map(file => isFile(join(jobFolder, name, file))))
      return files.every(Boolean)
    }),
  )
  return names.filter((_, index) => areSpools[index])
}

/** The numbers of the jobs that have folders here. */
export const jobsIn = async (folder: string): Promise<number[]> =>
  (await readdir(folder).catch(() => [])).filter(name => /^[1-9]\d{0,14}$/.test(name)).map(Number)

/** Folders of calls: such names, and nothing but the few files that Borg and ssh need. */
export async function callFoldersIn(spoolDir: string): Promise<string[]> {
  const folders = (await readdir(spoolDir, { withFileTypes: true }))
    .filter(entry => entry.isDirectory() && callName.test(entry.name))
    .map(entry => join(spoolDir, entry.name))
  const areOurs = await Promise.all(
    folders.map(async folder =>
      (await readdir(folder, { withFileTypes: true })).every(each => each.isFile()),
    ),
  )
  return folders.filter((_, index) => areOurs[index])
}

const isFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    found => found.isFile(),
    () => false,
  )
