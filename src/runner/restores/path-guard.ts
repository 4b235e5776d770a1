import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ListedEntry } from '../../domain/archives/archive-tree.ts'

/** As Borg writes it: `./x` is `x`. */
export const cleanPath = (path: string): string =>
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

/** What an entry is about, below the destination: itself, and what it would be a further name of. */
export const pathsOf = (target: string, entry: GuardedEntry): string[] =>
  entry.mode.startsWith('h') ? [target, sourceOf(target, entry)] : [target]

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
    // Borg would give the owner and the mode of the folder to what a link there leads to.
    if (entry.type === 'd' && (await isLink(join(this.#destination, target))))
      return `There is a symbolic link at the destination: ${target}`
    for (const path of pathsOf(target, entry)) {
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
