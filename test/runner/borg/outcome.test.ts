import { describe, expect, it } from 'vitest'
import { parseLine } from '../../../src/domain/borg/lines.ts'
import {
  decideOutcome,
  type Evidence,
  lacksEnd,
  NO_EVIDENCE,
  observe,
  observeSsh,
  shouldAbort,
  withIncompleteLog,
} from '../../../src/runner/borg/outcome.ts'
import { evidenceOf, linesOf, recordings } from './recorded.ts'

/** What each recorded run comes to, as `status code`; runs of one name and different versions may differ. */
const EXPECTED: Record<string, string> = {
  'create-1.2.4': 'COMPLETED',
  'create-1.4.0': 'COMPLETED',
  'create-2.0b5': 'COMPLETED',
  'create-second-1.4.0': 'COMPLETED',
  'create-bigfile-1.4.0': 'COMPLETED',
  'create-filter-1.4.0': 'COMPLETED',
  'create-dry-run-1.4.0': 'COMPLETED',
  'create-cache-sync-1.4.0': 'COMPLETED',
  'create-warning-permission-1.2.4': 'COMPLETED_WITH_WARNINGS PERMISSION_DENIED',
  'create-warning-permission-1.4.0': 'COMPLETED_WITH_WARNINGS PERMISSION_DENIED',
  'create-warning-missing-source-1.4.0': 'COMPLETED_WITH_WARNINGS SOURCE_MISSING',
  'create-warning-only-missing-source-1.4.0': 'COMPLETED_WITH_WARNINGS SOURCE_MISSING',
  'create-warning-changed-1.4.0': 'COMPLETED_WITH_WARNINGS FILE_CHANGED',
  'check-1.4.0': 'COMPLETED',
  'check-verify-data-1.4.0': 'COMPLETED',
  'check-repair-1.4.0': 'COMPLETED',
  'check-corrupt-1.2.4': 'FAILED DAMAGE_FOUND',
  'check-corrupt-1.4.0': 'FAILED DAMAGE_FOUND',
  'error-archive-exists-1.2.4': 'FAILED ARCHIVE_ALREADY_EXISTS',
  'error-archive-exists-1.4.0': 'FAILED ARCHIVE_ALREADY_EXISTS',
  'error-archive-missing-1.4.0': 'FAILED ARCHIVE_NOT_FOUND',
  'error-cache-locked-1.4.0': 'FAILED CACHE_LOCKED',
  'error-disk-full-1.2.4': 'FAILED DISK_FULL',
  'error-disk-full-1.4.0': 'FAILED DISK_FULL',
  'error-disk-full-many-files-1.4.0': 'FAILED DISK_FULL',
  'error-init-exists-1.4.0': 'FAILED REPOSITORY_ALREADY_EXISTS',
  'error-init-parent-missing-1.4.0': 'FAILED PARENT_DIRECTORY_MISSING',
  'error-init-permission-1.4.0': 'FAILED PERMISSION_DENIED',
  'error-insufficient-space-1.4.0': 'FAILED INSUFFICIENT_FREE_SPACE',
  'error-lock-timeout-1.4.0': 'FAILED REPOSITORY_LOCKED',
  'error-no-passphrase-1.2.4': 'FAILED PASSPHRASE_MISSING',
  'error-no-passphrase-1.4.0': 'FAILED PASSPHRASE_MISSING',
  'error-not-a-repo-1.4.0': 'FAILED NOT_A_REPOSITORY',
  'error-quota-1.2.4': 'FAILED STORAGE_QUOTA_EXCEEDED',
  'error-quota-1.4.0': 'FAILED STORAGE_QUOTA_EXCEEDED',
  'error-relocated-1.4.0': 'FAILED REPOSITORY_RELOCATED',
  'error-replay-1.4.0': 'FAILED REPOSITORY_REPLAY',
  'error-repo-missing-1.4.0': 'FAILED REPOSITORY_NOT_FOUND',
  'error-repo-not-writable-1.4.0': 'FAILED LOCK_FAILED',
  'error-ssh-changed-hostkey-1.2.4': 'FAILED SSH_HOST_KEY_CHANGED',
  'error-ssh-connection-lost-1.2.4': 'FAILED CONNECTION_LOST',
  'error-ssh-connection-lost-1.4.0': 'FAILED CONNECTION_LOST',
  'error-ssh-denied-1.2.4': 'FAILED SSH_PERMISSION_DENIED',
  'error-ssh-denied-1.4.0': 'FAILED CONNECTION_CLOSED', // ssh's text was lost; its log file would have it
  'error-ssh-disk-full-1.2.4': 'FAILED DISK_FULL',
  'error-ssh-disk-full-1.4.0': 'FAILED DISK_FULL',
  'error-ssh-locked-1.4.0': 'FAILED REPOSITORY_LOCKED',
  'error-ssh-noisy-login-1.4.0': 'FAILED REMOTE_PROTOCOL_ERROR',
  'error-ssh-path-not-allowed-1.4.0': 'FAILED PATH_NOT_ALLOWED',
  'error-ssh-quota-1.2.4': 'FAILED STORAGE_QUOTA_EXCEEDED',
  'error-ssh-quota-1.4.0': 'FAILED STORAGE_QUOTA_EXCEEDED',
  'error-ssh-refused-1.4.0': 'FAILED SSH_CONNECTION_REFUSED',
  'error-ssh-unknown-hostkey-1.4.0': 'FAILED SSH_HOST_KEY_UNKNOWN',
  'error-unknown-unencrypted-1.4.0': 'FAILED UNKNOWN_UNENCRYPTED_REPOSITORY',
  'error-usage-1.4.0': 'FAILED INVALID_ARGUMENTS',
  'error-wrong-passphrase-1.2.4': 'FAILED PASSPHRASE_WRONG',
  'error-wrong-passphrase-1.4.0': 'FAILED PASSPHRASE_WRONG',
  'cancelled-sigterm-1.2.4': 'FAILED BORG_KILLED',
  'cancelled-sigterm-1.4.0': 'FAILED BORG_KILLED',
  'cancelled-sigint-twice-1.4.0': 'FAILED BORG_KILLED',
  'cancelled-sigint-manyfiles-1.4.0': 'FAILED BORG_KILLED',
  'cancelled-sigint-bigfile-1.2.4': 'FAILED BORG_KILLED',
  'break-lock-while-running-1.4.0': 'FAILED LOCK_LOST',
  'stale-lock-recovered-1.4.0': 'COMPLETED',
  'delete-1.4.0': 'COMPLETED',
  'delete-archive-missing-1.4.0': 'COMPLETED_WITH_WARNINGS ARCHIVE_NOT_FOUND',
  'delete-repo-1.4.0': 'COMPLETED',
  'delete-repo-declined-1.2.4': 'FAILED CONFIRMATION_REFUSED',
  'delete-repo-declined-1.4.0': 'FAILED CONFIRMATION_REFUSED',
  'extract-1.4.0': 'COMPLETED',
  'extract-partial-1.4.0': 'COMPLETED_WITH_WARNINGS PATTERN_NEVER_MATCHED',
  'extract-corrupt-1.4.0': 'FAILED DATA_CORRUPTED',
  'export-tar-1.4.0': 'COMPLETED',
  'prune-1.4.0': 'COMPLETED',
  'prune-dry-run-1.4.0': 'COMPLETED',
  'compact-1.4.0': 'COMPLETED',
  'ssh-compact-1.4.0': 'COMPLETED',
  'rename-1.4.0': 'COMPLETED',
  'init-1.2.4': 'COMPLETED',
  'init-1.4.0': 'COMPLETED',
}

