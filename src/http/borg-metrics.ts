import type { Gauge } from 'prom-client'
import { type JobCounts, type LastBackup, lastBackups } from '../domain/jobs/job-counts.ts'
import type { JobRow } from '../domain/jobs/job-states.ts'
import type { World } from '../domain/kernel/scope.ts'
import { together } from './together.ts'

/** Makes a gauge that is filled whenever somebody scrapes. */
export type AddGauge = (
  name: string,
  help: string,
  labels: string[],
  collect: (gauge: Gauge) => Promise<void> | void,
) => unknown

/** Kinds of jobs under the names that metrics have for them. */
const kinds: Readonly<Record<string, JobRow['kind']>> = {
  backup: 'BACKUP',
  restore: 'RESTORE',
  check: 'CHECK',
  restore_check: 'RESTORE_CHECK',
  compact: 'COMPACT',
  prune: 'PRUNE',
}

/**
 * The metrics of Borg UI (contract borg-ui, 6.10): names begin with `borg_`, `repository` is the repository's name, times
 * are unix seconds. Those that its documentation names are `borg_repository_info`, `…_size_bytes` and `…_archive_count`.
 *
 * @param jobs counts all jobs, once for all gauges
 */
export function addBorgMetrics(world: World, gauge: AddGauge, jobs: () => Promise<JobCounts[]>): void {
  const { db } = world
  const backups = together(() => lastBackups(world))
  const repositoryNames = together(async () => {
    const rows = await db.selectFrom('repository').select(['id', 'name']).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  })
  const repositories = () =>
    db.selectFrom('repository').where('state', '=', 'READY').where('kind', '=', 'MANAGED')

  const labels = ['repository', 'path', 'type', 'mode']
  gauge('borg_repository_info', 'Repositories; always 1.', labels, async info => {
    for (const { name, path, mode } of await repositories().select(['name', 'path', 'mode']).execute()) {
      const type = path.startsWith('ssh://') ? 'ssh' : 'local'
      info.set({ repository: name, path, type, mode: mode.toLowerCase() }, 1)
    }
  })
  const column = (
    name: string,
    help: string,
    from: 'totalSize' | 'lastBackupAt' | 'lastCheckAt' | 'lastCompactAt' | 'lastPruneAt',
    unit: number,
  ) =>
    gauge(name, help, ['repository'], async values => {
      const rows = await repositories().select(['name', from]).where(from, 'is not', null).execute()
      for (const row of rows) values.set({ repository: row.name }, Number(row[from]) / unit)
    })
  column('borg_repository_size_bytes', 'Size of all archives, deduplicated and compressed.', 'totalSize', 1)
  column('borg_repository_last_backup_timestamp', 'End of the last good backup.', 'lastBackupAt', 1000)
  column('borg_repository_last_check_timestamp', 'End of the last good check.', 'lastCheckAt', 1000)
  column('borg_repository_last_compact_timestamp', 'End of the last compaction.', 'lastCompactAt', 1000)
  column('borg_repository_last_prune_timestamp', 'End of the last pruning.', 'lastPruneAt', 1000)

  gauge('borg_repository_archive_count', 'Archives in the catalogue.', ['repository'], async counts => {
    const rows = await repositories()
      .leftJoin('archive', 'archive.repositoryId', 'repository.id')
      .select(({ fn }) => ['repository.name', fn.count<number | string>('archive.id').as('count')])
      .groupBy(['repository.id', 'repository.name'])
      .execute()
    for (const { name, count } of rows) counts.set({ repository: name }, Number(count))
  })

  for (const [name, kind] of Object.entries(kinds))
    gauge(`borg_${name}_jobs_total`, 'Jobs in the history.', ['repository', 'status'], async counts => {
      const [names, all] = await Promise.all([repositoryNames(), jobs()])
      for (const { repositoryId, byStatus, ...of } of all) {
        const repository = names.get(repositoryId ?? 0)
        if (of.kind !== kind || repository === undefined) continue
        for (const { status, count } of byStatus)
          counts.set({ repository, status: status.toLowerCase() }, count)
      }
    })
  gauge('borg_active_jobs', 'Jobs that are queued or running.', ['type'], async counts => {
    const rows = await db
      .selectFrom('job')
      .select(({ fn }) => ['kind', fn.countAll<number | string>().as('count')])
      .where('status', 'in', ['PENDING', 'RUNNING'])
      .groupBy('kind')
      .execute()
    for (const { kind, count } of rows) counts.set({ type: kind.toLowerCase() }, Number(count))
  })

  const last = (name: string, help: string, measure: (job: LastBackup) => number | null) =>
    gauge(name, help, ['repository'], async values => {
      for (const job of await backups()) {
        const value = measure(job)
        if (value !== null) values.set({ repository: job.name }, value)
      }
    })
  last(
    'borg_backup_last_job_success',
    '1 when the last backup that is over was good, else 0.',
    ({ status }) => (status.startsWith('COMPLETED') ? 1 : 0),
  )
  last('borg_backup_last_duration_seconds', 'How long the last backup took.', ({ startedAt, finishedAt }) =>
    startedAt === null || finishedAt === null ? null : (finishedAt - startedAt) / 1000,
  )
}
