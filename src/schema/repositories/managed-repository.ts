import { archiveCursor, listArchives } from '../../domain/archives/archives.ts'
import { allows } from '../../domain/kernel/access.ts'
import { type Scope, viewerOf } from '../../domain/kernel/scope.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { readRepositoryInfo } from '../../domain/repositories/repository-info.ts'
import { readLock } from '../../domain/repositories/repository-locks.ts'
import { openParameters } from '../../domain/repositories/script-parameters.ts'
import { Archive, ArchiveConnection, ArchiveFilterInput } from '../archives/archive.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { borgCost } from '../costs.ts'
import { EncryptionMode, ListFiles, RepositoryMode } from '../enums.ts'
import { JobInterface } from '../jobs/job.ts'
import { SshConnection } from '../ssh/ssh-connection.ts'
import { isRepositoryRow, RepositoryInterface } from './repository.ts'
import { ArchiveTotals, RepositoryInfo } from './repository-info.ts'
import { RepositoryLock } from './repository-lock.ts'

export const ManagedRepository = builder.objectRef<RepositoryRow>('ManagedRepository')

const References = builder.objectRef<RepositoryRow>('RepositoryReferences').implement({
  description:
    'Integer ids of what a repository refers to, for the REST dialects. They come with it: nothing is looked up.',
  fields: t => ({
    connection: t.exposeInt('connectionId', { nullable: true, description: 'Null: no SSH connection.' }),
    sourceConnection: t.exposeInt('sourceConnectionId', {
      nullable: true,
      description: 'Null: the sources are on this machine.',
    }),
  }),
})

const strings = (json: string) => JSON.parse(json) as string[]

