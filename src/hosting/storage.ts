import {
  access,
  constants,
  lstat,
  mkdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  unlink,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { HostingProblem } from '../domain/hosting/hosting-calls.ts'

/** Where the files of one hosted repository are. */
export interface Place {
  /** `<pool folder>/<name>`: what clients reach. */
  path: string
  /** The folder on another disk that holds them; null: the pool folder. */
  storageTarget: string | null
}

/**
 * Prepares the disk: the pool folder, and for a storage target a folder there and the link to it. The repository itself is made by its
 * client's `borg init`.
 *
 * @param isNew nothing may be there yet
 */
export async function prepare(
  { path, storageTarget }: Place,
  isNew: boolean,
): Promise<HostingProblem | null> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const found = await lstat(path).catch(() => null)
  if (found) return isNew ? 'PATH_OCCUPIED' : null
  if (storageTarget === null) return null
  const problem = await targetProblem(storageTarget, dirname(path))
  if (problem) return problem
  const folder = join(storageTarget, basename(path))
  if (isNew && (await lstat(folder).catch(() => null))) return 'PATH_OCCUPIED'
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await symlink(folder, path)
  return null
}

/** Can a storage target be used for repositories of this pool folder? */
export async function targetProblem(target: string, poolDir: string): Promise<HostingProblem | null> {
  const real = await realpath(target).catch(() => null)
  if (!real || !(await stat(real)).isDirectory()) return 'TARGET_MISSING'
  const pool = await realpath(poolDir).catch(() => poolDir)
  if (`${real}/`.startsWith(`${pool}/`)) return 'TARGET_INSIDE_POOL'
  return access(real, constants.W_OK | constants.X_OK).then(
    () => null,
    () => 'TARGET_NOT_WRITABLE' as const,
  )
}

/** The folder that holds the files, and what it is called while it is being removed. */
async function foldersOf({ path, storageTarget }: Place) {
  const name = basename(path)
  const found = await lstat(path).catch(() => null)
  const link = found?.isSymbolicLink() ? await readlink(path) : null
  // Only where we put it: a link that somebody has changed is removed without what it points to.
  const isOurs = link === null || (storageTarget !== null && link === join(storageTarget, name))
  const folder = storageTarget === null || !isOurs ? path : join(storageTarget, name)
  return { found, link, folder, aside: join(dirname(folder), `.removing-${name}`) }
}

/** Files on another disk that cannot be found now would be there again when it is mounted: nobody may think that they are gone. */
export async function removalProblem(place: Place): Promise<HostingProblem | null> {
  const { folder, aside } = await foldersOf(place)
  if (folder === place.path) return null
  const found = await Promise.all([folder, aside].map(each => lstat(each).catch(() => null)))
  return found.some(each => each !== null) ? null : 'TARGET_MISSING'
}

/**
 * Removes the files. They go out of the way first, so that a client that is still at it finds nothing, and so that what a killed server
 * left over is known by its name.
 *
 * @returns whether there were any
 * @throws Error of the file system
 */
export async function remove(place: Place): Promise<boolean> {
  const { path } = place
  const { found, link, folder, aside } = await foldersOf(place)
  if (link !== null) await unlink(path)
  let hadFiles = false
  if (folder !== path || (found && link === null)) {
    hadFiles = await rename(folder, aside).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false
        throw error
      },
    )
  }
  await rm(aside, { recursive: true, force: true, maxRetries: 5 })
  return hadFiles
}
