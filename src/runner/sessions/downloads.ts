import type { ArchiveReader, Download } from '../../domain/archives/downloads.ts'
import { type FailureCode, failureOf } from '../../domain/borg/failures.ts'
import { readFailure } from '../../domain/calls/reading-refusals.ts'
import { unavailable } from '../../domain/kernel/errors.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock } from '../../domain/repositories/repositories.ts'
import { exportTarCommand, extractFileCommand } from '../borg/command.ts'
import { Refused } from '../borg/refused.ts'
import { type Reading, startReading } from './reading.ts'
import type { RunnerSettings } from './settings.ts'

/** Each is a Borg process of some 80 MB. */
export const mostDownloads = 8
/** Seconds to wait while the repository is being written to. */
const lockWait = 20

/** What of which archive is wanted. */
type Wanted = Pick<Download, 'repository' | 'archiveName' | 'path' | 'isFolder'>

/**
 * Starts Borg on a file, or on a folder as a tar.
 *
 * @throws Refused, as `ended` does
 */
export async function startDownload(
  world: World,
  settings: RunnerSettings,
  { repository, archiveName, path, isFolder }: Wanted,
  signal: AbortSignal,
): Promise<Reading> {
  const bypassLock = mayBypassLock(repository)
  const command =
    isFolder || path === null
      ? exportTarCommand(archiveName, path, { bypassLock, lockWait })
      : extractFileCommand(archiveName, path, { bypassLock, lockWait })
  const { stdout, ended } = await startReading(world, settings, repository, command, signal)
  const full = ended.then(refuseEmptyHands)
  // Whoever breaks off does not ask how it ended.
  full.catch(() => {})
  return { stdout, ended: full }
}

/** Reads files out of archives for the clients of this process: nothing is stored on the way. */
export class DownloadReader implements ArchiveReader, AsyncDisposable {
  readonly #world: World
  readonly #settings: RunnerSettings
  readonly #stopping = new AbortController()
  readonly #running = new Set<Promise<unknown>>()

  constructor(world: World, settings: RunnerSettings) {
    this.#world = world
    this.#settings = settings
  }

  async open(download: Download, signal: AbortSignal) {
    if (this.#running.size >= mostDownloads) throw unavailable('Too many downloads at once. Try again later.')
    try {
      const either = AbortSignal.any([signal, this.#stopping.signal])
      const { stdout, ended } = await startDownload(this.#world, this.#settings, download, either)
      return { stdout, ended: this.#track(ended.catch(translate)) }
    } catch (error) {
      return translate(error)
    }
  }

  #track<Result>(ended: Promise<Result>): Promise<Result> {
    this.#running.add(ended)
    const forget = () => this.#running.delete(ended)
    ended.then(forget, forget)
    return ended
  }

  /** Ends what is running, and waits for Borg. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await Promise.allSettled([...this.#running])
  }
}

/** Borg only warns of a path that is not in the archive, such as one whose bytes were shown as `?`. */
function refuseEmptyHands(warning: FailureCode | null): FailureCode | null {
  if (warning === 'PATTERN_NEVER_MATCHED') throw new Refused(warning)
  return warning
}

function translate(error: unknown): never {
  throw error instanceof Refused ? readFailure(failureOf(error.code)) : error
}
