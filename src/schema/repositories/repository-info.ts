import type { ArchiveTotals as Totals } from '../../domain/archives/archive-totals.ts'
import type { RepositoryInfo as Info } from '../../domain/repositories/repository-info.ts'
import { builder } from '../builder.ts'

export const ArchiveTotals = builder.objectRef<Totals>('ArchiveTotals').implement({
  description: 'Sums over all archives of a repository.',
  fields: t => ({
    originalSize: t.expose('originalSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'Of all files; null while the numbers of some archive are not known.',
    }),
    compressedSize: t.expose('compressedSize', {
      type: 'ByteSize',
      nullable: true,
      description: 'The same after compression.',
    }),
  }),
})

export const RepositoryInfo = builder.objectRef<Info>('RepositoryInfo').implement({
  description: 'What `borg info` says of a repository.',
  fields: t => ({
    borgId: t.exposeString('borgId', { description: 'Borg’s own id, 64 hexadecimal digits.' }),
    lastModifiedAt: t.expose('lastModifiedAt', {
      type: 'DateTime',
      description: 'When something was written into it.',
    }),
    totalSize: t.expose('totalSize', { type: 'ByteSize', description: 'Of all files of all archives.' }),
    totalCompressedSize: t.expose('totalCompressedSize', {
      type: 'ByteSize',
      description: 'The same after compression.',
    }),
    uniqueSize: t.expose('uniqueSize', {
      type: 'ByteSize',
      description: 'Of each chunk once, before compression.',
    }),
    uniqueCompressedSize: t.expose('uniqueCompressedSize', {
      type: 'ByteSize',
      description: 'Of each chunk once, after compression: what the repository needs.',
    }),
    totalChunks: t.exposeInt('totalChunks', { description: 'Chunks, as often as they are used.' }),
    uniqueChunks: t.exposeInt('uniqueChunks', { description: 'Chunks.' }),
  }),
})
