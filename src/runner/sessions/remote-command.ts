import { existsSync, readFileSync } from 'node:fs'
import type { FailureCode } from '../../domain/borg/failures.ts'
import type { SshConnectionRow } from '../../domain/ssh/ssh-connections.ts'
import { type SshSettings, sshArguments } from '../borg/environment.ts'
import { NO_EVIDENCE, observeSsh } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { runShort, type ShortResult } from '../processes/process.ts'

/** Milliseconds. */
const timeout = 30_000
const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }

/** A machine, and how ssh is to be called for it (`connectionSettings`). */
export interface RemoteMachine {
  connection: Pick<SshConnectionRow, 'host' | 'port' | 'username'>
  ssh: SshSettings
}

/** The words of a call of ssh that has the login shell of the other side run a command, without a terminal. */
export const remoteWords = ({ connection, ssh }: RemoteMachine, remoteCommand: string): string[] => {
  const { host, port, username } = connection
  return ['ssh', ...sshArguments(ssh), '-T', '-p', String(port), '-l', username, '--', host, remoteCommand]
}

/**
 * Runs a short command on the other side, and keeps its output.
 *
 * @throws Refused when the machine could not be reached or signed in to; the reason of `signal`
 */
export async function runRemotely(
  machine: RemoteMachine,
  remoteCommand: string,
  signal: AbortSignal,
): Promise<ShortResult> {
  const [file, ...args] = remoteWords(machine, remoteCommand)
  const result = await runShort({ file: file!, args, env }, timeout, signal)
  // ssh's own failure; everything else is the exit code of the command (ssh documentation, EXIT STATUS).
  if (result.exitCode === null) throw new Refused('SSH_HOST_UNREACHABLE')
  if (result.exitCode === 255) throw new Refused(reasonOf(machine.ssh.logFile))
  return result
}

/** Why ssh gave up, as far as its log says it. */
function reasonOf(log: string): FailureCode {
  let evidence = NO_EVIDENCE
  if (existsSync(log))
    for (const line of readFileSync(log, 'utf8').split('\n')) evidence = observeSsh(evidence, line)
  return evidence.sshHint ?? 'CONNECTION_CLOSED'
}
