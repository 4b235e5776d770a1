/**
 * What Borg's lines say about how a run ends, gathered line by line: a small value that can be stored as JSON with the
 * job, so that a worker that adopts the run goes on where the last one stopped.
 */

import { codeOfMsgid, type FailureCode } from '../../domain/borg/failures.ts'
import type { BorgLine, LogLine } from '../../domain/borg/lines.ts'

/** JSON, never mutated: {@link observe} returns the same object when a line says nothing. */
export type Evidence = {
  /** `msgid` of the last ERROR line that had one. */
  lastErrorMsgid: string | null
  /** Reason of the last ERROR line, where its text says more than its msgid. */
  errorHint: FailureCode | null
  /** What ssh said, on Borg's stderr or in its own log file. */
  sshHint: FailureCode | null
  errorCount: number
  warningCount: number
  /** The first few different reasons among the warnings. */
  warningCodes: FailureCode[]
  /** `[Errno 28]` was seen anywhere. */
  diskFull: boolean
  /** Borg blames source files for the full disk and would walk on through all of them (BORG.md fact 11). */
  walkingOnFullDisk: boolean
  /** A check said that it found damage. */
  damageFound: boolean
  /** A traceback, as a record or as plain text. */
  traceback: boolean
  /** Exit code of the program into which Borg wrote a tar, where that failed; 255: of ssh itself. */
  filterCode: number | null
  /** The tar of another machine said that the disk there is full. */
  destinationFull: boolean
  /** Exit code according to the last `show-rc` line: the second witness. */
  showRc: number | null
}

/** Nothing seen yet. */
export const NO_EVIDENCE: Evidence = {
  lastErrorMsgid: null,
  errorHint: null,
  sshHint: null,
  errorCount: 0,
  warningCount: 0,
  warningCodes: [],
  diskFull: false,
  walkingOnFullDisk: false,
  damageFound: false,
  traceback: false,
  filterCode: null,
  destinationFull: false,
  showRc: null,
}

const MAX_WARNING_CODES = 8

/** Texts of ssh → reason; order matters ("Host key verification failed." follows both host key texts). */
const SSH_TEXTS: readonly (readonly [RegExp, FailureCode])[] = [
  [
    /^(?:@ +)?WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED|^Host key for .* has changed/,
    'SSH_HOST_KEY_CHANGED',
  ],
  // Only the kinds of host keys that were confirmed are asked for: this machine has other ones.
  [/: no matching host key type found\./, 'SSH_HOST_KEY_CHANGED'],
  [/^No \S+ host key is known for /, 'SSH_HOST_KEY_UNKNOWN'],
  [/^Host key verification failed\./, 'SSH_HOST_KEY_UNKNOWN'],
  [/^Load key .*: |UNPROTECTED PRIVATE KEY FILE/, 'SSH_KEY_UNUSABLE'],
  [/Permission denied \([\w,-]+\)\.$|Too many authentication failures/, 'SSH_PERMISSION_DENIED'],
  [/^ssh: connect to host .*: Connection refused$/, 'SSH_CONNECTION_REFUSED'],
  [
    /^ssh: (?:connect to host|Could not resolve hostname) |^Connection timed out during/,
    'SSH_HOST_UNREACHABLE',
  ],
  [/borg[^:]*: (?:command )?not found$|: borg\S*: No such file/, 'REMOTE_BORG_NOT_FOUND'],
  [/^Timeout, server .* not responding|^client_loop: send disconnect/, 'CONNECTION_LOST'],
]

/**
 * Texts of warnings of Borg 1.2, which have no msgid. Each is anchored at the end, where Borg writes, and not at the
 * start, where the file's name stands: a name must not be able to play a message.
 */
