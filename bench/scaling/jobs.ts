import { findDashboard } from '../../src/domain/health/dashboard.ts'
import { findBackups } from '../../src/domain/jobs/archive-backups.ts'
import { removeOldJobs } from '../../src/domain/jobs/job-history.ts'
import { expiredJobs, renewLeases } from '../../src/domain/jobs/job-leases.ts'
import { changedJobs, listJobs, newestJobsOf, readJob } from '../../src/domain/jobs/job-views.ts'
import { startBackup } from '../../src/domain/jobs/jobs.ts'
import { removeOldLogs } from '../../src/domain/jobs/log-retention.ts'
import { findLogStorage } from '../../src/domain/jobs/log-storage.ts'
import { cursorOf } from '../../src/domain/kernel/pages.ts'
import type { Growth, Question } from './questions.ts'
import { claim, metricsOf, worker } from './repositories.ts'
import { fillJobs, fillRepositories } from './rows.ts'
import type { Subject } from './subject.ts'

const page = { first: 100 }
const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
const unqueue = ({ db }: Subject) =>
  db.deleteFrom('job').where('status', 'in', ['PENDING', 'RUNNING']).execute()
const queueOne = ({ scope }: Subject) =>
  startBackup(scope, { repositoryId: 1, archiveName: null, onConflict: 'QUEUE', idempotencyKey: null })

const questions: Question[] = [
  { what: 'one job by its id', ask: ({ db }, size) => readJob(db, Math.ceil(Math.random() * size)) },
  { what: 'the newest 100', ask: ({ scope }) => listJobs(scope, {}, page) },
  {
    what: '100 in the middle of the list',
    ask: ({ scope }, size) => listJobs(scope, {}, { ...page, after: cursorOf(size / 2) }),
  },
  {
    what: 'the newest 100 of one repository',
    ask: ({ scope }) => listJobs(scope, { repositoryId: 7 }, page),
  },
  { what: 'the newest 100 that failed', ask: ({ scope }) => listJobs(scope, { statuses: ['FAILED'] }, page) },
  {
    what: 'the newest restores, of which there are none',
    ask: ({ scope }) => listJobs(scope, { kinds: ['RESTORE'] }, page),
  },
  { what: 'the last jobs of all 100 repositories', ask: ({ scope }) => newestJobsOf(scope, hundred, 1) },
  {
    what: 'the backups that made 20 archives of one repository',
    ask({ scope }) {
      const archives = hundred.slice(0, 20)
      return findBackups(
        scope,
        archives.map(id => ({ repositoryId: 7, name: `scheduled-backup-${id * 50}` })),
      )
    },
  },
  {
    what: 'what has changed (every stream of all jobs)',
    ask: ({ scope }) => changedJobs(scope, Date.now() - 5000, null),
  },
  { what: 'to queue a backup', ask: queueOne },
  { what: 'to claim one', prepare: subject => unqueue(subject).then(() => queueOne(subject)), ask: claim },
  { what: 'a claim from the empty queue (every 2 s)', prepare: unqueue, ask: claim },
  {
    what: 'a heartbeat: leases renewed, lost ones looked for',
    async ask({ scope }) {
      await renewLeases(scope, worker)
      await expiredJobs(scope, worker)
    },
  },
  { what: 'the dashboard: everything at a glance', ask: ({ scope }) => findDashboard(scope) },
  { what: 'what Prometheus scrapes', ask: metricsOf },
  { what: 'what all logs take (the page of settings)', ask: ({ scope }) => findLogStorage(scope) },
  {
    what: 'a look for logs to remove, of which there are none (every hour)',
    ask: ({ scope }) => removeOldLogs(scope, { days: 36_500, totalBytes: 1e15, policy: 'ALL_JOBS' }),
  },
  {
    what: 'a look for jobs to remove, of which there are none (every hour)',
    ask: ({ scope }) => removeOldJobs(scope, 36_500),
  },
]

/** Over a hundred repositories. */
export const jobs: Growth = {
  of: 'jobs',
  sizes: [10_000, 100_000, 1_000_000],
  async fill({ db }, size) {
    await fillRepositories(db, 100)
    await fillJobs(db, size, 1000)
  },
  questions,
}
