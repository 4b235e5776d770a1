import { dirname, join } from 'node:path'
import { DomainError } from '../../kernel/errors.ts'
import { isPlainPath } from '../authorized-keys.ts'
import { type HostedSettings, readHostedSettings } from '../hosted-input.ts'
import type { HostedRow } from '../hosted-repositories.ts'
import type { NewHosted } from '../hosted-rows.ts'
import { iconNames } from '../icons.ts'
import { parseSshPublicKey } from '../ssh-public-keys.ts'
import { shown } from './import-report.ts'
import type { OldKeyLine } from './old-key-lines.ts'
import type { OldRepository } from './old-repositories.ts'

/** The folder with the repositories. */
export interface OldPool {
  readonly dir: string
  /** Did the administrator say where it is? Then it is there, whatever the lines of `authorized_keys` say. */
  readonly isGiven: boolean
  /** Its entries: null for a folder, for a link what it leads to. */
  readonly entries: ReadonlyMap<string, string | null>
}

/** A repository that can be taken over. */
export interface PlannedRepository extends NewHosted {
  readonly old: OldRepository
  readonly columns: Omit<HostedRow, 'repositoryId'>
}

/**
 * What becomes of one entry; null, and mistakes, when that is not to be said. Where entry and line differ, the line holds: it is what
 * clients meet, so the import locks nobody out and lets nobody in. Without a line nobody could sign in, so the repository comes
 * archived.
 */
export function planRepository(
  old: OldRepository,
  line: OldKeyLine | null,
  pool: OldPool,
): PlannedRepository | null {
  const { entry, name } = old
  const path = pool.isGiven || !line ? join(pool.dir, name) : line.path
  if (!isPlainPath(dirname(path)))
    entry.mistake('repositoryName', 'lies in a folder whose path has unusual characters.')
  const settings = readSettings(old, line, {
    alias: old.alias,
    comment: old.comment,
    icon: hasIcon(old) ? old.icon : null,
    sshPublicKey: line?.sshPublicKey ?? old.sshPublicKey ?? '',
    quota: line?.quota ?? old.quota ?? 0,
    freshnessSeconds: old.freshnessSeconds,
    appendOnly: line?.appendOnly ?? old.appendOnly,
    lanCommand: old.lanCommand,
  })
  if (!settings) return null
  const columns = {
    ...settings,
    archived: archivedOf(old, line),
    storageTarget: storageTargetOf(old, pool),
    restrictToPath: line?.restrictToPath ? 1 : 0,
    displayDetails: old.displayDetails === null ? null : Number(old.displayDetails),
    removing: 0,
    lastModifiedAt: old.lastModifiedAt,
    probedAt: null,
    sizeOnDisk: old.sizeOnDisk,
    measuredAt: null,
    quotaUsed: null,
    reclaimable: null,
  } as PlannedRepository['columns']
  return { old, name, path, pool: 'default', columns, freshnessSeconds: old.freshnessSeconds }
}

const oldNames: Readonly<Record<string, string>> = { quota: 'storageSize', freshnessSeconds: 'alert' }

/** The settings as columns, under the rules of any other repository; null, and mistakes, when they break them. */
function readSettings(
  { entry }: OldRepository,
  line: OldKeyLine | null,
  settings: HostedSettings,
): Partial<HostedRow> | null {
  try {
    return readHostedSettings(settings)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const { fields = {} } = error.details
    for (const [field, problem] of Object.entries(fields)) {
      const isOfLine = line && (field === 'sshPublicKey' || field === 'quota')
      entry.mistake(`${oldNames[field] ?? field}${isOfLine ? ` (${line.where})` : ''}`, problem)
    }
    return null
  }
}

/** Null: it was never archived. */
function archivedOf({ archived }: OldRepository, line: OldKeyLine | null): number | null {
  if (!line || line.archived) return 1
  return archived === null ? null : 0
}

/** What the pool really holds counts: a link leads to the target, and a folder is in the pool itself. */
function storageTargetOf({ name, storageTarget }: OldRepository, { entries }: OldPool): string | null {
  const link = entries.get(name)
  if (link === undefined) return storageTarget
  return link === null ? null : dirname(link)
}

const hasIcon = ({ icon }: OldRepository) => icon === null || iconNames.has(icon)

/** Says what of a repository that is taken over a person should know. */
export function reportOddities({ old, columns }: PlannedRepository, line: OldKeyLine | null): void {
  const { entry, icon } = old
  if (line) reportDifferences(old, line)
  else
    entry.warn(
      'sshPublicKey',
      'has no line in authorized_keys, so nobody could sign in: it comes archived, and unarchiving lets the key in.',
    )
  if (!hasIcon(old)) entry.warn('icon', `${shown(icon!)} is no icon; it gets none.`)
  const target = columns.storageTarget
  if (target !== old.storageTarget)
    entry.warn(
      'storageTarget',
      `the files are ${target ? `in ${shown(target)}` : 'in the pool itself'}; that holds.`,
    )
}

function reportDifferences(old: OldRepository, line: OldKeyLine): void {
  const { entry } = old
  const differs = (field: string) => entry.warn(field, `differs from ${line.where}, and the line holds.`)
  if (old.quota !== null && old.quota !== line.quota) differs('storageSize')
  if ((old.appendOnly ?? line.appendOnly) !== line.appendOnly) differs('appendOnlyMode')
  if ((old.archived ?? false) !== line.archived) differs('archived')
  if (old.sshPublicKey !== null && keyOf(old.sshPublicKey) !== keyOf(line.sshPublicKey))
    differs('sshPublicKey')
}

/** To be compared: the comment counts, the blanks between do not. */
function keyOf(text: string): string {
  try {
    const { type, data, comment } = parseSshPublicKey(text)
    return `${type} ${data} ${comment}`
  } catch {
    return text
  }
}
