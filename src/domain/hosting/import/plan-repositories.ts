import type { ExistingRepository } from './existing-rows.ts'
import { type ImportReport, shown } from './import-report.ts'
import type { OldKeyLine } from './old-key-lines.ts'
import { type OldRepository, refuseTwice } from './old-repositories.ts'
import { type OldPool, type PlannedRepository, planRepository, reportOddities } from './plan-repository.ts'

/** The repositories that are not here yet, each with its old id when nobody has that. */
export function planRepositories(
  olds: readonly OldRepository[],
  lines: ReadonlyMap<string, OldKeyLine>,
  pool: OldPool,
  existing: readonly ExistingRepository[],
  report: ImportReport,
): PlannedRepository[] {
  const planned = olds.flatMap(old => planRepository(old, lines.get(old.name) ?? null, pool) ?? [])
  refuseTwice(
    planned.map(({ old, columns }) => ({ entry: old.entry, key: columns.keyFingerprint })),
    'sshPublicKey',
    ({ key }) => key,
  )
  const byName = new Map(existing.map(row => [row.name, row]))
  const news = planned.filter(repository => {
    const here = byName.get(repository.name)
    if (here) compareWithExisting(here, repository, report)
    return !here
  })
  for (const repository of news) reportOddities(repository, lines.get(repository.name) ?? null)
  return withIds(news, existing)
}

function withIds(
  news: readonly PlannedRepository[],
  existing: readonly ExistingRepository[],
): PlannedRepository[] {
  const usedIds = new Set(existing.map(({ id }) => id))
  const byPath = new Map(existing.map(row => [row.path, row]))
  const byKey = new Map(existing.map(row => [row.hosted?.keyFingerprint, row]))
  return news.map(repository => {
    const { entry, id } = repository.old
    const atPath = byPath.get(repository.path)
    if (atPath)
      entry.mistake('repositoryName', `${repository.path} is repository ${shown(atPath.name)} here already.`)
    const withKey = byKey.get(repository.columns.keyFingerprint)
    if (withKey) entry.mistake('sshPublicKey', `opens repository ${withKey.name} here already.`)
    if (!usedIds.has(id)) return { ...repository, id }
    entry.warn('id', `${id} is taken here, so it gets another one; tell those who use it in /api/repo/id/….`)
    return repository
  })
}

const compared = [
  'alias',
  'comment',
  'icon',
  'keyFingerprint',
  'quota',
  'appendOnly',
  'archived',
  'lanCommand',
  'storageTarget',
  'freshnessSeconds',
  'lastModifiedAt',
] as const

/** What is here stays, whatever the old installation says by now. */
function compareWithExisting(
  here: ExistingRepository,
  { old, path, columns, freshnessSeconds }: PlannedRepository,
  report: ImportReport,
): void {
  const { hosted } = here
  if (!hosted || here.path !== path)
    old.entry.mistake('repositoryName', `is the name of a repository at ${here.path} here already.`)
  else if (hosted.removing === 1) old.entry.mistake('repositoryName', 'is being removed here.')
  else {
    const theirs = { ...columns, freshnessSeconds }
    const differing = compared.filter(name => (theirs[name] ?? 0) !== (hosted[name] ?? 0))
    if (differing.length > 0)
      report.warn(
        old.entry.where,
        `is here already and stays as it is here; different: ${differing.join(', ')}.`,
      )
  }
}
