import { listSshConnections } from '../../domain/ssh/ssh-connections.ts'
import { listSshKeys } from '../../domain/ssh/ssh-keys.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { SshConnection, SshConnectionPage } from './ssh-connection.ts'
import { SshKey, SshKeyType } from './ssh-key-ref.ts'

builder.node(SshKey, {
  description:
    'A key pair with which this server signs in to other machines. Its private part can be set, never read.',
  id: { resolve: key => key.id },
  isTypeOf: value => typeof value === 'object' && value !== null && 'sealedPrivateKey' in value,
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    name: t.exposeString('name', { description: 'Unique.' }),
    description: t.exposeString('description', { nullable: true, description: 'For people.' }),
    keyType: t.field({
      type: SshKeyType,
      description: 'What kind of key.',
      resolve: key => key.keyType.toUpperCase() as 'ED25519' | 'RSA' | 'ECDSA',
    }),
    publicKey: t.exposeString('publicKey', { description: 'One line for an `authorized_keys` file.' }),
    fingerprint: t.exposeString('fingerprint', {
      description: '`SHA256:…`, as `ssh-keygen -l` prints it.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    connections: t.connection(
      {
        type: SshConnection,
        complexity: pageComplexity,
        description: 'The connections that sign in with it.',
        resolve: async (key, args, { scope }) =>
          toConnection(await listSshConnections(scope, { sshKeyId: key.id }, args)),
      },
      SshConnectionPage,
    ),
  }),
})

const SshKeyConnection = builder.connectionObject(
  { type: SshKey, name: 'SshKeyConnection', description: 'A page of SSH keys.' },
  { name: 'SshKeyEdge', description: 'An SSH key and its cursor.' },
)

builder.queryField('sshKeys', t =>
  t.connection(
    {
      type: SshKey,
      authScopes: { admin: true },
      complexity: pageComplexity,
      description: 'All SSH keys, in the order in which they were added. For administrators.',
      resolve: async (_root, args, { scope }) => toConnection(await listSshKeys(scope, args)),
    },
    SshKeyConnection,
  ),
)