const WARNING_TEXTS: readonly (readonly [RegExp, FailureCode])[] = [
  [/\[Errno 2\] No such file or directory(?:: (?:'[^']*'|"[^"]*"))?$/, 'SOURCE_MISSING'],
  [/\[Errno 13\] Permission denied(?:: (?:'[^']*'|"[^"]*"))?$/, 'PERMISSION_DENIED'],
  [/: file changed while we backed it up$/, 'FILE_CHANGED'],
  [/\(race condition, skipped file\)$/, 'FILE_REPLACED'],
  [/^Include pattern '.*' never matched\.$/, 'PATTERN_NEVER_MATCHED'],
  [/^Archive .* not found \(\d+\/\d+\)\.$/, 'ARCHIVE_NOT_FOUND'],
]

const BLAMED_FILE = /: \[Errno 28\] No space left on device(?:: (?:'[^']*'|"[^"]*"))?$/

/** Takes one more line into account. */
export function observe(evidence: Evidence, line: BorgLine): Evidence {
  if (line.kind === 'text') return observeText(evidence, line.text)
  // Our process never answers, so every question is refused; most of them name their own error afterwards.
  if (line.kind === 'question' && line.event === 'REFUSED')
    return { ...evidence, errorHint: 'CONFIRMATION_REFUSED' }
  if (line.kind !== 'log' || (line.level !== 'WARNING' && line.level !== 'ERROR' && !isShowRc(line)))
    return evidence
  const message = line.message.replace(/^(?:Remote: )+/, '')
  if (isShowRc(line)) {
    const code = /, rc (\d+)$/.exec(message)?.[1]
    return code === undefined ? evidence : { ...evidence, showRc: Number(code) }
  }
  if (line.name === 'root') evidence = observeSsh(evidence, message)
  return line.level === 'ERROR'
    ? observeError(evidence, line, message)
    : observeWarning(evidence, line, message)
}

/** Takes a line of ssh's own log file (`ssh -E`) into account. */
export function observeSsh(evidence: Evidence, text: string): Evidence {
  const sshHint = match(SSH_TEXTS, text.trim())
  // A changed host key is also reported as one that failed verification: the first reason stays.
  return sshHint && !evidence.sshHint ? { ...evidence, sshHint } : evidence
}

const isShowRc = (line: LogLine): boolean => line.name === 'borg.output.show-rc'

/** What Borg says of the program into which it wrote a tar; the words before are the program's own arguments. */
const failedFilter = /^(?:Error: )?filter .* failed, rc=(-?\d+)$/s

/** Of `tar` and `mkdir` on another machine, in the C locale; the name of the file stands before. The last one is how a full disk begins. */
const fullDestination =
  /^(?:\S*\/)?(?:\w*tar|mkdir): .*: (?:No space left on device|Disk quota exceeded|Wrote only \d+ of \d+ bytes)$/

function observeError(evidence: Evidence, line: LogLine, message: string): Evidence {
  const filterCode = failedFilter.exec(message)?.[1]
  return {
    ...evidence,
    errorCount: evidence.errorCount + 1,
    lastErrorMsgid: line.msgid ?? evidence.lastErrorMsgid,
    errorHint: errorHint(line, message) ?? evidence.errorHint,
    diskFull: evidence.diskFull || message.includes('[Errno 28] No space left on device'),
    damageFound: evidence.damageFound || /(?:errors|problems) found\.$/.test(message),
    traceback: evidence.traceback || message.includes('Traceback (most recent call last):'),
    filterCode: filterCode === undefined ? evidence.filterCode : Number(filterCode),
  }
}

function errorHint({ msgid }: LogLine, message: string): FailureCode | null {
  if (msgid === 'LockTimeout') return /\/borg\/[0-9a-f]{64}\/lock/.test(message) ? 'CACHE_LOCKED' : null
  if (message.includes('Got Ctrl-C / SIGINT.')) return 'BORG_KILLED'
  if (/^(?:\w+\.)*PermissionError: \[Errno 13\]/m.test(message)) return 'PERMISSION_DENIED'
  return /^BrokenPipeError: |\[Errno 32\] Broken pipe/m.test(message) ? 'CONNECTION_LOST' : null
}

function observeWarning(evidence: Evidence, line: LogLine, message: string): Evidence {
  const code = (line.msgid ? codeOfMsgid(line.msgid) : null) ?? match(WARNING_TEXTS, message)
  const isNew =
    code && evidence.warningCodes.length < MAX_WARNING_CODES && !evidence.warningCodes.includes(code)
  const blamed = line.name !== 'root' && BLAMED_FILE.test(message)
  return {
    ...evidence,
    warningCount: evidence.warningCount + 1,
    warningCodes: isNew ? [...evidence.warningCodes, code] : evidence.warningCodes,
    // A source that cannot be read because the connection broke (Borg 1.2, `error-ssh-connection-lost`).
    errorHint: /: \[Errno 32\] Broken pipe$/.test(message) ? 'CONNECTION_LOST' : evidence.errorHint,
    diskFull: evidence.diskFull || blamed || message.startsWith('No space left on device, cleaning up'),
    walkingOnFullDisk: evidence.walkingOnFullDisk || blamed,
  }
}

function observeText(evidence: Evidence, text: string): Evidence {
  if (text.startsWith('Traceback (most recent call last):')) return { ...evidence, traceback: true }
  if (/^borg[\w ]*: error: /.test(text)) return { ...evidence, errorHint: 'INVALID_ARGUMENTS' }
  // Python's own word for an expression that is none (`re:`), at the end of a traceback.
  if (/^re\.(?:error|PatternError): /.test(text)) return { ...evidence, errorHint: 'INVALID_ARGUMENTS' }
  if (text.startsWith('Invalid placeholder ')) return { ...evidence, errorHint: 'INVALID_PLACEHOLDER' }
  if (fullDestination.test(text)) return { ...evidence, destinationFull: true }
  return evidence
}

function match(table: readonly (readonly [RegExp, FailureCode])[], text: string): FailureCode | null {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? null
}
