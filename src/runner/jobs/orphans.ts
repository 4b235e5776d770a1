import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mountedSources, releaseSource } from '../mounts/source-release.ts'
import { killTree, releaseTree, signalTree } from '../processes/hook-tree.ts'
import { jobsIn, stepsOf } from '../processes/own-folders.ts'
import { isAlive, signalGroup, signalProcess } from '../processes/process-identity.ts'
import { readStarted, removeSecrets, type Started, spoolOf } from '../processes/spool.ts'
import { removeScratch, scratchJobs } from '../restores/scratch.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { isHook } from '../steps/run.ts'

type OrphanSettings = Pick<RunnerSettings, 'spoolDir' | 'sourcesDir' | 'dataDir' | 'cancelGrace'>

/** Every job that left a spool, a mount, or files that were restored for comparison. */
export async function spooledJobs(settings: OrphanSettings): Promise<number[]> {
  const spooled = await jobsIn(settings.spoolDir)
  const mounted = (await mountedSources(settings)).map(({ jobId }) => jobId)
  return [...new Set([...spooled, ...mounted, ...(await scratchJobs(settings))])]
}

/**
 * Ends whatever still runs of a job that is not ours any more: nobody would ever look at it again, nor at its key file, its mount or
 * what it restored for comparison.
 */
export async function endProcesses(settings: OrphanSettings, jobId: number): Promise<void> {
  const steps = await stepsOf(join(settings.spoolDir, String(jobId)))
  for (const step of steps) {
    const spool = spoolOf(settings.spoolDir, jobId, step)
    const started = readStarted(spool)
    if (started && isAlive(started.process)) {
      if (isHook(step)) signalTree(spool, 'SIGTERM')
      await end(started, !isHook(step), settings.cancelGrace)
      if (isHook(step)) await killTree(spool)
    }
    if (isHook(step)) releaseTree(spool)
    await removeSecrets(spool)
  }
  for (const mounted of await mountedSources(settings))
    if (mounted.jobId === jobId) await releaseSource(settings, mounted.repositoryId, jobId)
  await removeScratch(settings, jobId)
}

/** First as a cancel does it, then by force. */
async function end({ process: process_, group }: Started, isBorg: boolean, grace: number): Promise<void> {
  if (isBorg) signalProcess(process_, 'SIGTERM')
  else signalGroup(group, 'SIGTERM')
  for (const deadline = Date.now() + grace; Date.now() < deadline; await sleep(100))
    if (!isAlive(process_)) return
  signalGroup(group, 'SIGKILL')
}
