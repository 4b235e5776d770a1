import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { World } from '../../domain/scope.ts'
import { isRemoteLocation } from '../borg/environment.ts'
import type { RunnerSettings } from '../settings.ts'

/** Folders of the operating system, and what would be overwritten there. Neither they nor what is above or below. */
const systemFolders: Readonly<Record<string, string>> = {
  '/bin': 'programs',
  '/boot': 'the boot loader',
  '/dev': 'devices',
  '/etc': 'the configuration of the machine',
  '/lib': 'programs',
  '/lib32': 'programs',
  '/lib64': 'programs',
  '/libx32': 'programs',
  '/proc': 'the kernel',
  '/run': 'running programs',
  '/sbin': 'programs',
  '/sys': 'the kernel',
  '/usr': 'programs',
  '/var/cache': 'running programs',
  '/var/lib': 'the data of installed programs',
  '/var/log': 'the logs of the machine',
  '/var/run': 'running programs',
  '/var/spool': 'the orders of cron and mail',
}

/** Folders whose own files decide who may sign in; folders in them are fine. */
const homes = ['/root', '/home']

/**
 * Why files may not be restored into a folder of this machine; null when they may. What is not there yet is judged by
 * where it would be: the real path of the longest part that exists, so that no symbolic link leads past the rules. As
 * nothing forbidden is below a good destination, what stays below it is safe.
 *
 * @param destination absolute, without `..`
 */
export async function destinationProblem(
  world: Pick<World, 'db'>,
  { dataDir, restoreRoots }: Pick<RunnerSettings, 'dataDir' | 'restoreRoots'>,
  destination: string,
): Promise<string | null> {
  const real = await realPathOf(destination)
  if (real === null) return 'Must be a folder, or a path at which one can be made.'
  for (const path of new Set([destination, real])) {
    const problem = systemProblem(path)
    if (problem) return problem
  }
  if (meets(real, await existingRealPath(dataDir))) return 'Must not hold, or be in, the data of this server.'
  const repositories = await world.db.selectFrom('repository').select('path').execute()
  for (const { path } of repositories)
    if (!isRemoteLocation(path) && meets(real, await existingRealPath(path.replace(/^file:\/\//, ''))))
      return 'Must not hold, or be in, a repository.'
  const roots = await Promise.all(restoreRoots.map(existingRealPath))
  if (roots.length > 0 && !roots.some(root => isWithin(real, root)))
    return 'Must be in one of the folders that are configured for restores.'
  return null
}

function systemProblem(path: string): string | null {
  if (path === '/') return 'Must not be the root of the file system.'
  for (const [folder, content] of Object.entries(systemFolders))
    if (meets(path, folder)) return `Must not hold, or be in, ${folder}: ${content}.`
  if (homes.includes(path)) return `Must not be ${path} itself: its files decide who may sign in.`
  if (path.split('/').includes('.ssh')) return 'Must not be in .ssh: its files decide who may sign in.'
  return null
}

/**
 * The path without any symbolic link. Null when something on the way, or at its end, is no folder, and for a link that
 * leads nowhere.
 */
export async function realPathOf(path: string): Promise<string | null> {
  const missing: string[] = []
  for (let at = path; ; at = dirname(at)) {
    const found = await lstat(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      return error.code === 'ENOTDIR' ? undefined : Promise.reject(error)
    })
    if (found) {
      const real = await realpath(at).catch(() => null)
      if (real === null || !(await lstat(real)).isDirectory()) return null
      return join(real, ...missing)
    }
    // Below a file: the file itself comes next.
    missing.unshift(relative(dirname(at), at))
  }
}

const existingRealPath = async (path: string): Promise<string> =>
  (await realPathOf(path).catch(() => null)) ?? path

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)

const meets = (one: string, other: string): boolean => isWithin(one, other) || isWithin(other, one)
