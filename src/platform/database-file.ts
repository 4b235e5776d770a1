import { existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseDamagedError } from '../domain/outages.ts'

/** The data directory had a database, and has none now. */
export class DatabaseMissingError extends Error {
  override name = 'DatabaseMissingError'
}

const damaged = /^SQLITE_(CORRUPT|NOTADB)/

/** Watches over the file of an SQLite database: whether it is still the one that was opened, and whole. */
export class DatabaseFile {
  readonly path: string
  readonly #onTrouble: (trouble: string) => void
  #opened: { dev: number; ino: number } | null = null
  #trouble: string | null = null

  /** @param onTrouble told once of each kind of trouble, with what to do about it */
  constructor(path: string, onTrouble: (trouble: string) => void = () => {}) {
    this.path = path
    this.#onTrouble = onTrouble
  }

  /** The file of this path is the one from now on. */
  wasOpened(): void {
    const { dev, ino } = statSync(this.path)
    this.#opened = { dev, ino }
  }

  /**
   * Called before everything that writes: what is written into a file that has no name any more is lost.
   *
   * @throws DatabaseDamagedError when the file was removed or replaced, or was found to be damaged
   */
  requireWhole(): void {
    if (!this.#isSame())
      this.#found(
        `${this.path} was removed or replaced while it was in use; nothing is written any more. ` +
          'Stop the server, put the file there that it shall go on with, and start it again.',
      )
    if (this.#trouble !== null) throw new DatabaseDamagedError(this.#trouble)
  }

  /** Finds out from an error of SQLite whether the file is damaged. */
  learnFrom(error: unknown): void {
    if (damaged.test(String((error as { code?: unknown }).code)))
      this.#found(
        `${this.path} is damaged (${(error as Error).message}); nothing is written any more. ` +
          'Stop the server, put back a backup of the file, without -wal and -shm, and start it again.',
      )
  }

  #isSame(): boolean {
    const now = statSync(this.path, { throwIfNoEntry: false })
    return now !== undefined && now.ino === this.#opened?.ino && now.dev === this.#opened.dev
  }

  #found(trouble: string): void {
    if (this.#trouble !== null) return
    this.#trouble = trouble
    this.#onTrouble(trouble)
  }
}

/**
 * Called before a server opens its database: does not let it begin anew where there was one.
 *
 * @throws DatabaseMissingError
 */
export function requireKnownDatabase(file: string): void {
  const marker = markerOf(file)
  const size = statSync(file, { throwIfNoEntry: false })?.size
  // SQLite takes an empty file for a new database.
  if (existsSync(marker) && !size)
    throw new DatabaseMissingError(
      `The database ${file} is ${size === 0 ? 'empty' : 'gone'}, although this data directory had one. ` +
        `Put it back from a backup. To begin anew with nothing, remove ${marker}.`,
    )
}

/** Called when a database was opened: from now on the data directory is known to have one. */
export function noteDatabase(file: string): void {
  const marker = markerOf(file)
  if (!existsSync(marker))
    writeFileSync(
      marker,
      'There is a database in this directory. While this file is here, the server does not start without it.\n',
      { mode: 0o600, flush: true },
    )
}

const markerOf = (file: string): string => join(dirname(file), 'has-database')
