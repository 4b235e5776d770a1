import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ListedEntry } from '../domain/archive-tree.ts'
import type { RestoreWish } from '../domain/borg-calls.ts'
import { mayBypassLock, type RepositoryRow } from '../domain/repositories.ts'
import { RestoreTargets } from '../domain/restore-paths.ts'
import type { World } from '../domain/scope.ts'
import { listEntriesCommand } from './borg/command.ts'
import { EntryReader } from './borg/entries.ts'
import { startReading } from './reading.ts'
import type { RunnerSettings } from './settings.ts'

/** What a restore will meet. */
export interface RestoreScan {
  /** Files, folders and links. */
  entryCount: number
  /** Regular files. */
  fileCount: number
  /** Bytes. */
  totalSize: number
  /** Chosen paths that are not in the archive. */
  missing: string[]
  /** Why nothing may be restored: a path that would lead out of the destination. */
  refusal: string | null
}

/**
 * Looks through everything that a restore would write, before anything is written. Borg 1.2 itself follows symbolic links,
 * those of the archive and those at the destination alike, and `..` within a path (tried): an archive that was made to
 * do so could write anywhere. Such a restore is refused as a whole.
 *
 * @param look called for each entry with where it would be, below the destination
 * @throws Refused; the reason of `signal`
 */
export async function scanRestore(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  wish: RestoreWish,
  look: (target: string, entry: ListedEntry) => unknown,
  signal: AbortSignal,
): Promise<RestoreScan> {
  const targets = new RestoreTargets(wish)
  const guard = new PathGuard(wish.destination)
  const scan: RestoreScan = { entryCount: 0, fileCount: 0, totalSize: 0, missing: [], refusal: null }
  const stop = new AbortController()
  const command = listEntriesCommand(wish.archiveName, {
    paths: wish.paths,
    bypassLock: mayBypassLock(repository),
  })
  const either = AbortSignal.any([signal, stop.signal])
  const { stdout, ended } = await startReading(world, settings, repository, command, either)
  const reader = new EntryReader()
  try {
    for await (const chunk of stdout)
      for (const entry of reader.push(chunk as Buffer))
        for (const target of targets.of(cleanPath(entry.path))) {
          scan.refusal = await guard.problemWith(target, entry)
          if (scan.refusal) return scan
          count(scan, entry)
          await look(target, entry)
        }
    await ended
    reader.end()
  } catch (error) {
    signal.throwIfAborted()
    await ended
    throw error
  } finally {
    stop.abort()
    stdout.destroy()
    // The repository is free again when this returns.
    await ended.catch(() => {})
  }
  scan.missing = targets.missing
  return scan
}

/** Is it a regular file with content of its own? Further names of one have `h` in front. */
export const isFile = ({ mode }: Pick<ListedEntry, 'mode'>): boolean => mode.startsWith('-')

function count(scan: RestoreScan, entry: ListedEntry): void {
  scan.entryCount += 1
  if (!isFile(entry)) return
  scan.fileCount += 1
  scan.totalSize += entry.size
}

/** As Borg writes it: `./x` is `x`. */
const cleanPath = (path: string): string =>
  path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')

/** Folders that were found to be no links; so many are remembered. */
const mostKnown = 10_000

/** Finds paths that lead out of a folder. */
export class PathGuard {
  readonly #destination: string
  /** Symbolic links that the archive itself would have made so far, below the destination. */
  readonly #links = new Set<string>()
  #known = new Set<string>()

  constructor(destination: string) {
    this.#destination = destination
  }

  /** @param target below the destination. @returns a sentence for people, or null for a good path */
  async problemWith(target: string, { type }: Pick<ListedEntry, 'type'>): Promise<string | null> {
    if (target.split('/').includes('..')) return `The archive holds a path with "..": ${target}`
    const folder = dirname(target)
    if (folder !== '.' && !this.#known.has(folder)) {
      const problem = await this.#problemWithFolder(folder)
      if (problem) return problem
      if (this.#known.size >= mostKnown) this.#known = new Set()
      this.#known.add(folder)
    }
    if (type === 'l') {
      // A copy: the text that it was cut from is a whole portion of Borg's output.
      this.#links.add(Buffer.from(target).toString())
      // It takes the place of a folder that was looked at.
      this.#known = new Set()
    }
    return null
  }

  async #problemWithFolder(folder: string): Promise<string | null> {
    for (let end = folder.indexOf('/'); ; end = folder.indexOf('/', end + 1)) {
      const above = end < 0 ? folder : folder.slice(0, end)
      if (this.#links.has(above)) return `The archive holds paths below its own symbolic link: ${above}`
      if (await isLink(join(this.#destination, above)))
        return `There is a symbolic link at the destination: ${above}`
      if (end < 0) return null
    }
  }
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    found => found.isSymbolicLink(),
    // What is not there is no link, and neither is what is below a file.
    () => false,
  )
