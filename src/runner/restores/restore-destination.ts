import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { RestorePlace } from '../../domain/calls/borg-calls.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { internalProblem } from '../places/internal-places.ts'
import { existingRealPath, isWithin, realPathOf } from '../places/paths.ts'
import { PlaceJudge, readPlaceFacts } from '../places/sensitive-places.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { onlyAdministrators, problemWithPlace } from './destination-rules.ts'
import { type LinkLookup, linksBelow } from './path-guard.ts'
import { lookAtRemoteDestination } from './remote-destination.ts'

type PlaceSettings = Pick<RunnerSettings, 'dataDir' | 'restoreRoots' | 'restoresForNonAdmins'>

/** A destination that was looked at: a good one, or a sentence. */
export type Destination = GoodDestination | { problem: string }

export interface GoodDestination {
  /** Without symbolic links; on another machine only once that was asked. */
  real: string
  /** As people read it, with its machine. */
  shown: string
  /** Judges the entries by where they would be. */
  judge: PlaceJudge
  /** Links that are there already; of those of another machine nothing is known before it was asked. */
  isLinkThere: LinkLookup
  problem: null
}

/**
 * Looks at the folder into which files shall be restored. What is not there yet is judged by where it would be: by the real path
 * of the longest part that exists, so that no symbolic link leads past the rules. What would be written in it is judged
 * entry by entry (`restore-scan.ts`).
 *
 * @param use mount points are chosen by the same rules, below roots of their own
 */
export async function lookAtDestination(
  world: Pick<World, 'db'>,
  settings: PlaceSettings,
  place: RestorePlace,
  use: 'RESTORE' | 'MOUNT' = 'RESTORE',
): Promise<Destination> {
  if (place.connectionId !== undefined)
    return lookAtRemoteDestination(world, settings, { ...place, connectionId: place.connectionId })
  const { destination, byAdministrator } = place
  const real = await realPathOf(destination)
  if (real === null) return { problem: 'Must be a folder, or a path at which one can be made.' }
  const own = await internalProblem(settings.dataDir, real, use)
  if (own) return { problem: own }
  if (!byAdministrator) {
    const problem = await problemForOthers(settings, real, use)
    if (problem) return { problem }
  }
  const facts = await readPlaceFacts(world, settings.dataDir, settings.restoreRoots)
  const judge = new PlaceJudge(facts)
  for (const path of new Set([destination, real])) {
    const isRoot = facts.roots.some(root => isWithin(path, root))
    const problem = problemWithPlace(judge, path, isRoot, place)
    if (problem) return { problem }
  }
  return { real, shown: real, judge, isLinkThere: linksBelow(real), problem: null }
}

/** What users meet who are no administrators. */
async function problemForOthers(
  { restoreRoots, restoresForNonAdmins: rule }: PlaceSettings,
  real: string,
  use: 'RESTORE' | 'MOUNT',
): Promise<string | null> {
  if (rule === 'anywhere') return null
  if (rule === 'never') return onlyAdministrators('on this server')
  return problemBelowRoots(restoreRoots, real, use === 'MOUNT' ? 'for mounts' : 'for restores')
}

/** Why a folder is not below one of some roots, or not safely; null when it is. */
async function problemBelowRoots(
  given: readonly string[],
  real: string,
  purpose: string,
): Promise<string | null> {
  const roots = await Promise.all(given.map(existingRealPath))
  const root = roots.find(one => isWithin(real, one))
  if (root === undefined)
    return `Must be in one of the folders that are configured ${purpose}: ${given.join(', ')}.`
  const open = process.getuid!() === 0 ? await openToOthers(root, real) : null
  return open && `Must be in folders that only the server's user can write to: ${open}.`
}

/**
 * The first folder from a root down in which another account could put a link in the way of a server that runs as root; null when
 * there is none, or when others do not get as far.
 */
async function openToOthers(root: string, real: string): Promise<string | null> {
  const own = process.getuid!()
  let at = root
  for (const part of ['', ...relative(root, real).split('/')]) {
    at = join(at, part)
    const found = await stat(at).catch(() => null)
    if (!found) return null
    const isShared = (found.mode & 0o022) !== 0 && (found.mode & 0o1000) === 0
    if (isShared || found.uid !== own) return at
    if ((found.mode & 0o011) === 0) return null
  }
  return null
}
