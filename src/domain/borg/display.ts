/** Borg's lines as a person reads them in a job's log. */

import type { BorgLine, LogLine } from './lines.ts'
import { joinLines, plainText, stripControls } from './text.ts'

/** What a person reads: always one line, free of control characters. Of a traceback only the exception is shown. */
export function displayText(line: BorgLine): string {
  return stripControls(joinLines(plainText(rawText(line))))
}

function rawText(line: BorgLine): string {
  switch (line.kind) {
    case 'archiveProgress':
      return line.finished ? '' : line.path
    case 'percent':
      return line.finished ? '' : line.message
    case 'progressMessage':
    case 'question':
      return line.message ?? ''
    case 'fileStatus':
      return `${line.status} ${line.path}`
    case 'text':
      return line.text
    case 'log':
      return `${line.prefix ? `${line.prefix} ` : ''}${levelWord(line)}${withoutTraceback(line.message)}`
  }
}

function levelWord({ level, message }: LogLine): string {
  if (level === 'WARNING') return message.startsWith('Warning: ') ? '' : 'Warning: '
  if (level === 'ERROR' || level === 'CRITICAL') return message.startsWith('Error: ') ? '' : 'Error: '
  return ''
}

/** Tracebacks end with Borg's argv, directories and host (BORG.md section 7); the exception before that says it all. */
function withoutTraceback(message: string): string {
  const start = message.indexOf('Traceback (most recent call last):')
  if (start < 0)
    return message.startsWith('Borg server: Platform:') ? 'Borg server: see the error before' : message
  const frames = message.slice(start).split('\n\nPlatform: ')[0]!.split('\n').slice(1)
  const exception = frames.findLast(frame => /^[A-Za-z_]/.test(frame)) ?? 'details are in the output of Borg'
  return `${message.slice(0, start)}Traceback: ${exception}`
}
