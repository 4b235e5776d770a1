import { recordAuthEvent } from '../../domain/accounts/auth-events.ts'
import type { World } from '../../domain/kernel/scope.ts'
import type { SshConnectionRow } from '../../domain/ssh/ssh-connections.ts'
import { trustedHostKeys } from '../../domain/ssh/ssh-host-keys.ts'
import { runShort, type ShortResult } from '../processes/process.ts'

/** Milliseconds. */
const timeout = 15_000
const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }

/** Runs a program of this machine. */
type RunProgram = (file: string, args: string[]) => Promise<ShortResult>

/** The host keys that a machine offers right now, as `type base64`; none when it does not answer. */
export async function offeredHostKeys(
  { host, port }: Pick<SshConnectionRow, 'host' | 'port'>,
  run: RunProgram = (file, args) => runShort({ file, args, env }, timeout),
): Promise<string[]> {
  const { stdout } = await run('ssh-keyscan', ['-T', '10', '-p', String(port), '--', host])
  return [...new Set(stdout.split('\n').flatMap(readHostKey))]
}

/** `host type base64`, without the host. */
function readHostKey(line: string): string[] {
  const match = /^[^#\s]\S* ((?:ssh|ecdsa|sk)[\w@.-]+ [A-Za-z0-9+/]+={0,2})\s*$/.exec(line)
  return match ? [match[1]!] : []
}

/**
 * Pins the host keys of a machine that was never met, and writes down which; of any other machine nothing changes. A
 * machine that does not answer stays unknown.
 *
 * @returns the connection as it is then
 */
export async function pinOnFirstUse(
  { db }: Pick<World, 'db'>,
  connection: SshConnectionRow,
): Promise<SshConnectionRow> {
  if (connection.hostKeys !== '[]') return connection
  const offered = await offeredHostKeys(connection)
  if (offered.length === 0) return connection
  const pinned = await db
    .updateTable('ssh_connection')
    .set({ hostKeys: JSON.stringify(offered), updatedAt: Date.now() })
    .where('id', '=', connection.id)
    // Another run was first, or it is another machine by now: then its keys count.
    .where('hostKeys', '=', '[]')
    .where('host', '=', connection.host)
    .where('port', '=', connection.port)
    .returningAll()
    .executeTakeFirst()
  if (pinned) {
    const { username, host, port } = pinned
    const keys = trustedHostKeys(pinned).map(({ type, fingerprint }) => `${type} ${fingerprint}`)
    await recordAuthEvent(
      { db },
      { type: 'ssh_host_key_pinned', detail: `${username}@${host}:${port} ${keys.join(', ')}` },
    )
    return pinned
  }
  return db.selectFrom('ssh_connection').selectAll().where('id', '=', connection.id).executeTakeFirstOrThrow()
}
