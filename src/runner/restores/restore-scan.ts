import { join } from 'node:path'
import type { ListedEntry } from '../../domain/archives/archive-tree.ts'
import type { RestoreWish } from '../../domain/calls/borg-calls.ts'
import { RestoreTargets } from '../../domain/jobs/restore-paths.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { listEntriesCommand } from '../borg/command.ts'
import { EntryReader } from '../borg/entries.ts'
import { startReading } from '../sessions/reading.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { type EntryRules, judgeEntry, type RestoreRefusal, sensitive, unsafe } from './entry-rules.ts'
import { cleanPath, linksBelow, PathGuard, pathsOf } from './path-guard.ts'

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
  /** Why nothing may be restored. */
  refusal: RestoreRefusal | null
  /** Entries in places that only an administrator may write to who says so; the first {@link mostPreviewed}. */
  sensitivePaths: string[]
}

/**
 * Looks through everything that a restore would write, before anything is written. Borg 1.2 itself follows symbolic links,
 * those of the archive and those at the destination alike, and `..` within a path (tried): an archive that was made to
 * do so could write anywhere. Such a restore is refused as a whole. So is one that would write to a sensitive place: each entry is
 * judged by where it would be, after the layout.
 *
 * @param rules null: the destination is the server's own
 * @param look called for each entry with where it would be, below the destination
 * @throws Refused; the reason of `signal`
 */
export async function scanRestore(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  wish: RestoreWish,
  rules: EntryRules | null,
  look: (target: string, entry: ListedEntry) => unknown,
  signal: AbortSignal,
): Promise<RestoreScan> {
  const targets = new RestoreTargets(wish)
  const guard = new PathGuard(rules?.isLinkThere ?? linksBelow(wish.destination))
  const scan: RestoreScan = {
    entryCount: 0,
    fileCount: 0,
    totalSize: 0,
    missing: [],
    refusal: null,
    sensitivePaths: [],
  }
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
          const problem = await guard.problemWith(target, entry)
          scan.refusal = problem ? unsafe(problem) : null
          if (rules && !problem)
            for (const path of pathsOf(target, entry))
              scan.refusal ??= judgeEntry(scan.sensitivePaths, rules, join(wish.destination, path), entry)
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
  if (rules && !rules.allowSensitivePaths && scan.sensitivePaths.length > 0)
    scan.refusal = sensitive(scan.sensitivePaths, rules)
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
