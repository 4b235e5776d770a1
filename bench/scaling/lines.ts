import { readLines } from '../../src/domain/jobs/job-log.ts'
import { type Fence, recordNews } from '../../src/domain/jobs/job-runs.ts'
import { speakingOfTrouble } from '../../src/domain/jobs/log-policy.ts'
import { removeOldLogs } from '../../src/domain/jobs/log-retention.ts'
import type { Growth } from './questions.ts'
import { fillJobs, fillLogs, fillRepositories } from './rows.ts'
import type { Subject } from './subject.ts'

/** Of each log. */
const linesEach = 1000
const jobsOf = (size: number) => Math.ceil(size / linesEach)
const news = Array.from({ length: 50 }, (_, number) => ({
  content: `{"type": "file_status", "status": "A", "path": "/srv/data/a file with a usual name ${number}.jpeg"}`,
  source: 'BORG' as const,
}))

/** The newest job runs. */
async function run({ db }: Subject, size: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('job')
    .set({ status: 'RUNNING' })
    .where('id', '=', jobsOf(size))
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error('There is no such job.')
}

const newest = (size: number): Fence => ({ id: jobsOf(size), attempt: 1 })

/** In logs of a thousand lines. */
export const lines: Growth = {
  of: 'log lines',
  sizes: [100_000, 1_000_000, 10_000_000],
  async fill({ db }, size) {
    await fillRepositories(db, 100)
    await fillJobs(db, jobsOf(size), linesEach)
    await fillLogs(db, jobsOf(size), linesEach)
  },
  questions: [
    {
      what: '200 lines anywhere',
      ask: ({ db }, size) =>
        readLines(
          db,
          Math.ceil(Math.random() * jobsOf(size)),
          Math.floor(Math.random() * (linesEach - 200)),
          200,
        ),
    },
    {
      what: 'to store 50 lines of a run',
      prepare: run,
      ask: ({ scope }, size) => recordNews(scope, newest(size), { lines: news }),
    },
    { what: 'the last 50 of a run', ask: ({ db }, size) => readLines(db, newest(size).id, linesEach, 50) },
    {
      what: 'to find the logs of 20 jobs that speak of trouble (policy `failed_and_warnings`)',
      ask: ({ db }) =>
        speakingOfTrouble(
          db,
          Array.from({ length: 20 }, (_, index) => index + 1),
        ),
    },
    {
      what: 'to remove the oldest log of 1,000 lines',
      ask: async ({ scope, db }) => {
        const { total } = await db
          .selectFrom('job')
          .select(({ fn }) => fn.sum<number>('logBytes').as('total'))
          .where('status', 'not in', ['PENDING', 'RUNNING'])
          .where('logDeletedAt', 'is', null)
          .executeTakeFirstOrThrow()
        return removeOldLogs(scope, { days: 0, totalBytes: Number(total) - 1, policy: 'ALL_JOBS' })
      },
    },
  ],
}
