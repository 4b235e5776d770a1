import { defineEntity, p } from '@mikro-orm/core'
import { bytes, instant } from './columns.ts'
import { Archive } from './repository.ts'

/** Is there a listing of the files in an archive? Made when somebody browses it first, removed when nobody does any more. */
export const ArchiveIndex = defineEntity({
  name: 'ArchiveIndex',
  tableName: 'archive_index',
  properties: {
    archiveId: () => p.manyToOne(Archive).mapToPk().joinColumn('archiveId').deleteRule('cascade').primary(),
    state: p.enum(['BUILDING', 'READY', 'FAILED'] as const),
    entryCount: p.integer().default(0),
    failureCode: p.string().nullable(),
    startedAt: instant(),
    usedAt: instant().index(),
  },
})

/**
 * One file, folder or link in an archive, as `borg list` names it. No foreign key: a million rows are removed in
 * portions, after their index.
 */
export const ArchiveEntry = defineEntity({
  name: 'ArchiveEntry',
  tableName: 'archive_entry',
  properties: {
    archiveId: p.integer().primary(),
    /** Counts the entries of one archive from 1; 0 is its root, which has no row. */
    number: p.integer().primary(),
    /** Number of the folder that it lies in. */
    parent: p.integer(),
    /** 0 for folders, 1 for everything else: folders are listed first. */
    rank: p.integer(),
    /** UTF-8 of the name in lower case: the order of a listing, the same on both databases. */
    sortKey: p.blob(),
    /** As `storedOf` of `exact-paths.ts` writes it; so is `path`. */
    name: p.text(),
    /** Without a slash in front; null for everything but folders, whose path is theirs and the name. */
    path: p.text().nullable(),
    /** Borg's: `-` file, `d` folder, `l` symbolic link, `h` hard link, `p` pipe, `b` and `c` devices. */
    type: p.string(),
    /** Bytes; of a folder: of all files below it. */
    size: bytes(),
    /** Null for folders that only follow from paths below them. */
    modifiedAt: instant().nullable(),
    /** Such as `-rw-r--r--`. */
    mode: p.string().nullable(),
    user: p.string().nullable(),
    group: p.string().nullable(),
    linkTarget: p.text().nullable(),
  },
  indexes: [
    { name: 'archive_entry_listing', properties: ['archiveId', 'parent', 'rank', 'sortKey', 'number'] },
    { name: 'archive_entry_folder', properties: ['archiveId', 'path'], where: '"path" is not null' },
  ],
})
