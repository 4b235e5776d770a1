import { writeFileSync } from 'node:fs'
import type { World } from '../../domain/kernel/scope.ts'
import type { SshConnectionRow } from '../../domain/ssh/ssh-connections.ts'
import { privateKeyContext } from '../../domain/ssh/ssh-keys.ts'
import type { SshSettings } from '../borg/environment.ts'
import type { ConnectionFiles } from '../processes/connection-files.ts'
import { pinOnFirstUse } from './first-use.ts'
import { openSealed } from './secrets.ts'
import type { RunnerSettings } from './settings.ts'

/**
 * Writes the files for a connection, and says how ssh is to be called with them.
 *
 * @param pinsOnFirstUse see {@link RunnerSettings}
 * @throws Error when the connection is gone
 */
export async function connectionSettings(
  { db, sealer }: Pick<World, 'db' | 'sealer'>,
  connectionId: number,
  files: ConnectionFiles,
  { pinsOnFirstUse }: Pick<RunnerSettings, 'pinsOnFirstUse'>,
): Promise<{ connection: SshConnectionRow; ssh: SshSettings }> {
  const found = await db
    .selectFrom('ssh_connection')
    .selectAll()
    .where('id', '=', connectionId)
    .executeTakeFirstOrThrow()
  const connection = pinsOnFirstUse ? await pinOnFirstUse({ db }, found) : found
  const key = await db
    .selectFrom('ssh_key')
    .selectAll()
    .where('id', '=', connection.sshKeyId)
    .executeTakeFirstOrThrow()
  const hostKeys = JSON.parse(connection.hostKeys) as string[]
  writeFileSync(files.privateKey, openSealed(sealer, key.sealedPrivateKey, privateKeyContext(key.id)), {
    mode: 0o600,
  })
  writeFileSync(files.knownHosts, hostKeys.map(hostKey => `${knownAs(connection)} ${hostKey}\n`).join(''), {
    mode: 0o600,
  })
  const ssh: SshSettings = {
    keyFiles: [files.privateKey],
    knownHostsFile: files.knownHosts,
    hostKeyAlgorithms: hostKeys.flatMap(hostKey => algorithmsOf(hostKey.split(' ')[0]!)),
    logFile: files.log,
  }
  return { connection, ssh }
}

/** The name of a machine in a known_hosts file (sshd documentation, SSH_KNOWN_HOSTS FILE FORMAT). */
const knownAs = ({ host, port }: SshConnectionRow): string => (port === 22 ? host : `[${host}]:${port}`)

/** An RSA key signs in newer ways than the one it is named after. */
const algorithmsOf = (type: string): string[] =>
  type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]
