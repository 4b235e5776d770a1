import { isAbsolute, join, normalize } from 'node:path'
import { unusable } from '../borg/option-values.ts'
import { invalidInput } from '../kernel/errors.ts'
import { isTooLong, tooLongPath } from '../kernel/paths.ts'

/** The column takes a little more. */
export const longestPath = 1000

/** `ssh://user@host[:port]/absolute/path`, as Borg takes it (Borg documentation, Repository URLs). */
const sshLocation =
  /^ssh:\/\/(?:[A-Za-z0-9_.][\w.-]*@)?(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:.]+\])(?::(?<port>\d{1,5}))?\/.+$/

function sshProblem(location: string): string | null {
  const match = sshLocation.exec(location)
  const port = Number(match?.groups?.port ?? 22)
  return match && port >= 1 && port <= 65_535 ? null : 'Must look like ssh://user@host:port/path.'
}

/** What is wrong with a location as somebody wrote it; null for nothing. */
export function locationProblem(path: string): string | null {
  const text = path.trim()
  if (text === '' || text.length > longestPath) return `Must be 1 to ${longestPath} characters.`
  // `::` separates an archive from its repository; `{` starts a placeholder that Borg would expand.
  if (unusable.test(text) || text.replace(/^ssh:\/\/[^/]*/, '').includes('::') || /[{}]/.test(text))
    return 'Must not contain control characters, `::` or braces.'
  if (isTooLong(text.replace(/^ssh:\/\/[^/]*/, ''))) return tooLongPath
  if (text.startsWith('ssh://')) return sshProblem(text)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'Only local paths and ssh:// locations are supported.'
  if (!isAbsolute(text) && /^[^/]+:/.test(text)) return 'Write remote locations as ssh://user@host:port/path.'
  return null
}

/**
 * A local path in its normal form (relative ones below `repositoriesDir`), or the SSH location as it is.
 *
 * @throws DomainError `INVALID_INPUT` on `path`
 */
export function readLocation(path: string, repositoriesDir: string): string {
  const text = path.trim()
  if (text.startsWith('ssh://')) return text
  const trimmed = storedPath(isAbsolute(text) ? text : join(repositoriesDir, text))
  if (!isAbsolute(text) && !trimmed.startsWith(`${repositoriesDir}/`))
    throw invalidInput({ path: 'Must not leave the folder for relative paths.' })
  if (trimmed.length > longestPath)
    throw invalidInput({ path: `Must not exceed ${longestPath} characters when absolute.` })
  return trimmed
}

/** How a path that a client names is stored: without blanks around it and slashes too many; no local path stays as it is. */
export function storedPath(path: string): string {
  const text = path.trim()
  if (!isAbsolute(text)) return path
  const absolute = normalize(text)
  return absolute.length > 1 ? absolute.replace(/\/+$/, '') : absolute
}

/** Where no repository is that anybody would miss, but much that the machine needs. */
const systemFolders = /^\/(?:bin|boot|dev|etc|lib(?:32|64|x32)?|proc|sbin|sys|usr)(?:\/|$)/

/** Must nothing be removed here? The folders right below the root, and everything inside those of the system. */
export function isUnsafeToDelete(path: string): boolean {
  const folder = normalize(path)
  return systemFolders.test(folder) || folder.split('/').filter(Boolean).length < 2
}
