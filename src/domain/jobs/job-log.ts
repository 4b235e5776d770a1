import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'

export type LogSource = Tables['log_chunk']['source']

/** One line, without its newline; control characters are visible ones (`visibleText`). `at` is unix milliseconds. */
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
export const batchLines = 500
const batchCharacters = 1_000_000

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
 *
 * @param maxCharacters how many characters a batch holds at most, unless its first line alone is longer
 */
export async function readLines(
  db: Kysely<Tables>,
  jobId: number,
  after: number,
  limit: number,
  maxCharacters = batchCharacters,
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
        if (lines.length >= limit || (lines.length > 0 && characters + content.length > maxCharacters))
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
