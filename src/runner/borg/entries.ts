import type { ListedEntry } from '../../domain/archive-tree.ts'
import { entryFields } from './command.ts'

/** Reads rows of values that are each ended by a zero byte, in whatever pieces they come. */
export class RowReader {
  readonly #width: number
  #rest: Buffer = Buffer.alloc(0)
  #fields: string[] = []

  /** @param width values of a row */
  constructor(width: number) {
    this.#width = width
  }

  /** The rows that are complete now. */
  push(chunk: Buffer): string[][] {
    const end = chunk.lastIndexOf(0)
    if (end < 0) {
      this.#rest = Buffer.concat([this.#rest, chunk])
      return []
    }
    // A zero byte is never within a character.
    const text = Buffer.concat([this.#rest, chunk.subarray(0, end)]).toString('utf8')
    this.#rest = Buffer.from(chunk.subarray(end + 1))
    const fields = [...this.#fields, ...text.split('\0')]
    const whole = fields.length - (fields.length % this.#width)
    const rows: string[][] = []
    for (let at = 0; at < whole; at += this.#width) rows.push(fields.slice(at, at + this.#width))
    this.#fields = fields.slice(whole)
    return rows
  }

  /** @throws Error when the output ended within a row */
  end(): void {
    if (this.#rest.length > 0 || this.#fields.length > 0)
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
    linkTarget: source || null,
    path: path!,
  }
}

/** Borg runs with `TZ=UTC`; 1.4 adds a zone. */
function instantOf(time: string): number | null {
  const instant = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`)
  return Number.isNaN(instant) ? null : instant
}
