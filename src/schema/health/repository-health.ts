import type { HealthRow } from '../../domain/health/repository-health.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'
import { RepositoryInterface } from '../repositories/repository.ts'

const HealthStatus = describedEnum('HealthStatus', 'Is a repository as fresh as it should be?', {
  UNKNOWN: 'Nothing is asked of it, or it was never backed up and is not late yet.',
  HEALTHY: 'Its last backup is recent enough.',
  STALE: 'It has not been backed up for too long.',
})

/** A repository, and what is written down of its health. */
export interface Health {
  repository: RepositoryRow
  row: HealthRow | null
}

export const RepositoryHealth = builder.objectRef<Health>('RepositoryHealth').implement({
  description: 'How fresh a repository should be, and whether it is.',
  fields: t => ({
    repository: t.expose('repository', { type: RepositoryInterface, description: 'Of which.' }),
    status: t.field({
      type: HealthStatus,
      description: 'As of the last look.',
      resolve: ({ row }) => row?.status ?? 'UNKNOWN',
    }),
    freshnessSeconds: t.float({
      nullable: true,
      description: 'After so long without a backup it is stale; null or not above zero: never.',
      resolve: ({ row }) => row?.freshnessSeconds ?? null,
    }),
    since: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it has this status.',
      resolve: ({ row }) => row?.since ?? null,
    }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last looked at.',
      resolve: ({ row }) => row?.checkedAt ?? null,
    }),
    lastAlertAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last said to be stale; at first, when the objective was set.',
      resolve: ({ row }) => row?.lastAlertAt ?? null,
    }),
    storageNearlyFull: t.boolean({
      description: 'Does it use more of its quota than it should?',
      resolve: ({ row }) => row?.storageNearlyFull === 1,
    }),
  }),
})

builder.interfaceField(RepositoryInterface, 'health', t =>
  t.field({
    type: RepositoryHealth,
    description: 'How fresh it should be, and whether it is.',
    resolve: async (repository, _args, { loaders }) => ({
      repository,
      row: await loaders.health.load(repository.id),
    }),
  }),
)
