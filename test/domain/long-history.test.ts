import Database from 'better-sqlite3'
import { CompiledQuery, Kysely, SqliteDialect, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDashboard } from '../../src/domain/health/dashboard.ts'
import { claimJob } from '../../src/domain/jobs/job-claims.ts'
import { countJobs, lastBackups } from '../../src/domain/jobs/job-counts.ts'
import { removeOldJobs } from '../../src/domain/jobs/job-history.ts'
import { changedJobs, listJobs, newestJobsOf } from '../../src/domain/jobs/job-views.ts'
import { removeOldLogs } from '../../src/domain/jobs/log-retention.ts'
import { type Scope, systemViewer } from '../../src/domain/kernel/scope.ts'
import type { Tables } from '../../src/entities/index.ts'
import { openDatabase, sqliteFile } from '../../src/platform/database.ts'
import { type InProcess, openInProcess } from '../schema/in-process.ts'
import { makeFolder } from '../support/trees.ts'

describe('of the jobs of each repository', () => {
  let some: InProcess
  let scope: Scope
  beforeAll(async () => {
    some = await openInProcess(3)
    scope = { ...some.world, viewer: systemViewer }
  })
  afterAll(() => some[Symbol.asyncDispose]())
  const newest = async (count: number, viewer = systemViewer) => {
    const found = await newestJobsOf({ ...scope, viewer }, [1, 2, 3], count)
    return [1, 2, 3].map(id => (found.get(id) ?? []).map(job => job.id))
  }

  it('finds the newest, as many as are asked for, and as are there', async () => {
    expect(await newest(1)).toEqual([[5], [8], [11]])
    expect(await newest(2)).toEqual([
      [5, 4],
      [8, 7],
      [11, 10],
    ])
    expect(await newest(9)).toEqual([
      [5, 4, 3],
      [8, 7, 6],
      [11, 10, 9],
    ])
  })

  it('finds those of repositories that the viewer may see', async () => {
    const viewer = { ...systemViewer, role: 'VIEWER' as const, grants: new Map([[2, 'VIEWER' as const]]) }
    expect(await newest(1, viewer)).toEqual([[], [8], []])
  })

  it('counts all, and knows the last backup that is over', async () => {
    const change = { status: 'RUNNING' as const, finishedAt: null }
    await scope.db.updateTable('job').set(change).where('id', '=', 8).execute()
    await scope.db.updateTable('job').set({ kind: 'CHECK' }).where('id', '=', 11).execute()
    await scope.db.updateTable('job').set({ status: 'FAILED', startedAt: 7 }).where('id', '=', 7).execute()
    await scope.db.updateTable('job').set({ repositoryId: null }).where('id', '=', 3).execute()
    const counts = await countJobs(scope)
    expect(counts).toHaveLength(5)
    expect(counts).toEqual(
      expect.arrayContaining([
        { repositoryId: null, kind: 'BACKUP', byStatus: [{ status: 'COMPLETED', count: 1 }] },
        { repositoryId: 1, kind: 'BACKUP', byStatus: [{ status: 'COMPLETED', count: 2 }] },
        {
          repositoryId: 2,
          kind: 'BACKUP',
          byStatus: [
            { status: 'RUNNING', count: 1 },
            { status: 'COMPLETED', count: 1 },
            { status: 'FAILED', count: 1 },
          ],
        },
        { repositoryId: 3, kind: 'BACKUP', byStatus: [{ status: 'COMPLETED', count: 2 }] },
        { repositoryId: 3, kind: 'CHECK', byStatus: [{ status: 'COMPLETED', count: 1 }] },
      ]),
    )
    const last = await lastBackups(scope)
    expect(last.map(({ name, status, startedAt }) => [name, status, startedAt]).sort()).toEqual([
      ['repository 1', 'COMPLETED', null],
      ['repository 2', 'FAILED', 7],
      ['repository 3', 'COMPLETED', null],
    ])
  })
})

// SQLite tells plans without rows; PostgreSQL reads small tables as a whole: `npm run bench:scaling` shows it with large ones.
describe('a long history is never read as a whole', () => {
  const folder = makeFolder()
  const statements: CompiledQuery[] = []
  let db: Kysely<Tables>
  let scope: Scope
  beforeAll(async () => {
    await (await openDatabase({ dataDir: folder.path })).close()
    db = new Kysely({
      dialect: new SqliteDialect({ database: new Database(sqliteFile(folder.path)) }),
      log: ({ query }) => void statements.push(query),
    })
    scope = {
      isSqlite: true,
      db,
      now: () => sql<number>`${Date.now()}`,
      settings: { values: async () => ({}) },
      viewer: systemViewer,
    } as unknown as Scope
  })
  afterAll(async () => {
    await db.destroy()
    folder[Symbol.dispose]()
  })

  it.each<[string, (scope: Scope) => Promise<unknown>]>([
    ['the dashboard', findDashboard],
    ['what has changed', one => changedJobs(one, Date.now(), null)],
    ['the newest jobs of repositories', one => newestJobsOf(one, [1, 2, 3], 2)],
    ['a list of one kind', one => listJobs(one, { kinds: ['RESTORE'] }, {})],
    ['a list of one repository', one => listJobs(one, { repositoryId: 1 }, {})],
    ['the last backups', lastBackups],
    ['old jobs to remove', one => removeOldJobs(one, 90)],
    ['old logs to remove', one => removeOldLogs(one, { days: 90, totalBytes: 1, policy: 'ALL_JOBS' })],
  ])('%s', async (_what, look) => {
    for (const plan of await plansOf(() => look(scope)))
      expect(plan).not.toContainEqual(expect.stringMatching(/^SCAN job/))
  })

  it('a claim, which looks for older jobs in the queue alone', async () => {
    const claimant = { host: 'a', lease: 1000, pools: ['default'] }
    const plans = await plansOf(() => claimJob(scope, claimant))
    expect(plans.at(-1)).toContainEqual(expect.stringMatching(/^SEARCH older USING .*INDEX job_pending/))
    expect(plans.at(-1)).not.toContainEqual(expect.stringMatching(/^SCAN/))
  })

  /** How SQLite would find what is asked for, statement by statement. */
  async function plansOf(ask: () => Promise<unknown>): Promise<string[][]> {
    statements.length = 0
    await ask()
    const asked = [...statements]
    expect(asked).not.toHaveLength(0)
    const plans = []
    for (const { sql: text, parameters } of asked) {
      const plan = CompiledQuery.raw(`explain query plan ${text}`, [...parameters])
      const { rows } = await db.executeQuery<{ detail: string }>(plan)
      plans.push(rows.map(({ detail }) => detail))
    }
    return plans
  }

  it('and no index holds what changes with every line of a run: PostgreSQL would write them all each time', async () => {
    const busy = /lineCount|logBytes|spoolOffset|runState|progress|leaseUntil/
    const { rows } = await sql<{ sql: string | null }>`select sql from sqlite_master
      where type = 'index' and tbl_name = 'job'`.execute(db)
    expect(rows.length).toBeGreaterThan(8)
    expect(rows.filter(row => row.sql && busy.test(row.sql))).toEqual([])
  })
})
