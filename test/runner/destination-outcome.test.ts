import { describe, expect, it } from 'vitest'
import { parseLine } from '../../src/domain/borg/lines.ts'
import { decideOutcome, NO_EVIDENCE, observe, observeSsh } from '../../src/runner/borg/outcome.ts'
import { blameDestination } from '../../src/runner/restores/destination-outcome.ts'

const record = (message: string, msgid: string) =>
  JSON.stringify({ type: 'log_message', levelname: 'ERROR', name: 'borg.archiver', message, msgid })

const filterFailed = (code: number) =>
  record(`Error: filter ssh -p 22 -- host 'sh -c x failed, rc=0' failed, rc=${code}`, 'Error')
const nobodyReads = record(
  'Traceback (most recent call last):\n  …\nBrokenPipeError: [Errno 32] Broken pipe',
  'Exception',
)

/** What a call of Borg comes to that printed these lines, with what ssh wrote into its log. */
function outcomeOf(
  exitCode: number,
  lines: string[],
  sshLog: string[] = [],
  cancelRequested = false,
): string {
  const said = lines.map(parseLine).reduce(observe, NO_EVIDENCE)
  const evidence = sshLog.reduce(observeSsh, said)
  const { status, failure } = blameDestination(
    decideOutcome({ exitCode, cancelRequested, evidence }),
    evidence,
  )
  return [status, failure?.code].filter(Boolean).join(' ')
}

describe('blameDestination', () => {
  it('leaves what ended well, and what Borg has words for', () => {
    expect(outcomeOf(0, [])).toBe('COMPLETED')
    expect(outcomeOf(0, ['tar: a: implausibly old time stamp 1901-12-13'])).toBe('COMPLETED')
    expect(outcomeOf(2, [record('Data integrity error', 'IntegrityError')])).toBe('FAILED DATA_CORRUPTED')
    expect(outcomeOf(137, [])).toBe('FAILED BORG_KILLED')
    expect(outcomeOf(2, [filterFailed(2)], [], true)).toBe('CANCELLED')
  })

  it('tells tar from ssh by the code of the program, whatever that is called with', () => {
    expect(outcomeOf(2, ['tar: a: Cannot open: Permission denied', filterFailed(2)])).toBe(
      'FAILED DESTINATION_ERROR',
    )
    expect(outcomeOf(2, [filterFailed(-9)])).toBe('FAILED DESTINATION_ERROR')
    expect(outcomeOf(2, [filterFailed(255)])).toBe('FAILED DESTINATION_CONNECTION_LOST')
    expect(outcomeOf(2, [nobodyReads])).toBe('FAILED DESTINATION_CONNECTION_LOST')
  })

  it('has the reason of ssh, where its log says one', () => {
    const denied = 'root@host: Permission denied (publickey).'
    expect(outcomeOf(2, [filterFailed(255)], [denied])).toBe('FAILED SSH_PERMISSION_DENIED')
    expect(outcomeOf(2, [nobodyReads], [denied])).toBe('FAILED SSH_PERMISSION_DENIED')
    const silent = 'Timeout, server host not responding.'
    expect(outcomeOf(2, [filterFailed(255)], [silent])).toBe('FAILED DESTINATION_CONNECTION_LOST')
  })

  it('knows a full disk by what tar says, and by nothing that a file may be called', () => {
    for (const full of ['No space left on device', 'Disk quota exceeded', 'Wrote only 512 of 10240 bytes'])
      expect(outcomeOf(2, [`tar: a/b: Cannot write: ${full}`]), full).toBe('FAILED DESTINATION_FULL')
    expect(outcomeOf(2, ['mkdir: cannot create directory /x: No space left on device', nobodyReads])).toBe(
      'FAILED DESTINATION_FULL',
    )
    expect(outcomeOf(137, ['/bin/tar: a: Wrote only 512 of 10240 bytes'])).toBe('FAILED DESTINATION_FULL')
    const named = 'tar: a: No space left on device: Cannot open: Permission denied'
    expect(outcomeOf(2, [named, filterFailed(2)])).toBe('FAILED DESTINATION_ERROR')
  })
})
