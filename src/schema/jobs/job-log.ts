import { displayText, parseLine } from '../../domain/borg/lines.ts'
import type { LogBatch, LogLine } from '../../domain/jobs/job-log.ts'
import { builder } from '../builder.ts'
import { LogSource } from '../enums.ts'

const LogLineType = builder.objectRef<LogLine>('LogLine').implement({
  description: 'One line of a job’s log. Untrusted text: control characters are removed, nothing else.',
  fields: t => ({
    number: t.exposeInt('number', { description: 'Counts from 1 without gaps.' }),
    content: t.exposeString('content', {
      description:
        'Exactly what was printed. Of Borg that is mostly one JSON object (its `--log-json` format).',
    }),
    text: t.string({
      description: 'The same for people: `A /srv/data/file`, `Warning: …`.',
      resolve: line => (line.source === 'BORG' ? displayText(parseLine(line.content)) : line.content),
    }),
    source: t.expose('source', { type: LogSource, description: 'Who printed it.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When the server stored it.' }),
  }),
})

/** Lines after a cursor, with what is needed to go on. */
export interface LogPage extends LogBatch {
  totalLines: number
}

export const JobLogPage = builder.objectRef<LogPage>('JobLogPage').implement({
  description: 'A page of a log: consecutive lines after the cursor.',
  fields: t => ({
    lines: t.field({ type: [LogLineType], description: 'In order.', resolve: page => page.lines }),
    endCursor: t.exposeInt('endCursor', { description: 'Give it as `after` to go on.' }),
    hasNextPage: t.boolean({
      description: 'Are there more lines already?',
      resolve: page => page.endCursor < page.totalLines,
    }),
    totalLines: t.exposeInt('totalLines', {
      description:
        'How many there are by now; 0 when retention removed them or the policy for logs hides them.',
    }),
  }),
})

export const JobLogBatch = builder.objectRef<LogBatch>('JobLogBatch').implement({
  description: 'The next lines of a log that is being followed.',
  fields: t => ({
    lines: t.field({
      type: [LogLineType],
      description: 'In order, without gaps.',
      resolve: batch => batch.lines,
    }),
    endCursor: t.exposeInt('endCursor', { description: 'Give it as `after` to resume.' }),
  }),
})
