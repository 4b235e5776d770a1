import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ListedEntry } from '../../domain/archives/archive-tree.ts'
import type { RestoreWish } from '../../domain/borg-calls.ts'
import { RestoreTargets } from '../../domain/jobs/restore-paths.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import type { World } from '../../domain/scope.ts'
import { startReading } from '../archives/reading.ts'
import { listEntriesCommand } from '../borg/command.ts'
import { EntryReader } from '../borg/entries.ts'
import type { RunnerSettings } from '../settings.ts'

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

type GuardedEntry = Pick<ListedEntry, 'type' | 'mode' | 'path' | 'linkTarget'>

/** Where Borg looks for the file of which a hard link is a further name: as many leading parts are dropped as of its own path. */
function sourceOf(target: string, { path, linkTarget }: GuardedEntry): string {
  const dropped = cleanPath(path).split('/').length - target.split('/').length
  return cleanPath(linkTarget ?? '')
    .split('/')
    .slice(dropped)
    .join('/')
}

/** Finds paths that lead out of a folder. */
export class PathGuard {
  readonly #destination: string
  /** Links of either kind that the archive itself would have made so far, below the destination. */
  readonly #links = new Set<string>()
  #known = new Set<string>()

  constructor(destination: string) {
    this.#destination = destination
  }

  /** @param target of the entry, below the destination. @returns a sentence for people, or null for a good path */
  async problemWith(target: string, entry: GuardedEntry): Promise<string | null> {
    const isHardLink = entry.mode.startsWith('h')
    for (const path of isHardLink ? [target, sourceOf(target, entry)] : [target]) {
      const problem = await this.#problemWithPath(path)
      if (problem) return problem
    }
    if (entry.type === 'l' || isHardLink) {
      // A hard link may be one more name of a symbolic link, and is one then (tried). The text is a copy: what it was cut
      // from is a whole portion of Borg's output.
      this.#links.add(Buffer.from(target).toString())
      // It takes the place of a folder that was looked at.
      this.#known = new Set()
    }
    return null
  }

  async #problemWithPath(path: string): Promise<string | null> {
    if (path.split('/').includes('..')) return `The archive holds a path with "..": ${path}`
    const folder = dirname(path)
    if (folder === '.' || this.#known.has(folder)) return null
    const problem = await this.#problemWithFolder(folder)
    if (problem) return problem
    if (this.#known.size >= mostKnown) this.#known = new Set()
    this.#known.add(folder)
    return null
  }

  async #problemWithFolder(folder: string): Promise<string | null> {
    for (let end = folder.indexOf('/'); ; end = folder.indexOf('/', end + 1)) {
      const above = end < 0 ? folder : folder.slice(0, end)
      if (this.#links.has(above)) return `The archive holds paths below its own link: ${above}`
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
