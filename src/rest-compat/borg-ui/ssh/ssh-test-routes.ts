import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import {
  ConnectionsOfKeyDocument,
  CreateSshConnectionDocument,
  ScanSshHostKeysDocument,
  type SshConnectionItemFragment,
  TestSshConnectionDocument,
  TrustSshHostKeysDocument,
  UpdateSshConnectionDocument,
  VerifyRemoteBorgDocument,
} from '../../generated/borg-ui/ssh.ts'
import { globalId } from '../../global-ids.ts'
import { refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { date } from '../values/job-shapes.ts'
import { laxBoolean, laxNumber } from '../values/lax.ts'
import { collectPages } from '../values/pages.ts'
import { connectionErrors, keyNotFound, notASource, sshAdminOnly } from './ssh-errors.ts'
import {
  connectionId,
  connectionOf,
  connectionShape,
  hostKeyOf,
  hostKeyShape,
  keyId,
  testedOf,
  testedShape,
} from './ssh-shapes.ts'

const common = {
  tag: 'SSH connections',
  access: 'admin' as const,
  roleRefusal: sshAdminOnly,
  errors: connectionErrors,
}
const success = z.literal(true)
const path = '/api/ssh-keys/connections/{connection_id}'

const testAnswer = z.strictObject({
  success: z.boolean(),
  message: z.enum(['backend.success.ssh.connectionTestSuccess', 'backend.success.ssh.connectionTestFailed']),
  connection: testedShape,
})

async function test(run: Run, id: number): Promise<z.output<typeof testAnswer>> {
  const tried = (await run(TestSshConnectionDocument, { id: globalId('SshConnectionProfile', id) }))
    .testSshConnection
  return {
    success: tried.failure === null,
    message: tried.failure
      ? 'backend.success.ssh.connectionTestFailed'
      : 'backend.success.ssh.connectionTestSuccess',
    connection: testedOf(tried.connection),
  }
}

const place = z.object({ host: z.string(), username: z.string(), port: laxNumber().default(22) })

const testKey = route({
  ...common,
  method: 'post',
  path: '/api/ssh-keys/{key_id}/test-connection',
  summary: 'Sign in to a machine with a key; it becomes a connection when it is none yet',
  params: keyId,
  body: { kind: 'json', schema: place },
  success: { status: 200, description: 'What came of it, either way', answer: testAnswer },
  refusals: [keyNotFound],
  async handle({ params, body, run }) {
    const id = globalId('SshKey', params.key_id)
    const known = await collectPages(-1, (first, after) => connectionsOf(run, id, first, after))
    const found = known.find(
      ({ host, port, username }) => host === body.host && port === body.port && username === body.username,
    )
    const connection =
      found ??
      (await run(CreateSshConnectionDocument, { input: { ...body, sshKeyId: id } })).createSshConnection
        .connection
    return test(run, connection.databaseId)
  },
})

/** @throws Problem 404 */
async function connectionsOf(run: Run, id: string, first: number, after: string | null) {
  const found = await unlessNotFound(run(ConnectionsOfKeyDocument, { id, first, after }))
  if (!found?.node || !('connections' in found.node)) throw refuse(keyNotFound)
  return found.node.connections
}

const testConnection = route({
  ...common,
  method: 'post',
  path: `${path}/test`,
  summary: 'Sign in, and keep what came of it',
  params: connectionId,
  success: { status: 200, description: 'What came of it, either way', answer: testAnswer },
  handle: ({ params, run }) => test(run, params.connection_id),
})

/** Looks for Borg; in words why it could not be asked. */
async function verify(
  run: Run,
  id: number,
): Promise<{ connection: SshConnectionItemFragment; error: string | null }> {
  const { connection, failure } = (
    await run(VerifyRemoteBorgDocument, { id: globalId('SshConnectionProfile', id) })
  ).verifyRemoteBorg
  if (failure) return { connection, error: `${failure.message} ${failure.remedy}` }
  return { connection, error: connection.borgVersion === null ? 'Borg was not found there.' : null }
}

const verifyBorg = route({
  ...common,
  method: 'post',
  path: `${path}/verify-borg`,
  summary: 'Look for Borg on the machine',
  params: connectionId,
  success: {
    status: 200,
    description: 'What was found, if anything',
    answer: z.strictObject({
      installed: z.boolean(),
      version: z.string().nullable(),
      path: z.string().nullable(),
      error: z.string().nullable(),
      last_check: date().nullable(),
    }),
  },
  async handle({ params, run }) {
    const { connection, error } = await verify(run, params.connection_id)
    return {
      installed: connection.borgVersion !== null,
      version: connection.borgVersion,
      path: connection.borgPath,
      error,
      last_check: dateOrNull(connection.lastBorgCheckAt),
    }
  },
})

const backupSource = route({
  ...common,
  method: 'patch',
  path: `${path}/backup-source`,
  summary: 'Offer the machine as a source of backups, once it can be signed in to',
  params: connectionId,
  query: z.object({ enable: laxBoolean() }),
  success: {
    status: 200,
    description: 'Changed',
    answer: z.strictObject({
      success,
      is_backup_source: z.boolean(),
      borg_version: z.string().nullable(),
      borg_binary_path: z.string().nullable(),
      last_borg_check: date().nullable(),
    }),
  },
  refusals: [notASource],
  async handle({ params, query, run }) {
    if (query.enable) {
      const tested = await test(run, params.connection_id)
      if (!tested.success) throw refuse(notASource, { error: tested.connection.error_message })
      await verify(run, params.connection_id)
    }
    const input = {
      connectionId: globalId('SshConnectionProfile', params.connection_id),
      isBackupSource: query.enable,
    }
    const { connection } = (await run(UpdateSshConnectionDocument, { input })).updateSshConnection
    return {
      success: true as const,
      is_backup_source: connection.isBackupSource,
      borg_version: connection.borgVersion,
      borg_binary_path: connection.borgPath,
      last_borg_check: dateOrNull(connection.lastBorgCheckAt),
    }
  },
})

const scan = route({
  ...common,
  method: 'post',
  path: `${path}/host-keys/scan`,
  summary: 'Ask the machine for its host keys, to compare them; trusts none',
  params: connectionId,
  success: {
    status: 200,
    description: 'What it offers right now',
    answer: z.strictObject({ success, host_keys: z.array(hostKeyShape) }),
  },
  async handle({ params, run }) {
    const id = globalId('SshConnectionProfile', params.connection_id)
    const { hostKeys } = (await run(ScanSshHostKeysDocument, { id })).scanSshHostKeys
    return { success: true as const, host_keys: hostKeys.map(hostKeyOf) }
  },
})

const trust = route({
  ...common,
  method: 'post',
  path: `${path}/host-keys/trust`,
  summary: 'Trust host keys that the machine offers right now, and no others from then on',
  params: connectionId,
  body: {
    kind: 'json',
    schema: z.object({
      fingerprints: z.array(z.string()).nullish().meta({ description: 'Absent: what it offers now' }),
    }),
  },
  success: {
    status: 200,
    description: 'Trusted',
    answer: z.strictObject({ success, connection: connectionShape }),
  },
  async handle({ params, body, run }) {
    const input = {
      connectionId: globalId('SshConnectionProfile', params.connection_id),
      fingerprints: body.fingerprints ?? null,
    }
    const { connection } = (await run(TrustSshHostKeysDocument, { input })).trustSshHostKeys
    return { success: true as const, connection: connectionOf(connection) }
  },
})

/** Trying connections, and trusting them. */
export const sshTestRoutes = [testKey, testConnection, verifyBorg, backupSource, scan, trust]
