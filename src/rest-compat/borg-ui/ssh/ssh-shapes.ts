import { z } from 'zod'
import type { Run } from '../../execute.ts'
import type {
  SshConnectionItemFragment,
  SshHostKeyItemFragment,
  SshKeyItemFragment,
} from '../../generated/borg-ui/ssh.ts'
import { dateOrNull, dateText } from '../protocol/text-formats.ts'
import { asSent, sentOf } from '../values/as-sent.ts'
import { date } from '../values/job-shapes.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { pick } from '../values/pick.ts'

/** Path parameters. */
export const keyId = z.object({ key_id: laxInt() })
export const connectionId = z.object({ connection_id: laxInt() })

export const keyTypes = ['rsa', 'ed25519', 'ecdsa'] as const

export const sshKeyShape = z.strictObject({
  id: z.int(),
  name: z.string(),
  description: z.string().nullable(),
  key_type: z.enum(keyTypes),
  public_key: z.string(),
  fingerprint: z.string(),
  is_system_key: z.literal(true),
  is_active: z.literal(true),
})

/** What lists say besides. */
export const listedKeyShape = sshKeyShape.extend({ created_at: date() })

/** A key as the server derives it, whatever a client sent. */
const derivedKeyOf = (key: SshKeyItemFragment): z.output<typeof listedKeyShape> => ({
  id: key.databaseId,
  name: key.name,
  description: key.description,
  key_type: key.keyType.toLowerCase() as (typeof keyTypes)[number],
  public_key: key.publicKey,
  fingerprint: key.fingerprint,
  is_system_key: true,
  is_active: true,
  created_at: dateText(key.createdAt),
})

const keyAsSent = asSent<z.output<typeof listedKeyShape>>()

export const listedKeyOf = (key: SshKeyItemFragment) => keyAsSent.show(derivedKeyOf(key), key.asSent)

/** Remembers what was sent about a key, and gives it as lists do. */
export const keepKey = (
  run: Run,
  key: SshKeyItemFragment,
  body: { name?: string | null | undefined; description?: string | null | undefined },
) =>
  keyAsSent.keep(
    run,
    { type: 'SshKey', id: key.databaseId },
    { shown: derivedKeyOf(key), kept: key.asSent },
    sentOf(body, ['name', 'description']),
  )

export const hostKeyShape = z.strictObject({
  type: z.string(),
  fingerprint: z.string(),
  is_trusted: z.boolean(),
})

export const hostKeyOf = (key: SshHostKeyItemFragment): z.output<typeof hostKeyShape> => ({
  type: key.type,
  fingerprint: key.fingerprint,
  is_trusted: key.isTrusted,
})

const unused = { description: 'Kept, without effect; null: nothing was said' }

/** What Borg UI knows of connections and this server has no use for. */
export const unusedFields = {
  use_sudo: laxBoolean().nullish().meta(unused),
  use_sftp_mode: laxBoolean().nullish().meta(unused),
  default_path: z.string().nullish().meta(unused),
  ssh_path_prefix: z.string().nullish().meta(unused),
  mount_point: z.string().nullish().meta(unused),
}

/** What a test answers about its connection. */
export const testedShape = z.strictObject({
  id: z.int(),
  host: z.string(),
  username: z.string(),
  port: z.int(),
  status: z.enum(['unknown', 'connected', 'failed']),
  error_message: z.string().nullable(),
})

export const connectionShape = testedShape.extend({
  name: z.string(),
  ssh_key_id: z.int().nullable(),
  ssh_key_name: z.string().nullable(),
  host_keys: z.array(hostKeyShape),
  last_test: date().nullable(),
  last_success: date().nullable(),
  is_backup_source: z.boolean(),
  use_sudo: z.boolean().nullable().meta(unused),
  use_sftp_mode: z.boolean().nullable().meta(unused),
  default_path: z.string().nullable().meta(unused),
  ssh_path_prefix: z.string().nullable().meta(unused),
  mount_point: z.string().nullable().meta(unused),
  borg_version: z.string().nullable(),
  borg_binary_path: z.string().nullable(),
  last_borg_check: date().nullable(),
  created_at: date(),
  updated_at: date(),
})

/** A connection as the server derives it, whatever a client sent. */
const derivedConnectionOf = (connection: SshConnectionItemFragment): z.output<typeof connectionShape> => ({
  id: connection.databaseId,
  host: connection.host,
  username: connection.username,
  port: connection.port,
  status: connection.status.toLowerCase() as 'unknown' | 'connected' | 'failed',
  error_message: connection.error,
  name: connection.name,
  ssh_key_id: connection.sshKey?.databaseId ?? null,
  ssh_key_name: connection.sshKey?.name ?? null,
  host_keys: connection.hostKeys.map(hostKeyOf),
  last_test: dateOrNull(connection.lastTestAt),
  last_success: dateOrNull(connection.lastSuccessAt),
  is_backup_source: connection.isBackupSource,
  use_sudo: null,
  use_sftp_mode: null,
  default_path: null,
  ssh_path_prefix: null,
  mount_point: null,
  borg_version: connection.borgVersion,
  borg_binary_path: connection.borgPath,
  last_borg_check: dateOrNull(connection.lastBorgCheckAt),
  created_at: dateText(connection.createdAt),
  updated_at: dateText(connection.updatedAt),
})

const connectionAsSent = asSent<z.output<typeof connectionShape>>()

export const connectionOf = (connection: SshConnectionItemFragment) =>
  connectionAsSent.show(derivedConnectionOf(connection), connection.asSent)

export const testedOf = (connection: SshConnectionItemFragment): z.output<typeof testedShape> =>
  pick(testedShape, connectionOf(connection))

/** What a request may say about a connection. */
type ConnectionBody = z.output<z.ZodObject<typeof unusedFields>> & {
  name?: string | null | undefined
  host?: string | null | undefined
  username?: string | null | undefined
  is_backup_source?: boolean | null | undefined
}

/** Remembers what was sent about a connection, and gives it. */
export const keepConnection = (run: Run, connection: SshConnectionItemFragment, body: ConnectionBody) =>
  connectionAsSent.keep(
    run,
    { type: 'SshConnectionProfile', id: connection.databaseId },
    { shown: derivedConnectionOf(connection), kept: connection.asSent },
    sentOf(body, [
      'name',
      'host',
      'username',
      'is_backup_source',
      ...(Object.keys(unusedFields) as (keyof typeof unusedFields)[]),
    ]),
  )
