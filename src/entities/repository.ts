import { defineEntity, p } from '@mikro-orm/core'
import { asSentText, bytes, instant, jsonText } from './columns.ts'
import { SshConnection } from './ssh.ts'
import { repositoryRoles, User } from './user.ts'

/** Borg 1.x encryption modes (`borg init -e`), spelled as in the API. */
export const encryptionModes = [
  'NONE',
  'REPOKEY',
  'REPOKEY_BLAKE2',
  'KEYFILE',
  'KEYFILE_BLAKE2',
  'AUTHENTICATED',
  'AUTHENTICATED_BLAKE2',
] as const
/** Which files a backup lists in its log. */
export const listFilesModes = ['CHANGED', 'ALL', 'NONE'] as const
/** `OBSERVE`: archives are read, nothing is ever written. */
export const repositoryModes = ['FULL', 'OBSERVE'] as const

/** A Borg repository. `MANAGED`: Borg is run here. `HOSTED`: clients push to it over SSH. */
export const Repository = defineEntity({
  name: 'Repository',
  tableName: 'repository',
  properties: {
    id: p.integer().primary().autoincrement(),
    kind: p.enum(['MANAGED', 'HOSTED'] as const),
    /** `CREATING` holds name and path while Borg makes the repository, or removes it; such a row is shown to nobody. */
    state: p.enum(['CREATING', 'READY'] as const),
    name: p.string().unique(),
    /** Absolute local path or `ssh://` URL, as given to Borg. */
    path: p.string().length(1024).unique(),
    encryption: p.enum(encryptionModes),
    /** Sealed (see `domain/kernel/sealed.ts`); null for `NONE`. */
    sealedPassphrase: p.text().nullable(),
    /** Sealed content of the Borg key file, for the key file modes. */
    sealedKeyFile: p.text().nullable(),
    compression: p.string(),
    /** JSON array of strings. */
    sourceDirectories: jsonText(),
    /** JSON array of Borg patterns. */
    excludePatterns: jsonText(),
    listFiles: p.enum(listFilesModes),
    mode: p.enum(repositoryModes),
    bypassLock: p.integer().default(0),
    /** How to reach a repository on an SSH server; null: by the server's own key, or local. */
    connectionId: () =>
      p.manyToOne(SshConnection).mapToPk().joinColumn('connectionId').deleteRule('set null').nullable(),
    /** The machine on which the source directories are; null: this one. */
    sourceConnectionId: () =>
      p.manyToOne(SshConnection).mapToPk().joinColumn('sourceConnectionId').deleteRule('set null').nullable(),
    /** Borg's executable on the SSH server. */
    remotePath: p.string().nullable(),
    /** JSON array of words, checked by `domain/repositories/custom-flags.ts`. */
    customFlags: jsonText(),
    preBackupScript: p.text().nullable(),
    postBackupScript: p.text().nullable(),
    /** Sealed JSON object: variables for the script (`domain/repositories/script-parameters.ts`). */
    sealedPreScriptParameters: p.text().nullable(),
    sealedPostScriptParameters: p.text().nullable(),
    preHookTimeoutSeconds: p.integer().default(300),
    postHookTimeoutSeconds: p.integer().default(300),
    continueOnHookFailure: p.integer().default(0),
    /** The worker pool that runs this repository's jobs. */
    pool: p.string(),
    createdAt: instant(),
    updatedAt: instant(),
    lastBackupAt: instant().nullable(),
    lastCheckAt: instant().nullable(),
    lastPruneAt: instant().nullable(),
    lastCompactAt: instant().nullable(),
    /** The last restore check, whatever it found. */
    lastRestoreCheckAt: instant().nullable(),
    /** The last restore check that found every sampled file as Borg had recorded it, and its job. */
    lastProvenRestoreAt: instant().nullable(),
    lastProvenRestoreJobId: p.integer().nullable(),
    /** When the catalogue was last compared with Borg's own list. */
    archivesRefreshedAt: instant().nullable(),
    /** Original size of the last successful backup: the best estimate for the next one. */
    expectedSize: bytes().nullable(),
    /** Deduplicated, compressed size of all archives as Borg's cache knows it. */
    totalSize: bytes().nullable(),
    asSent: asSentText(),
  },
})

/** What one user may do on one repository. */
export const RepositoryGrant = defineEntity({
  name: 'RepositoryGrant',
  tableName: 'repository_grant',
  properties: {
    id: p.integer().primary().autoincrement(),
    userId: () => p.manyToOne(User).mapToPk().joinColumn('userId').deleteRule('cascade'),
    repositoryId: () => p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade'),
    role: p.enum(repositoryRoles),
    createdAt: instant(),
  },
  uniques: [{ name: 'repository_grant_once', properties: ['userId', 'repositoryId'] }],
})

/** What is known of one archive: the catalogue that answers listings without asking Borg. */
export const Archive = defineEntity({
  name: 'Archive',
  tableName: 'archive',
  properties: {
    id: p.integer().primary().autoincrement(),
    repositoryId: () => p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade'),
    /** Borg's own id, 64 hexadecimal digits. */
    borgId: p.string(),
    name: p.string(),
    startedAt: instant(),
    finishedAt: instant().nullable(),
    originalSize: bytes().nullable(),
    compressedSize: bytes().nullable(),
    deduplicatedSize: bytes().nullable(),
    fileCount: p.integer().nullable(),
    comment: p.text().nullable(),
    hostname: p.string().nullable(),
    username: p.string().nullable(),
  },
  uniques: [{ name: 'archive_once', properties: ['repositoryId', 'borgId'] }],
  indexes: [{ name: 'archive_newest', properties: ['repositoryId', 'startedAt'] }],
})
