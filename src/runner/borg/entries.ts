import type { ListedEntry } from '../../domain/archive-tree.ts'
import { entryFields } from './command.ts'

/** Reads the output of `listEntriesCommand`, in whatever pieces it comes. */
export class EntryReader {
  #rest: Buffer = Buffer.alloc(0)
  #fields: string[] = []

  /** The entries that are complete now. @throws Error for what is no listing */
  push(chunk: Buffer): ListedEntry[] {
    const end = chunk.lastIndexOf(0)
    if (end < 0) {
      this.#rest = Buffer.concat([this.#rest, chunk])
      return []
    }
    // A zero byte is never within a character.
    const text = Buffer.concat([this.#rest, chunk.subarray(0, end)]).toString('utf8')
    this.#rest = Buffer.from(chunk.subarray(end + 1))
    const fields = [...this.#fields, ...text.split('\0')]
    const whole = fields.length - (fields.length % entryFields.length)
    const entries: ListedEntry[] = []
    for (let at = 0; at < whole; at += entryFields.length) entries.push(entryOf(fields, at))
    this.#fields = fields.slice(whole)
    return entries
  }

  /** @throws Error when the output ended within an entry */
  end(): void {
    if (this.#rest.length > 0 || this.#fields.length > 0)
      throw new Error('The listing of an archive was cut.')
  }
}

function entryOf(fields: readonly string[], at: number): ListedEntry {
  const [type, mode, user, group, size, time, source, path] = fields.slice(at, at + entryFields.length)
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
