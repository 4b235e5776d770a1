import { z } from 'zod'
import { DestroyRepositoryDocument } from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { laxBoolean } from '../values/lax.ts'
import { destroyErrors } from './repository-errors.ts'
import { repositoryId } from './repository-input.ts'

const notMeant: ErrorRule = { status: 400, key: 'repo.permanentDeleteConfirmationMismatch' }

const destroy = route({
  method: 'post',
  path: '/api/repositories/{repo_id}/permanent-delete',
  tag: 'Repositories',
  summary: 'Destroy a repository with its data',
  access: 'admin',
  params: repositoryId,
  body: {
    kind: 'json',
    schema: z.object({
      confirmation_phrase: z.string().meta({ description: 'The name of the repository' }),
      understood: laxBoolean(),
    }),
  },
  success: {
    status: 200,
    description: 'Gone',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.repo.repositoryPermanentlyDeleted'),
    }),
  },
  errors: destroyErrors,
  refusals: [notMeant],
  async handle({ params, body, run }) {
    if (!body.understood) throw refuse(notMeant)
    const id = globalId('ManagedRepository', params.repo_id)
    await run(DestroyRepositoryDocument, { id, name: body.confirmation_phrase })
    return { success: true as const, message: 'backend.success.repo.repositoryPermanentlyDeleted' as const }
  },
})

/** What cannot be undone. */
export const destroyRepositoryRoutes = [destroy]
