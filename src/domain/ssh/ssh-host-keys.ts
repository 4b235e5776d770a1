import { requireAdmin } from '../accounts/users.ts'
import { BorgCallError, type CallFailure, callBorg, connectionPool } from '../calls/borg-calls.ts'
import { invalidInput } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import { findSshConnection, type SshConnectionRow } from './ssh-connections.ts'
import { fingerprintOf } from './ssh-key-formats.ts'

/** A host key as people compare it. */
export interface SshHostKey {
  /** Such as `ssh-ed25519`. */
  type: string
  /** `SHA256:…` */
  fingerprint: string
  isTrusted: boolean
}

const parse = (json: string) => JSON.parse(json) as string[]

/** The host keys that a connection trusts. */
export const trustedHostKeys = ({ hostKeys }: SshConnectionRow): SshHostKey[] =>
  parse(hostKeys).map(key => describe(key, true))

function describe(hostKey: string, isTrusted: boolean): SshHostKey {
  const [type = '', base64 = ''] = hostKey.split(' ')
  return { type, fingerprint: fingerprintOf(base64), isTrusted }
}

/** What a machine offers right now, compared with what is trusted. Nothing is changed. */
export async function scanSshHostKeys(
  scope: Scope,
  id: number,
): Promise<{ connection: SshConnectionRow; hostKeys: SshHostKey[] }> {
  requireAdmin(scope)
  const connection = await findSshConnection(scope, id)
  const trusted = parse(connection.hostKeys)
  const offered = await scan(scope, id)
  return { connection, hostKeys: offered.map(key => describe(key, trusted.includes(key))) }
}

/**
 * Trusts host keys that the machine offers right now, and from then on no others.
 *
 * @param fingerprints of the keys to trust, as somebody has compared them; null: all that are offered
 * @throws DomainError `INVALID_INPUT` when one of them is not offered, or when the machine does not answer
 */
export async function trustSshHostKeys(
  scope: Scope,
  id: number,
  fingerprints: readonly string[] | null,
): Promise<SshConnectionRow> {
  requireAdmin(scope)
  const before = await findSshConnection(scope, id)
  if (fingerprints?.length === 0) throw invalidInput({ fingerprints: 'Give at least one, or none at all.' })
  const offered = await scan(scope, id)
  const byFingerprint = new Map(offered.map(key => [describe(key, false).fingerprint, key]))
  const missing = fingerprints?.find(fingerprint => !byFingerprint.has(fingerprint))
  if (missing !== undefined)
    throw invalidInput(
      { fingerprints: 'The machine does not offer a key with this fingerprint.' },
      { failure: parse(before.hostKeys).length > 0 ? 'SSH_HOST_KEY_CHANGED' : 'SSH_HOST_KEY_UNKNOWN' },
    )
  const trusted = fingerprints ? fingerprints.map(fingerprint => byFingerprint.get(fingerprint)!) : offered
  await scope.db
    .updateTable('ssh_connection')
    .set({ hostKeys: JSON.stringify([...new Set(trusted)]), updatedAt: Date.now() })
    .where('id', '=', id)
    // Another machine since: then these are not its keys.
    .where('host', '=', before.host)
    .where('port', '=', before.port)
    .execute()
  return findSshConnection(scope, id)
}

async function scan(scope: Scope, connectionId: number): Promise<string[]> {
  try {
    return (await callBorg(scope, 'SCAN_HOST_KEYS', connectionPool, { connectionId })).hostKeys
  } catch (error) {
    if (!(error instanceof BorgCallError)) throw error
    const { code, message, remedy } = error.failure
    throw invalidInput({ connectionId: `${message} ${remedy}` }, { failure: code })
  }
}

/** What trying a connection gave. */
export interface Tried {
  connection: SshConnectionRow
  /** Null when it went well. */
  failure: CallFailure | null
}

/** Signs in to the machine and keeps what came of it. @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `UNAVAILABLE` */
export async function testSshConnection(scope: Scope, id: number): Promise<Tried> {
  requireAdmin(scope)
  await findSshConnection(scope, id)
  const { failure } = await attempt(callBorg(scope, 'TEST_CONNECTION', connectionPool, { connectionId: id }))
  const now = Date.now()
  return keep(scope, id, failure, {
    status: failure ? 'FAILED' : 'CONNECTED',
    error: failure && `${failure.message} ${failure.remedy}`,
    lastTestAt: now,
    ...(failure ? {} : { lastSuccessAt: now }),
  })
}

/** Asks for Borg on the machine and keeps the answer. @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `UNAVAILABLE` */
export async function verifyRemoteBorg(scope: Scope, id: number): Promise<Tried> {
  requireAdmin(scope)
  await findSshConnection(scope, id)
  const { failure, output } = await attempt(
    callBorg(scope, 'VERIFY_REMOTE_BORG', connectionPool, { connectionId: id }),
  )
  return keep(scope, id, failure, {
    borgVersion: output?.version ?? null,
    borgPath: output?.path ?? null,
    lastBorgCheckAt: Date.now(),
  })
}

async function attempt<Output>(
  call: Promise<Output>,
): Promise<{ failure: CallFailure | null; output: Output | null }> {
  try {
    return { failure: null, output: await call }
  } catch (error) {
    if (!(error instanceof BorgCallError)) throw error
    return { failure: error.failure, output: null }
  }
}

async function keep(
  scope: Scope,
  id: number,
  failure: CallFailure | null,
  columns: Partial<SshConnectionRow>,
): Promise<Tried> {
  await scope.db.updateTable('ssh_connection').set(columns).where('id', '=', id).execute()
  return { connection: await findSshConnection(scope, id), failure }
}