builder.node(ManagedRepository, {
  description:
    'A repository on which this server runs Borg. Its passphrase and key file can be set, never read.',
  interfaces: [RepositoryInterface],
  id: { resolve: row => row.id },
  isTypeOf: value => isRepositoryRow(value) && value.kind === 'MANAGED',
  fields: t => ({
    encryption: t.expose('encryption', { type: EncryptionMode, description: 'How Borg protects it.' }),
    compression: t.exposeString('compression', { description: 'As Borg takes it, such as `zstd,3`.' }),
    sourceDirectories: t.stringList({
      description: 'What is backed up.',
      resolve: row => strings(row.sourceDirectories),
    }),
    excludePatterns: t.stringList({
      description: 'What is left out (`borg help patterns`).',
      resolve: row => strings(row.excludePatterns),
    }),
    listFiles: t.expose('listFiles', {
      type: ListFiles,
      description: 'Which files a backup lists in its log.',
    }),
    mode: t.expose('mode', { type: RepositoryMode, description: 'Backed up from here, or only observed.' }),
    bypassLock: t.boolean({
      resolve: row => row.bypassLock === 1,
      description: 'Read without the repository’s lock; only in mode `OBSERVE`.',
    }),
    remotePath: t.exposeString('remotePath', {
      nullable: true,
      description: 'Borg’s executable on the SSH server.',
    }),
    customFlags: t.stringList({
      description: 'Further options of `borg create`, of those that only change what is stored.',
      resolve: row => strings(row.customFlags),
    }),
    preBackupScript: t.string({
      nullable: true,
      description: 'Runs before each backup. Only for administrators: scripts tend to hold secrets.',
      resolve: (row, _args, { scope }) => (mayAdminister(scope, row) ? row.preBackupScript : null),
    }),
    postBackupScript: t.string({
      nullable: true,
      description: 'Runs after each backup, also after one that failed. Only for administrators.',
      resolve: (row, _args, { scope }) => (mayAdminister(scope, row) ? row.postBackupScript : null),
    }),
    preBackupScriptParameters: t.string({
      nullable: true,
      description: 'Variables that the script gets, a JSON object as it was given. Only for administrators.',
      resolve: (row, _args, { scope }) =>
        mayAdminister(scope, row) ? openParameters(scope.sealer, row, 'preBackupScriptParameters') : null,
    }),
    postBackupScriptParameters: t.string({
      nullable: true,
      description: 'The same for the script after the backup. Only for administrators.',
      resolve: (row, _args, { scope }) =>
        mayAdminister(scope, row) ? openParameters(scope.sealer, row, 'postBackupScriptParameters') : null,
    }),
    preHookTimeoutSeconds: t.exposeInt('preHookTimeoutSeconds', {
      description: 'Then it is killed with all it started.',
    }),
    postHookTimeoutSeconds: t.exposeInt('postHookTimeoutSeconds', {
      description: 'Then it is killed with all it started.',
    }),
    continueOnHookFailure: t.boolean({
      resolve: row => row.continueOnHookFailure === 1,
      description: 'Back up even when the pre-backup script fails; the job then ends with warnings.',
    }),
    pool: t.exposeString('pool', { description: 'The worker pool that runs its jobs.' }),
    connection: t.field({
      type: SshConnection,
      nullable: true,
      description:
        'How it is reached over SSH; null: local, or by the server’s own keys. Only for administrators.',
      resolve: (row, _args, { loaders }) =>
        row.connectionId === null ? null : loaders.sshConnection.load(row.connectionId),
    }),
    sourceConnection: t.field({
      type: SshConnection,
      nullable: true,
      description: 'The machine with the source directories; null: this one. Only for administrators.',
      resolve: (row, _args, { loaders }) =>
        row.sourceConnectionId === null ? null : loaders.sshConnection.load(row.sourceConnectionId),
    }),
    databaseIds: t.field({
      type: References,
      description: 'Integer ids of what it refers to, for the REST dialects.',
      resolve: row => row,
    }),
    hasPassphrase: t.boolean({
      resolve: row => row.sealedPassphrase !== null,
      description: 'Is a passphrase stored?',
    }),
    hasKeyFile: t.boolean({
      resolve: row => row.sealedKeyFile !== null,
      description: 'Is a key file stored?',
    }),
    lastBackupAt: t.expose('lastBackupAt', {
      type: 'DateTime',
      nullable: true,
      description: 'End of the last successful backup made from here.',
    }),
    lastCheckAt: t.expose('lastCheckAt', {
      type: 'DateTime',
      nullable: true,
      description: 'End of the last check that found nothing wrong.',
    }),
    lastPruneAt: t.expose('lastPruneAt', {
      type: 'DateTime',
      nullable: true,
      description: 'End of the last pruning that succeeded.',
    }),
    lastCompactAt: t.expose('lastCompactAt', {
      type: 'DateTime',
      nullable: true,
      description: 'End of the last compaction that succeeded.',
    }),
    lock: t.field({
      type: RepositoryLock,
      nullable: true,
      complexity: borgCost,
      description:
        'Who holds its lock, as a worker sees it now; null when nobody does. `UNAVAILABLE` when no worker answers.',
      resolve: (row, _args, { scope }) => readLock(scope, row),
    }),
    lastRestoreCheckAt: t.expose('lastRestoreCheckAt', {
      type: 'DateTime',
      nullable: true,
      description: 'End of the last restore check, whatever it found.',
    }),
    runningJob: t.field({
      type: JobInterface,
      nullable: true,
      description: 'The job that has its turn; a repository has one at a time.',
      resolve: (row, _args, { loaders }) => loaders.runningJob.load(row.id),
    }),
    totalSize: t.expose('totalSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'Deduplicated and compressed size of all archives; null until Borg has said it.',
    }),
    archivesRefreshedAt: t.expose('archivesRefreshedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the catalogue was last compared with Borg’s own list.',
    }),
    archiveCount: t.int({
      description: 'How many archives the catalogue holds.',
      resolve: (row, _args, { loaders }) => loaders.archiveCount.load(row.id),
    }),
    archiveTotals: t.field({
      type: ArchiveTotals,
      description: 'Sums over its archives, from the catalogue.',
      resolve: (row, _args, { loaders }) => loaders.archiveTotals.load(row.id),
    }),
    info: t.field({
      type: RepositoryInfo,
      nullable: true,
      complexity: borgCost,
      description: 'What `borg info` says of it. While a job has the repository, the last answer stands.',
      resolve: (row, _args, { scope }) => readRepositoryInfo(scope, row),
    }),
    archives: t.connection(
      {
        type: Archive,
        complexity: pageComplexity,
        description: 'Its archives, newest first; from the catalogue, so it works while a backup runs.',
        args: { filter: t.arg({ type: ArchiveFilterInput, description: 'Only these.' }) },
        resolve: async (row, { filter, ...page }, { scope }) =>
          toConnection(await listArchives(scope, row.id, filter ?? {}, page), archiveCursor),
      },
      ArchiveConnection,
    ),
  }),
})

const mayAdminister = (scope: Scope, row: RepositoryRow) => allows(viewerOf(scope), row.id, 'administer')
