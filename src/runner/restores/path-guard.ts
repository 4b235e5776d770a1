import { lstat, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyOf, type ListedEntry } from '../../domain/archives/archive-tree.ts'
import { diskPathOf, exactPathOf, lossyOf } from '../../domain/archives/exact-paths.ts'

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

/**
 * Tells whether there is a symbolic link at a path below the destination.
 *
 * @param isAmbiguous may `?` stand for a byte that is not UTF-8?
 */
export type LinkLookup = (path: string, isAmbiguous: boolean) => Promise<boolean>

/** Finds paths that lead out of a folder. */
export class PathGuard {
  readonly #isLinkThere: LinkLookup
  /** Links of either kind that the archive itself would have made so far, below the destination. */
  readonly #links = new Set<string>()
  /** The same as Borg names them where it names the source of a hard link. */
  readonly #lossyLinks = new Set<string>()
  #known = new Set<string>()

  constructor(isLinkThere: LinkLookup) {
    this.#isLinkThere = isLinkThere
  }

  /** @param target of the entry, below the destination. @returns a sentence for people, or null for a good path */
  async problemWith(target: string, entry: GuardedEntry): Promise<string | null> {
    const isHardLink = entry.mode.startsWith('h')
    // Borg would give the owner and the mode of the folder to what a link there leads to.
    if (entry.type === 'd' && (await this.#isLinkThere(target, false)))
      return `There is a symbolic link at the destination: ${target}`
    for (const path of pathsOf(target, entry)) {
      const problem = await this.#problemWithPath(path)
      if (problem) return problem
    }
    if (entry.type === 'l' || isHardLink) {
      // A hard link may be one more name of a symbolic link, and is one then (tried). The text is a copy: what it was cut
      // from is a whole portion of Borg's output.
      this.#links.add(copyOf(target))
      this.#lossyLinks.add(lossyOf(target))
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
      const isAmbiguous = above.includes('?')
      if (this.#links.has(above) || (isAmbiguous && this.#lossyLinks.has(above)))
        return `The archive holds paths below its own link: ${above}`
      if (await this.#isLinkThere(above, isAmbiguous))
        return `There is a symbolic link at the destination: ${above}`
      if (end < 0) return null
    }
  }
}

/** Looks for links on this machine. */
export const linksBelow =
  (folder: string): LinkLookup =>
  (path, isAmbiguous) =>
    isAmbiguous ? isLinkShownAs(folder, path) : isLink(folder, path)

/** Knows links by their paths below the destination: those of another machine. */
export function linksNamed(paths: readonly string[]): LinkLookup {
  const links = new Set(paths)
  const lossyLinks = new Set(paths.map(lossyOf))
  return async (path, isAmbiguous) => links.has(path) || (isAmbiguous && lossyLinks.has(path))
}

const isLink = (folder: string, path: string): Promise<boolean> =>
  lstat(diskPathOf(join(folder, path))).then(
    found => found.isSymbolicLink(),
    // What is not there is no link, and neither is what is below a file.
    () => false,
  )

/** Is there a link among all that could be meant by a path in which `?` may stand for a byte that is not UTF-8? */
async function isLinkShownAs(folder: string, path: string): Promise<boolean> {
  let found = [folder]
  for (const part of path.split('/')) {
    const next = await Promise.all(found.map(above => namesShownAs(above, part)))
    found = next.flat()
  }
  const links = await Promise.all(found.map(one => isLink('/', one)))
  return links.some(Boolean)
}

async function namesShownAs(folder: string, name: string): Promise<string[]> {
  if (!name.includes('?')) return [join(folder, name)]
  const names = await readdir(diskPathOf(folder), { encoding: 'buffer' }).catch(() => [])
  const exact = names.map(exactPathOf).filter(one => one === name || lossyOf(one) === name)
  return exact.map(one => join(folder, one))
}
