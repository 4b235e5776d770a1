import { z } from 'zod'
import { date } from './job-shapes.ts'
import { laxInt } from './lax.ts'
import type {
  SshConnectionItemFragment,
  SshHostKeyItemFragment,
  SshKeyItemFragment,
} from './ssh.generated.ts'
import { dateOrNull, dateText } from './text-formats.ts'

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

export const sshKeyOf = (key: SshKeyItemFragment): z.output<typeof sshKeyShape> => ({
  id: key.databaseId,
  name: key.name,
  description: key.description,
  key_type: key.keyType.toLowerCase() as (typeof keyTypes)[number],
  public_key: key.publicKey,
  fingerprint: key.fingerprint,
  is_system_key: true,
  is_active: true,
})

/** What lists say besides. */
export const listedKeyShape = sshKeyShape.extend({ created_at: date() })
export const listedKeyOf = (key: SshKeyItemFragment): z.output<typeof listedKeyShape> => ({
  ...sshKeyOf(key),
  created_at: dateText(key.createdAt),
})

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

/** What a test answers about its connection. */
export const testedShape = z.strictObject({
  id: z.int(),
  host: z.string(),
  username: z.string(),
  port: z.int(),
  status: z.enum(['unknown', 'connected', 'failed']),
  error_message: z.string().nullable(),
})

export const testedOf = (connection: SshConnectionItemFragment): z.output<typeof testedShape> => ({
  id: connection.databaseId,
  host: connection.host,
  username: connection.username,
  port: connection.port,
  status: connection.status.toLowerCase() as 'unknown' | 'connected' | 'failed',
  error_message: connection.error,
})

export const connectionShape = testedShape.extend({
  name: z.string(),
  ssh_key_id: z.int().nullable(),
  ssh_key_name: z.string().nullable(),
  host_keys: z.array(hostKeyShape),
  last_test: date().nullable(),
  last_success: date().nullable(),
  is_backup_source: z.boolean(),
  borg_version: z.string().nullable(),
  borg_binary_path: z.string().nullable(),
  last_borg_check: date().nullable(),
  created_at: date(),
  updated_at: date(),
})

export const connectionOf = (connection: SshConnectionItemFragment): z.output<typeof connectionShape> => ({
  ...testedOf(connection),
  name: connection.name,
  ssh_key_id: connection.sshKey?.databaseId ?? null,
  ssh_key_name: connection.sshKey?.name ?? null,
  host_keys: connection.hostKeys.map(hostKeyOf),
  last_test: dateOrNull(connection.lastTestAt),
  last_success: dateOrNull(connection.lastSuccessAt),
  is_backup_source: connection.isBackupSource,
  borg_version: connection.borgVersion,
  borg_binary_path: connection.borgPath,
  last_borg_check: dateOrNull(connection.lastBorgCheckAt),
  created_at: dateText(connection.createdAt),
  updated_at: dateText(connection.updatedAt),
})
