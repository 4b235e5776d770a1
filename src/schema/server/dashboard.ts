import { type Dashboard as Facts, findDashboard } from '../../domain/health/dashboard.ts'
import { builder } from '../builder.ts'
import { JobStatus } from '../enums.ts'

const JobCount = builder.objectRef<Facts['jobs'][number]>('JobCount').implement({
  description: 'How many jobs have a status.',
  fields: t => ({
    status: t.expose('status', { type: JobStatus, description: 'The status.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

const Dashboard = builder.objectRef<Facts>('Dashboard').implement({
  description: 'Everything at a glance, of the repositories that the caller may see.',
  fields: t => ({
    repositoryCount: t.exposeInt('repositoryCount', { description: 'How many there are.' }),
    archiveCount: t.exposeInt('archiveCount', { description: 'Archives in the catalogue.' }),
    totalSize: t.expose('totalSize', {
      type: 'ByteSize',
      description: 'What the repositories take, as far as it is known.',
    }),
    healthyCount: t.int({
      description: 'Repositories that were backed up, checked, compacted and restored lately.',
      resolve: ({ health }) => health.HEALTHY,
    }),
    warningCount: t.int({
      description: 'Repositories for which something is older than `settings.dashboard…WarningDays`.',
      resolve: ({ health }) => health.WARNING,
    }),
    criticalCount: t.int({
      description:
        'Repositories that were never backed up, or for which something is older than `settings.dashboard…CriticalDays`.',
      resolve: ({ health }) => health.CRITICAL,
    }),
    recentJobs: t.field({
      type: [JobCount],
      description: 'Jobs that were made in the last 24 hours, by status.',
      resolve: ({ jobs }) => jobs,
    }),
  }),
})

builder.queryField('dashboard', t =>
  t.field({
    type: Dashboard,
    authScopes: { signedIn: true },
    description: 'Everything at a glance: a few statements, however many repositories there are.',
    resolve: (_root, _args, { scope }) => findDashboard(scope),
  }),
)
