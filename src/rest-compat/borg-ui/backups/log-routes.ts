import { z } from 'zod'
import type { Run } from '../../execute.ts'
import { BackupLogDocument, type BackupLogQuery } from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { Attachment, route } from '../protocol/route.ts'
import { jobErrors } from '../values/errors.ts'
import { jobId, jobStatus, logFileName, statusText } from '../values/job-shapes.ts'
import { laxInt } from '../values/lax.ts'

const tag = 'Backup'

/** Pages of the schema hold at most this many lines. */
const pageSize = 1000
/** One poll answers at most this many lines, and stops after a page that takes it above this many characters. */
const mostLines = 5000
const mostCharacters = 2_000_000

type LogPage = NonNullable<BackupLogQuery['job']>

const readPage = async (run: Run, id: number, after: number): Promise<LogPage> =>
  (await run(BackupLogDocument, { id: globalId('BackupJob', id), after, first: pageSize })).job!

const poll = route({
  method: 'get',
  path: '/api/backup/logs/{job_id}/stream',
  tag,
  summary: 'Lines after an offset, also while the job runs: pass the last total_lines as the next offset',
  access: 'signed-in',
  isLarge: true,
  params: jobId,
  query: z.object({ offset: laxInt().default(0).meta({ description: 'Lines already read' }) }),
  success: {
    status: 200,
    description: 'The next lines',
    answer: z.strictObject({
      job_id: z.int(),
      status: jobStatus,
      lines: z.array(z.strictObject({ line_number: z.int().min(1), content: z.string() })),
      total_lines: z.int().meta({ description: 'With has_more: up to where this answer reaches' }),
      has_more: z.boolean(),
    }),
  },
  errors: jobErrors,
  async handle({ params, query, run }) {
    // Larger offsets than the schema can count are beyond any log.
    const offset = Math.min(Math.max(0, query.offset), 2 ** 31 - 1)
    const lines: { line_number: number; content: string }[] = []
    let characters = 0
    let page = await readPage(run, params.job_id, offset)
    for (;;) {
      for (const { number, content } of page.log.lines) {
        lines.push({ line_number: number, content })
        characters += content.length
      }
      if (!page.log.hasNextPage || page.log.lines.length === 0) break
      if (lines.length > mostLines - pageSize || characters > mostCharacters) break
      page = await readPage(run, params.job_id, page.log.endCursor)
    }
    const more = page.log.hasNextPage && lines.length > 0
    // While a job runs, lines may be newer than the count that came with them.
    const total = Math.max(page.log.totalLines, lines.at(-1)?.line_number ?? 0)
    return {
      job_id: params.job_id,
      status: statusText(page.status),
      lines,
      total_lines: more ? page.log.endCursor : total,
      has_more: more,
    }
  },
})

const running: ErrorRule = { status: 400, key: 'backup.cannotDownloadLogsForRunningBackup' }
const noLog: ErrorRule = { status: 404, key: 'backup.noLogsAvailable' }

const download = route({
  method: 'get',
  path: '/api/backup/logs/{job_id}/download',
  tag,
  summary: 'The log of a job that is over, as a text file',
  access: 'download',
  params: jobId,
  success: { status: 200, description: 'The log', contentType: 'text/plain; charset=utf-8' },
  errors: jobErrors,
  refusals: [running, noLog],
  async handle({ params, run }) {
    const first = await readPage(run, params.job_id, 0)
    if (first.status === 'RUNNING') throw refuse(running)
    if (!first.hasLog || first.log.lines.length === 0) throw refuse(noLog)
    return new Attachment(logFileName(params.job_id), pagesOf(run, params.job_id, first))
  },
})

/** The log page by page, so that it is never in memory as a whole. */
async function* pagesOf(run: Run, id: number, first: LogPage): AsyncGenerator<string> {
  for (let page = first; page.log.lines.length > 0; page = await readPage(run, id, page.log.endCursor)) {
    yield `${page.log.lines.map(line => line.content).join('\n')}\n`
    if (!page.log.hasNextPage) return
  }
}

/** Reading logs. */
export const logRoutes = [poll, download]
