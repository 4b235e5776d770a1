import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { diskPathOf, displayOf } from '../../domain/archives/exact-paths.ts'
import { mostPreviewed, type RestorePreview, type RestoreWish } from '../../domain/calls/borg-calls.ts'
import type { World } from '../../domain/kernel/scope.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { Refused } from '../borg/refused.ts'
import { lookAtDestination } from '../restores/restore-destination.ts'
import { scanRestore } from '../restores/restore-scan.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

/** Nobody waits longer for a preview, in milliseconds. */
const patience = 140_000

/** What a restore would do. Writes nothing, and asks no other machine. @throws Refused `DESTINATION_REFUSED`, and what Borg refuses */
export async function previewRestore(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  wish: RestoreWish,
  signal: AbortSignal,
): Promise<RestorePreview> {
  const destination = await lookAtDestination(world, settings, wish)
  if (destination.problem !== null) throw new Refused('DESTINATION_REFUSED')
  const { real, judge, isLinkThere } = destination
  const isHere = wish.connectionId === undefined
  const targets: string[] = []
  const overwrites: string[] = []
  let overwriteCount = 0
  const { missing, refusal, ...scan } = await scanRestore(
    world,
    settings,
    repository,
    { ...wish, destination: real },
    { ...wish, judge, isLinkThere },
    async (target, { type }) => {
      if (targets.length < mostPreviewed) targets.push(displayOf(target))
      if (!isHere) return
      const there = await lstat(diskPathOf(join(real, target))).catch(() => null)
      if (!there || (there.isDirectory() && type === 'd')) return
      overwriteCount += 1
      if (overwrites.length < mostPreviewed) overwrites.push(displayOf(target))
    },
    AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  )
  return {
    ...scan,
    refusal: refusal?.sentence ?? null,
    targets,
    overwrites,
    overwriteCount: isHere ? overwriteCount : null,
    missingPaths: missing.slice(0, mostPreviewed).map(displayOf),
  }
}