const runs = recordings
  .filter(({ stderr }) => stderr)
  .map(run => ({ ...run, key: `${run.name}-${run.version}` }))

const text = ({ status, failure }: ReturnType<typeof decideOutcome>) =>
  failure ? `${status} ${failure.code}` : status
const decide = (
  exitCode: number | null,
  evidence: Evidence,
  cancelRequested = false,
  signal: string | null = null,
) => text(decideOutcome({ exitCode, signal, cancelRequested, evidence }))
const evidence = (...lines: string[]) => lines.map(parseLine).reduce(observe, NO_EVIDENCE)
const warning = (message: string) =>
  JSON.stringify({ type: 'log_message', levelname: 'WARNING', name: 'borg.archiver', message })

describe('recorded runs', () => {
  it('are all in the table, and nothing else is', () => {
    expect(runs.map(({ key }) => key).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  it.each(runs)('$key (rc $exitCode)', ({ key, exitCode, stderr }) => {
    expect(decide(exitCode, evidenceOf(stderr!))).toBe(EXPECTED[key])
  })

  const modern = runs.flatMap(run => {
    const code = /modern rc (\d+)/.exec(run.note ?? '')?.[1]
    return code ? [{ ...run, modernCode: Number(code) }] : []
  })

  it.each(modern)('$key with its modern code $modernCode', ({ key, modernCode, stderr }) => {
    expect(decide(modernCode, evidenceOf(stderr!))).toBe(EXPECTED[key])
  })

  it.each(runs.filter(({ name }) => name.startsWith('cancelled-')))(
    '$key on our request',
    ({ exitCode, stderr }) => {
      expect(decide(exitCode, evidenceOf(stderr!), true)).toBe('CANCELLED')
    },
  )

  it('keep their evidence when it is stored as JSON half-way', () => {
    const lines = linesOf('error-disk-full-1.4.0.stderr.jsonl')
    const half = JSON.parse(JSON.stringify(lines.slice(0, 6).reduce(observe, NO_EVIDENCE)))
    expect(lines.slice(6).reduce(observe, half)).toEqual(evidenceOf('error-disk-full-1.4.0.stderr.jsonl'))
  })
})

describe('decideOutcome', () => {
  it('tells a lost process, a killed one and a missing program apart', () => {
    expect(decide(null, NO_EVIDENCE)).toBe('FAILED PROCESS_LOST')
    expect(decide(null, NO_EVIDENCE, false, 'SIGKILL')).toBe('FAILED BORG_KILLED')
    expect(decide(137, NO_EVIDENCE)).toBe('FAILED BORG_KILLED')
    expect(decide(127, NO_EVIDENCE)).toBe('FAILED BORG_NOT_FOUND')
    expect(decide(126, NO_EVIDENCE)).toBe('FAILED BORG_NOT_FOUND')
    expect(decide(125, NO_EVIDENCE)).toBe('FAILED BORG_NOT_FOUND')
  })

  it('believes the second witness when there is no exit file', () => {
    expect(decide(null, evidenceOf('create-1.4.0.stderr.jsonl'))).toBe('COMPLETED')
    expect(decide(null, evidenceOf('error-quota-1.4.0.stderr.jsonl'))).toBe('FAILED STORAGE_QUOTA_EXCEEDED')
  })

  it('cancels what was lost, killed or even done when the request came', () => {
    expect(decide(null, NO_EVIDENCE, true)).toBe('CANCELLED')
    expect(decide(2, NO_EVIDENCE, true)).toBe('CANCELLED')
    expect(decide(0, NO_EVIDENCE, true)).toBe('CANCELLED')
  })

  it('classifies codes of a later Borg by range', () => {
    expect(decide(7, NO_EVIDENCE)).toBe('FAILED UNKNOWN')
    expect(decide(120, NO_EVIDENCE)).toBe('COMPLETED_WITH_WARNINGS WARNING')
    expect(decide(1, NO_EVIDENCE)).toBe('COMPLETED_WITH_WARNINGS WARNING')
  })

  it('does not take a Borg that cannot even start for a warning', () => {
    const broken = evidence(
      'Traceback (most recent call last):',
      "ModuleNotFoundError: No module named 'borg'",
    )
    expect(decide(1, broken)).toBe('FAILED BORG_CRASHED')
  })

  it('warns when Borg 1.2 had nothing to delete', () => {
    expect(decide(0, evidence(warning('Archive x not found (1/1).')))).toBe(
      'COMPLETED_WITH_WARNINGS ARCHIVE_NOT_FOUND',
    )
  })

  it('names the missing source among several warnings', () => {
    const both = evidence(
      warning('/a: file changed while we backed it up'),
      warning('/b: [Errno 2] No such file or directory'),
    )
    expect(both.warningCodes).toEqual(['FILE_CHANGED', 'SOURCE_MISSING'])
    expect(decide(1, both)).toBe('COMPLETED_WITH_WARNINGS SOURCE_MISSING')
  })

  it('learns from the log file of ssh why a connection was closed', () => {
    const closed = evidenceOf('error-ssh-denied-1.4.0.stderr.jsonl')
    const log = (line: string) => decide(81, observeSsh(closed, line))
    expect(log('root@127.0.0.1: Permission denied (publickey).')).toBe('FAILED SSH_PERMISSION_DENIED')
    expect(log('ssh: Could not resolve hostname nowhere: Name or service not known')).toBe(
      'FAILED SSH_HOST_UNREACHABLE',
    )
    expect(log('bash: line 1: borg: command not found')).toBe('FAILED REMOTE_BORG_NOT_FOUND')
    expect(log('sh: 1: borg: not found')).toBe('FAILED REMOTE_BORG_NOT_FOUND')
    expect(log('Load key "/k": error in libcrypto')).toBe('FAILED SSH_KEY_UNUSABLE')
    expect(log('Warning: Permanently added')).toBe('FAILED CONNECTION_CLOSED')
  })
})

describe('shouldAbort', () => {
  it('is true at the first blamed file of a full local disk, and not before', () => {
    const lines = linesOf('error-disk-full-1.4.0.stderr.jsonl')
    const at = lines.findIndex(line => line.kind === 'log')
    expect(shouldAbort(lines.slice(0, at).reduce(observe, NO_EVIDENCE))).toBe(false)
    expect(shouldAbort(lines.slice(0, at + 1).reduce(observe, NO_EVIDENCE))).toBe(true)
  })

  it('is false over ssh, where Borg ends by itself', () => {
    expect(shouldAbort(evidenceOf('error-ssh-disk-full-1.4.0.stderr.jsonl'))).toBe(false)
  })

  it('is not fooled by file names', () => {
    const name = 'a: read: [Errno 28] No space left on device'
    const played = evidence(
      warning(`/${name}: file changed while we backed it up`),
      warning(`/${name}: open: [Errno 13] Permission denied: '${name}'`),
      JSON.stringify({ type: 'file_status', status: 'E', path: `/${name}` }),
      name,
    )
    expect(played).toMatchObject({ walkingOnFullDisk: false, diskFull: false })
  })

  it('stays DISK_FULL when our own SIGTERM ended the run', () => {
    const full = evidenceOf('error-disk-full-1.2.4.stderr.jsonl')
    expect(decide(143, full)).toBe('FAILED DISK_FULL')
  })
})

describe('a log that lacks lines', () => {
  it('is told by the end that Borg always prints', () => {
    for (const { key, exitCode, stderr } of runs.filter(({ argv }) => argv.includes('--show-rc')))
      expect({ key, lacks: lacksEnd({ exitCode, evidence: evidenceOf(stderr!) }) }).toEqual({
        key,
        lacks: false,
      })
    expect([0, 1, 2].map(exitCode => lacksEnd({ exitCode, evidence: NO_EVIDENCE }))).toEqual([
      true,
      true,
      true,
    ])
    // Killed, never started, or without an exit code: nothing was to be expected.
    for (const exitCode of [null, 127, 137, 143])
      expect(lacksEnd({ exitCode, evidence: NO_EVIDENCE })).toBe(false)
  })

  it('is the reason where there is no better one', () => {
    const told = (exitCode: number | null, seen: Evidence, isCancelled = false) =>
      text(withIncompleteLog(decideOutcome({ exitCode, cancelRequested: isCancelled, evidence: seen })))
    expect(told(0, NO_EVIDENCE)).toBe('COMPLETED_WITH_WARNINGS LOG_INCOMPLETE')
    expect(told(1, NO_EVIDENCE)).toBe('COMPLETED_WITH_WARNINGS LOG_INCOMPLETE')
    expect(told(2, NO_EVIDENCE)).toBe('FAILED LOG_INCOMPLETE')
    expect(told(2, evidence(warning('x: [Errno 28] No space left on device')))).toBe('FAILED DISK_FULL')
    expect(told(143, NO_EVIDENCE, true)).toBe('CANCELLED')
  })
})
