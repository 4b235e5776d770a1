import { type Dir, lstatSync, opendirSync, type Stats } from 'node:fs'
import { join, normalize } from 'node:path'

/** More would take more memory than an estimate is worth: folders that wait, by their characters, and hard links. */
const maxPendingCharacters = 8 * 1024 * 1024
const maxHardLinks = 200_000

/** The sources cannot be added up within bounds. */
export class TooLarge extends Error {
  override name = 'TooLarge'
}

/**
 * Adds up the sizes of the regular files that Borg would read: what `archive_progress.original_size` will reach
 * (BORG.md section 3). Reads metadata only, and synchronously: it is for a thread of its own, and a file system that
 * hangs must not take the places that the server reads its own files with. Unreadable places count nothing.
 *
 * @param alive called again and again
 * @returns bytes
 * @throws TooLarge
 */
export function sourceSize(
  sources: readonly string[],
  isExcluded: (path: string) => boolean,
  alive: () => void,
): number {
  /** How many links of a file with several are still to come: Borg stores it once. */
  const links = new Map<string, number>()
  const queue: string[] = []
  let pending = 0
  let total = 0
  for (const source of sources) enqueue(withoutSlashAtEnd(normalize(source)))
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    pending -= path.length
    alive()
    if (isExcluded(path)) continue
    const stat = statOf(path)
    if (stat?.isDirectory()) addDirectory(path)
    else if (stat?.isFile()) addFile(stat)
  }
  return total

  function enqueue(path: string): void {
    queue.push(path)
    pending += path.length
    if (pending > maxPendingCharacters) throw new TooLarge('too many folders')
  }

  function addDirectory(path: string): void {
    let directory: Dir | undefined
    try {
      directory = opendirSync(path, { bufferSize: 256 })
      for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
        alive()
        const child = join(path, entry.name)
        if (entry.isDirectory()) enqueue(child)
        else if (entry.isFile() && !isExcluded(child)) addFile(statOf(child))
      }
    } catch (error) {
      if (error instanceof TooLarge) throw error
      // The directory vanished or cannot be read any further: Borg will say so in the log.
    } finally {
      directory?.closeSync()
    }
  }

  function addFile(stat: Stats | null): void {
    if (!stat) return
    if (stat.nlink > 1) {
      const inode = `${stat.dev}:${stat.ino}`
      const left = links.get(inode)
      if (left === undefined) links.set(inode, stat.nlink - 1)
      else if (left === 1) links.delete(inode)
      else links.set(inode, left - 1)
      if (left !== undefined) return
      if (links.size > maxHardLinks) throw new TooLarge('too many hard links')
    }
    total += stat.size
  }
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}

const withoutSlashAtEnd = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path)
