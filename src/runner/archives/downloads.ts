import type { ArchiveReader, Download } from '../../domain/archives/downloads.ts'
import { readFailure } from '../../domain/archives/reading-refusals.ts'
import { failureOf } from '../../domain/borg/failures.ts'
import { unavailable } from '../../domain/errors.ts'
import { mayBypassLock } from '../../domain/repositories/repositories.ts'
import type { World } from '../../domain/scope.ts'
import { exportTarCommand, extractFileCommand } from '../borg/command.ts'
import { Refused } from '../refused.ts'
import type { RunnerSettings } from '../settings.ts'
import { startReading } from './reading.ts'

/** Each is a Borg process of some 80 MB. */
const mostAtOnce = 8
/** Seconds to wait while the repository is being written to. */
const lockWait = 20

/** Reads files out of archives for clients that wait for them: nothing is stored on the way. */
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
    const { repository, archiveName, path, isFolder } = download
    if (!this.#settings.pools.includes(repository.pool))
      throw unavailable(
        `The repository is in pool ${repository.pool}: download from a server that works for it.`,
      )
    if (this.#running.size >= mostAtOnce) throw unavailable('Too many downloads at once. Try again later.')
    const bypassLock = mayBypassLock(repository)
    const command =
      isFolder || path === null
        ? exportTarCommand(archiveName, path, { bypassLock, lockWait })
        : extractFileCommand(archiveName, path, { bypassLock, lockWait })
    try {
      const either = AbortSignal.any([signal, this.#stopping.signal])
      const reading = await startReading(this.#world, this.#settings, repository, command, either)
      const ended = this.#track(reading.ended.then(refuseEmptyHands).catch(translate))
      return { stdout: reading.stdout, ended }
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
function refuseEmptyHands(warning: string | null): void {
  if (warning === 'PATTERN_NEVER_MATCHED') throw new Refused('PATTERN_NEVER_MATCHED')
}

function translate(error: unknown): never {
  throw error instanceof Refused ? readFailure(failureOf(error.code)) : error
}
