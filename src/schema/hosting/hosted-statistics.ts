import { probeHosted } from '../../domain/hosting/hosted-probing.ts'
import { type StoragePoint as Point, trendOf } from '../../domain/hosting/statistics.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { builder, readRepositoryId } from '../builder.ts'
import type { Context } from '../context.ts'
import { describedEnum } from '../enums.ts'
import { HostedRepository } from '../repositories/repository.ts'

const StoragePoint = builder.objectRef<Point>('StoragePoint').implement({
  description: 'How large a hosted repository was at one time.',
  fields: t => ({
    at: t.expose('at', { type: 'DateTime', description: 'The last measurement of its day.' }),
    sizeOnDisk: t.expose('sizeOnDisk', { type: 'ByteSize', description: 'As `du` counts.' }),
    quotaUsed: t.expose('quotaUsed', {
      type: 'ByteSize',
      nullable: true,
      description: 'What Borg counts for the quota.',
    }),
  }),
})

/** Trends look back so many days. */
const trendDays = 30

const trend = async ({ id }: RepositoryRow, { loaders }: Context) => {
  const [hosted, points] = await Promise.all([
    loaders.hosted.load(id),
    loaders.measurements(trendDays).load(id),
  ])
  return trendOf(points, hosted!.quota)
}

const HostedStatistics = builder.objectRef<RepositoryRow>('HostedStatistics').implement({
  description: 'How a hosted repository grows. Nobody needs its passphrase for that.',
  fields: t => ({
    history: t.field({
      type: [StoragePoint],
      description: 'One measurement for each day that has one, oldest first.',
      complexity: { field: 1, multiplier: 30 },
      args: {
        days: t.arg.int({
          required: true,
          defaultValue: trendDays,
          description: 'How far to look back, at most 800.',
        }),
      },
      resolve: (row, { days }, { loaders }) => loaders.measurements(days).load(row.id),
    }),
    growthPerDay: t.float({
      nullable: true,
      description: 'Bytes per day over the last 30 days; null with less than a day of measurements.',
      resolve: async (row, _args, context) => (await trend(row, context)).growthPerDay,
    }),
    daysUntilFull: t.float({
      nullable: true,
      description: 'Until the quota is reached at that rate; null when it does not grow.',
      resolve: async (row, _args, context) => (await trend(row, context)).daysUntilFull,
    }),
    usedPercent: t.float({
      nullable: true,
      description: 'Of the quota; null before the first measurement.',
      resolve: async (row, _args, context) => (await trend(row, context)).usedPercent,
    }),
  }),
})

builder.objectField(HostedRepository, 'statistics', t =>
  t.field({ type: HostedStatistics, description: 'How it grows.', resolve: row => row }),
)

const HostedProbe = describedEnum('HostedProbe', 'What to look at.', {
  MODIFICATION: 'When clients last changed it. Archived ones are left out.',
  STORAGE: 'How much it takes.',
})

const ProbeHostedRepositoriesInput = builder.inputType('ProbeHostedRepositoriesInput', {
  description: 'Which hosted repositories to look at, and for what.',
  fields: t => ({
    what: t.field({ type: HostedProbe, required: true, description: 'For what.' }),
    repositoryIds: t.idList({ description: 'Global ids; absent: all, for those who may maintain all.' }),
  }),
})

const ProbeHostedRepositoriesPayload = builder
  .objectRef<{ probed: number; made: number }>('ProbeHostedRepositoriesPayload')
  .implement({
    description: 'What was looked at.',
    fields: t => ({
      probed: t.exposeInt('probed', { description: 'How many repositories there are to look at.' }),
      made: t.exposeInt('made', { description: 'How many of them a client has made with `borg init`.' }),
    }),
  })

builder.mutationField('probeHostedRepositories', t =>
  t.field({
    type: ProbeHostedRepositoriesPayload,
    authScopes: { signedInOrCron: true },
    description:
      'Looks at hosted repositories now. The server does so by itself: after every push, and from time to time.',
    args: { input: t.arg({ type: ProbeHostedRepositoriesInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input: { what, repositoryIds } }, { scope }) =>
      probeHosted(scope, what, repositoryIds?.map(readRepositoryId) ?? null),
  }),
)
