import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { breakLock } from '../../domain/repositories/repository-locks.ts'
import { builder, readRepositoryId } from '../builder.ts'
import { RepositoryInterface } from './repository.ts'

const BreakLockInput = builder.inputType('BreakLockInput', {
  description: 'Whose lock to break.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Global id.' }),
    confirmForeignHost: t.boolean({
      required: true,
      defaultValue: false,
      description: 'The caller has made sure that a holder whose state is `UNKNOWN` is gone.',
    }),
  }),
})

const BreakLockPayload = builder
  .objectRef<{ repository: RepositoryRow; broken: boolean }>('BreakLockPayload')
  .implement({
    description: 'What came of it.',
    fields: t => ({
      repository: t.expose('repository', { type: RepositoryInterface, description: 'The repository.' }),
      broken: t.exposeBoolean('broken', { description: 'False when there was no lock.' }),
    }),
  })

builder.mutationFields(t => ({
  breakLock: t.field({
    type: BreakLockPayload,
    authScopes: { signedIn: true },
    description:
      'Breaks a lock that a dead process left behind. `CONFLICT` with reason `LOCK_HOLDER_ALIVE` while the holder lives, `LOCK_HOLDER_UNKNOWN` when that cannot be seen, `REPOSITORY_BUSY` while a job runs.',
    args: { input: t.arg({ type: BreakLockInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, { scope }) =>
      breakLock(scope, {
        repositoryId: readRepositoryId(input.repositoryId),
        confirmForeignHost: input.confirmForeignHost,
      }),
  }),
}))
