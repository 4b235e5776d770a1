import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Tables } from '../../entities/index.ts'
import type { World } from '../scope.ts'

export type LogSource = Tables['log_chunk']['source']

/** One line, without its newline and without control characters. `at` is unix milliseconds. */
export interface LogLine {
  number: number
  content: string
  source: LogSource
  at: number
}

/** Consecutive lines. `endCursor` is the number of the last one, or the cursor that was asked for when there is none. */
export interface LogBatch {
  lines: LogLine[]
  endCursor: number
}

/** A batch is at most this many lines and, unless one line is longer, this many characters. */
const batchLines = 500
const batchCharacters = 1_000_000

/** Batches are shared as long as they hold no more than this altogether. */
const recentCharacters = 8_000_000

/** Lines that are still to be numbered. */
export interface NewLine {
  content: string
  source: LogSource
}

/**
 * Writes lines as chunks: one chunk per run of lines from one source, cut at {@link batchLines} lines and
 * {@link batchCharacters} characters. Part of the caller's transaction.
 *
 * @param lastLine the number of the last line that is stored already
 */
export async function insertLines(
  db: Kysely<Tables>,
  jobId: number,
  lastLine: number,
  lines: readonly NewLine[],
  at: number,
): Promise<void> {
  const chunks = []
  for (let start = 0; start < lines.length; ) {
    const source = lines[start]!.source
    let end = start
    let characters = 0
    do {
      characters += lines[end]!.content.length + 1
      end += 1
    } while (
      end < lines.length &&
      end - start < batchLines &&
      lines[end]!.source === source &&
      characters + lines[end]!.content.length < batchCharacters
    )
    const content = lines
      .slice(start, end)
      .map(line => line.content)
      .join('\n')
    chunks.push({ jobId, firstLine: lastLine + start + 1, lastLine: lastLine + end, source, at, content })
    start = end
  }
  if (chunks.length > 0) await db.insertInto('log_chunk').values(chunks).execute()
}

/**
 * Reads the lines after `after`: one index look-up, whatever the size of the log. Empty when there are none.
 * Access is the caller's business.
 */
export async function readLines(
  db: Kysely<Tables>,
  jobId: number,
  after: number,
  limit: number,
): Promise<LogBatch> {
  const lines: LogLine[] = []
  let cursor = Math.max(0, after)
  let characters = 0
  // Few chunks at first: of very long lines, each one fills a page.
  for (let portion = 2; lines.length < limit; portion = Math.min(32, portion * 4)) {
    const chunks = await db
      .selectFrom('log_chunk')
      .select(['firstLine', 'lastLine', 'source', 'at', 'content'])
      .where('jobId', '=', jobId)
      .where('lastLine', '>', cursor)
      .orderBy('lastLine')
      .limit(portion)
      .execute()
    for (const chunk of chunks) {
      const contents = chunk.content.split('\n')
      for (let index = Math.max(0, cursor - chunk.firstLine + 1); index < contents.length; index += 1) {
        const content = contents[index]!
        if (lines.length >= limit || (lines.length > 0 && characters + content.length > batchCharacters))
          return { lines, endCursor: cursor }
        cursor = chunk.firstLine + index
        characters += content.length
        lines.push({ number: cursor, content, source: chunk.source, at: chunk.at })
      }
    }
    // That was the last one.
    if (chunks.length < portion) break
  }
  return { lines, endCursor: cursor }
}

/**
 * Batches at the live edge, shared by everybody who follows the same job: a line never changes, so a batch that was
 * read once is right for ever, and one that could hold more lines by now is merely short.
 */
export class LogReader {
  readonly #db: World['db']
  readonly #recent = new LRUCache<string, Promise<LogBatch>>({ max: 64, maxSize: recentCharacters })

  constructor(db: World['db']) {
    this.#db = db
  }

  /** The next lines after `after`; the very same object for everybody who asks for the same. */
  read(jobId: number, after: number): Promise<LogBatch> {
    const key = `${jobId}:${after}`
    const known = this.#recent.get(key)
    if (known) return known
    const batch = readLines(this.#db, jobId, after, batchLines)
    this.#recent.set(key, batch, { size: 1 })
    // Nothing there yet is not a fact to remember; a failed read neither.
    batch.then(
      ({ lines }) =>
        lines.length === 0
          ? this.#recent.delete(key)
          : this.#recent.set(key, batch, { size: charactersOf(lines) }),
      () => this.#recent.delete(key),
    )
    return batch
  }
}

const charactersOf = (lines: readonly LogLine[]): number =>
  lines.reduce((sum, line) => sum + line.content.length + 1, 0)
