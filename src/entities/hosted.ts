import { defineEntity, p } from '@mikro-orm/core'
import { bytes, instant } from './columns.ts'
import { Repository } from './repository.ts'

/** What is only known of a repository that clients push to over SSH. Its name is 8 hexadecimal digits, its path `<pool folder>/<name>`. */
export const HostedRepository = defineEntity({
  name: 'HostedRepository',
  tableName: 'hosted_repository',
  properties: {
    repositoryId: () =>
      p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade').primary(),
    /** Free label; not unique. */
    alias: p.text(),
    comment: p.text(),
    /** One of the names in contract borgwarehouse, section 14.1; null: none. */
    icon: p.string().nullable(),
    /** The one key that may push: its parts, from which the line in `authorized_keys` is made again. */
    keyType: p.string(),
    /** Base64. */
    keyData: p.text(),
    keyComment: p.text(),
    /** The key as the client sent it, with blanks and line ends of its own; null: as its parts are written. */
    keyText: p.text().nullable(),
    /** `SHA256:…`; a key opens one repository only. */
    keyFingerprint: p.string().unique(),
    /** Most bytes that Borg may store; whole gigabytes (10⁹) are written `<n>G`. */
    quota: bytes(),
    appendOnly: p.integer().default(0),
    /** Null until the first time that it was archived. Nobody can sign in to an archived repository. */
    archived: p.integer().nullable(),
    /** Are clients shown the name of the server in its own network? */
    lanCommand: p.integer().default(0),
    /** Absolute path of the storage that holds the files; null: the pool folder itself. */
    storageTarget: p.text().nullable(),
    /** Line of an earlier BorgWarehouse that says `--restrict-to-path`. */
    restrictToPath: p.integer().default(0),
    /** Made by the older dialect, whose objects have `displayDetails`. */
    displayDetails: p.integer().nullable(),
    /** Is it being removed from the disk? Then nobody sees it any more. */
    removing: p.integer().default(0),
    /** Whose change is under way, and until when it has the turn unless it says that it lives; null: none is. */
    editor: p.string().nullable(),
    editingUntil: instant().nullable(),
    /** When clients last changed it: the newest `integrity` file; null: never seen. */
    lastModifiedAt: instant().nullable(),
    /** What the last compaction of ours has left there: the same kind of instant, and no sign of life of a client. */
    ownModifiedAt: instant().nullable(),
    /** When it was last looked at. */
    probedAt: instant().nullable(),
    /** Bytes on disk, as `du` counts them, and when they were counted. */
    sizeOnDisk: bytes().nullable(),
    measuredAt: instant().nullable(),
    /** Bytes that count for the quota, as Borg's hints say. */
    quotaUsed: bytes().nullable(),
    /** Bytes that a compaction would free, as Borg's hints say. */
    reclaimable: bytes().nullable(),
  },
})

/** How large a hosted repository was, once a day. */
export const HostedMeasurement = defineEntity({
  name: 'HostedMeasurement',
  tableName: 'hosted_measurement',
  properties: {
    repositoryId: () =>
      p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade').primary(),
    /** Days since 1970-01-01 (UTC). */
    day: p.integer().primary(),
    /** The last measurement of that day. */
    at: instant(),
    sizeOnDisk: bytes(),
    quotaUsed: bytes().nullable(),
  },
})
