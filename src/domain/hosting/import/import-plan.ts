import { planFile } from '../authorized-keys.ts'
import { keyOfHosted } from '../hosted-repositories.ts'
import type { ExistingRows } from './existing-rows.ts'
import { ImportReport } from './import-report.ts'
import type { OldFile } from './old-entries.ts'
import { type OldKeyLine, readOldKeyLines } from './old-key-lines.ts'
import { type OldRepository, readOldRepositories } from './old-repositories.ts'
import { readOldUsers } from './old-users.ts'
import { planRepositories } from './plan-repositories.ts'
import type { OldPool, PlannedRepository } from './plan-repository.ts'
import { isNews, type PlannedUser, planUsers } from './plan-users.ts'

/** An installation of BorgWarehouse, as it was read. */
export interface OldInstallation {
  readonly repositories: OldFile
  readonly users: OldFile
  /** Latin-1: a character for a byte. */
  readonly authorizedKeys: OldFile
  /** Null: the folder is not there. */
  readonly pool: OldPool | { readonly dir: string; readonly problem: string }
}

/** What of the configuration matters to an import. */
export interface ImportRules {
  /** Does the server write the very file that was read? */
  readonly writesOldKeyFile: boolean
  readonly storageTargets: readonly string[]
}

/** Everything that an import will do, and what is to be said about it. */
export interface ImportPlan {
  readonly repositories: readonly PlannedRepository[]
  /** Only those for whom there is something to do. */
  readonly users: readonly PlannedUser[]
  readonly mistakes: readonly string[]
  readonly warnings: readonly string[]
}

/** Computes the whole import; nothing is written. With mistakes, nothing may be. */
export function planImport(old: OldInstallation, existing: ExistingRows, rules: ImportRules): ImportPlan {
  const report = new ImportReport()
  const { pool } = old
  if ('problem' in pool) report.mistake(pool.dir, pool.problem)
  const known: OldPool = 'problem' in pool ? { dir: pool.dir, isGiven: false, entries: new Map() } : pool
  const lines = readOldKeyLines(old.authorizedKeys, report)
  const olds = readOldRepositories(old.repositories, report)
  const repositories = planRepositories(olds, lines, known, existing.repositories, report)
  reportPool(olds, known, report)
  reportOrphans(olds, lines, existing, report)
  reportTargets(repositories, rules, report)
  reportKeyFile(old.authorizedKeys, repositories, rules, report)
  const users = planUsers(readOldUsers(old.users, report), existing, report)
  return { repositories, users: users.filter(isNews), mistakes: report.mistakes, warnings: report.warnings }
}

function reportPool(olds: readonly OldRepository[], { dir, entries }: OldPool, report: ImportReport): void {
  const names = new Set(olds.map(({ name }) => name))
  for (const name of entries.keys())
    if (/^[a-f0-9]{8}$/.test(name) && !names.has(name))
      report.warn(dir, `${name} has no entry in repo.json; it is left alone.`)
  for (const { entry, name, lastModifiedAt } of olds)
    if (lastModifiedAt !== null && !entries.has(name))
      entry.warn('lastSave', `says that it was used, but ${dir} has no ${name}.`)
}

function reportOrphans(
  olds: readonly OldRepository[],
  lines: ReadonlyMap<string, OldKeyLine>,
  { repositories }: ExistingRows,
  report: ImportReport,
): void {
  const names = new Set([...olds, ...repositories].map(({ name }) => name))
  for (const [name, { where }] of lines)
    if (!names.has(name))
      report.warn(where, `is for ${name}, which has no entry in repo.json; the line is left alone.`)
}

function reportTargets(
  repositories: readonly PlannedRepository[],
  { storageTargets }: ImportRules,
  report: ImportReport,
): void {
  const used = new Set(repositories.flatMap(({ columns }) => columns.storageTarget ?? []))
  for (const target of used)
    if (!storageTargets.includes(target))
      report.warn('STORAGE_TARGETS', `does not name ${target}, which is used.`)
}

/** What the server will find odd about the file, or change in it. */
function reportKeyFile(
  file: OldFile,
  repositories: readonly PlannedRepository[],
  { writesOldKeyFile }: ImportRules,
  report: ImportReport,
): void {
  if ('problem' in file) return
  const wanted = repositories.map(({ path, columns }) => keyOfHosted(path, { ...columns, repositoryId: 0 }))
  const names = new Set(repositories.map(({ name }) => name))
  for (const { kind, line, repositoryName } of planFile(file.content, wanted).findings) {
    const where = `${file.name}, line ${line}`
    if (kind === 'DANGEROUS')
      report.warn(where, repositoryName ? `has the key of ${repositoryName}, too.` : 'opens a shell.')
    if (!writesOldKeyFile) continue
    if (kind === 'CHANGED') report.warn(where, 'will be written in the usual form by the server.')
    if (kind === 'EXTRA') report.warn(where, 'is the second one of its repository, and will be taken away.')
    if (kind === 'ORPHAN' && names.has(repositoryName!))
      report.mistake(
        where,
        'names another pool than the one given, and the server would add a second line: set AUTHORIZED_KEYS_FILE to another file.',
      )
  }
}
