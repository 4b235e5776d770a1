import { createWriteStream, mkdirSync } from 'node:fs'
import { open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BorgCalls, DiffPage } from '../../domain/calls/borg-calls.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { diffCommand } from '../borg/command.ts'
import { Refused } from '../borg/refused.ts'
import { startReading } from '../sessions/reading.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

/** A call waits so long for a list that is being made, in milliseconds; then its client asks again. */
const patience = 10_000
/** Lists made at once. */
const mostAtOnce = 2
/** A list that nobody read for so long is removed, in milliseconds. */
const keepFor = 86_400_000
/** So many bytes of lists are kept; beyond, those that were read least recently go. */
const mostBytes = 1024 ** 3

const folderOf = ({ spoolDir }: RunnerSettings) => join(spoolDir, 'diffs')

/** Lists that this process is making, by file. */
const making = new Map<string, Promise<void>>()

/**
 * One page of the differences of two archives: whole lines of Borg's output from a byte on. The first page has Borg write
 * all of them to a file; archives never change, so the file stays true.
 *
 * @throws Refused
 */
export async function readDiff(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  { fromId, toId, offset, limit }: BorgCalls['READ_DIFF']['input'],
  signal: AbortSignal,
): Promise<DiffPage> {
  const [from, to] = await Promise.all([fromId, toId].map(id => findArchive(world, repository.id, id)))
  const file = join(folderOf(settings), `${from!.borgId}-${to!.borgId}`)
  const page = await readLines(file, offset, limit)
  if (page) return page
  const known = making.get(file)
  if (!known && making.size >= mostAtOnce) return { changes: null, next: null }
  const made = known ?? make(file, () => writeDiff(world, settings, repository, from!, to!, file, signal))
  const giveUp = new AbortController()
  const waited = sleep(patience, null, { signal: giveUp.signal }).catch(() => null)
  await Promise.race([made, waited]).finally(() => giveUp.abort())
  return (await readLines(file, offset, limit)) ?? { changes: null, next: null }
}

function make(file: string, work: () => Promise<void>): Promise<void> {
  const made = work().finally(() => making.delete(file))
  // Whoever still waits hears of a failure; if nobody does, the next request tries again.
  made.catch(() => {})
  making.set(file, made)
  return made
}

async function writeDiff(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  from: { name: string },
  to: { name: string },
  file: string,
  signal: AbortSignal,
): Promise<void> {
  mkdirSync(folderOf(settings), { recursive: true, mode: 0o700 })
  await removeOldDiffs(settings)
  const bypassLock = mayBypassLock(repository)
  const command = diffCommand(from.name, to.name, { bypassLock })
  const { stdout, ended } = await startReading(world, settings, repository, command, signal)
  const part = `${file}.part`
  try {
    await pipeline(stdout, createWriteStream(part, { mode: 0o600 }))
    await ended
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    // When Borg has failed, that is the reason.
    await ended
    throw error
  }
}

/** Null when there is no such list (yet). */
async function readLines(file: string, offset: number, limit: number): Promise<DiffPage | null> {
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return null
  try {
    const now = new Date()
    await utimes(file, now, now)
    const { size } = await handle.stat()
    const lines: string[] = []
    let [at, next] = [offset, offset]
    let rest = Buffer.alloc(0)
    while (lines.length < limit && at < size) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, at)
      at += bytesRead
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
      let begin = 0
      for (let end = bytes.indexOf(10); end >= 0 && lines.length < limit; end = bytes.indexOf(10, begin)) {
        lines.push(bytes.subarray(begin, end).toString())
        begin = end + 1
      }
      next += begin
      rest = bytes.subarray(begin)
    }
    return { changes: lines, next: next < size ? next : null }
  } finally {
    await handle.close()
  }
}

/** Removes lists that nobody reads any more, and the parts that an earlier process left. */
export async function removeOldDiffs(settings: Pick<RunnerSettings, 'spoolDir'>): Promise<void> {
  const folder = join(settings.spoolDir, 'diffs')
  const found = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = found.filter(entry => entry.isFile()).map(entry => entry.name)
  const files = await Promise.all(names.map(async name => ({ name, ...(await factsOf(join(folder, name))) })))
  let bytes = 0
  for (const { name, size, usedAt } of files.sort((one, other) => other.usedAt - one.usedAt)) {
    bytes += size
    const old = usedAt < Date.now() - keepFor || bytes > mostBytes
    if (old && !making.has(join(folder, name.replace(/\.part$/, ''))))
      await rm(join(folder, name), { force: true })
  }
}

const factsOf = (file: string) =>
  stat(file).then(
    ({ size, mtimeMs }) => ({ size, usedAt: mtimeMs }),
    () => ({ size: 0, usedAt: 0 }),
  )

/** @throws Refused `ARCHIVE_NOT_FOUND` */
async function findArchive(world: World, repositoryId: number, id: number) {
  const archive = await world.db
    .selectFrom('archive')
    .select(['name', 'borgId'])
    .where('id', '=', id)
    .where('repositoryId', '=', repositoryId)
    .executeTakeFirst()
  if (!archive) throw new Refused('ARCHIVE_NOT_FOUND')
  return archive
}
