import { refreshArchives } from '../../domain/archives/archives.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { createRepository, importRepository } from '../../domain/repositories/repository-additions.ts'
import { deleteRepository, updateRepository } from '../../domain/repositories/repository-changes.ts'
import { exportRepositoryKey, setRepositoryKeyFile } from '../../domain/repositories/repository-keys.ts'
import { builder, readRepositoryId } from '../builder.ts'
import { EncryptionMode, KeyFormat, ListFiles, RepositoryMode } from '../enums.ts'
import { readSshConnectionId } from '../ssh/ssh-connection.ts'
import { ManagedRepository } from './managed-repository.ts'

/** The settings that every input about a managed repository shares. */
const settings = (t: Parameters<Parameters<typeof builder.inputType<'X', never>>[1]['fields']>[0]) => ({
  compression: t.string({
    description:
      '`none`, `lz4` (default), `zstd[,1-22]`, `zlib[,0-9]`, `lzma[,0-9]`, with `auto,` in front or not.',
  }),
  sourceDirectories: t.stringList({ description: 'Absolute paths.' }),
  excludePatterns: t.stringList({ description: 'As `borg create --exclude` takes them.' }),
  listFiles: t.field({ type: ListFiles, description: 'Default `CHANGED`.' }),
  mode: t.field({ type: RepositoryMode, description: 'Default `FULL`.' }),
  bypassLock: t.boolean({ description: 'Default false.' }),
  remotePath: t.string({ description: 'Borg’s executable on the SSH server. Null clears it.' }),
  customFlags: t.stringList({
    description: 'Further options of `borg create`; each is checked against a list.',
  }),
  preBackupScript: t.string({ description: 'For `sh`, or with an interpreter line. Null clears it.' }),
  postBackupScript: t.string({ description: 'For `sh`, or with an interpreter line. Null clears it.' }),
  preBackupScriptParameters: t.string({
    description:
      'Variables for the environment of the script: a JSON object of upper-case names. Kept sealed. Null clears them.',
  }),
  postBackupScriptParameters: t.string({ description: 'The same for the script after the backup.' }),
  preHookTimeoutSeconds: t.int({ description: '1 to 86400, default 300.' }),
  postHookTimeoutSeconds: t.int({ description: '1 to 86400, default 300.' }),
  continueOnHookFailure: t.boolean({ description: 'Default false.' }),
  pool: t.string({ description: 'Default `default`.' }),
  connectionId: t.id({
    description:
      'The SSH connection by which the repository is reached; `path` is then a path on that machine. Null: local, or by the server’s own keys.',
  }),
  sourceConnectionId: t.id({
    description: 'The SSH connection to the machine on which the source directories are. Null: this machine.',
  }),
})

/** Global ids of connections become row numbers; absent and null stay what they are. */
const readConnectionIds = ({
  connectionId,
  sourceConnectionId,
}: {
  connectionId?: string | number | null | undefined
  sourceConnectionId?: string | number | null | undefined
}) => ({
  connectionId: connectionId == null ? connectionId : readSshConnectionId(connectionId),
  sourceConnectionId:
    sourceConnectionId == null ? sourceConnectionId : readSshConnectionId(sourceConnectionId),
})

const CreateRepositoryInput = builder.inputType('CreateRepositoryInput', {
  description: 'A new repository, which Borg makes at `path`.',
  fields: t => ({
    name: t.string({ required: true, description: 'Unique.' }),
    path: t.string({
      required: true,
      description: 'Absolute local path or `ssh://user@host:port/path`; unique.',
    }),
    encryption: t.field({
      type: EncryptionMode,
      required: true,
      defaultValue: 'REPOKEY',
      description: 'Cannot be changed later.',
    }),
    passphrase: t.string({
      description: 'Needed unless the encryption is `NONE`. Stored sealed, never shown.',
    }),
    ...settings(t as never),
  }),
})

const ImportRepositoryInput = builder.inputType('ImportRepositoryInput', {
  description: 'A repository that exists. Borg opens it before it is registered.',
  fields: t => ({
    name: t.string({ required: true, description: 'Unique.' }),
    path: t.string({
      required: true,
      description: 'Absolute local path or `ssh://user@host:port/path`; unique.',
    }),
    passphrase: t.string({ description: 'Tried on the repository. Stored sealed, never shown.' }),
    keyFile: t.string({
      description: 'Content of the key file, for the key file modes. Stored sealed, never shown.',
    }),
    ...settings(t as never),
  }),
})

const UpdateRepositoryInput = builder.inputType('UpdateRepositoryInput', {
  description: 'Changes; what is absent stays.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Which.' }),
    name: t.string({ description: 'Unique.' }),
    path: t.string({ description: 'Where the repository was moved to; Borg opens it there first.' }),
    passphrase: t.string({ description: 'After it was changed with Borg; tried before it is kept.' }),
    ...settings(t as never),
  }),
})

const whichRepository = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: t => ({ repositoryId: t.id({ required: true, description: 'Global id.' }) }),
  })

