import { listJobs } from '../../domain/jobs/job-views.ts'
import { viewerOf } from '../../domain/kernel/scope.ts'
import { type RepositoryRow, viewerRoleOn } from '../../domain/repositories/repositories.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { RepositoryRole } from '../enums.ts'
import { JobConnection, JobInterface } from '../jobs/job.ts'
import { JobFilterInput, readJobFilter } from '../jobs/job-filter.ts'

export const RepositoryInterface = builder.interfaceRef<RepositoryRow>('Repository')
export const HostedRepository = builder.objectRef<RepositoryRow>('HostedRepository')

RepositoryInterface.implement({
  description: 'A Borg repository.',
  interfaces: [builder.nodeInterfaceRef()],
  resolveType: row => (row.kind === 'MANAGED' ? 'ManagedRepository' : 'HostedRepository'),
  fields: t => ({
    id: t.id({
      description: 'Global id.',
      resolve: row =>
        Buffer.from(
          `${row.kind === 'MANAGED' ? 'ManagedRepository' : 'HostedRepository'}:${row.id}`,
        ).toString('base64'),
    }),
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    name: t.exposeString('name', { description: 'Unique.' }),
    path: t.exposeString('path', { description: 'Absolute local path or `ssh://` location; unique.' }),
    viewerRole: t.field({
      type: RepositoryRole,
      nullable: true,
      description: 'What the caller may do here.',
      resolve: (row, _args, { scope }) => viewerRoleOn(viewerOf(scope), row.id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was registered.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its settings last changed.' }),
    jobs: t.connection(
      {
        type: JobInterface,
        description: 'Its jobs, newest first.',
        complexity: pageComplexity,
        args: { filter: t.arg({ type: JobFilterInput, description: 'Only these.' }) },
        resolve: async (row, { filter, ...page }, { scope, loaders }) => {
          const simple = !filter && page.after == null && page.before == null && page.last == null
          const first = page.first ?? 20
          // The first page of many repositories at once is one statement; every other page is asked for by itself.
          if (!simple || first < 1 || first > 100)
            return toConnection(
              await listJobs(scope, { ...readJobFilter(filter), repositoryId: row.id }, page),
            )
          const jobs = await loaders.newestJobs(first + 1).load(row.id)
          return toConnection({
            rows: jobs.slice(0, first),
            hasNextPage: jobs.length > first,
            hasPreviousPage: false,
          })
        },
      },
      JobConnection,
    ),
    latestJob: t.field({
      type: JobInterface,
      nullable: true,
      description: 'Its newest job.',
      resolve: async (row, _args, { loaders }) => (await loaders.newestJobs(1).load(row.id))[0] ?? null,
    }),
  }),
})

/** Is this what repositories are made of? */
export const isRepositoryRow = (value: unknown): value is RepositoryRow =>
  typeof value === 'object' && value !== null && 'sourceDirectories' in value

builder.node(HostedRepository, {
  description: 'A repository that clients push to over SSH; its passphrase is never known here.',
  interfaces: [RepositoryInterface],
  id: { resolve: row => row.id },
  isTypeOf: value => isRepositoryRow(value) && value.kind === 'HOSTED',
})
