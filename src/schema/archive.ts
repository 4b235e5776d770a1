import type { ArchiveRow } from '../domain/archives.ts'
import { builder } from './builder.ts'

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
  }),
})

export const ArchiveConnection = builder.connectionObject(
  { type: Archive, name: 'ArchiveConnection', description: 'A page of archives.' },
  { name: 'ArchiveEdge', description: 'An archive and its cursor.' },
)
