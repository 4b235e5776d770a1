import { StringDecoder } from 'node:string_decoder'
import type { ListedEntry } from '../../domain/archives/archive-tree.ts'
import { entryFields } from './command.ts'
import { readPythonText } from './python-text.ts'

/** Reads rows of values that are each ended by a zero byte, in whatever pieces they come. */
export class RowReader {
  readonly #width: number
  readonly #decoder = new StringDecoder('utf8')
  /** The values of the row that is not complete yet; the last one may go on. */
  #fields: string[] = ['']

  /** @param width values of a row */
  constructor(width: number) {
    this.#width = width
  }

  /** The rows that are complete now. */
  push(chunk: Buffer): string[][] {
    const [first = '', ...more] = this.#decoder.write(chunk).split('\0')
    const fields = [...this.#fields.slice(0, -1), this.#fields.at(-1)! + first, ...more]
    // What follows the last zero byte belongs to a row that is still to come.
    const complete = fields.length - 1
    const whole = complete - (complete % this.#width)
    const rows: string[][] = []
    for (let at = 0; at < whole; at += this.#width) rows.push(fields.slice(at, at + this.#width))
    this.#fields = fields.slice(whole)
    return rows
  }

  /** @throws Error when the output ended within a row */
  end(): void {
    if (this.#fields.length > 1 || this.#fields[0] !== '')
      throw new Error('The listing of an archive was cut.')
  }
}

/** Reads the output of `listEntriesCommand`. */
export class EntryReader {
  readonly #rows = new RowReader(entryFields.length)

  /** The entries that are complete now. @throws Error for what is no listing */
  push(chunk: Buffer): ListedEntry[] {
    return this.#rows.push(chunk).map(entryOf)
  }

  /** @throws Error when the output ended within an entry */
  end(): void {
    this.#rows.end()
  }
}

function entryOf(fields: readonly string[]): ListedEntry {
  const [type, mode, user, group, size, time, source, path] = fields
  const bytes = Number(size)
  if (!Number.isSafeInteger(bytes)) throw new Error('Not a listing of an archive.')
  return {
    type: type!,
    mode: mode!,
    user: user!,
    group: group!,
    size: bytes,
    modifiedAt: instantOf(time!),
    // Borg has no form of it that keeps every byte: `?` stands for those that are not UTF-8.
    linkTarget: source || null,
    path: readPythonText(path!),
  }
}

/** Borg runs with `TZ=UTC`; 1.4 adds a zone. */
function instantOf(time: string): number | null {
  const instant = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`)
  return Number.isNaN(instant) ? null : instant
}
