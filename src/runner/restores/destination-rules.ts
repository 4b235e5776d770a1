import type { RestorePlace } from '../../domain/calls/borg-calls.ts'
import type { PlaceJudge } from '../places/sensitive-places.ts'

/** What an administrator is told who could have it by saying so. */
export const confirmationHint = 'An administrator restores there with allowSensitivePaths.'

/** What others are told who may not restore somewhere. */
export const onlyAdministrators = (where: string): string =>
  `Must be chosen by an administrator: no other users restore ${where}.`

/**
 * Judges a folder into which files shall be restored, by its path.
 *
 * @param path absolute
 * @param isSetAside is it in a root for restores, where what it holds is meant to be written over?
 * @returns a sentence, or null for a good one
 */
export function problemWithPlace(
  judge: PlaceJudge,
  path: string,
  isSetAside: boolean,
  { byAdministrator, allowSensitivePaths }: RestorePlace,
): string | null {
  const hint = byAdministrator ? ` ${confirmationHint}` : ''
  const problem = judge.problemAt(path)
  if (problem && !(problem.canBeConfirmed && allowSensitivePaths))
    return `Must not be in ${problem.reason}: ${path}.${problem.canBeConfirmed ? hint : ''}`
  const held = isSetAside || allowSensitivePaths ? null : judge.heldIn(path)
  return held && `Must not hold ${held.path}: ${held.problem.reason}.${hint}`
}
