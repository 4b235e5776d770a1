import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { requireAdmin } from '../accounts/users.ts'
import { isFullAdmin } from '../kernel/access.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { findSshKey, nameProblem } from './ssh-keys.ts'

export type SshConnectionRow = Selectable<Tables['ssh_connection']>

/** What can be said of another machine. Absent or null: the default, or unchanged. */
export interface SshConnectionSettings {
  /** Default: `user@host:port`. */
  name?: string | null | undefined
  host?: string | null | undefined
  /** Default 22. */
  port?: number | null | undefined
  username?: string | null | undefined
  sshKeyId?: number | null | undefined
  isBackupSource?: boolean | null | undefined
}

/** @throws DomainError `NOT_FOUND`, also for everybody but administrators */
export async function findSshConnection(scope: Scope, id: number): Promise<SshConnectionRow> {
  if (!isFullAdmin(viewerOf(scope))) throw notFound('SSH connection')
  const row = await scope.db.selectFrom('ssh_connection').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('SSH connection')
  return row
}

export interface SshConnectionFilter {
  sshKeyId?: number | null | undefined
}

/** In the order in which they were made. */
export function listSshConnections(scope: Scope, { sshKeyId }: SshConnectionFilter, args: PageArguments) {
  requireAdmin(scope)
  let query = scope.db.selectFrom('ssh_connection').selectAll()
  if (sshKeyId != null) query = query.where('sshKeyId', '=', sshKeyId)
  return fetchPage(query, 'id', 'asc', args)
}

/** Many at once, in the order asked for; null for everybody but administrators. */
export async function findSshConnections(
  scope: Scope,
  ids: readonly number[],
): Promise<(SshConnectionRow | null)[]> {
  if (!isFullAdmin(viewerOf(scope))) return ids.map(() => null)
  const rows = await scope.db
    .selectFrom('ssh_connection')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => byId.get(id) ?? null)
}

/**
 * Registers another machine. Nothing is sent there, and no host key is trusted yet.
 *
 * @throws DomainError `NOT_FOUND` for the key, `INVALID_INPUT`, `CONFLICT` (`NAME_TAKEN`, `SSH_CONNECTION_EXISTS`)
 */
export async function createSshConnection(
  scope: Scope,
  input: SshConnectionSettings & { host: string; username: string; sshKeyId: number },
): Promise<SshConnectionRow> {
  requireAdmin(scope)
  checkSettings(input)
  const key = await findSshKey(scope, input.sshKeyId)
  const place = { host: input.host.trim(), port: input.port ?? 22, username: input.username.trim() }
  const now = Date.now()
  return scope.db
    .insertInto('ssh_connection')
    .values({
      name: input.name?.trim() || (await defaultName(scope, place, key.name)),
      ...place,
      sshKeyId: key.id,
      isBackupSource: input.isBackupSource ? 1 : 0,
      hostKeys: '[]',
      status: 'UNKNOWN',
      createdAt: now,
      updatedAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(error => refuseTaken(scope, error, { ...place, sshKeyId: key.id }))
}

/**
 * Changes a connection. Another host or port is another machine: what was trusted and found out is forgotten.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`, `CONFLICT` (`NAME_TAKEN`, `SSH_CONNECTION_EXISTS`;
 *   `SSH_CONNECTION_IN_USE` for a place at which repositories are)
 */
export async function updateSshConnection(
  scope: Scope,
  id: number,
  input: SshConnectionSettings,
): Promise<SshConnectionRow> {
  requireAdmin(scope)
  const before = await findSshConnection(scope, id)
  checkSettings(input)
  if (input.sshKeyId != null) await findSshKey(scope, input.sshKeyId)
  const place = {
    host: input.host?.trim() ?? before.host,
    port: input.port ?? before.port,
    username: input.username?.trim() ?? before.username,
    sshKeyId: input.sshKeyId ?? before.sshKeyId,
  }
  const isOtherMachine = place.host !== before.host || place.port !== before.port
  if (isOtherMachine || place.username !== before.username) await requireNoRepositoryThere(scope, id)
  const isOtherSignIn = place.username !== before.username || place.sshKeyId !== before.sshKeyId
  await scope.db
    .updateTable('ssh_connection')
    .set({
      ...place,
      ...(input.name == null ? {} : { name: input.name.trim() }),
      ...(input.isBackupSource == null ? {} : { isBackupSource: input.isBackupSource ? 1 : 0 }),
      ...(isOtherMachine ? { hostKeys: '[]' } : {}),
      ...(isOtherMachine || isOtherSignIn ? nothingKnown : {}),
      updatedAt: Date.now(),
    })
    .where('id', '=', id)
    .execute()
    .catch(error => refuseTaken(scope, error, place))
  return findSshConnection(scope, id)
}

const nothingKnown = {
  status: 'UNKNOWN',
  error: null,
  lastTestAt: null,
  lastSuccessAt: null,
  borgVersion: null,
  borgPath: null,
  lastBorgCheckAt: null,
} as const

/** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT` `SSH_CONNECTION_IN_USE` */
export async function deleteSshConnection(scope: Scope, id: number): Promise<void> {
  requireAdmin(scope)
  const connection = await findSshConnection(scope, id)
  const gone = await scope.db
    .deleteFrom('ssh_connection')
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('repository')
            .select('repository.id')
            .where(({ or, eb }) => or([eb('connectionId', '=', id), eb('sourceConnectionId', '=', id)])),
        ),
      ),
    )
    .executeTakeFirst()
  if (gone.numDeletedRows === 0n) throw inUse(connection.name)
}

