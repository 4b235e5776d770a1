import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type FailureCode, failureOf } from '../../domain/borg/failures.ts'
import { adoptJob } from '../../domain/jobs/job-leases.ts'
import { LostLeaseError, recordEnd } from '../../domain/jobs/job-runs.ts'
import type { JobRow, Progress } from '../../domain/jobs/job-states.ts'
import { outageOf } from '../../domain/kernel/outages.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { Refused } from '../borg/refused.ts'
import { releaseMounts } from '../mounts/release-mounts.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { Run, type RunMemory } from '../steps/run.ts'
import { endProcesses } from './orphans.ts'
import { runBackup } from './run-backup.ts'
import { runRestore } from './run-restore.ts'
import { runRestoreCheck } from './run-restore-check.ts'
import { runTask } from './run-task.ts'

/** After so many errors in a row that nobody foresaw, a run is given up. */
const mostFailures = 5
/** A run that went well for this long begins a new row, in milliseconds. */
const calm = 60_000
/** Milliseconds before a run is taken up again; twice as long each time, up to the longest. */
const shortestPause = 1000
const longestPause = 30_000

/**
 * Runs a job until it is over, is left to the next server (`signal`), or belongs to somebody else. An error that nobody
 * foresaw, such as a database that does not answer or a full disk, ends no run: it is taken up again where it stands, as
 * after a restart, and given up only when that does not help. Nothing of a job that is over still runs.
 */
export async function runJob(
  world: World,
  settings: RunnerSettings,
  log: Logger,
  claimed: JobRow,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  const memory: RunMemory = { logIncomplete: false }
  for (
    let job: JobRow | null = claimed;
    job;
    job = await takeUpAgain(world, settings, log, job, failures, signal)
  ) {
    const since = Date.now()
    log.info({ job: job.id, attempt: job.attempt }, 'running')
    try {
      if (failures < mostFailures) await runUnlessRefused(world, settings, log, job, memory, signal)
      else await giveUp(world, settings, job, 'UNKNOWN')
      return log.info({ job: job.id }, 'run ended')
    } catch (error) {
      if (signal.aborted) return log.info({ job: job.id }, 'left for the next server')
      if (error instanceof LostLeaseError) log.warn({ job: job.id }, 'run was taken away')
      else log.error({ job: job.id, err: error }, 'run failed unexpectedly, taking it up again')
      // However often the database goes away: that is no fault of the run.
      if (outageOf(error)) continue
      failures = Date.now() - since > calm ? 1 : failures + 1
    }
  }
}

/** What was refused, no repetition mends. */
async function runUnlessRefused(
  ...[world, settings, log, job, memory, signal]: Parameters<typeof runOnce>
): Promise<void> {
  try {
    await runOnce(world, settings, log, job, memory, signal)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await giveUp(world, settings, job, error.code)
  }
}

async function runOnce(
  world: World,
  settings: RunnerSettings,
  log: Logger,
  job: JobRow,
  memory: RunMemory,
  signal: AbortSignal,
): Promise<void> {
  const repository = await world.db
    .selectFrom('repository')
    .selectAll()
    .where('id', '=', job.repositoryId)
    .executeTakeFirst()
  if (!repository) return giveUp(world, settings, job, 'REPOSITORY_UNKNOWN')
  const run = new Run(world, job, log.child({ job: job.id }), memory)
  const inTheWay = await releaseMounts(run, settings)
  if (inTheWay) return giveUp(world, settings, job, 'MOUNT_IN_USE', `Mounted at ${inTheWay}.`)
  if (job.kind === 'BACKUP') await runBackup(run, settings, repository, signal)
  else if (job.kind === 'RESTORE') await runRestore(run, settings, repository, signal)
  else if (job.kind === 'RESTORE_CHECK') await runRestoreCheck(run, settings, repository, signal)
  else await runTask(run, settings, repository, signal)
}

/** Waits until the database hands out the run under a new attempt. Null when it is not ours any more, or not now. */
async function takeUpAgain(
  world: World,
  settings: RunnerSettings,
  log: Logger,
  { id }: JobRow,
  failures: number,
  signal: AbortSignal,
): Promise<JobRow | null> {
  for (let tries = failures - 1; ; tries += 1) {
    await sleep(Math.min(longestPause, shortestPause * 2 ** tries), null, { signal }).catch(() => {})
    if (signal.aborted) return null
    try {
      const job = await adoptJob(world, settings, id)
      if (job) return job
      await endProcesses(settings, id)
      return null
    } catch (error) {
      log.error({ job: id, err: error }, 'run cannot be taken up again yet')
    }
  }
}

async function giveUp(
  world: World,
  settings: RunnerSettings,
  job: JobRow,
  code: FailureCode,
  detail?: string,
): Promise<void> {
  await endProcesses(settings, job.id)
  await failJob(world, job, code, detail)
}

/** Ends a job that cannot go on. @param detail one more line for its log @throws LostLeaseError */
export async function failJob(world: World, job: JobRow, code: FailureCode, detail?: string): Promise<void> {
  const failure = failureOf(code)
  const lines = [...(detail === undefined ? [] : [detail]), `${failure.message} ${failure.remedy}`]
  const progress: Progress = { ...JSON.parse(job.progress), phase: 'DONE', at: Date.now() }
  await recordEnd(
    world,
    job,
    { lines: lines.map(content => ({ content, source: 'SERVER' as const })), progress },
    {
      status: 'FAILED',
      failure,
      exitCode: null,
      cancelOutcome: null,
      archive: null,
      result: null,
      repository: {},
    },
  )
}
