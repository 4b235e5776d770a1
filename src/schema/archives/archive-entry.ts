import type { Entry } from '../../domain/archives/archive-entries.ts'
import { displayOf, rawPathOf } from '../../domain/archives/exact-paths.ts'
import { builder } from '../builder.ts'
import { ArchiveEntryType } from '../enums.ts'

/** Borg's letters (`entities/archive-index.ts`). */
const types: Record<string, (typeof ArchiveEntryType)['$inferType']> = {
  '-': 'FILE',
  d: 'DIRECTORY',
  l: 'SYMBOLIC_LINK',
  h: 'HARD_LINK',
  p: 'PIPE',
  b: 'BLOCK_DEVICE',
  c: 'CHARACTER_DEVICE',
}

export const ArchiveEntry = builder.objectRef<Entry>('ArchiveEntry').implement({
  description: 'A file, folder or link in an archive.',
  fields: t => ({
    name: t.exposeString('name', {
      description: 'The last part of its path. Bytes that are not UTF-8 are shown as U+FFFD.',
    }),
    path: t.string({
      description:
        'As Borg stores it: without a slash in front. Bytes that are not UTF-8 are shown as U+FFFD; then only `rawPath` says which.',
      resolve: ({ fullPath }) => displayOf(fullPath),
    }),
    rawPath: t.string({
      description: 'The bytes of the path in base64: an exact reference, whatever the name.',
      resolve: ({ fullPath }) => rawPathOf(fullPath),
    }),
    type: t.field({
      type: ArchiveEntryType,
      description: 'What it is.',
      resolve: entry => types[entry.type] ?? 'OTHER',
    }),
    size: t.expose('size', {
      type: 'ByteSize',
      description: 'Of a folder: of all files below it. A hard link counts 0, its first name counts.',
    }),
    modifiedAt: t.expose('modifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null for a folder that the archive has only as a part of paths.',
    }),
    mode: t.exposeString('mode', { nullable: true, description: 'Such as `-rw-r--r--`.' }),
    user: t.exposeString('user', { nullable: true, description: 'Its owner.' }),
    group: t.exposeString('group', { nullable: true, description: 'Its group.' }),
    linkTarget: t.exposeString('linkTarget', {
      nullable: true,
      description: 'Where a symbolic link points to; of a hard link the path of its first name.',
    }),
  }),
})

export const ArchiveEntryConnection = builder.connectionObject(
  { type: ArchiveEntry, name: 'ArchiveEntryConnection', description: 'A page of files and folders.' },
  { name: 'ArchiveEntryEdge', description: 'An entry and its cursor.' },
)
