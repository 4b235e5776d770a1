import { followHealth } from '../../domain/health/health-stream.ts'
import type { HealthView } from '../../domain/health/health-views.ts'
import { builder, readRepositoryId } from '../builder.ts'
import type { Context } from '../context.ts'
import { stoppable } from '../stoppable.ts'
import { RepositoryHealth } from './repository-health.ts'

builder.subscriptionField('repositoryHealthChanged', t =>
  t.field({
    type: RepositoryHealth,
    authScopes: { signedIn: true },
    description:
      'The health of a repository that the caller may see, whenever it changes: also after each push and each successful backup.',
    args: { repositoryId: t.arg.id({ description: 'Only of this repository.' }) },
    subscribe: (_root, { repositoryId }, { scope, followers }: Context) =>
      stoppable(signal =>
        followHealth(scope, followers, repositoryId == null ? null : readRepositoryId(repositoryId), signal),
      ),
    resolve: (health: HealthView) => health,
  }),
)
