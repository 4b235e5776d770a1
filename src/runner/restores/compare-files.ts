import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, lstat, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { diskPathOf, displayOf } from '../../domain/archives/exact-paths.ts'
import type { RestoreCheckedFile, RestoreCheckResult } from '../../domain/jobs/job-results.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { hashFields, listHashesCommand } from '../borg/command.ts'
import { RowReader } from '../borg/entries.ts'
import { readPythonText } from '../borg/python-text.ts'
import { startReading } from '../sessions/reading.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

/** So many files are kept as evidence; all are counted. */
const mostEvidence = 100

/** What was compared. */
export type Comparison = Pick<RestoreCheckResult, 'checkedCount' | 'checkedBytes' | 'files' | 'mismatches'>

/** Which files, and who hears of them. */
export interface ComparisonTask {
  archiveName: string
  /** Empty: all of the archive. */
  paths: readonly string[]
  /** Where they were restored. */
  folder: string
  /** Sees the bytes that were compared so far. */
  onProgress(path: string, bytes: number): void
  /** Sees each difference, as a sentence. */
  onMismatch(sentence: string): void
}

/**
 * Compares restored files with what Borg reads from the repository once more, one by one: size and SHA-256. Borg computes
 * the hash of the content itself; what it had recorded as damaged does not count as equal.
 *
 * @throws Refused; the reason of `signal`
 */
export async function compareFiles(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  task: ComparisonTask,
  signal: AbortSignal,
): Promise<Comparison> {
  const command = listHashesCommand(task.archiveName, {
    paths: task.paths,
    bypassLock: mayBypassLock(repository),
  })
  const { stdout, ended } = await startReading(world, settings, repository, command, signal)
  const comparison: Comparison = { checkedCount: 0, checkedBytes: 0, files: [], mismatches: [] }
  const reader = new RowReader(hashFields.length)
  try {
    for await (const chunk of stdout)
      for (const row of reader.push(chunk as Buffer)) await compare(comparison, task, row, signal)
    await ended
    reader.end()
  } catch (error) {
    stdout.destroy()
    signal.throwIfAborted()
    await ended
    throw error
  } finally {
    await ended.catch(() => {})
  }
  return comparison
}

async function compare(
  comparison: Comparison,
  task: ComparisonTask,
  [mode = '', size, health, expected = '', literal = '']: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  // Folders and links have no content; a further name of a file has that of the first.
  if (!mode.startsWith('-')) return
  const exact = readPythonText(literal)
  const path = displayOf(exact)
  const found = await hashOf(task.folder, exact, signal)
  const file: RestoreCheckedFile = { path, size: Number(size), expected, actual: found?.hash ?? '' }
  const problem =
    found === null
      ? 'Not restored'
      : health !== 'healthy'
        ? 'Damaged in the repository'
        : found.size !== file.size
          ? 'Another size'
          : file.actual !== expected
            ? 'Another content'
            : null
  comparison.checkedCount += 1
  comparison.checkedBytes += file.size
  if (comparison.files.length < mostEvidence) comparison.files.push(file)
  if (problem) {
    task.onMismatch(`${problem}: ${path}`)
    if (comparison.mismatches.length < mostEvidence) comparison.mismatches.push(path)
  }
  task.onProgress(path, comparison.checkedBytes)
}

/** Null for what is no regular file. */
async function hashOf(
  folder: string,
  path: string,
  signal: AbortSignal,
): Promise<{ hash: string; size: number } | null> {
  const found = await lstat(diskPathOf(join(folder, path))).catch(() => null)
  if (!found?.isFile()) return null
  await using file = await openAnyhow(folder, path)
  const hash = createHash('sha256')
  for await (const chunk of file.createReadStream({ autoClose: false, signal })) hash.update(chunk as Buffer)
  return { hash: hash.digest('hex'), size: found.size }
}

const flags = constants.O_RDONLY | constants.O_NOFOLLOW

/** Files come back with their modes, also those that let nobody read them. */
async function openAnyhow(folder: string, path: string): Promise<FileHandle> {
  const whole = diskPathOf(join(folder, path))
  try {
    return await open(whole, flags)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    for (let above = dirname(path); above !== '.'; above = dirname(above))
      await chmod(diskPathOf(join(folder, above)), 0o700)
    await chmod(whole, 0o600)
    return open(whole, flags)
  }
}
