import type { NewEntry } from './archive-entry-writes.ts'
import { displayOf, storedOf } from './exact-paths.ts'

/** One line of Borg's listing. `path` is exact (`exact-paths.ts`), without a slash in front. */
export interface ListedEntry {
  type: string
  mode: string
  user: string
  group: string
  /** Bytes. */
  size: number
  /** Unix milliseconds. */
  modifiedAt: number | null
  linkTarget: string | null
  path: string
}

interface Folder {
  number: number
  parent: Folder | null
  path: string
  name: string
  /** Bytes found below it that are not stored yet. */
  size: number
  /** Null while it only follows from paths below it. */
  described: ReturnType<typeof described> | null
  /** Something of it is not stored yet. */
  isNew: boolean
}

/**
 * Makes rows of the lines of a listing, whatever their order: numbers, parents, folders that only follow from paths below
 * them, and sizes of folders. Keeps folders in memory, up to `mostFolders`, because each file adds to all above it.
 */
export class ArchiveTree {
  readonly #archiveId: number
  readonly #mostFolders: number
  readonly #findStored: (path: string) => Promise<number | null>
  readonly #root: Folder = {
    number: 0,
    parent: null,
    path: '',
    name: '',
    size: 0,
    described: null,
    isNew: false,
  }
  #folders = new Map<string, Folder>()
  /** Were folders given away? Then one that is not in memory may be stored. */
  #gaveAway = false
  #count = 0

  /** @param findStored the number of a folder that was given away with {@link takeFolders} */
  constructor(archiveId: number, findStored: (path: string) => Promise<number | null>, mostFolders = 50_000) {
    this.#archiveId = archiveId
    this.#findStored = findStored
    this.#mostFolders = mostFolders
  }

  /** Entries so far, folders included. */
  get count(): number {
    return this.#count
  }

  /** Is it time to store the folders? */
  get isFull(): boolean {
    return this.#folders.size >= this.#mostFolders
  }

  /** Takes one line in. @returns its row, or null for a folder: those come with {@link takeFolders} */
  async add(listed: ListedEntry): Promise<NewEntry | null> {
    const path = cleanPath(listed.path)
    if (path === '') return null
    if (listed.type === 'd') {
      const folder = await this.#folder(path)
      folder.described = described({ ...listed, user: copyOf(listed.user), group: copyOf(listed.group) })
      folder.isNew = true
      return null
    }
    const cut = path.lastIndexOf('/')
    const parent = cut < 0 ? this.#root : await this.#folder(path.slice(0, cut))
    // A symbolic link has the length of its target for a size.
    if (listed.type === '-' && listed.size > 0)
      for (let above: Folder | null = parent; above; above = above.parent) {
        above.size += listed.size
        above.isNew = true
      }
    this.#count += 1
    return {
      archiveId: this.#archiveId,
      number: this.#count,
      parent: parent.number,
      rank: 1,
      path: null,
      ...named(path.slice(cut + 1)),
      ...described(listed),
      size: listed.size,
    }
  }

  /** Rows of all folders that have news. All are forgotten, and looked up when they come again. */
  takeFolders(): NewEntry[] {
    const rows = [...this.#folders.values()].filter(folder => folder.isNew).map(folder => this.#row(folder))
    this.#folders = new Map()
    this.#gaveAway = true
    return rows
  }

  #row({ number, parent, name, path, size, described: known }: Folder): NewEntry {
    return {
      archiveId: this.#archiveId,
      number,
      parent: parent!.number,
      rank: 0,
      path: storedOf(path),
      ...named(name),
      ...(known ?? { type: 'd', modifiedAt: null, mode: null, user: null, group: null, linkTarget: null }),
      size,
    }
  }

  async #folder(path: string): Promise<Folder> {
    const known = this.#folders.get(path)
    if (known) return known
    const cut = path.lastIndexOf('/')
    const parent = cut < 0 ? this.#root : await this.#folder(path.slice(0, cut))
    const stored = this.#gaveAway ? await this.#findStored(path) : null
    if (stored === null) this.#count += 1
    const folder: Folder = {
      number: stored ?? this.#count,
      parent,
      path: copyOf(path),
      name: path.slice(cut + 1),
      size: 0,
      described: null,
      isNew: stored === null,
    }
    folder.name = folder.path.slice(cut + 1)
    this.#folders.set(folder.path, folder)
    return folder
  }
}

/** A text of its own: one that was cut out of Borg's output keeps a whole portion of that in memory. */
export const copyOf = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le')

/** Borg stores relative paths; `.` is the root of an archive that was made of the current directory. */
const cleanPath = (path: string): string =>
  /^\.?\/|\/\.?(\/|$)|^\.$/.test(path)
    ? path
        .split('/')
        .filter(part => part !== '' && part !== '.')
        .join('/')
    : path

const named = (name: string) => ({ name: storedOf(name), sortKey: sortKeyOf(name) })

/** By which a listing is in order. */
export const sortKeyOf = (name: string): Buffer => Buffer.from(displayOf(name).toLowerCase())

function described({ type, modifiedAt, mode, user, group, linkTarget }: ListedEntry) {
  // Borg calls a further name of a file a file, and shows what it is in the mode.
  return { type: mode.startsWith('h') ? 'h' : type, modifiedAt, mode, user, group, linkTarget }
}
