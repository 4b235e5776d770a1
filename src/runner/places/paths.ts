import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/**
 * The path without any symbolic link: of what is not there yet, the real path of the longest part that exists, and the rest.
 * Null for a link that leads nowhere, and where something on the way is no folder.
 *
 * @param path absolute, without `..`
 * @param what what may stand at its end
 */
export async function realPathOf(
  path: string,
  what: 'folder' | 'anything' = 'folder',
): Promise<string | null> {
  const missing: string[] = []
  for (let at = path; ; at = dirname(at)) {
    const found = await lstat(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      return ['ENOTDIR', 'ENAMETOOLONG'].includes(error.code ?? '') ? error.code : Promise.reject(error)
    })
    if (found === 'ENAMETOOLONG') return null
    if (found !== null && typeof found === 'object') {
      const real = await realpath(at).catch(() => null)
      if (real === null) return null
      const mayBeFile = what === 'anything' && missing.length === 0
      if (!mayBeFile && !(await lstat(real)).isDirectory()) return null
      return join(real, ...missing)
    }
    // Below a file: the file itself comes next.
    missing.unshift(relative(dirname(at), at))
  }
}

/** The real path; the path itself where there is none that could be found out. */
export const existingRealPath = async (path: string): Promise<string> =>
  (await realPathOf(path, 'anything').catch(() => null)) ?? path

/** Is a path a folder, or below it? Both without symbolic links. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)

/** Is one of the two within the other? */
export const meets = (one: string, other: string): boolean => isWithin(one, other) || isWithin(other, one)

/**
 * A path as a file system might take it that tells less apart than ext4 does: without case, in one normal form of Unicode, without
 * characters that are not seen, and without dots and blanks at the end of a name. For comparing only, and in doubt two paths
 * are the same.
 */
export function foldPath(path: string): string {
  // Nearly all paths are plain.
  if (/^[a-z0-9/_-]*$/.test(path)) return path
  return path
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replaceAll(/(?<=[^/. ])[. ]+(?=\/|$)/g, '')
}
