import { defineEntity, p } from '@mikro-orm/core'
import { asSentText, instant } from './columns.ts'

/** A key pair with which this server signs in to other machines. */
export const SshKey = defineEntity({
  name: 'SshKey',
  tableName: 'ssh_key',
  properties: {
    id: p.integer().primary().autoincrement(),
    name: p.string().unique(),
    description: p.text().nullable(),
    /** `ed25519`, `rsa` or `ecdsa`. */
    keyType: p.string(),
    /** One line of an `authorized_keys` file. */
    publicKey: p.text(),
    /** `SHA256:…`, as `ssh-keygen -l` prints it. */
    fingerprint: p.string(),
    /** In OpenSSH's format, sealed. */
    sealedPrivateKey: p.text(),
    createdAt: instant(),
    asSent: asSentText(),
  },
})

/** Another machine that is reached over SSH, with the host keys that an administrator trusts. */
export const SshConnection = defineEntity({
  name: 'SshConnection',
  tableName: 'ssh_connection',
  properties: {
    id: p.integer().primary().autoincrement(),
    name: p.string().unique(),
    host: p.string(),
    port: p.integer(),
    username: p.string(),
    sshKeyId: () => p.manyToOne(SshKey).mapToPk().joinColumn('sshKeyId').deleteRule('restrict'),
    /** JSON array of `type base64`, as in a known_hosts file without the host; empty: nothing is trusted yet. */
    hostKeys: p.text(),
    status: p.enum(['UNKNOWN', 'CONNECTED', 'FAILED'] as const),
    /** Why the last test failed. */
    error: p.text().nullable(),
    lastTestAt: instant().nullable(),
    lastSuccessAt: instant().nullable(),
    /** May source directories be pulled from there? */
    isBackupSource: p.integer().default(0),
    borgVersion: p.string().nullable(),
    borgPath: p.string().nullable(),
    lastBorgCheckAt: instant().nullable(),
    createdAt: instant(),
    updatedAt: instant(),
    asSent: asSentText(),
  },
  uniques: [{ name: 'ssh_connection_once', properties: ['host', 'port', 'username', 'sshKeyId'] }],
})
