import { findJob, listJobs } from '../../domain/jobs/job-views.ts'
import { builder, readJobRef } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { JobConnection, JobInterface } from './job.ts'
import { JobFilterInput, readJobFilter } from './job-filter.ts'

builder.queryFields(t => ({
  job: t.field({
    type: JobInterface,
    nullable: true,
    authScopes: { signedIn: true },
    description: 'One job.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: (_root, { id }, { scope }) => findJob(scope, readJobRef(id)),
  }),
  jobs: t.connection(
    {
      type: JobInterface,
      authScopes: { signedIn: true },
      description: 'The jobs that the caller may see, newest first.',
      complexity: pageComplexity,
      args: { filter: t.arg({ type: JobFilterInput, description: 'Only these.' }) },
      resolve: async (_root, { filter, ...page }, { scope }) =>
        toConnection(await listJobs(scope, readJobFilter(filter), page)),
    },
    JobConnection,
  ),
}))
