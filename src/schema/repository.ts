import { allows } from '../domain/access.ts'
import { listArchives } from '../domain/archives.ts'
import { listJobs } from '../domain/job-views.ts'
import { findRepository, listRepositories, type RepositoryRow, viewerRoleOn } from '../domain/repositories.ts'
import { viewerOf } from '../domain/scope.ts'
import { Archive, ArchiveConnection } from './archive.ts'
import { builder, readRepositoryId } from './builder.ts'
import { toConnection } from './connections.ts'
import { EncryptionMode, ListFiles, RepositoryKind, RepositoryMode, RepositoryRole } from './enums.ts'
import { JobConnection, JobFilterInput, JobInterface, readJobFilter } from './job.ts'

export const RepositoryInterface = builder.interfaceRef<RepositoryRow>('Repository')
export const ManagedRepository = builder.objectRef<RepositoryRow>('ManagedRepository')
export const HostedRepository = builder.objectRef<RepositoryRow>('HostedRepository')

RepositoryInterface.implement({
  description: 'A Borg repository.',
  resolveType: row => (row.kind === 'MANAGED' ? 'ManagedRepository' : 'HostedRepository'),
  fields: t => ({
    id: t.id({
      description: 'Global id.',
      resolve: row =>
        Buffer.from(
          `${row.kind === 'MANAGED' ? 'ManagedRepository' : 'HostedRepository'}:${row.id}`,
        ).toString('base64'),
    }),
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    name: t.exposeString('name', { description: 'Unique.' }),
    path: t.exposeString('path', { description: 'Absolute local path or `ssh://` location; unique.' }),
    viewerRole: t.field({
      type: RepositoryRole,
      nullable: true,
      description: 'What the caller may do here.',
      resolve: (row, _args, { scope }) => viewerRoleOn(viewerOf(scope), row.id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was registered.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its settings last changed.' }),
    jobs: t.connection(
      {
        type: JobInterface,
        description: 'Its jobs, newest first.',
        args: { filter: t.arg({ type: JobFilterInput, description: 'Only these.' }) },
        resolve: async (row, { filter, ...page }, { scope, loaders }) => {
          const simple = !filter && page.after == null && page.before == null && page.last == null
          const first = page.first ?? 20
          // The first page of many repositories at once is one statement; every other page is asked for by itself.
          if (!simple || first < 1 || first > 100)
            return toConnection(
              await listJobs(scope, { ...readJobFilter(filter), repositoryId: row.id }, page),
            )
          const jobs = await loaders.newestJobs(first + 1).load(row.id)
          return toConnection({
            rows: jobs.slice(0, first),
            hasNextPage: jobs.length > first,
            hasPreviousPage: false,
          })
        },
      },
      JobConnection,
    ),
    latestJob: t.field({
      type: JobInterface,
      nullable: true,
      description: 'Its newest job.',
      resolve: async (row, _args, { loaders }) => (await loaders.newestJobs(1).load(row.id))[0] ?? null,
    }),
  }),
})

const isRow = (value: unknown): value is RepositoryRow =>
  typeof value === 'object' && value !== null && 'sourceDirectories' in value

builder.node(HostedRepository, {
  description: 'A repository that clients push to over SSH; its passphrase is never known here.',
  interfaces: [RepositoryInterface],
  id: { resolve: row => row.id },
  isTypeOf: value => isRow(value) && value.kind === 'HOSTED',
})

const strings = (json: string) => JSON.parse(json) as string[]

builder.node(ManagedRepository, {
  description:
    'A repository on which this server runs Borg. Its passphrase and key file can be set, never read.',
  interfaces: [RepositoryInterface],
  id: { resolve: row => row.id },
  isTypeOf: value => isRow(value) && value.kind === 'MANAGED',
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
    totalSize: t.expose('totalSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'Deduplicated and compressed size of all archives; null until Borg has said it.',
    }),
    archiveCount: t.int({
      description: 'How many archives the catalogue holds.',
      resolve: (row, _args, { loaders }) => loaders.archiveCount.load(row.id),
    }),
    archives: t.connection(
      {
        type: Archive,
        description: 'Its archives, newest first; from the catalogue, so it works while a backup runs.',
        resolve: async (row, args, { scope }) => toConnection(await listArchives(scope, row.id, args)),
      },
      ArchiveConnection,
    ),
  }),
})

const mayAdminister = (scope: Parameters<typeof viewerOf>[0], row: RepositoryRow) =>
  allows(viewerOf(scope), row.id, 'administer')

const RepositoryConnection = builder.connectionObject(
  { type: RepositoryInterface, name: 'RepositoryConnection', description: 'A page of repositories.' },
  { name: 'RepositoryEdge', description: 'A repository and its cursor.' },
)

const RepositoryByInput = builder.inputType('RepositoryByInput', {
  description: 'One repository, by exactly one of its names.',
  isOneOf: true,
  fields: t => ({
    id: t.id({ description: 'Global id.' }),
    databaseId: t.int({ description: 'The id in the REST dialects.' }),
    path: t.string({ description: 'Exactly as registered.' }),
    name: t.string({ description: 'Exactly as registered.' }),
  }),
})

const RepositoryFilterInput = builder.inputType('RepositoryFilterInput', {
  description: 'Only repositories for which all of this holds.',
  fields: t => ({
    kind: t.field({ type: RepositoryKind, description: 'Managed or hosted.' }),
    mode: t.field({ type: RepositoryMode, description: 'Backed up from here, or only observed.' }),
    nameContains: t.string({ description: 'Part of the name, in upper or lower case.' }),
  }),
})

builder.queryFields(t => ({
  repository: t.field({
    type: RepositoryInterface,
    nullable: true,
    authScopes: { signedIn: true },
    description: 'One repository.',
    args: { by: t.arg({ type: RepositoryByInput, required: true, description: 'Which.' }) },
    resolve: (_root, { by }, { scope }) =>
      findRepository(
        scope,
        by.id != null
          ? { id: readRepositoryId(by.id) }
          : by.databaseId != null
            ? { id: by.databaseId }
            : by.path != null
              ? { path: by.path }
              : { name: by.name! },
      ),
  }),
  repositories: t.connection(
    {
      type: RepositoryInterface,
      authScopes: { signedIn: true },
      description: 'The repositories that the caller may see, in the order in which they were added.',
      args: { filter: t.arg({ type: RepositoryFilterInput, description: 'Only these.' }) },
      resolve: async (_root, { filter, ...page }, { scope }) =>
        toConnection(await listRepositories(scope, filter ?? {}, page)),
    },
    RepositoryConnection,
  ),
}))
