import { setHostedArchived, updateHostedRepository } from '../../domain/hosting/hosted-changes.ts'
import { createHostedRepository } from '../../domain/hosting/hosted-creation.ts'
import { deleteHostedRepository } from '../../domain/hosting/hosted-deletion.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { builder, readRepositoryId } from '../builder.ts'
import { HostedRepository } from '../repositories/repository.ts'

const CreateHostedRepositoryInput = builder.inputType('CreateHostedRepositoryInput', {
  description: 'A new hosted repository. Its client makes it with `borg init`.',
  fields: t => ({
    alias: t.string({
      required: true,
      description: 'What people call it: one line, at most 1000 characters.',
    }),
    sshPublicKey: t.string({
      required: true,
      description: 'The key that may push: one line as in `id_ed25519.pub`.',
    }),
    quota: t.field({
      type: 'ByteSize',
      required: true,
      description: 'How much may be stored, at least 10,000,000 bytes.',
    }),
    comment: t.string({ description: 'Free text, at most 10,000 characters.' }),
    icon: t.string({ description: 'Name of an icon of BorgWarehouse’s web interface.' }),
    appendOnly: t.boolean({
      description: 'Clients can add, and only mark as deleted.',
    }),
    lanCommand: t.boolean({
      description: 'Commands name the server as in its own network.',
    }),
    displayDetails: t.boolean({ description: 'Kept for the older REST dialect.' }),
    storageTarget: t.string({
      description: 'One of `hosting { storageTargets { path } }`; absent: the pool folder.',
    }),
    pool: t.string({ description: 'Pool of the workers that have its files; absent: `default`.' }),
    freshnessSeconds: t.float({
      description: 'After so long without a change it is stale; absent or not above zero: never.',
    }),
  }),
})

const UpdateHostedRepositoryInput = builder.inputType('UpdateHostedRepositoryInput', {
  description: 'What to change of a hosted repository; what is absent stays as it is.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id.' }),
    alias: t.string({ description: 'What people call it: one line, at most 1000 characters.' }),
    sshPublicKey: t.string({ description: 'Another key; the old one opens nothing any more.' }),
    quota: t.field({ type: 'ByteSize', description: 'Counts from the next connection of a client on.' }),
    comment: t.string({ description: 'Free text, at most 10,000 characters.' }),
    icon: t.string({ description: 'Name of an icon; null removes it.' }),
    appendOnly: t.boolean({ description: 'Counts from the next connection of a client on.' }),
    lanCommand: t.boolean({ description: 'Commands name the server as in its own network.' }),
    freshnessSeconds: t.float({
      description: 'After so long without a change it is stale; not above zero: never.',
    }),
  }),
})

const SetHostedRepositoryArchivedInput = builder.inputType('SetHostedRepositoryArchivedInput', {
  description: 'Which hosted repository to archive, or to open again.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id.' }),
    archived: t.boolean({ required: true, description: 'Whether nobody shall sign in to it any more.' }),
  }),
})

const DeleteHostedRepositoryInput = builder.inputType('DeleteHostedRepositoryInput', {
  description: 'Which hosted repository to delete.',
  fields: t => ({ repositoryId: t.id({ required: true, description: 'Global id.' }) }),
})

const payload = (name: string, description: string) =>
  builder.objectRef<{ repository: RepositoryRow }>(name).implement({
    description,
    fields: t => ({
      repository: t.expose('repository', { type: HostedRepository, description: 'As it is now.' }),
    }),
  })

const DeleteHostedRepositoryPayload = builder
  .objectRef<{ deletedRepositoryId: string; hadFiles: boolean }>('DeleteHostedRepositoryPayload')
  .implement({
    description: 'What is gone: the record, the key and the data.',
    fields: t => ({
      deletedRepositoryId: t.exposeID('deletedRepositoryId', {
        description: 'The global id that was given.',
      }),
      hadFiles: t.exposeBoolean('hadFiles', { description: 'False: its client never made it.' }),
    }),
  })

builder.mutationFields(t => ({
  createHostedRepository: t.field({
    type: payload('CreateHostedRepositoryPayload', 'The new hosted repository.'),
    authScopes: { signedIn: true },
    description: 'Makes room for a repository to which a client pushes over SSH, and lets its key in.',
    args: { input: t.arg({ type: CreateHostedRepositoryInput, required: true, description: 'What.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      repository: await createHostedRepository(scope, input),
    }),
  }),
  updateHostedRepository: t.field({
    type: payload('UpdateHostedRepositoryPayload', 'The changed hosted repository.'),
    authScopes: { signedIn: true },
    description: 'Changes a hosted repository that is not archived.',
    args: { input: t.arg({ type: UpdateHostedRepositoryInput, required: true, description: 'What.' }) },
    resolve: async (_root, { input: { repositoryId, ...settings } }, { scope }) => ({
      repository: await updateHostedRepository(scope, readRepositoryId(repositoryId), settings),
    }),
  }),
  setHostedRepositoryArchived: t.field({
    type: payload('SetHostedRepositoryArchivedPayload', 'The hosted repository.'),
    authScopes: { signedIn: true },
    description: 'Closes a hosted repository for its clients, or opens it again. Its data stays.',
    args: { input: t.arg({ type: SetHostedRepositoryArchivedInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input: { repositoryId, archived } }, { scope }) => ({
      repository: await setHostedArchived(scope, readRepositoryId(repositoryId), archived),
    }),
  }),
  deleteHostedRepository: t.field({
    type: DeleteHostedRepositoryPayload,
    authScopes: { signedIn: true },
    description: 'Deletes a hosted repository: its key, its data and its record. There is no way back.',
    args: { input: t.arg({ type: DeleteHostedRepositoryInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input: { repositoryId } }, { scope }) => ({
      deletedRepositoryId: String(repositoryId),
      ...(await deleteHostedRepository(scope, readRepositoryId(repositoryId))),
    }),
  }),
}))
