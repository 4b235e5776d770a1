import { readDetails } from '../../domain/archives/archive-details.ts'
import { diffArchives, differenceCursor } from '../../domain/archives/archive-diff.ts'
import {
  entryCursor,
  listEntries,
  readEntryPath,
  searchEntries,
} from '../../domain/archives/archive-entries.ts'
import { findIndex } from '../../domain/archives/archive-indexes.ts'
import type { ArchiveRow } from '../../domain/archives/archives.ts'
import { builder, readId } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { borgCost } from '../costs.ts'
import { JobInterface } from '../jobs/job.ts'
import { RepositoryInterface } from '../repositories/repository.ts'
import { ArchiveDetails } from './archive-details.ts'
import { ArchiveDifference, ArchiveDifferenceConnection } from './archive-difference.ts'
import { ArchiveEntry, ArchiveEntryConnection } from './archive-entry.ts'
import { ArchiveIndex } from './archive-index.ts'

export const Archive = builder.objectRef<ArchiveRow>('Archive')

builder.node(Archive, {
  description: 'One backup inside a repository, as the catalogue knows it.',
  id: { resolve: archive => archive.id },
  isTypeOf: value => typeof value === 'object' && value !== null && 'borgId' in value,
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the catalogue.' }),
    borgId: t.exposeString('borgId', { description: 'Borg’s own id, 64 hexadecimal digits.' }),
    name: t.exposeString('name', { description: 'Unique within its repository.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When Borg began to read.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When Borg was done.',
    }),
    originalSize: t.expose('originalSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'Sum of the sizes of its files.',
    }),
    compressedSize: t.expose('compressedSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'The same after compression.',
    }),
    deduplicatedSize: t.expose('deduplicatedSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'What it added to the repository when it was made.',
    }),
    fileCount: t.exposeInt('fileCount', { nullable: true, description: 'Number of regular files.' }),
    comment: t.exposeString('comment', { nullable: true, description: 'Given when it was made.' }),
    hostname: t.exposeString('hostname', {
      nullable: true,
      description: 'Where it was made; null until Borg has said it.',
    }),
    username: t.exposeString('username', {
      nullable: true,
      description: 'Who made it, on that machine; null until Borg has said it.',
    }),
    repository: t.field({
      type: RepositoryInterface,
      nullable: true,
      description: 'Where it is.',
      resolve: (archive, _args, { loaders }) => loaders.repository.load(archive.repositoryId),
    }),
    job: t.field({
      type: JobInterface,
      nullable: true,
      description: 'The backup that made it; null when it was made elsewhere, or its job is forgotten.',
      resolve: (archive, _args, { loaders }) => loaders.backupOfArchive.load(archive),
    }),
    details: t.field({
      type: ArchiveDetails,
      nullable: true,
      complexity: borgCost,
      description: 'What the catalogue does not keep; Borg is asked for it, once.',
      resolve: (archive, _args, { scope }) => readDetails(scope, archive),
    }),
    index: t.field({
      type: ArchiveIndex,
      nullable: true,
      description: 'The listing of its files; null until somebody asks for `entries` or `search`.',
      resolve: (archive, _args, { scope }) => findIndex(scope, archive.id),
    }),
    entries: t.connection(
      {
        type: ArchiveEntry,
        complexity: args => ({ ...pageComplexity(args), field: borgCost }),
        description:
          'What is in a folder, folders first, then by name in lower case. The first request has Borg list the archive and waits up to a minute; then it is `UNAVAILABLE` with reason `INDEX_BUILDING`, and the listing goes on.',
        args: {
          path: t.arg.string({
            required: true,
            defaultValue: '',
            description: 'The folder; empty is the root of the archive.',
          }),
          rawPath: t.arg.string({ description: 'The folder by its `rawPath`; wins over `path`.' }),
        },
        resolve: async (archive, { path, rawPath, ...page }, { scope }) =>
          toConnection(await listEntries(scope, archive, readEntryPath(path, rawPath), page), entryCursor),
      },
      ArchiveEntryConnection,
    ),
    changesSince: t.connection(
      {
        type: ArchiveDifference,
        complexity: args => ({ ...pageComplexity(args), field: borgCost }),
        description:
          'What is different here from another archive of the same repository, forwards only. Borg compares them once; while that takes long, the answer is `UNAVAILABLE` with reason `INDEX_BUILDING`.',
        args: { archiveId: t.arg.id({ required: true, description: 'The other archive.' }) },
        resolve: async (archive, { archiveId, ...page }, { scope }) =>
          toConnection(
            await diffArchives(scope, archive, readId(archiveId, ['Archive'], 'archive'), page),
            differenceCursor,
          ),
      },
      ArchiveDifferenceConnection,
    ),
    search: t.connection(
      {
        type: ArchiveEntry,
        complexity: args => ({ ...pageComplexity(args), field: borgCost }),
        description:
          'Everything whose name contains a text, in the order of the archive, forwards only. Waits for the listing as `entries` does.',
        args: {
          nameContains: t.arg.string({
            required: true,
            description: 'Part of the name, in upper or lower case; empty: everything.',
          }),
        },
        resolve: async (archive, { nameContains, ...page }, { scope }) =>
          toConnection(await searchEntries(scope, archive, nameContains, page), entryCursor),
      },
      ArchiveEntryConnection,
    ),
  }),
})

export const ArchiveConnection = builder.connectionObject(
  { type: Archive, name: 'ArchiveConnection', description: 'A page of archives.' },
  { name: 'ArchiveEdge', description: 'An archive and its cursor.' },
)

export const ArchiveFilterInput = builder.inputType('ArchiveFilterInput', {
  description: 'Only archives for which all of this holds.',
  fields: t => ({
    nameContains: t.string({ description: 'Part of the name, in upper or lower case.' }),
    namePrefix: t.string({ description: 'How the name begins, exactly.' }),
    startedFrom: t.field({ type: 'DateTime', description: 'Made at this time or later.' }),
    startedBefore: t.field({ type: 'DateTime', description: 'Made before this time.' }),
  }),
})
