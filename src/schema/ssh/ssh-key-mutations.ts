import {
  deleteSshKey,
  generateSshKey,
  importSshKey,
  type SshKeyRow,
  updateSshKey,
} from '../../domain/ssh/ssh-keys.ts'
import { builder } from '../builder.ts'
import { readSshKeyId, SshKey, SshKeyType } from './ssh-key-ref.ts'

const GenerateInput = builder.inputType('GenerateSshKeyInput', {
  description: 'A key pair to make.',
  fields: t => ({
    name: t.string({ required: true, description: '1 to 100 printable characters; unique.' }),
    description: t.string({ description: 'For people.' }),
    keyType: t.field({
      type: SshKeyType,
      required: true,
      defaultValue: 'ED25519',
      description: 'What kind of key.',
    }),
  }),
})

const ImportInput = builder.inputType('ImportSshKeyInput', {
  description: 'A key pair that exists.',
  fields: t => ({
    name: t.string({ required: true, description: '1 to 100 printable characters; unique.' }),
    description: t.string({ description: 'For people.' }),
    privateKey: t.string({
      required: true,
      description: 'The private key in OpenSSH’s format or in PEM. Stored sealed, never shown.',
    }),
    passphrase: t.string({ description: 'Opens the private key, if it is encrypted. Not stored.' }),
  }),
})

const UpdateInput = builder.inputType('UpdateSshKeyInput', {
  description: 'Changes; what is absent stays. A key pair itself never changes.',
  fields: t => ({
    sshKeyId: t.id({ required: true, description: 'Which.' }),
    name: t.string({ description: 'Unique.' }),
    description: t.string({ description: 'Null clears it.' }),
  }),
})

const DeleteInput = builder.inputType('DeleteSshKeyInput', {
  description: 'Which key to delete.',
  fields: t => ({ sshKeyId: t.id({ required: true, description: 'Global id of the key.' }) }),
})

const keyPayload = (name: string, description: string) =>
  builder.objectRef<{ sshKey: SshKeyRow }>(name).implement({
    description,
    fields: t => ({ sshKey: t.expose('sshKey', { type: SshKey, description: 'As it is now.' }) }),
  })

const GeneratePayload = keyPayload('GenerateSshKeyPayload', 'The new key.')
const ImportPayload = keyPayload('ImportSshKeyPayload', 'The imported key.')
const UpdatePayload = keyPayload('UpdateSshKeyPayload', 'The changed key.')
const DeletePayload = builder.objectRef<{ deletedSshKeyId: string }>('DeleteSshKeyPayload').implement({
  description: 'The key that is gone.',
  fields: t => ({
    deletedSshKeyId: t.exposeID('deletedSshKeyId', { description: 'The global id that was given.' }),
  }),
})

builder.mutationFields(t => ({
  generateSshKey: t.field({
    type: GeneratePayload,
    authScopes: { admin: true },
    description: 'Makes an SSH key pair. For administrators.',
    args: { input: t.arg({ type: GenerateInput, required: true, description: 'The key.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      sshKey: await generateSshKey(scope, {
        ...input,
        keyType: input.keyType.toLowerCase() as Lowercase<typeof input.keyType>,
      }),
    }),
  }),
  importSshKey: t.field({
    type: ImportPayload,
    authScopes: { admin: true },
    description: 'Takes over an SSH key pair that exists. For administrators.',
    args: { input: t.arg({ type: ImportInput, required: true, description: 'The key.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      sshKey: await importSshKey(scope, { ...input, passphrase: input.passphrase ?? null }),
    }),
  }),
  updateSshKey: t.field({
    type: UpdatePayload,
    authScopes: { admin: true },
    description: 'Renames or describes an SSH key. For administrators.',
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input: { sshKeyId, ...changes } }, { scope }) => ({
      sshKey: await updateSshKey(scope, readSshKeyId(sshKeyId), changes),
    }),
  }),
  deleteSshKey: t.field({
    type: DeletePayload,
    authScopes: { admin: true },
    description:
      'Deletes an SSH key. `CONFLICT`, reason `SSH_KEY_IN_USE`, while a connection signs in with it. For administrators.',
    args: { input: t.arg({ type: DeleteInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await deleteSshKey(scope, readSshKeyId(input.sshKeyId))
      return { deletedSshKeyId: String(input.sshKeyId) }
    },
  }),
}))
