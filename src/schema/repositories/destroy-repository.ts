import { destroyRepository } from '../../domain/repositories/repository-destruction.ts'
import { builder, readRepositoryId } from '../builder.ts'

const DestroyRepositoryInput = builder.inputType('DestroyRepositoryInput', {
  description: 'Which repository to destroy, and that it is meant.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id; only of a repository on a local path.' }),
    confirmName: t.string({ required: true, description: 'The name of the repository, once more.' }),
  }),
})

const DestroyRepositoryPayload = builder
  .objectRef<{ destroyedRepositoryId: string }>('DestroyRepositoryPayload')
  .implement({
    description: 'What is gone: the record and the data.',
    fields: t => ({
      destroyedRepositoryId: t.exposeID('destroyedRepositoryId', {
        description: 'The global id that was given.',
      }),
    }),
  })

builder.mutationField('destroyRepository', t =>
  t.field({
    type: DestroyRepositoryPayload,
    authScopes: { signedIn: true },
    description:
      'Destroys a repository: its data, then its record. There is no way back; `deleteRepository` keeps the data.',
    args: { input: t.arg({ type: DestroyRepositoryInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input: { repositoryId, confirmName } }, { scope }) => {
      await destroyRepository(scope, readRepositoryId(repositoryId), confirmName)
      return { destroyedRepositoryId: String(repositoryId) }
    },
  }),
)
