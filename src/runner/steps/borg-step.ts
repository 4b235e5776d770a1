import { readFile } from 'node:fs/promises'
import { type BorgLine, isLogWorthy, parseLine } from '../../domain/borg/lines.ts'
import { workersOn } from '../../domain/calls/workers.ts'
import type { JobPhase } from '../../domain/jobs/job-states.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { type BorgCommand, breakLockCommand } from '../borg/command.ts'
import {
  decideOutcome,
  lacksEnd,
  NO_EVIDENCE,
  type Outcome,
  observe,
  observeSsh,
  shouldAbort,
} from '../borg/outcome.ts'
import type { Spool } from '../processes/spool.ts'
import { borgCommand, runBorg } from '../sessions/borg-session.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { hasStaleLock } from '../sessions/stale-locks.ts'
import { followStep } from './follow-step.ts'
import type { Run, StepName } from './run.ts'

/** One call of Borg as a step of a job. */
export interface BorgStep {
  name: StepName
  /** What the run does from here on. */
  phase: JobPhase
  /** Called once, right before the start; `files` are for another Borg that has to run before. */
  command(files: Spool): BorgCommand | Promise<BorgCommand>
  /** Absolute folder in which Borg runs; `/` when absent. */
  cwd?: string
  /** Is it in vain to go on? Borg is then asked to end. */
  isInVain?(): boolean
  /** Sees every line that is progress and no log line. */
  onProgress(line: BorgLine): void
  /** Sees every line that goes into the log. */
  onLog?(line: BorgLine): void
}

/** How a step ended, and where its output is. */
export interface BorgStepEnd {
  exitCode: number | null
  /** Killed, because it did not end when it was asked to. */
  forced: boolean
  outcome: Outcome
  spool: Spool
}

/** Milliseconds. */
const breakLockTimeout = 120_000

/**
 * Runs Borg as a step of the job, or goes on with the one that runs already.
 *
 * @throws Detached, LostLeaseError
 */
export async function runBorgStep(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  step: BorgStep,
  signal: AbortSignal,
): Promise<BorgStepEnd> {
  if (run.state.step !== step.name) {
    run.state = { ...run.state, evidence: NO_EVIDENCE, outOffset: 0, sshLogRead: false }
    run.report({ percent: null, message: null })
    await run.enterPhase(step.phase)
  }
  const { exitCode, forced, spool } = await followStep(
    run,
    {
      name: step.name,
      spoolDir: settings.spoolDir,
      mergeOutput: false,
      cancellable: true,
      prepare: async files => {
        await clearStaleLock(run, settings, repository, files, signal)
        const command = await step.command(files)
        const ready = await borgCommand(settings, run.world, repository, command, files)
        return step.cwd === undefined ? ready : { ...ready, cwd: step.cwd }
      },
      onLine: raw => {
        const line = parseLine(raw)
        run.state.evidence = observe(run.state.evidence, line)
        if (isLogWorthy(line)) {
          run.add(raw, 'BORG')
          step.onLog?.(line)
        } else step.onProgress(line)
      },
      shouldAbort: () => shouldAbort(run.state.evidence) || (step.isInVain?.() ?? false),
      timeout: Number.POSITIVE_INFINITY,
      grace: settings.cancelGrace,
    },
    signal,
  )
  await observeSshLog(run, spool)
  const cancelRequested = await run.isCancelRequested()
  const { evidence } = run.state
  if (lacksEnd({ exitCode, evidence })) run.noteIncompleteLog()
  const outcome = decideOutcome({ exitCode, cancelRequested, evidence })
  return { exitCode, forced, outcome, spool }
}

/** What a process of ours left behind must not keep this one waiting: we hold the repository's turn. */
async function clearStaleLock(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  spool: Spool,
  signal: AbortSignal,
): Promise<void> {
  if (!(await hasStaleLock(settings, repository, await workersOn(run.world, settings.machine)))) return
  const limits = { timeout: breakLockTimeout, signal }
  await runBorg(settings, run.world, repository, breakLockCommand(), spool, limits)
  run.note('Removed a lock that a process of ours had left behind.')
}

/** The reason why ssh gave up is often only in its own log (BORG.md section 5). */
async function observeSshLog(run: Run, spool: Spool): Promise<void> {
  if (run.state.sshLogRead) return
  const log = await readFile(spool.sshLog, 'utf8').catch(() => '')
  for (const line of log.split('\n').slice(0, 200)) {
    if (line.trim() === '') continue
    run.state.evidence = observeSsh(run.state.evidence, line)
    run.add(`ssh: ${line}`, 'BORG')
  }
  run.state.sshLogRead = true
}
