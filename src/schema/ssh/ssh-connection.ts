import { listSshConnections, type SshConnectionRow } from '../../domain/ssh/ssh-connections.ts'
import { type SshHostKey as HostKey, trustedHostKeys } from '../../domain/ssh/ssh-host-keys.ts'
import { builder, readId } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { SshKey } from './ssh-key-ref.ts'

const Status = builder.enumType('SshConnectionStatus', {
  description: 'What the last test of a connection gave.',
  values: {
    UNKNOWN: { description: 'Not tested since it was made or changed.' },
    CONNECTED: { description: 'The last test signed in.' },
    FAILED: { description: 'The last test did not; `error` says why.' },
  },
})

export const SshHostKey = builder.objectRef<HostKey>('SshHostKey').implement({
  description: 'A key by which a machine proves who it is.',
  fields: t => ({
    type: t.exposeString('type', { description: 'Such as `ssh-ed25519`.' }),
    fingerprint: t.exposeString('fingerprint', {
      description: '`SHA256:…`, as `ssh-keygen -l` prints it.',
    }),
    isTrusted: t.exposeBoolean('isTrusted', { description: 'Does this connection trust it?' }),
  }),
})

/** Not `SshConnection`: types that end so are pages (Relay cursor connections specification). */
export const SshConnection = builder.objectRef<SshConnectionRow>('SshConnectionProfile')
export const readSshConnectionId = (id: string | number) =>
  readId(id, ['SshConnectionProfile'], 'SSH connection')

builder.node(SshConnection, {
  description: 'Another machine that is reached over SSH. No host key is trusted until somebody says so.',
  id: { resolve: connection => connection.id },
  isTypeOf: value => typeof value === 'object' && value !== null && 'hostKeys' in value,
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    name: t.exposeString('name', { description: 'Unique.' }),
    host: t.exposeString('host', { description: 'Name or address.' }),
    port: t.exposeInt('port', { description: 'Of its SSH server.' }),
    username: t.exposeString('username', { description: 'As whom this server signs in.' }),
    sshKey: t.field({
      type: SshKey,
      nullable: true,
      description: 'With which key this server signs in.',
      resolve: (connection, _args, { loaders }) => loaders.sshKey.load(connection.sshKeyId),
    }),
    hostKeys: t.field({
      type: [SshHostKey],
      description: 'The trusted host keys; with any other, nothing is sent there.',
      resolve: trustedHostKeys,
    }),
    status: t.expose('status', { type: Status, description: 'What the last test gave.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why the last test failed.' }),
    lastTestAt: t.expose('lastTestAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last tested.',
    }),
    lastSuccessAt: t.expose('lastSuccessAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The last test that signed in.',
    }),
    isBackupSource: t.boolean({
      description: 'Should clients offer this machine where source directories are chosen? Not a right.',
      resolve: connection => connection.isBackupSource === 1,
    }),
    borgVersion: t.exposeString('borgVersion', {
      nullable: true,
      description: 'Of the Borg that was found there; null for none.',
    }),
    borgPath: t.exposeString('borgPath', { nullable: true, description: 'Where it was found.' }),
    lastBorgCheckAt: t.expose('lastBorgCheckAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When Borg was last looked for.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
})

export const SshConnectionPage = builder.connectionObject(
  {
    type: SshConnection,
    name: 'SshConnectionProfileConnection',
    description: 'A page of SSH connections.',
  },
  { name: 'SshConnectionProfileEdge', description: 'An SSH connection and its cursor.' },
)

builder.queryField('sshConnections', t =>
  t.connection(
    {
      type: SshConnection,
      authScopes: { admin: true },
      complexity: pageComplexity,
      description: 'All SSH connections, in the order in which they were made. For administrators.',
      resolve: async (_root, args, { scope }) => toConnection(await listSshConnections(scope, {}, args)),
    },
    SshConnectionPage,
  ),
)
