import { type Kysely, sql } from 'kysely'
import { queuedProgress } from '../../src/domain/jobs/job-states.ts'
import { defaultColumns } from '../../src/domain/repositories/repository-input.ts'
import type { Tables } from '../../src/entities/index.ts'

/** PostgreSQL takes 65,535 parameters. */
const rowsAtOnce = 1000

/** Rows of repositories that Borg has never seen. @param folder what they back up */
export async function addRepositories(db: Kysely<Tables>, count: number, folder: string): Promise<void> {
  const now = Date.now()
  const rows = Array.from({ length: count }, (_, index) => ({
    ...defaultColumns,
    kind: 'MANAGED' as const,
    state: 'READY' as const,
    name: `repository ${index + 1}`,
    path: `${folder}/repository-${index + 1}`,
    encryption: 'NONE' as const,
    sourceDirectories: JSON.stringify([folder]),
    createdAt: now,
    updatedAt: now,
  }))
  await db.insertInto('repository').values(rows).execute()
}

/**
 * Queues so many backups for each repository, all at one moment. Nobody is rung.
 *
 * @param analyze has PostgreSQL look at them at once, as it does by itself within a minute
 */
export async function queueJobs(db: Kysely<Tables>, each: number, analyze = false): Promise<void> {
  const now = Date.now()
  const repositories = await db.selectFrom('repository').select(['id', 'path', 'pool']).execute()
  const rows = repositories.map(({ id, path, pool }) => ({
    kind: 'BACKUP' as const,
    status: 'PENDING' as const,
    trigger: 'MANUAL' as const,
    repositoryId: id,
    repositoryPath: path,
    pool,
    createdAt: now,
    changedAt: now,
    progress: JSON.stringify(queuedProgress(now)),
  }))
  await db.transaction().execute(async transaction => {
    for (let round = 0; round < each; round += 1)
      for (let start = 0; start < rows.length; start += rowsAtOnce) {
        const some = rows.slice(start, start + rowsAtOnce)
        await transaction.insertInto('job').values(some).execute()
      }
  })
  if (analyze) await sql`analyze "job"`.execute(db)
}
