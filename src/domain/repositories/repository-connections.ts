import { isAbsolute } from 'node:path'
import { invalidInput } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { requireSshConnection, type SshConnectionRow } from '../ssh/ssh-connections.ts'
import type { RepositoryRow } from './repositories.ts'

/** Where a repository and its sources are. Absent: unchanged; null: this machine, or by the server's own keys. */
export interface ConnectionSettings {
  path?: string | null | undefined
  connectionId?: number | null | undefined
  sourceConnectionId?: number | null | undefined
}

/** The columns of the connections, and the path as it is stored: with a connection it is an SSH location. */
export interface ReadConnections {
  path: string | null | undefined
  columns: Partial<Pick<RepositoryRow, 'connectionId' | 'sourceConnectionId'>>
}

/**
 * @param before the repository as it is; null for a new one
 * @throws DomainError `NOT_FOUND` for a connection, `INVALID_INPUT` on `path` for a location on another machine
 */
export async function readConnections(
  world: World,
  settings: ConnectionSettings,
  before: RepositoryRow | null,
): Promise<ReadConnections> {
  const { connectionId, sourceConnectionId } = settings
  const columns: ReadConnections['columns'] = {}
  if (connectionId !== undefined) columns.connectionId = connectionId
  if (sourceConnectionId !== undefined) columns.sourceConnectionId = sourceConnectionId
  if (sourceConnectionId != null) await requireSshConnection(world, sourceConnectionId)

  const id = connectionId === undefined ? (before?.connectionId ?? null) : connectionId
  if (id === null) return { path: settings.path, columns }
  const connection = await requireSshConnection(world, id)
  // Over another connection, the repository is at the same path of another machine, or of the same under another name.
  const path = settings.path ?? (connectionId === undefined ? null : before && pathOf(before.path))
  return { path: path == null ? path : locationOn(connection, path), columns }
}

const sshLocation =
  /^ssh:\/\/(?:(?<user>[^@/]*)@)?(?<host>\[[^\]/]*\]|[^:/]*)(?::(?<port>\d+))?(?<path>\/.*)$/s

const pathOf = (location: string): string => sshLocation.exec(location)?.groups?.path ?? location

/**
 * `ssh://user@host:port/path` (Borg documentation, Repository URLs). A relative path starts in the user's own folder.
 *
 * @throws DomainError `INVALID_INPUT` on `path`
 */
function locationOn({ host, port, username }: SshConnectionRow, path: string): string {
  const text = path.trim()
  if (text === '') return text
  const authority = `ssh://${username}@${host.includes(':') ? `[${host}]` : host}:${port}`
  if (!text.startsWith('ssh://'))
    return authority + (isAbsolute(text) ? text : text.startsWith('~') ? `/${text}` : `/./${text}`)
  const named = sshLocation.exec(text)?.groups
  const isThere =
    named &&
    named.host!.replace(/^\[|\]$/g, '').toLowerCase() === host.toLowerCase() &&
    Number(named.port ?? 22) === port &&
    (named.user ?? username) === username
  if (!isThere) throw invalidInput({ path: 'Must be a path on the machine of the connection.' })
  return authority + named.path
}
