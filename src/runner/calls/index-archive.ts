import { setImmediate as breathe } from 'node:timers/promises'
import {
  clearEntries,
  folderNumber,
  insertEntries,
  mergeFolders,
  type NewEntry,
  portionSize,
} from '../../domain/archives/archive-entry-writes.ts'
import {
  endBuild,
  findIndex,
  type IndexBuild,
  LostIndexError,
  recordBuild,
} from '../../domain/archives/archive-indexes.ts'
import { ArchiveTree } from '../../domain/archives/archive-tree.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock } from '../../domain/repositories/repositories.ts'
import { listEntriesCommand } from '../borg/command.ts'
import { EntryReader } from '../borg/entries.ts'
import { Refused } from '../borg/refused.ts'
import { startReading } from '../sessions/reading.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

/** A build says that it lives at least this often, in milliseconds, also while Borg waits for a lock. */
const heartbeat = 5000

/**
 * Lists all files of an archive into the database, in small portions: neither the listing nor a part of it that grows
 * with it is ever in memory. What a failed build leaves is removed by the next one, or with time.
 */
export async function indexArchive(
  world: World,
  settings: RunnerSettings,
  build: IndexBuild,
  signal: AbortSignal,
): Promise<void> {
  const index = await findIndex(world, build.archiveId)
  if (index?.state !== 'BUILDING' || index.startedAt !== build.attempt) return
  const stop = new AbortController()
  const tree = new ArchiveTree(build.archiveId, path => folderNumber(world, build.archiveId, path))
  const beating = setInterval(
    () => recordBuild(world.db, build, tree.count).catch(error => stop.abort(error)),
    heartbeat,
  )
  try {
    await clearEntries(world, build)
    await readInto(world, settings, build, tree, AbortSignal.any([signal, stop.signal]))
    await endBuild(world, build, null)
  } catch (error) {
    if (error instanceof LostIndexError || stop.signal.reason instanceof LostIndexError) return
    const expected = error instanceof Refused
    await endBuild(world, build, expected ? error.code : signal.aborted ? 'PROCESS_LOST' : 'UNKNOWN')
    if (!expected && !signal.aborted) throw error
  } finally {
    clearInterval(beating)
    stop.abort()
  }
}

async function readInto(
  world: World,
  settings: RunnerSettings,
  build: IndexBuild,
  tree: ArchiveTree,
  signal: AbortSignal,
): Promise<void> {
  const { archive, repository } = await findArchiveOf(world, build.archiveId)
  const bypassLock = mayBypassLock(repository)
  const command = listEntriesCommand(archive.name, { bypassLock })
  const { stdout, ended } = await startReading(world, settings, repository, command, signal)
  try {
    const reader = new EntryReader()
    let rows: NewEntry[] = []
    for await (const piece of pieces(stdout)) {
      for (const listed of reader.push(piece)) {
        const row = await tree.add(listed)
        if (row) rows.push(row)
        if (rows.length >= portionSize) {
          await insertEntries(world, build, tree.count, rows)
          rows = []
          // SQLite answers at once: others get their turn here.
          await breathe()
        }
        if (tree.isFull) await storeFolders(world, build, tree)
      }
    }
    await ended
    reader.end()
    await insertEntries(world, build, tree.count, rows)
    await storeFolders(world, build, tree)
  } catch (error) {
    // When Borg has failed, that is the reason, and not that its output ended early.
    stdout.destroy()
    if (!(error instanceof LostIndexError)) await ended
    throw error
  }
}

/** In bytes. */
const pieceSize = 8192

/** Output in small pieces: what is made of one lives for a moment only, and costs the memory nothing. */
async function* pieces(stdout: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of stdout)
    for (let at = 0; at < chunk.length; at += pieceSize) yield chunk.subarray(at, at + pieceSize)
}

async function storeFolders(world: World, build: IndexBuild, tree: ArchiveTree): Promise<void> {
  const rows = tree.takeFolders()
  for (let at = 0; at < rows.length; at += portionSize) {
    await mergeFolders(world, build, tree.count, rows.slice(at, at + portionSize))
    await breathe()
  }
}

/** @throws Refused `ARCHIVE_NOT_FOUND` */
async function findArchiveOf(world: World, archiveId: number) {
  const archive = await world.db
    .selectFrom('archive')
    .selectAll()
    .where('id', '=', archiveId)
    .executeTakeFirst()
  if (!archive) throw new Refused('ARCHIVE_NOT_FOUND')
  const repository = await world.db
    .selectFrom('repository')
    .selectAll()
    .where('id', '=', archive.repositoryId)
    .executeTakeFirstOrThrow()
  return { archive, repository }
}
