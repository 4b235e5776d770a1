import { mkdir } from 'node:fs/promises'
import { displayOf } from '../../domain/archives/exact-paths.ts'
import { type FailureCode, failureOf } from '../../domain/borg/failures.ts'
import type { RestoreWish } from '../../domain/calls/borg-calls.ts'
import { optionsOf } from '../../domain/jobs/job-options.ts'
import { partsOf } from '../../domain/jobs/restore-paths.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import type { Outcome } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { askForDestination, forgetProbe } from '../restores/remote-destination.ts'
import { type GoodDestination, lookAtDestination } from '../restores/restore-destination.ts'
import { restorePart } from '../restores/restore-part.ts'
import { scanRestore } from '../restores/restore-scan.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { endRun, tidyUp } from '../steps/end-run.ts'
import type { RestoreState, Run } from '../steps/run.ts'
import { withCancel } from '../steps/with-cancel.ts'

const cancelled: Outcome = { status: 'CANCELLED', failure: null }
const failed = (code: FailureCode): Outcome => ({ status: 'FAILED', failure: failureOf(code) })

/** A restore names at most so many missing paths in its log. */
const mostNamed = 100

/**
 * One restore from its claim to its end. First everything that would be written is looked through, then Borg runs in the
 * destination, or sends a tar to the machine on which that is: once, or with `CONTENTS_ONLY` once per depth of the chosen paths. An
 * adopted run goes on where it was.
 *
 * @throws Detached, LostLeaseError; then the job stays `RUNNING` and belongs to whoever comes next
 */
export async function runRestore(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<void> {
  const wish = { ...optionsOf('RESTORE', run.job), archiveName: run.job.archiveName! }
  const outcome = run.state.outcome ?? (await restore(run, settings, repository, wish, signal))
  run.state = { ...run.state, outcome }
  if (wish.connectionId !== undefined) await forgetProbe(run, settings)
  const lockLeft = await tidyUp(run, settings, repository, false, signal)
  const succeeded = outcome.status.startsWith('COMPLETED')
  if (!succeeded && run.state.borg) run.note(`What was restored until then stays in ${wish.destination}.`)
  const fileCount = succeeded ? (run.state.restore?.fileCount ?? null) : null
  await endRun(run, outcome, lockLeft, { result: { fileCount }, repository: {} })
}

async function restore(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  wish: RestoreWish,
  signal: AbortSignal,
): Promise<Outcome> {
  if (run.state.step === null) {
    if (await run.isCancelRequested()) return cancelled
    if (!settings.borg) return failed('BORG_NOT_FOUND')
    const refusal = await prepare(run, settings, repository, wish, signal)
    if (refusal) return refusal
  }
  for (const [index, part] of partsOf(wish).entries()) {
    const { ends } = run.state.restore!
    if (ends.length > index) continue
    if (ends.some(end => !end.status.startsWith('COMPLETED'))) break
    await restorePart(run, settings, repository, wish, { ...part, index }, signal)
  }
  return summaryOf(run.state.restore!)
}

/** Looks before anything is written. @returns why not, or null to go on */
async function prepare(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  wish: RestoreWish,
  signal: AbortSignal,
): Promise<Outcome | null> {
  await run.enterPhase('ESTIMATING')
  const found = await destinationOf(run, settings, wish)
  if (found === null) return failed('DESTINATION_REFUSED')
  try {
    const good = await askThere(run, settings, wish, found, signal)
    if ('status' in good) return good
    const { real: destination, judge, isLinkThere } = good
    const scan = await withCancel(run, signal, stop =>
      scanRestore(
        run.world,
        settings,
        repository,
        { ...wish, destination },
        { ...wish, judge, isLinkThere },
        () => {},
        stop,
      ),
    )
    if (scan === null) return cancelled
    if (scan.refusal) {
      run.note(scan.refusal.sentence)
      return failed(scan.refusal.code)
    }
    for (const path of scan.missing.slice(0, mostNamed)) run.note(`Not in the archive: ${displayOf(path)}`)
    if (scan.entryCount === 0 && scan.missing.length > 0) return failed('PATTERN_NEVER_MATCHED')
    const { fileCount, totalSize, missing } = scan
    const isPartial = missing.length > 0
    run.report({ totalExpectedSize: totalSize, originalSize: 0, fileCount: 0 })
    run.state = {
      ...run.state,
      restore: { fileCount, totalSize, doneSize: 0, destination, isPartial, ends: [] },
    }
    // On another machine, what receives the files makes it.
    const isHere = wish.connectionId === undefined
    if (isHere && !(await makeDestination(run, settings, wish, destination)))
      return failed('DESTINATION_REFUSED')
    run.note(`Restoring ${wish.archiveName} to ${found.shown}`)
    return null
  } catch (error) {
    if (error instanceof Refused) return failed(error.code)
    throw error
  }
}

/** Asks the machine of the destination, where that is another one. @returns why not, or the destination to go on with. @throws Refused */
async function askThere(
  run: Run,
  settings: RunnerSettings,
  wish: RestoreWish,
  found: GoodDestination,
  signal: AbortSignal,
): Promise<GoodDestination | Outcome> {
  const { connectionId } = wish
  if (connectionId === undefined) return found
  const answer = await withCancel(run, signal, stop =>
    askForDestination(run, settings, { ...wish, connectionId }, found, stop),
  )
  if (answer === null) return cancelled
  if (!('code' in answer)) return answer
  run.note(`${wish.destination}: ${answer.sentence}`)
  return failed(answer.code)
}

/** The destination without any symbolic link; null, with a note in the log, for one that is not good. */
async function destinationOf(
  run: Run,
  settings: RunnerSettings,
  wish: RestoreWish,
): Promise<GoodDestination | null> {
  const found = await lookAtDestination(run.world, settings, wish)
  if (found.problem === null) return found
  run.note(`${wish.destination}: ${found.problem}`)
  return null
}

/** Makes it, for this server's user alone until somebody shares it, and looks once more. @returns false when it is not good */
async function makeDestination(
  run: Run,
  settings: RunnerSettings,
  wish: RestoreWish,
  expected: string,
): Promise<boolean> {
  try {
    await mkdir(expected, { recursive: true, mode: 0o700 })
  } catch (error) {
    run.note(`${wish.destination} could not be made: ${(error as NodeJS.ErrnoException).code}`)
    return false
  }
  return (await destinationOf(run, settings, wish))?.real === expected
}

/** The worst of what its calls of Borg came to. */
function summaryOf({ ends, isPartial }: RestoreState): Outcome {
  const bad = ends.find(end => !end.status.startsWith('COMPLETED'))
  if (bad) return bad
  const warned = ends.find(end => end.status === 'COMPLETED_WITH_WARNINGS')
  if (warned) return warned
  return isPartial
    ? { status: 'COMPLETED_WITH_WARNINGS', failure: failureOf('PATTERN_NEVER_MATCHED') }
    : { status: 'COMPLETED', failure: null }
}
