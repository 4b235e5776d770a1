import { type Run, unlessNotFound } from '../../execute.ts'
import { SshConnectionByIdDocument } from '../../generated/borg-ui/ssh.ts'
import { globalId } from '../../global-ids.ts'
import { refuse } from '../protocol/problem.ts'
import { valueErrors } from '../protocol/validation.ts'
import type { Settings } from './repository-input.ts'
import { noConnection, sourceNeedsConnection, urlNeedsConnection } from './repository-refusals.ts'

/** Global ids, as the inputs of the schema take them; absent: nothing was said. */
export interface Connections {
  connectionId?: string
  sourceConnectionId?: string | null
}

/**
 * The connections that a body names, for the location of a repository and for its sources.
 *
 * @param before the location as it is, and whether there is a connection for it
 * @throws Problem for a connection that is not there, or is missing; GraphqlFailure `FORBIDDEN`
 */
export async function readConnections(
  run: Run,
  body: Settings & { path?: string | null | undefined },
  before: { path: string; hasConnection: boolean } | null = null,
): Promise<Connections> {
  const isUrl = body.path?.trim().startsWith('ssh://') && body.path !== before?.path
  if (isUrl && body.connection_id == null && !before?.hasConnection) throw refuse(urlNeedsConnection)
  const source = sourceConnectionOf(body)
  return {
    ...(body.connection_id == null ? {} : { connectionId: await find(run, body.connection_id) }),
    ...(source === undefined ? {} : { sourceConnectionId: source === null ? null : await find(run, source) }),
  }
}

async function find(run: Run, id: number): Promise<string> {
  const connection = globalId('SshConnectionProfile', id)
  const found = await unlessNotFound(run(SshConnectionByIdDocument, { id: connection }))
  if (!found) throw refuse(noConnection, { id })
  return connection
}

/** Null: this machine; undefined: nothing was said. @throws Problem 422 */
function sourceConnectionOf(body: Settings): number | null | undefined {
  const locations = body.source_locations
  if (locations == null) return body.source_connection_id ?? undefined
  const machines = locations.map(location =>
    location.source_type === 'remote'
      ? (location.source_ssh_connection_id ?? body.source_connection_id ?? undefined)
      : null,
  )
  if (machines.includes(undefined)) throw refuse(sourceNeedsConnection)
  const [machine = null, ...others] = new Set(machines)
  if (others.length > 0)
    throw valueErrors(
      { sourceLocations: 'Must all be on one machine.' },
      () => ['body', 'source_locations'],
      body,
    )
  return machine
}
