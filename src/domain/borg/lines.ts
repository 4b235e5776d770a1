/**
 * One line of Borg's stderr → one typed value. With `--log-json` Borg prints *nearly* one JSON object per line;
 * everything else (usage texts, tracebacks, prompts) is kept as text (BORG.md section 2 and fact 8).
 */

export { displayText } from './display.ts'
export { plainText, stripControls, visibleText } from './text.ts'

/** Progress of `create`. Sizes in bytes; the finished line has no numbers. `compressedSize` is 0 with Borg 2. */
export type ArchiveProgress =
  | {
      kind: 'archiveProgress'
      finished: false
      originalSize: number
      compressedSize: number
      deduplicatedSize: number
      fileCount: number
      path: string
    }
  | { kind: 'archiveProgress'; finished: true }

/** Progress with a total; the unit depends on `msgid`. A pair (`operation`, `msgid`) is one bar. */
export type PercentProgress =
  | {
      kind: 'percent'
      finished: false
      operation: number
      msgid: string
      current: number
      total: number
      message: string
    }
  | { kind: 'percent'; finished: true; operation: number; msgid: string }

/** Progress without numbers: the name of a step. `message` is null when finished. */
export type ProgressMessage = {
  kind: 'progressMessage'
  operation: number
  msgid: string
  finished: boolean
  message: string | null
}

/** One file of `create --list`; `status` is one letter (BORG.md section 2). */
export type FileStatus = { kind: 'fileStatus'; status: string; path: string }

/** A log record. `prefix` is text (a prompt) that was glued in front of it on the same line. */
export type LogLine = {
  kind: 'log'
  level: string
  name: string
  msgid?: string
  message: string
  prefix?: string
}

/** Borg asked (`PROMPT`) or said how the question ended; `msgid` is the variable that would have answered it. */
export type QuestionLine = {
  kind: 'question'
  event: 'PROMPT' | 'ANSWERED' | 'ACCEPTED' | 'REFUSED' | 'INVALID'
  msgid: string
  message: string
}

/** Anything that is not Borg's JSON. */
export type TextLine = { kind: 'text'; text: string }

/** Everything that a line of Borg's stderr can be. */
export type BorgLine =
  | ArchiveProgress
  | PercentProgress
  | ProgressMessage
  | FileStatus
  | LogLine
  | QuestionLine
  | TextLine

const QUESTION_EVENTS: Record<string, QuestionLine['event']> = {
  question_prompt: 'PROMPT',
  question_env_answer: 'ANSWERED',
  question_accepted_true: 'ACCEPTED',
  question_accepted_false: 'REFUSED',
  question_invalid_answer: 'INVALID',
}

/** A prompt has no line end, so the next record follows it; only these types ever do (BORG.md section 5). */
const GLUED = /\{"type": "(?:log_message|question_\w+)", /

/** Reads one line (without its line end). Never throws: what is not understood is text. */
export function parseLine(raw: string): BorgLine {
  if (raw.startsWith('{')) return fromJson(raw) ?? { kind: 'text', text: raw }
  const glued = raw.endsWith('}') ? raw.search(GLUED) : -1
  if (glued > 0) {
    const line = fromJson(raw.slice(glued))
    if (line?.kind === 'log') return { ...line, prefix: raw.slice(0, glued).trim() }
    if (line) return line
  }
  return { kind: 'text', text: raw }
}

/** Whether a line belongs into the stored log. Progress does not: it is a value, and the latest one wins. */
export function isLogWorthy(line: BorgLine): boolean {
  switch (line.kind) {
    case 'archiveProgress':
    case 'percent':
    case 'progressMessage':
      return false
    case 'log':
      // A nested progress indicator comes as a log record, often an empty one.
      return line.name !== 'borg.output.progress'
    default:
      return true
  }
}

function fromJson(raw: string): BorgLine | null {
  let record: Record<string, unknown>
  try {
    record = JSON.parse(raw)
  } catch {
    return null
  }
  const { type } = record
  if (typeof type !== 'string') return null
  const finished = record.finished === true
  switch (type) {
    case 'file_status':
      return { kind: 'fileStatus', status: text(record.status), path: text(record.path) }
    case 'archive_progress':
      if (finished) return { kind: 'archiveProgress', finished }
      return {
        kind: 'archiveProgress',
        finished,
        originalSize: number(record.original_size),
        compressedSize: number(record.compressed_size),
        deduplicatedSize: number(record.deduplicated_size),
        fileCount: number(record.nfiles),
        path: text(record.path),
      }
    case 'progress_percent': {
      const bar = { kind: 'percent', operation: number(record.operation), msgid: text(record.msgid) } as const
      if (finished) return { ...bar, finished }
      const { current, total, message } = record
      return { ...bar, finished, current: number(current), total: number(total), message: text(message) }
    }
    case 'progress_message': {
      const message = typeof record.message === 'string' ? record.message : null
      const { operation, msgid } = record
      return { kind: 'progressMessage', operation: number(operation), msgid: text(msgid), finished, message }
    }
    case 'log_message': {
      const { levelname, name, message, msgid } = record
      const line: LogLine = { kind: 'log', level: text(levelname), name: text(name), message: text(message) }
      if (typeof msgid === 'string') line.msgid = msgid
      return line
    }
  }
  const event = QUESTION_EVENTS[type]
  return event ? { kind: 'question', event, msgid: text(record.msgid), message: text(record.message) } : null
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