const DeleteRepositoryInput = whichRepository('DeleteRepositoryInput', 'Which record to delete.')
const RefreshInput = whichRepository('RefreshArchivesInput', 'Whose catalogue to bring up to date.')
const ExportKeyInput = builder.inputType('ExportRepositoryKeyInput', {
  description: 'Whose key to export.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id.' }),
    format: t.field({
      type: KeyFormat,
      required: true,
      defaultValue: 'TEXT' as const,
      description: 'For a file or for paper.',
    }),
  }),
})
const SetKeyFileInput = builder.inputType('SetRepositoryKeyFileInput', {
  description: 'A key file for a repository in a key file mode.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Which.' }),
    keyFile: t.string({ required: true, description: 'Its content; tried on the repository first.' }),
  }),
})

const repositoryPayload = (name: string, description: string) =>
  builder.objectRef<{ repository: RepositoryRow }>(name).implement({
    description,
    fields: t => ({
      repository: t.expose('repository', { type: ManagedRepository, description: 'As it is now.' }),
    }),
  })

const CreatePayload = repositoryPayload('CreateRepositoryPayload', 'The new repository.')
const ImportPayload = repositoryPayload('ImportRepositoryPayload', 'The registered repository.')
const UpdatePayload = repositoryPayload('UpdateRepositoryPayload', 'The changed repository.')
const SetKeyFilePayload = repositoryPayload('SetRepositoryKeyFilePayload', 'The repository.')
const DeletePayload = builder
  .objectRef<{ deletedRepositoryId: string }>('DeleteRepositoryPayload')
  .implement({
    description: 'What is gone: the record, never the data.',
    fields: t => ({
      deletedRepositoryId: t.exposeID('deletedRepositoryId', {
        description: 'The global id that was given.',
      }),
    }),
  })
const RefreshPayload = repositoryPayload('RefreshArchivesPayload', 'The repository.')
const ExportKeyPayload = builder.objectRef<{ key: string }>('ExportRepositoryKeyPayload').implement({
  description: 'The key, for safe keeping outside the server.',
  fields: t => ({
    key: t.exposeString('key', {
      description: 'As `borg key export` gives it; protected by the passphrase.',
    }),
  }),
})

builder.mutationFields(t => ({
  createRepository: t.field({
    type: CreatePayload,
    authScopes: { signedIn: true },
    description: 'Makes a Borg repository and registers it. For administrators.',
    args: { input: t.arg({ type: CreateRepositoryInput, required: true, description: 'The repository.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      repository: await createRepository(scope, {
        ...input,
        ...readConnectionIds(input),
        passphrase: input.passphrase ?? null,
      }),
    }),
  }),
  importRepository: t.field({
    type: ImportPayload,
    authScopes: { signedIn: true },
    description: 'Registers a Borg repository that exists. For administrators.',
    args: { input: t.arg({ type: ImportRepositoryInput, required: true, description: 'The repository.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      repository: await importRepository(scope, {
        ...input,
        ...readConnectionIds(input),
        passphrase: input.passphrase ?? null,
        keyFile: input.keyFile ?? null,
      }),
    }),
  }),
  updateRepository: t.field({
    type: UpdatePayload,
    authScopes: { signedIn: true },
    description: 'Changes a managed repository. For administrators.',
    args: { input: t.arg({ type: UpdateRepositoryInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input: { repositoryId, ...changes } }, { scope }) => ({
      repository: await updateRepository(scope, readRepositoryId(repositoryId), {
        ...changes,
        ...readConnectionIds(changes),
      }),
    }),
  }),
  deleteRepository: t.field({
    type: DeletePayload,
    authScopes: { signedIn: true },
    description:
      'Deletes the record of a managed repository; the data and the history of jobs stay. For administrators.',
    args: { input: t.arg({ type: DeleteRepositoryInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await deleteRepository(scope, readRepositoryId(input.repositoryId))
      return { deletedRepositoryId: String(input.repositoryId) }
    },
  }),
  setRepositoryKeyFile: t.field({
    type: SetKeyFilePayload,
    authScopes: { signedIn: true },
    description:
      'Stores the key file of a repository after Borg has opened it with that file. For administrators.',
    args: { input: t.arg({ type: SetKeyFileInput, required: true, description: 'The key file.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      repository: await setRepositoryKeyFile(scope, readRepositoryId(input.repositoryId), input.keyFile),
    }),
  }),
  refreshArchives: t.field({
    type: RefreshPayload,
    authScopes: { signedIn: true },
    description:
      'Reads the list of archives from Borg again, for archives that were made or deleted elsewhere.',
    args: { input: t.arg({ type: RefreshInput, required: true, description: 'Whose.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      repository: await refreshArchives(scope, readRepositoryId(input.repositoryId)),
    }),
  }),
  exportRepositoryKey: t.field({
    type: ExportKeyPayload,
    authScopes: { signedIn: true },
    description: 'Exports the key of a repository for safe keeping. For administrators.',
    args: { input: t.arg({ type: ExportKeyInput, required: true, description: 'Whose.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      key: await exportRepositoryKey(scope, readRepositoryId(input.repositoryId), input.format),
    }),
  }),
}))
