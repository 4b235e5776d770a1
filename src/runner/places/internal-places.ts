import { stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { existingRealPath, isWithin } from './paths.ts'

/** What a path is wanted for. */
export type PathUse = 'REPOSITORY' | 'SOURCE' | 'MOUNT' | 'RESTORE' | 'KEY_FILE' | 'STORAGE'

interface UseRule {
  /** Folders of the data directory below which such a path may be; of `STORAGE` also these themselves. */
  open: readonly string[]
  /** May it hold the whole data directory? */
  mayHold: boolean
}

const rules: Record<PathUse, UseRule> = {
  REPOSITORY: { open: ['repositories', 'hosted'], mayHold: false },
  // A backup of the whole machine holds this server, too: Borg reads its database as a file then.
  SOURCE: { open: ['repositories', 'hosted', 'restores'], mayHold: true },
  MOUNT: { open: [], mayHold: false },
  // Every entry is judged by itself; whether a destination may hold the data is asked in `restore-destination.ts`.
  RESTORE: { open: ['restores'], mayHold: true },
  KEY_FILE: { open: [], mayHold: true },
  STORAGE: { open: ['repositories', 'hosted'], mayHold: false },
}

/** Everything in the data directory that others could write to, or that the server removes from as it likes. */
const internal = ['spool', 'scratch', 'sources', 'mounts', 'borg', 'creations', 'restores']

/**
 * Why a path of this machine may not be used, because it is the server's own: the one rule that repositories, sources, mount
 * points, destinations of restores, key files and storage all go through. Symbolic links are followed first, and a folder that is
 * the data directory by another name (a bind mount) counts as it.
 *
 * @param path absolute; it need not be there
 * @returns a sentence, or null when it may
 */
export async function internalProblem(dataDir: string, path: string, use: PathUse): Promise<string | null> {
  const real = await existingRealPath(path)
  const data = await existingRealPath(dataDir)
  if (!rules[use].mayHold && isWithin(data, real)) return 'Must not hold the data directory of this server.'
  const inside = await pathInside(data, real)
  return inside === null ? null : judge(inside, use)
}

function judge(inside: string, use: PathUse): string | null {
  const [top = '', ...below] = inside.split('/')
  // Only where others write could a key be exchanged.
  if (use === 'KEY_FILE' && !internal.includes(top)) return null
  const isOpen = rules[use].open.includes(top) && (below.length > 0 || use === 'STORAGE' || use === 'RESTORE')
  return isOpen ? null : 'Must not be in the data directory of this server.'
}

/** The path relative to the data directory: empty for itself, null when it is outside. */
async function pathInside(data: string, real: string): Promise<string | null> {
  if (isWithin(real, data)) return relative(data, real)
  const own = await identityOf(data)
  if (own === null) return null
  const below: string[] = []
  for (let at = real; at !== dirname(at); at = dirname(at)) {
    if ((await identityOf(at)) === own) return join('.', ...below)
    below.unshift(relative(dirname(at), at))
  }
  return null
}

/** Device and inode: the same for one folder at two places. */
const identityOf = (path: string): Promise<string | null> =>
  stat(path).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => null,
  )
