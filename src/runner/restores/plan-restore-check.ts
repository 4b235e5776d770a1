import type { RestoreCheckOptions } from '../../domain/jobs/job-options.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { listArchivesCommand, listEntriesCommand } from '../borg/command.ts'
import { EntryReader } from '../borg/entries.ts'
import { type ArchiveEntry, parseArchiveList } from '../borg/results.ts'
import { startReading } from '../sessions/reading.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { isFile, scanRestore } from './restore-scan.ts'
import { SamplePicker } from './sample-files.ts'

/** What a restore check will restore and compare. */
export interface RestoreCheckPlan {
  /** Empty: everything. */
  paths: string[]
  /** Files, folders and links. */
  entryCount: number
  /** Regular files. */
  fileCount: number
  /** Bytes. */
  totalSize: number
  /** Chosen paths that are not in the archive. */
  missing: string[]
  /** Why nothing may be restored; null: it may. */
  refusal: string | null
}

/** The newest archive that Borg knows; null when there is none. @throws Refused; the reason of `signal` */
export async function newestArchive(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<ArchiveEntry | null> {
  const command = listArchivesCommand({ last: 1, bypassLock: mayBypassLock(repository) })
  const { stdout, ended } = await startReading(world, settings, repository, command, signal)
  let text = ''
  for await (const chunk of stdout.setEncoding('utf8')) text += chunk
  signal.throwIfAborted()
  await ended
  return parseArchiveList(text).at(-1) ?? null
}

/** Chooses what to compare. @throws Refused; the reason of `signal` */
export async function planRestoreCheck(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  { archiveName, paths, fullArchive, folder }: RestoreCheckOptions & { archiveName: string; folder: string },
  signal: AbortSignal,
): Promise<RestoreCheckPlan> {
  if (!fullArchive && paths.length === 0) return planSample(world, settings, repository, archiveName, signal)
  const wish = {
    archiveName,
    paths: fullArchive ? [] : paths,
    destination: folder,
    layout: 'PRESERVE_PATH' as const,
    byAdministrator: true,
    allowSensitivePaths: false,
  }
  const scan = await scanRestore(world, settings, repository, wish, null, () => {}, signal)
  const there = wish.paths.filter(path => !scan.missing.includes(path))
  return { ...scan, refusal: scan.refusal?.sentence ?? null, paths: there }
}

async function planSample(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  archiveName: string,
  signal: AbortSignal,
): Promise<RestoreCheckPlan> {
  const command = listEntriesCommand(archiveName, { bypassLock: mayBypassLock(repository) })
  const { stdout, ended } = await startReading(world, settings, repository, command, signal)
  const picker = new SamplePicker()
  const reader = new EntryReader()
  for await (const chunk of stdout)
    for (const entry of reader.push(chunk as Buffer))
      if (isFile(entry) && canBeNamed(entry.path)) picker.add(entry)
  signal.throwIfAborted()
  await ended
  reader.end()
  const sample = picker.sample()
  return {
    paths: sample.map(({ path }) => path),
    entryCount: sample.length,
    fileCount: sample.length,
    totalSize: sample.reduce((sum, { size }) => sum + size, 0),
    missing: [],
    refusal: null,
  }
}

/** U+FFFD would stand for other names as well; `..` leads out of the folder. */
const canBeNamed = (path: string): boolean =>
  !path.includes('\ufffd') && path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
