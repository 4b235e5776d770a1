import { type ClientCommands as Commands, clientCommands } from '../../domain/hosting/client-commands.ts'
import { hostKeyFingerprints } from '../../domain/hosting/host-keys.ts'
import type { HostedRow } from '../../domain/hosting/hosted-repositories.ts'
import { keyTextOf, strengthOf } from '../../domain/hosting/ssh-public-keys.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { HostedRepository } from '../repositories/repository.ts'
import { HostKeyFingerprint } from './host-key-fingerprint.ts'

const HostedSshKey = builder.objectRef<HostedRow>('HostedSshKey').implement({
  description: 'The key that may push to a hosted repository.',
  fields: t => ({
    type: t.exposeString('keyType', { description: 'Such as `ssh-ed25519`.' }),
    fingerprint: t.exposeString('keyFingerprint', { description: 'As `ssh-keygen -l` prints it.' }),
    comment: t.exposeString('keyComment', { description: 'What follows it in its line.' }),
    bits: t.int({
      nullable: true,
      description: 'Of an RSA key; the strength of other types is in their name.',
      resolve: row => strengthOf({ type: row.keyType, data: row.keyData }).bits,
    }),
    isWeak: t.boolean({
      description: 'Should be replaced: an RSA key with less than 3072 bits.',
      resolve: row => strengthOf({ type: row.keyType, data: row.keyData }).isWeak,
    }),
  }),
})

const ClientCommands = builder.objectRef<Commands>('ClientCommands').implement({
  description: 'What clients type to use a hosted repository.',
  fields: t => ({
    url: t.exposeString('url', { description: 'The location, also for graphical clients.' }),
    init: t.exposeString('init', { description: 'Makes the repository.' }),
    borgmaticInit: t.exposeString('borgmaticInit', { description: 'Makes it with borgmatic.' }),
    create: t.exposeString('create', { description: 'Makes a backup.' }),
    check: t.exposeString('check', { description: 'Verifies it.' }),
    list: t.exposeString('list', { description: 'Lists the archives.' }),
    exportTar: t.exposeString('exportTar', { description: 'Fetches an archive as a tar file.' }),
    mount: t.exposeString('mount', { description: 'Mounts an archive.' }),
    borgmaticConfig: t.exposeString('borgmaticConfig', {
      description: 'A configuration for borgmatic, in YAML.',
    }),
    hostKeyFingerprints: t.field({
      type: [HostKeyFingerprint],
      description: 'By these clients recognize the server at the first contact.',
      resolve: (_commands, _args, { scope }) => hostKeyFingerprints(scope),
    }),
  }),
})

/** Reads the second row, which lists bring along; of a single repository it is looked up. */
function fromHosted<Value>(
  row: RepositoryRow & { hosted?: HostedRow },
  { loaders }: Context,
  read: (hosted: HostedRow) => Value,
): Value | Promise<Value> {
  if (row.hosted) return read(row.hosted)
  return loaders.hosted.load(row.id).then(hosted => {
    if (!hosted) throw new Error('A hosted repository has no row of its own.')
    return read(hosted)
  })
}

builder.objectFields(HostedRepository, t => {
  /** A column of the second row. */
  const text = (read: (row: HostedRow) => string, description: string) =>
    t.string({ description, resolve: (row, _args, context) => fromHosted(row, context, read) })
  const optionalText = (read: (row: HostedRow) => string | null, description: string) =>
    t.string({
      nullable: true,
      description,
      resolve: (row, _args, context) => fromHosted(row, context, read),
    })
  const flag = (read: (row: HostedRow) => boolean, description: string) =>
    t.boolean({ description, resolve: (row, _args, context) => fromHosted(row, context, read) })
  const size = (read: (row: HostedRow) => number | null, description: string) =>
    t.field({
      type: 'ByteSize',
      nullable: true,
      description,
      resolve: (row, _args, context) => fromHosted(row, context, read),
    })
  const instant = (read: (row: HostedRow) => number | null, description: string) =>
    t.field({
      type: 'DateTime',
      nullable: true,
      description,
      resolve: (row, _args, context) => fromHosted(row, context, read),
    })
  return {
    alias: text(row => row.alias, 'What people call it; not unique.'),
    comment: text(row => row.comment, 'Free text.'),
    icon: optionalText(row => row.icon, 'Name of an icon.'),
    sshPublicKey: text(
      keyTextOf,
      'The key that may push, as it was given, with the blanks and line ends around and between its words. What sshd reads is made from `sshKey`.',
    ),
    sshKey: t.field({
      type: HostedSshKey,
      description: 'The key that may push.',
      resolve: (row, _args, context) => fromHosted(row, context, hosted => hosted),
    }),
    quota: t.field({
      type: 'ByteSize',
      description: 'How much may be stored.',
      resolve: (row, _args, context) => fromHosted(row, context, ({ quota }) => quota),
    }),
    appendOnly: flag(row => row.appendOnly === 1, 'What clients delete is only marked as deleted.'),
    archived: flag(row => row.archived === 1, 'Nobody can sign in to it; its data stays.'),
    wasArchived: flag(row => row.archived !== null, 'Was it archived or unarchived at any time?'),
    lanCommand: flag(row => row.lanCommand === 1, 'Commands name the server as in its own network.'),
    displayDetails: t.boolean({
      nullable: true,
      description: 'Kept for the older REST dialect; null for repositories that were not made by it.',
      resolve: (row, _args, context) =>
        fromHosted(row, context, ({ displayDetails }) =>
          displayDetails === null ? null : displayDetails === 1,
        ),
    }),
    storageTarget: optionalText(
      row => row.storageTarget,
      'The other disk that holds it; null: the pool folder.',
    ),
    lastModifiedAt: instant(
      row => row.lastModifiedAt,
      'When clients last changed it: made it, backed up, deleted, pruned or compacted. Null: never seen.',
    ),
    probedAt: instant(row => row.probedAt, 'When it was last looked at.'),
    sizeOnDisk: size(row => row.sizeOnDisk, 'What it takes on disk, as `du` counts.'),
    measuredAt: instant(row => row.measuredAt, 'When that was counted.'),
    quotaUsed: size(row => row.quotaUsed, 'What Borg counts for the quota.'),
    reclaimableSize: size(
      row => row.reclaimable,
      'What a compaction would free: what was deleted or pruned and is still there.',
    ),
    clientCommands: t.field({
      type: ClientCommands,
      description: 'What clients type.',
      resolve: (row, _args, context) =>
        fromHosted(row, context, ({ alias, lanCommand }) =>
          clientCommands(context.scope.hosting.sshServer, {
            name: row.name,
            alias,
            lan: lanCommand === 1,
          }),
        ),
    }),
  }
})
