import { displayText, parseLine, plainText } from '../../domain/borg/lines.ts'
import type { LogBatch, LogLine } from '../../domain/jobs/job-log.ts'
import { builder } from '../builder.ts'
import { LogSource } from '../enums.ts'

const LogLineType = builder.objectRef<LogLine>('LogLine').implement({
  description:
    'One line of a job’s log. It is untrusted text, in which control characters are visible ones: it cannot change a terminal or a page.',
  fields: t => ({
    number: t.exposeInt('number', { description: 'Counts from 1 without gaps.' }),
    content: t.exposeString('content', {
      description:
        'What was printed, character for character; of Borg that is mostly one JSON object (its `--log-json` format). What cannot be seen is shown: control characters but TAB by their pictures (`␀` to `␟`, `␡`), C1 controls, line separators, direction marks and invalid UTF-8 by U+FFFD. A line of more than 1 MiB is several. The bytes themselves are in the spool for a day.',
    }),
    text: t.string({
      description:
        'The same for people: `A /srv/data/file`, `Warning: …`. Colours and other escape sequences are gone, and parts that a progress bar had overwritten stand one after the other.',
      resolve: line =>
        line.source === 'BORG' ? displayText(parseLine(line.content)) : plainText(line.content),
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
