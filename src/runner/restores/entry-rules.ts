import type { ListedEntry } from '../../domain/archives/archive-tree.ts'
import { displayOf } from '../../domain/archives/exact-paths.ts'
import { mostPreviewed } from '../../domain/calls/borg-calls.ts'
import type { PlaceJudge } from '../places/sensitive-places.ts'
import { confirmationHint } from './destination-rules.ts'
import type { LinkLookup } from './path-guard.ts'

/** Why nothing of a restore may be written. */
export interface RestoreRefusal {
  code: 'RESTORE_UNSAFE' | 'RESTORE_SENSITIVE'
  sentence: string
}

/** What judges the entries of a restore, and what was said of it. */
export interface EntryRules {
  judge: PlaceJudge
  isLinkThere: LinkLookup
  byAdministrator: boolean
  allowSensitivePaths: boolean
}

/** A refusal names so many sensitive paths. */
const mostNamed = 10

/** A refusal that no caller can lift. */
export const unsafe = (sentence: string): RestoreRefusal => ({
  code: 'RESTORE_UNSAFE',
  sentence: displayOf(sentence),
})

/** The refusal of what an administrator did not confirm. */
export const sensitive = (paths: readonly string[], { byAdministrator }: EntryRules): RestoreRefusal => ({
  code: 'RESTORE_SENSITIVE',
  sentence: `Would write to sensitive places: ${paths.slice(0, mostNamed).join(', ')}.${byAdministrator ? ` ${confirmationHint}` : ''}`,
})

/**
 * Judges one entry by where it would be, and adds it to `sensitivePaths` when only an administrator may write there.
 *
 * @param path absolute, without symbolic links
 * @returns why nothing may be restored, by no caller; null to go on
 */
export function judgeEntry(
  sensitivePaths: string[],
  rules: EntryRules,
  path: string,
  { type, mode }: Pick<ListedEntry, 'type' | 'mode'>,
): RestoreRefusal | null {
  if (!rules.byAdministrator) {
    if ('bc'.includes(type)) return unsafe(`The archive holds a device: ${path}`)
    // Folders inherit their group by that bit, and nothing else.
    if (type !== 'd' && /^...[sS]|^......[sS]/.test(mode))
      return unsafe(`The archive holds a program with the rights of its owner: ${path}`)
  }
  const problem = rules.judge.problemAt(path)
  if (!problem) return null
  if (!problem.canBeConfirmed) return unsafe(`Would write to ${problem.reason}: ${path}`)
  if (sensitivePaths.length < mostPreviewed) sensitivePaths.push(`${displayOf(path)} (${problem.reason})`)
  return null
}
