import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import {
  CreateSshConnectionDocument,
  DeleteSshConnectionDocument,
  SshConnectionByIdDocument,
  type SshConnectionItemFragment,
  SshConnectionsDocument,
  UpdateSshConnectionDocument,
} from '../../generated/borg-ui/ssh.ts'
import { globalId } from '../../global-ids.ts'
import { refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { laxBoolean, laxInt, laxNumber } from '../values/lax.ts'
import { collectPages } from '../values/pages.ts'
import { connectionErrors, connectionNotFound, keyNotFound, sshAdminOnly } from './ssh-errors.ts'
import { findKey } from './ssh-key-routes.ts'
import { connectionId, connectionOf, connectionShape, keepConnection, unusedFields } from './ssh-shapes.ts'

const common = {
  tag: 'SSH connections',
  access: 'admin' as const,
  roleRefusal: sshAdminOnly,
  errors: connectionErrors,
}
const success = z.literal(true)
const path = '/api/ssh-keys/connections'

const list = route({
  ...common,
  method: 'get',
  path,
  summary: 'All connections',
  success: {
    status: 200,
    description: 'In the order in which they were made',
    answer: z.strictObject({ success, connections: z.array(connectionShape) }),
  },
  async handle({ run }) {
    const connections = await collectPages(
      -1,
      async (first, after) => (await run(SshConnectionsDocument, { first, after })).sshConnections,
    )
    return { success: true as const, connections: connections.map(connectionOf) }
  },
})

const settings = {
  name: z.string().nullish(),
  is_backup_source: laxBoolean().nullish(),
  ...unusedFields,
}

const create = route({
  ...common,
  method: 'post',
  path,
  summary: 'Register another machine; nothing is sent there yet',
  body: {
    kind: 'json',
    schema: z.object({
      host: z.string(),
      username: z.string(),
      port: laxNumber().default(22),
      ssh_key_id: laxInt(),
      ...settings,
    }),
  },
  success: {
    status: 200,
    description: 'Registered',
    answer: z.strictObject({ success, connection: connectionShape }),
  },
  refusals: [keyNotFound],
  async handle({ body, run }) {
    await findKey(run, body.ssh_key_id)
    const input = {
      name: body.name ?? null,
      host: body.host,
      port: body.port,
      username: body.username,
      sshKeyId: globalId('SshKey', body.ssh_key_id),
      isBackupSource: body.is_backup_source ?? null,
    }
    const { connection } = (await run(CreateSshConnectionDocument, { input })).createSshConnection
    return { success: true as const, connection: await keepConnection(run, connection, body) }
  },
})

/** @throws Problem 404 */
async function findConnection(run: Run, id: number): Promise<SshConnectionItemFragment> {
  const found = await unlessNotFound(
    run(SshConnectionByIdDocument, { id: globalId('SshConnectionProfile', id) }),
  )
  if (found?.node && 'hostKeys' in found.node) return found.node as SshConnectionItemFragment
  throw refuse(connectionNotFound)
}

const get = route({
  ...common,
  method: 'get',
  path: `${path}/{connection_id}`,
  summary: 'One connection',
  params: connectionId,
  success: {
    status: 200,
    description: 'The connection',
    answer: z.strictObject({ success, connection: connectionShape }),
  },
  handle: async ({ params, run }) => ({
    success: true as const,
    connection: connectionOf(await findConnection(run, params.connection_id)),
  }),
})

const update = route({
  ...common,
  method: 'put',
  path: `${path}/{connection_id}`,
  summary: 'Change what is given; with another host or port, no host key is trusted any more',
  params: connectionId,
  body: {
    kind: 'json',
    schema: z.object({
      host: z.string().nullish(),
      username: z.string().nullish(),
      port: laxNumber().nullish(),
      ssh_key_id: laxInt().nullish(),
      ...settings,
    }),
  },
  success: {
    status: 200,
    description: 'Changed',
    answer: z.strictObject({ success, connection: connectionShape }),
  },
  refusals: [keyNotFound],
  async handle({ params, body, run }) {
    if (body.ssh_key_id != null) await findKey(run, body.ssh_key_id)
    const input = {
      connectionId: globalId('SshConnectionProfile', params.connection_id),
      name: body.name ?? null,
      host: body.host ?? null,
      port: body.port ?? null,
      username: body.username ?? null,
      sshKeyId: body.ssh_key_id == null ? null : globalId('SshKey', body.ssh_key_id),
      isBackupSource: body.is_backup_source ?? null,
    }
    const { connection } = (await run(UpdateSshConnectionDocument, { input })).updateSshConnection
    return { success: true as const, connection: await keepConnection(run, connection, body) }
  },
})

const remove = route({
  ...common,
  method: 'delete',
  path: `${path}/{connection_id}`,
  summary: 'Delete a connection that no repository uses',
  params: connectionId,
  success: {
    status: 200,
    description: 'Deleted',
    answer: z.strictObject({ success, message: z.literal('backend.success.ssh.connectionDeleted') }),
  },
  async handle({ params, run }) {
    await run(DeleteSshConnectionDocument, { id: globalId('SshConnectionProfile', params.connection_id) })
    return { success: true as const, message: 'backend.success.ssh.connectionDeleted' as const }
  },
})

/** Other machines that are reached over SSH. */
export const sshConnectionRoutes = [list, create, get, update, remove]
