import { existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseDamagedError } from '../domain/kernel/outages.ts'

/** The data directory had a database, and has none now. */
export class DatabaseMissingError extends Error {
  override name = 'DatabaseMissingError'
}

const damaged = /^SQLITE_(CORRUPT|NOTADB)/

/** The file, its write-ahead log, which has what was written last, and the index of that. */
const parts = ['', '-wal', '-shm']

/** Watches over the files of an SQLite database: whether they are still those that were opened, and whole. */
export class DatabaseFile {
  readonly path: string
  readonly #onTrouble: (trouble: string) => void
  #opened: readonly string[] = []
  #trouble: string | null = null

  /** @param onTrouble told once of each kind of trouble, with what to do about it */
  constructor(path: string, onTrouble: (trouble: string) => void = () => {}) {
    this.path = path
    this.#onTrouble = onTrouble
  }

  /** The files of this path are the ones from now on; something must have been read, which makes those that were missing. */
  wasOpened(): void {
    this.#opened = parts.map(part => this.#identity(part))
  }

  /**
   * Called before everything that writes: what is written into a file that has no name any more is lost.
   *
   * @throws DatabaseDamagedError when one of the files was removed or replaced, or the first one emptied or found to be damaged
   */
  requireWhole(): void {
    const lost = parts.find((part, index) => this.#identity(part) !== this.#opened[index])
    if (lost !== undefined)
      this.#found(
        `${this.path}${lost} was removed, replaced or emptied while it was in use; nothing is written any more. ` +
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

  /** What tells a file from another one at its place. A database that is in use is never empty; its log may be. */
  #identity(part: string): string {
    const file = statSync(this.path + part, { throwIfNoEntry: false })
    if (!file || (part === '' && file.size === 0)) return 'none'
    return `${file.dev} ${file.ino}`
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
