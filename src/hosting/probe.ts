import { lstat, opendir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { decode } from '@msgpack/msgpack'

/** Larger files of hints are not read: they grow with what append-only clients have deleted. */
const largestHints = 64 * 1024 * 1024

/**
 * When a repository was last changed, in unix milliseconds: Borg 1 writes a new `integrity.N` with every transaction (contract
 * borgwarehouse, 6.7), and Borg 2, which has none, changes `config` last of what lies beside it. Null: nobody has made it yet.
 */
export async function readLastModified(path: string): Promise<number | null> {
  const names = await readdir(path).catch(() => [])
  const marks = names.filter(name => /^integrity(\.\d+)?$/.test(name))
  const times = await Promise.all(
    marks.map(name =>
      stat(join(path, name)).then(
        ({ mtimeMs }) => Math.floor(mtimeMs),
        () => 0,
      ),
    ),
  )
  const newest = Math.max(0, ...times)
  return newest === 0 ? null : newest
}

/** Does Borg hold a lock in a repository, or has a dead one left it there? (BORG.md section 6.) */
export async function isLocked(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => [])
  return names.some(name => name === 'lock.exclusive' || name === 'lock.roster')
}

/**
 * Bytes on disk as `du -s` counts them: blocks, folders too, a file with several names once. What vanishes meanwhile does not count.
 *
 * @throws Error when `signal` aborts, or when there is nothing at the path
 */
export async function measure(path: string, signal: AbortSignal): Promise<number> {
  const root = await realpath(path)
  const seen = new Set<string>()
  let blocks = 0
  const count = async (place: string): Promise<boolean> => {
    const found = await lstat(place).catch(() => null)
    if (!found) return false
    if (found.nlink > 1 && !found.isDirectory()) {
      const file = `${found.dev}:${found.ino}`
      if (seen.has(file)) return false
      seen.add(file)
    }
    blocks += found.blocks
    return found.isDirectory()
  }
  await count(root)
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await opendir(folder).catch(() => null)
    if (!entries) continue
    for await (const entry of entries) {
      signal.throwIfAborted()
      const place = join(folder, entry.name)
      if (await count(place)) folders.push(place)
    }
  }
  return blocks * 512
}

/** What Borg itself has written down of a repository's space, in bytes. */
export interface Hints {
  /** What counts for the quota. */
  quotaUsed: number
  /** What a compaction would free. */
  reclaimable: number
}

/**
 * Reads Borg 1's `hints.N`, which is there without the passphrase: the same that `borg debug dump-hints` prints. Null when there are none, or
 * none that we know.
 */
export async function readHints(path: string): Promise<Hints | null> {
  const names = await readdir(path).catch(() => [])
  const newest = names
    .flatMap(name => /^hints\.(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => b - a)[0]
  if (newest === undefined) return null
  const file = join(path, `hints.${newest}`)
  try {
    if ((await stat(file)).size > largestHints) return null
    // Names of chunks are 32 bytes, and of no interest: some of them are no text.
    const hints = decode(await readFile(file), { mapKeyConverter: String as never }) as Record<
      string,
      unknown
    >
    const quotaUsed = hints.storage_quota_use
    const compact = Object.values((hints.compact ?? {}) as Record<string, unknown>)
    if (!Number.isSafeInteger(quotaUsed) || !compact.every(Number.isSafeInteger)) return null
    return {
      quotaUsed: quotaUsed as number,
      reclaimable: (compact as number[]).reduce((sum, bytes) => sum + bytes, 0),
    }
  } catch {
    return null
  }
}