async function requireNoRepositoryThere(scope: Scope, id: number): Promise<void> {
  const repository = await scope.db
    .selectFrom('repository')
    .select('name')
    .where('connectionId', '=', id)
    .executeTakeFirst()
  if (repository) throw inUse(repository.name)
}

const inUse = (name: string) =>
  conflict('SSH_CONNECTION_IN_USE', 'Repositories use this connection. Change or remove them first.', {
    name,
  })

/** With the key's name where two keys sign in at one place. */
async function defaultName(
  scope: Scope,
  { username, host, port }: { username: string; host: string; port: number },
  keyName: string,
): Promise<string> {
  const place = `${username}@${host}:${port}`.slice(0, 100)
  const taken = await scope.db
    .selectFrom('ssh_connection')
    .select('id')
    .where('name', '=', place)
    .executeTakeFirst()
  return taken ? `${place} (${keyName})` : place
}

async function refuseTaken(
  scope: Scope,
  error: unknown,
  { host, port, username, sshKeyId }: Pick<SshConnectionRow, 'host' | 'port' | 'username' | 'sshKeyId'>,
): Promise<never> {
  if (!isUniqueViolation(error)) throw error
  const same = await scope.db
    .selectFrom('ssh_connection')
    .select('id')
    .where('host', '=', host)
    .where('port', '=', port)
    .where('username', '=', username)
    .where('sshKeyId', '=', sshKeyId)
    .executeTakeFirst()
  throw same
    ? conflict('SSH_CONNECTION_EXISTS', 'This user of that machine is registered with this key already.')
    : conflict('NAME_TAKEN', 'There is already an SSH connection with this name.')
}

/** Neither may be taken for an option or for a part of a URL. */
const hostPattern = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9.])?$|^(?=.*:)[0-9a-fA-F:.]{2,45}$/
const usernamePattern = /^[A-Za-z0-9_][\w.-]{0,63}$/

function checkSettings({ name, host, port, username }: SshConnectionSettings): void {
  const mistakes = new Mistakes()
  if (name) mistakes.add('name', nameProblem(name))
  if (host != null && !hostPattern.test(host.trim()))
    mistakes.add('host', 'Must be a host name or an IP address.')
  if (port != null && !(Number.isInteger(port) && port >= 1 && port <= 65_535))
    mistakes.add('port', 'Must be 1 to 65535.')
  if (username != null && !usernamePattern.test(username.trim()))
    mistakes.add('username', 'Must be the name of a user: letters, digits, `.`, `_` and `-`.')
  mistakes.throwIfAny()
}

/**
 * The connection of a repository or of a restore; its callers have checked that the viewer may choose one.
 *
 * @throws DomainError `NOT_FOUND`, with a `cause` that tells it from a missing repository
 */
export async function requireSshConnection({ db }: World, id: number): Promise<SshConnectionRow> {
  const row = await db.selectFrom('ssh_connection').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('SSH connection', { cause: 'SSH_CONNECTION' })
  return row
}
