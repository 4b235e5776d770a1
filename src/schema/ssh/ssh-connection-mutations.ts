import {
  createSshConnection,
  deleteSshConnection,
  type SshConnectionRow,
  updateSshConnection,
} from '../../domain/ssh/ssh-connections.ts'
import { builder } from '../builder.ts'
import { readSshConnectionId, SshConnection } from './ssh-connection.ts'
import { readSshKeyId } from './ssh-key-ref.ts'

const CreateInput = builder.inputType('CreateSshConnectionInput', {
  description: 'Another machine.',
  fields: t => ({
    name: t.string({ description: '1 to 100 printable characters, unique; default `user@host:port`.' }),
    host: t.string({ required: true, description: 'Name or address.' }),
    port: t.int({ required: true, defaultValue: 22, description: '1 to 65535.' }),
    username: t.string({ required: true, description: 'As whom to sign in.' }),
    sshKeyId: t.id({ required: true, description: 'With which key.' }),
    isBackupSource: t.boolean({ description: 'Default false.' }),
  }),
})

const UpdateInput = builder.inputType('UpdateSshConnectionInput', {
  description: 'Changes; what is absent stays. With another host or port, no host key is trusted any more.',
  fields: t => ({
    connectionId: t.id({ required: true, description: 'Which.' }),
    name: t.string({ description: 'Unique.' }),
    host: t.string({ description: 'Name or address.' }),
    port: t.int({ description: '1 to 65535.' }),
    username: t.string({ description: 'As whom to sign in.' }),
    sshKeyId: t.id({ description: 'With which key.' }),
    isBackupSource: t.boolean({ description: 'Should clients offer it as a source?' }),
  }),
})

const DeleteInput = builder.inputType('DeleteSshConnectionInput', {
  description: 'Which connection to delete.',
  fields: t => ({ connectionId: t.id({ required: true, description: 'Global id of the connection.' }) }),
})

const payload = (name: string, description: string) =>
  builder.objectRef<{ connection: SshConnectionRow }>(name).implement({
    description,
    fields: t => ({
      connection: t.expose('connection', { type: SshConnection, description: 'As it is now.' }),
    }),
  })

const CreatePayload = payload('CreateSshConnectionPayload', 'The new connection.')
const UpdatePayload = payload('UpdateSshConnectionPayload', 'The changed connection.')
const DeletePayload = builder
  .objectRef<{ deletedConnectionId: string }>('DeleteSshConnectionPayload')
  .implement({
    description: 'The connection that is gone.',
    fields: t => ({
      deletedConnectionId: t.exposeID('deletedConnectionId', {
        description: 'The global id that was given.',
      }),
    }),
  })

builder.mutationFields(t => ({
  createSshConnection: t.field({
    type: CreatePayload,
    authScopes: { admin: true },
    description: 'Registers another machine; nothing is sent there yet. For administrators.',
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The machine.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      connection: await createSshConnection(scope, { ...input, sshKeyId: readSshKeyId(input.sshKeyId) }),
    }),
  }),
  updateSshConnection: t.field({
    type: UpdatePayload,
    authScopes: { admin: true },
    description: 'Changes a connection. For administrators.',
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input: { connectionId, sshKeyId, ...changes } }, { scope }) => ({
      connection: await updateSshConnection(scope, readSshConnectionId(connectionId), {
        ...changes,
        sshKeyId: sshKeyId == null ? null : readSshKeyId(sshKeyId),
      }),
    }),
  }),
  deleteSshConnection: t.field({
    type: DeletePayload,
    authScopes: { admin: true },
    description:
      'Deletes a connection. `CONFLICT`, reason `SSH_CONNECTION_IN_USE`, while a repository uses it. For administrators.',
    args: { input: t.arg({ type: DeleteInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await deleteSshConnection(scope, readSshConnectionId(input.connectionId))
      return { deletedConnectionId: String(input.connectionId) }
    },
  }),
}))
