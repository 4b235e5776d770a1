import { Mistakes } from '../kernel/mistakes.ts'
import type { HostedRow } from './hosted-repositories.ts'
import { iconNames } from './icons.ts'
import { keyColumnsOf } from './ssh-public-keys.ts'

/** What can be given and changed of a hosted repository. Absent or null: the default, or unchanged. */
export interface HostedSettings {
  alias?: string | null | undefined
  comment?: string | null | undefined
  icon?: string | null | undefined
  sshPublicKey?: string | null | undefined
  /** Bytes. */
  quota?: number | null | undefined
  appendOnly?: boolean | null | undefined
  lanCommand?: boolean | null | undefined
  /** Seconds; not above zero: no objective. */
  freshnessSeconds?: number | null | undefined
}

type Columns = Partial<Omit<HostedRow, 'repositoryId'>>

/** Borg refuses smaller quotas (BORG.md section 7). */
export const smallestQuota = 10_000_000
/** The largest number of whole gigabytes that a 64-bit JSON number of bytes can say. */
export const largestQuota = 9_007_199e9
const longestAlias = 1000
const longestComment = 10_000

/**
 * Checks settings and turns them into columns; all mistakes are reported at once.
 *
 * @throws DomainError `INVALID_INPUT` naming every wrong field
 */
export function readHostedSettings(settings: HostedSettings, mistakes = new Mistakes()): Columns {
  const columns: Columns = {}
  const { alias, comment, icon, sshPublicKey, quota, appendOnly, lanCommand, freshnessSeconds } = settings
  if (alias != null) {
    mistakes.add(
      'alias',
      alias.length > longestAlias || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(alias)
        ? `Must be one line of at most ${longestAlias} characters.`
        : null,
    )
    columns.alias = alias
  }
  if (comment != null) {
    mistakes.add(
      'comment',
      comment.length > longestComment || comment.includes('\0')
        ? `Must not exceed ${longestComment} characters or contain zero bytes.`
        : null,
    )
    columns.comment = comment
  }
  if (icon !== undefined) {
    mistakes.add('icon', icon === null || iconNames.has(icon) ? null : 'Must be the name of an icon.')
    columns.icon = icon
  }
  if (quota != null) {
    mistakes.add(
      'quota',
      Number.isInteger(quota) && quota >= smallestQuota && quota <= largestQuota
        ? null
        : `Must be between ${smallestQuota} and ${largestQuota} bytes.`,
    )
    columns.quota = quota
  }
  if (sshPublicKey != null)
    mistakes.collect(() => {
      Object.assign(columns, keyColumnsOf(sshPublicKey))
    })
  if (freshnessSeconds != null)
    mistakes.add(
      'freshnessSeconds',
      Number.isFinite(freshnessSeconds) ? null : 'Must be a number of seconds.',
    )
  if (appendOnly != null) columns.appendOnly = appendOnly ? 1 : 0
  if (lanCommand != null) columns.lanCommand = lanCommand ? 1 : 0
  mistakes.throwIfAny()
  return columns
}
