import { join } from 'node:path'
import type {
  BorgCallRow,
  BorgCalls,
  ConnectionCall,
  ConnectionInput,
} from '../../domain/calls/borg-calls.ts'
import type { World } from '../../domain/kernel/scope.ts'
import type { SshConnectionRow } from '../../domain/ssh/ssh-connections.ts'
import { Refused } from '../borg/refused.ts'
import { connectionFiles } from '../processes/connection-files.ts'
import { runShort, type ShortResult } from '../processes/process.ts'
import { offeredHostKeys } from '../sessions/first-use.ts'
import { runRemotely } from '../sessions/remote-command.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { connectionSettings } from '../sessions/ssh-session.ts'

/** Milliseconds. */
const timeout = 30_000
const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }

/** Answers a call that is about another machine. @throws Refused */
export async function answerConnectionCall(
  world: World,
  settings: RunnerSettings,
  call: BorgCallRow,
  folder: string,
  signal: AbortSignal,
): Promise<object> {
  const { connectionId } = JSON.parse(call.input) as ConnectionInput
  const files = connectionFiles(join(folder, 'key'), join(folder, 'ssh.log'))
  // Looking at the keys that a machine offers trusts none.
  const pinsOnFirstUse = settings.pinsOnFirstUse && call.kind !== 'SCAN_HOST_KEYS'
  const { connection, ssh } = await connectionSettings(world, connectionId, files, { pinsOnFirstUse })
  return answers[call.kind as ConnectionCall]({
    connection,
    run: async (file, args) => runShort({ file, args, env }, timeout, signal),
    ssh: remoteCommand => runRemotely({ connection, ssh }, remoteCommand, signal),
  })
}

interface Session {
  connection: SshConnectionRow
  run(file: string, args: string[]): Promise<ShortResult>
  /** Runs a command on the other side. @throws Refused when it could not be reached or signed in to */
  ssh(remoteCommand: string): Promise<ShortResult>
}

const answers: { [Kind in ConnectionCall]: (session: Session) => Promise<BorgCalls[Kind]['output']> } = {
  async SCAN_HOST_KEYS({ connection, run, ssh }) {
    const hostKeys = await offeredHostKeys(connection, run)
    if (hostKeys.length > 0) return { hostKeys }
    // ssh-keyscan keeps to itself what was wrong.
    await ssh('true')
    throw new Refused('SSH_HOST_UNREACHABLE')
  },

  async TEST_CONNECTION({ ssh }) {
    // A key that may only run one command runs that one, and sees at once that nobody talks to it.
    await ssh('true')
    return {}
  },

  async VERIFY_REMOTE_BORG({ ssh }) {
    const { stdout } = await ssh('command -v borg; borg --version')
    return {
      path: /^\/[^\s\p{C}]{1,500}$/mu.exec(stdout)?.[0] ?? null,
      version: /^borg (\d[\w.+-]{0,50})$/m.exec(stdout)?.[1] ?? null,
    }
  },
}
