import type { Scope } from '../kernel/scope.ts'
import type { JobRow } from './job-states.ts'
import { visibleJobs } from './job-views.ts'

/** For each archive the newest backup that ended with one of its name, among those the viewer may see; null for others. */
export async function findBackups(
  scope: Scope,
  archives: readonly { repositoryId: number; name: string }[],
): Promise<(JobRow | null)[]> {
  const rows = await visibleJobs(scope)
    .where('job.repositoryId', 'in', [...new Set(archives.map(archive => archive.repositoryId))])
    .where('job.kind', '=', 'BACKUP')
    .where('job.status', 'in', ['COMPLETED', 'COMPLETED_WITH_WARNINGS'])
    .where('job.archiveName', 'in', [...new Set(archives.map(archive => archive.name))])
    .orderBy('job.id')
    .execute()
  const byName = new Map(rows.map(row => [`${row.repositoryId} ${row.archiveName}`, row]))
  return archives.map(({ repositoryId, name }) => byName.get(`${repositoryId} ${name}`) ?? null)
}
