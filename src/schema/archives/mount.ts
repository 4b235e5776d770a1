import {
  listMounts,
  type MountRow,
  mountArchive,
  mountCursor,
  unmountArchive,
} from '../../domain/archives/mounts.ts'
import { User } from '../accounts/user.ts'
import { builder, readRepositoryId } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { ManagedRepository } from '../repositories/managed-repository.ts'

const Mount = builder.objectRef<MountRow>('Mount').implement({
  description:
    'An archive, or all of a repository, as a folder of a worker’s machine, which only the server’s own user can read and nobody can write.',
  fields: t => ({
    id: t.exposeID('id', { description: 'A UUID, the same in the REST dialects.' }),
    repository: t.field({
      type: ManagedRepository,
      nullable: true,
      description: 'What is mounted.',
      resolve: (mount, _args, { loaders }) => loaders.repository.load(mount.repositoryId),
    }),
    archiveName: t.exposeString('archiveName', {
      nullable: true,
      description: 'The archive; null: all, a folder each.',
    }),
    mountPoint: t.exposeString('mountPoint', { description: 'Absolute path on the worker’s machine.' }),
    createdBy: t.field({
      type: User,
      nullable: true,
      description: 'Who asked for it; null when that user is gone.',
      resolve: (mount, _args, { loaders }) =>
        mount.createdById === null ? null : loaders.user.load(mount.createdById),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it is mounted.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it is unmounted, used or not.' }),
  }),
})

const MountConnection = builder.connectionObject(
  { type: Mount, name: 'MountConnection', description: 'A page of mounts.' },
  { name: 'MountEdge', description: 'A mount and its cursor.' },
)

builder.queryFields(t => ({
  mounts: t.connection(
    {
      type: Mount,
      authScopes: { signedIn: true },
      complexity: pageComplexity,
      description: 'What is mounted of the repositories that the caller may see, newest first.',
      resolve: async (_root, args, { scope }) => toConnection(await listMounts(scope, args), mountCursor),
    },
    MountConnection,
  ),
}))

const MountArchiveInput = builder.inputType('MountArchiveInput', {
  description: 'What to mount.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id.' }),
    archiveName: t.string({ description: 'Absent: all archives, a folder each.' }),
    mountPoint: t.string({
      description:
        'Absolute path, where the configuration allows that (`MOUNT_ROOTS`), or a name: then a folder of that name in the server’s own folder for mounts. Absent: one of the server’s own.',
    }),
    expiresInSeconds: t.int({ description: '60 to 604800; absent: two hours.' }),
  }),
})

const UnmountArchiveInput = builder.inputType('UnmountArchiveInput', {
  description: 'What to unmount.',
  fields: t => ({
    mountId: t.id({ required: true, description: 'Which.' }),
    force: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Also while somebody uses it: they get errors.',
    }),
  }),
})

const MountArchivePayload = builder.objectRef<{ mount: MountRow }>('MountArchivePayload').implement({
  description: 'What is mounted now.',
  fields: t => ({ mount: t.expose('mount', { type: Mount, description: 'The mount.' }) }),
})

const UnmountArchivePayload = builder
  .objectRef<{ unmountedMountId: string }>('UnmountArchivePayload')
  .implement({
    description: 'What is gone.',
    fields: t => ({
      unmountedMountId: t.exposeID('unmountedMountId', { description: 'The id that was given.' }),
    }),
  })

builder.mutationFields(t => ({
  mountArchive: t.field({
    type: MountArchivePayload,
    authScopes: { signedIn: true },
    description:
      'Mounts an archive through FUSE and waits until its files are there. For operators who may see the repository. While it is mounted others may read; a job that writes unmounts it first, or fails when it is in use.',
    args: { input: t.arg({ type: MountArchiveInput, required: true, description: 'What.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      mount: await mountArchive(scope, {
        repositoryId: readRepositoryId(input.repositoryId),
        archiveName: input.archiveName ?? null,
        mountPoint: input.mountPoint ?? null,
        expiresIn: input.expiresInSeconds ?? null,
      }),
    }),
  }),
  unmountArchive: t.field({
    type: UnmountArchivePayload,
    authScopes: { signedIn: true },
    description: 'Unmounts. `CONFLICT` with reason `MOUNT_IN_USE` while somebody uses it.',
    args: { input: t.arg({ type: UnmountArchiveInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input: { mountId, force } }, { scope }) => {
      await unmountArchive(scope, String(mountId), force)
      return { unmountedMountId: String(mountId) }
    },
  }),
}))
