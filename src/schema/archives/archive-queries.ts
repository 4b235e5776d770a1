import { findArchiveBy } from '../../domain/archives/archives.ts'
import { builder, readId, readRepositoryId } from '../builder.ts'
import { Archive } from './archive.ts'

const ArchiveByNameInput = builder.inputType('ArchiveByNameInput', {
  description: 'The name of an archive, unique within its repository.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id of the repository.' }),
    name: t.string({ required: true, description: 'Exactly as Borg has it.' }),
  }),
})

const ArchiveByInput = builder.inputType('ArchiveByInput', {
  description: 'One archive, by exactly one of its names.',
  isOneOf: true,
  fields: t => ({
    id: t.id({ description: 'Global id.' }),
    databaseId: t.int({ description: 'The id in the catalogue.' }),
    name: t.field({ type: ArchiveByNameInput, description: 'Repository and name.' }),
  }),
})

builder.queryFields(t => ({
  archive: t.field({
    type: Archive,
    nullable: true,
    authScopes: { signedIn: true },
    description: 'One archive of the catalogue.',
    args: { by: t.arg({ type: ArchiveByInput, required: true, description: 'Which.' }) },
    resolve: (_root, { by }, { scope }) =>
      findArchiveBy(
        scope,
        by.name
          ? { repositoryId: readRepositoryId(by.name.repositoryId), name: by.name.name }
          : { id: by.databaseId ?? readId(by.id!, ['Archive'], 'archive') },
      ),
  }),
}))
