import { hasObjective, staleAt } from '../../domain/health/freshness.ts'
import type { HealthView } from '../../domain/health/health-views.ts'
import { notFound } from '../../domain/kernel/errors.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'
import { RepositoryInterface } from '../repositories/repository.ts'

export const HealthStatus = describedEnum('HealthStatus', 'Is a repository as fresh as it should be?', {
  UNKNOWN: 'Nothing is asked of it, or it has never succeeded and is not late yet.',
  HEALTHY: 'Its last success is recent enough.',
  STALE: 'It is late.',
})

export const RepositoryHealth = builder.objectRef<HealthView>('RepositoryHealth').implement({
  description: 'How fresh a repository should be, and whether it is.',
  fields: t => ({
    repository: t.field({
      type: RepositoryInterface,
      description: 'Whose health it is.',
      resolve: async ({ repositoryId }, _args, { loaders }) => {
        const repository = await loaders.repository.load(repositoryId)
        if (!repository) throw notFound('repository')
        return repository
      },
    }),
    status: t.expose('status', {
      type: HealthStatus,
      description: 'As it was found last. Archived repositories are not looked at.',
    }),
    freshnessSeconds: t.exposeFloat('freshnessSeconds', {
      nullable: true,
      description:
        '"No successful backup for so many seconds" is too long. Null or not above zero: nothing is asked.',
    }),
    since: t.expose('since', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it has this status.',
    }),
    checkedAt: t.expose('checkedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last looked at.',
    }),
    lastAlertAt: t.expose('lastAlertAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last time to tell that it is stale; at first: when the objective was set.',
    }),
    lastSuccessAt: t.expose('lastSuccessAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'End of the last successful backup; of a hosted repository: when clients last changed it. Null: never.',
    }),
    staleAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it becomes stale unless something happens, or when it became so. Null: never.',
      resolve: health =>
        hasObjective(health) ? staleAt({ ...health, since: health.since! }, health.lastSuccessAt) : null,
    }),
    storageNearlyFull: t.boolean({
      resolve: ({ storageNearlyFull }) => storageNearlyFull === 1,
      description: 'Does a hosted repository use nearly all of its quota (`ALERT_STORAGE_PERCENT`)?',
    }),
  }),
})

builder.interfaceField(RepositoryInterface, 'health', t =>
  t.field({
    type: RepositoryHealth,
    description: 'Is it as fresh as it should be?',
    resolve: (row, _args, { loaders }) => loaders.health.load(row.id),
  }),
)
