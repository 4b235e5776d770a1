import { sql } from 'kysely'
import { countArchives } from '../../src/domain/archives/archives.ts'
import { findDashboard } from '../../src/domain/health/dashboard.ts'
import { evaluateHealth } from '../../src/domain/health/evaluate-health.ts'
import { findHealth } from '../../src/domain/health/health-views.ts'
import { claimJob } from '../../src/domain/jobs/job-claims.ts'
import { newestJobsOf } from '../../src/domain/jobs/job-views.ts'
import { cursorOf } from '../../src/domain/kernel/pages.ts'
import { type Scope, systemViewer } from '../../src/domain/kernel/scope.ts'
import { listRepositories } from '../../src/domain/repositories/repositories.ts'
import { defaultOptions, storeOptions } from '../../src/domain/schedules/schedule-options.ts'
import { fireDueSchedules } from '../../src/domain/schedules/scheduler.ts'
import { createMetrics } from '../../src/http/metrics.ts'
import { queueJobs } from '../support/queued-jobs.ts'
import type { Growth } from './questions.ts'
import { fillJobs, fillRepositories, forEveryRepository } from './rows.ts'
import type { Subject } from './subject.ts'

const jobsEach = 20
const archivesEach = 40
const day = 86_400_000

/** What a page of a dashboard needs. */
async function readPage(scope: Scope, after: string | null): Promise<void> {
  const { rows } = await listRepositories(scope, {}, { first: 100, after })
  const ids = rows.map(({ id }) => id)
  await newestJobsOf(scope, ids, 1)
  await countArchives(scope, ids)
  await findHealth(scope, ids)
}

/** One of the many, who may see a hundred of all repositories. */
const somebody = ({ scope }: Subject): Scope => {
  const grants = new Map(Array.from({ length: 100 }, (_, index) => [index + 1, 'VIEWER' as const]))
  return { ...scope, viewer: { ...systemViewer, userId: 1, role: 'VIEWER', grants } }
}

/** The one that claims. */
export const worker = { host: 'bench', lease: 20_000, pools: ['default'] }

/** What it does when it is woken. */
export const claim = ({ scope }: Subject) => claimJob(scope, worker)

/** What Prometheus asks for. */
export const metricsOf = ({ scope }: Subject): Promise<string> =>
  createMetrics(scope, {
    streamClients: () => ({ websocket: 0, sse: 0 }),
    workerRunning: () => 0,
    logLinesLost: () => 0,
    connectionFigures: () => ({ connections: 0, unsentBytes: 0 }),
    logMemoryBytes: () => 0,
    watchDelay: () => {},
  }).metrics()

/** Each with twenty jobs, forty archives, a schedule, and something that is asked of its freshness. */
export const repositories: Growth = {
  of: 'repositories',
  sizes: [100, 1000, 10_000],
  async fill({ db }, size) {
    await fillRepositories(db, size)
    await fillJobs(db, size * jobsEach)
    const now = Date.now()
    const [id, at] = [sql.ref('id'), sql.lit(now)]
    for (let number = 1; number <= archivesEach; number += 1)
      await forEveryRepository(db, 'archive', {
        repositoryId: id,
        borgId: sql`id || ${sql.lit(`-${number}-${'0123456789abcdef'.repeat(4).slice(12)}`)}`,
        name: sql.lit(`daily-${number}`),
        startedAt: sql.lit(now - (archivesEach - number) * day),
      })
    await forEveryRepository(db, 'schedule', {
      id,
      kind: sql.lit('CHECK'),
      cronExpression: sql.lit('0 3 * * *'),
      timezone: sql.lit('UTC'),
      options: sql.lit(storeOptions(defaultOptions.CHECK, null)),
      nextRunAt: sql.lit(now + day),
      createdAt: at,
      updatedAt: at,
    })
    await forEveryRepository(db, 'schedule_repository', {
      scheduleId: id,
      repositoryId: id,
      position: sql.lit(0),
    })
    await forEveryRepository(db, 'repository_health', {
      repositoryId: id,
      freshnessSeconds: sql.lit(86_400),
      status: sql.lit('HEALTHY'),
      since: at,
      checkedAt: at,
    })
    await db.updateTable('repository').set({ lastBackupAt: now }).execute()
  },
  questions: [
    { what: 'a page of 100 with last job, archives and health', ask: ({ scope }) => readPage(scope, null) },
    {
      what: 'the same in the middle of the list',
      ask: ({ scope }, size) => readPage(scope, cursorOf(size / 2)),
    },
    {
      what: 'the same for somebody who may see 100 of them',
      ask: subject => readPage(somebody(subject), null),
    },
    { what: 'the dashboard: everything at a glance', ask: ({ scope }) => findDashboard(scope) },
    { what: 'a look at the health of all (every minute)', ask: ({ scope }) => evaluateHealth(scope, null) },
    {
      what: 'a look for schedules that are due',
      ask: ({ scope }) => fireDueSchedules(scope, Date.now(), fail),
    },
    { what: 'what Prometheus scrapes', ask: metricsOf },
    {
      what: 'a claim, when each has a job in the queue',
      prepare: async ({ db }) => (await countQueued(db)) || queueJobs(db, 1),
      ask: claim,
    },
  ],
}

const countQueued = async (db: Subject['db']) =>
  (await db.selectFrom('job').select('id').where('status', '=', 'PENDING').limit(1).execute()).length

function fail(error: unknown): never {
  throw error
}
