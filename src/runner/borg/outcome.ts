/**
 * How a run ended: our own cancel flag first, then what Borg said, then its exit code by range (BORG.md section 5).
 */

import {
  codeOfExitCode,
  codeOfMsgid,
  type Failure,
  type FailureCode,
  failureOf,
} from '../../domain/borg/failures.ts'
import type { Evidence } from './evidence.ts'

export { type Evidence, NO_EVIDENCE, observe, observeSsh } from './evidence.ts'

/** What is known when Borg is gone. */
export type RunEnd = {
  /** As written by the wrapper, or null when there is none. */
  exitCode: number | null
  /** Name of the signal that ended the process, for children that are not behind the wrapper. */
  signal?: string | null | undefined
  /** Whether somebody asked us to cancel this job. */
  cancelRequested: boolean
  evidence: Evidence
}

/** Terminal status of a job; `failure` is null exactly for COMPLETED and CANCELLED. */
export type Outcome = {
  status: 'COMPLETED' | 'COMPLETED_WITH_WARNINGS' | 'FAILED' | 'CANCELLED'
  failure: Failure | null
}

type Verdict = 'SUCCESS' | 'WARNING' | 'ERROR' | 'SIGNAL' | 'LOST'

/** Decides the outcome of a run. */
export function decideOutcome(end: RunEnd): Outcome {
  const { evidence } = end
  // Without an exit file the last show-rc line is a witness too: Borg prints it after the commit.
  const exitCode = end.exitCode ?? (end.signal ? null : evidence.showRc)
  const verdict = verdictOf(exitCode, end.signal, evidence)
  // Also when Borg was faster than the signal: the runner then removes the archive that nobody wanted any more.
  if (end.cancelRequested) return { status: 'CANCELLED', failure: null }
  switch (verdict) {
    case 'SUCCESS':
      return evidence.warningCodes.includes('ARCHIVE_NOT_FOUND')
        ? withWarning('ARCHIVE_NOT_FOUND') // Borg 1.2 exits 0 when it had nothing to delete
        : { status: 'COMPLETED', failure: null }
    case 'WARNING':
      if (evidence.damageFound) return failed('DAMAGE_FOUND')
      return withWarning(warningCode(exitCode!, evidence))
    case 'ERROR':
      return failed(errorCode(exitCode!, evidence))
    case 'SIGNAL':
      return failed(evidence.diskFull ? 'DISK_FULL' : 'BORG_KILLED')
    case 'LOST':
      return failed(evidence.diskFull ? 'DISK_FULL' : 'PROCESS_LOST')
  }
}

/**
 * Whether a running `create` should be sent SIGTERM: its local repository's disk is full, and Borg would blame every
 * remaining source file before it fails (BORG.md fact 11). Over ssh it fails at once by itself.
 */
export function shouldAbort(evidence: Evidence): boolean {
  return evidence.walkingOnFullDisk
}

function verdictOf(exitCode: number | null, signal: RunEnd['signal'], evidence: Evidence): Verdict {
  if (signal) return 'SIGNAL'
  if (exitCode === null) return 'LOST'
  if (exitCode === 0) return 'SUCCESS'
  if (exitCode >= 128) return 'SIGNAL'
  // Our wrapper's own code and a shell's lie in Borg's range of warnings; Borg itself would have printed its code.
  if (isNotStarted(exitCode) && evidence.showRc === null) return 'ERROR'
  // A Python that cannot even load Borg also exits 1.
  if (exitCode === 1 && evidence.showRc === null && evidence.traceback) return 'ERROR'
  return exitCode === 1 || exitCode >= 100 ? 'WARNING' : 'ERROR'
}

const isNotStarted = (exitCode: number): boolean => exitCode >= 125 && exitCode <= 127

function errorCode(exitCode: number, evidence: Evidence): FailureCode {
  if (evidence.diskFull) return 'DISK_FULL'
  if (isNotStarted(exitCode)) return 'BORG_NOT_FOUND'
  const said = evidence.lastErrorMsgid === null ? null : codeOfMsgid(evidence.lastErrorMsgid)
  const code = said ?? codeOfExitCode(exitCode)
  // ssh knows better why the other side closed the connection.
  if (code === 'CONNECTION_CLOSED' && evidence.sshHint) return evidence.sshHint
  if (code === 'REPOSITORY_LOCKED' && evidence.errorHint === 'CACHE_LOCKED') return 'CACHE_LOCKED'
  if (code) return code
  if (evidence.errorHint) return evidence.errorHint
  if (evidence.traceback) return 'BORG_CRASHED'
  return evidence.errorCount > 0 || evidence.showRc !== null ? 'BORG_ERROR' : 'UNKNOWN'
}

/** The exit code names a single kind of warning; 1 stands for several kinds, or for an older Borg. */
function warningCode(exitCode: number, evidence: Evidence): FailureCode {
  if (evidence.diskFull) return 'DISK_FULL'
  const named = codeOfExitCode(exitCode)
  if (named) return named
  // Of several, a source that is not in the archive at all weighs most.
  const codes = evidence.warningCodes
  return codes.find(code => code === 'SOURCE_MISSING') ?? codes[0] ?? 'WARNING'
}

/**
 * Does Borg's log lack its end? The last line always says how Borg ended, unless Borg was killed, was never there, or crashed, which says
 * so in its own way: otherwise there was no room for it.
 */
export const lacksEnd = ({ exitCode, evidence }: Pick<RunEnd, 'exitCode' | 'evidence'>): boolean =>
  exitCode !== null &&
  exitCode < 125 &&
  evidence.showRc === null &&
  evidence.errorHint === null &&
  !evidence.traceback

/** Reasons that say no more than the log, so that its loss is the better one. */
const vague: ReadonlySet<FailureCode> = new Set(['WARNING', 'UNKNOWN', 'BORG_ERROR', 'LOG_INCOMPLETE'])

/** What a run ends with when lines of its log may be missing: that is a warning of its own, where nothing weighs more. */
export function withIncompleteLog(outcome: Outcome): Outcome {
  const { status, failure } = outcome
  if (status === 'CANCELLED' || (failure && !vague.has(failure.code))) return outcome
  return {
    status: status === 'COMPLETED' ? 'COMPLETED_WITH_WARNINGS' : status,
    failure: failureOf('LOG_INCOMPLETE'),
  }
}

/** A run that failed for this reason. */
export const failed = (code: FailureCode): Outcome => ({ status: 'FAILED', failure: failureOf(code) })

const withWarning = (code: FailureCode): Outcome => ({
  status: 'COMPLETED_WITH_WARNINGS',
  failure: failureOf(code),
})
