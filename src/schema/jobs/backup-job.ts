import { failureOf, readFailureCode } from '../../domain/borg/failures.ts'
import { optionsOf } from '../../domain/jobs/job-options.ts'
import { type MaintenanceEnd as End, resultOf } from '../../domain/jobs/job-results.ts'
import {
  type JobRow,
  type MaintenanceKind as Kind,
  maintenanceKinds,
  type Progress,
  type MaintenanceStep as Step,
} from '../../domain/jobs/job-states.ts'
import { Archive } from '../archives/archive.ts'
import { builder } from '../builder.ts'
import { describedEnum, JobStatus, MaintenanceKind } from '../enums.ts'
import { JobInterface } from './job.ts'
import { JobFailure } from './job-details.ts'
import { isJobOf } from './job-types.ts'

const MaintenanceEnd = describedEnum('MaintenanceEnd', 'How a part of the maintenance ended.', {
  COMPLETED: 'Done.',
  FAILED: 'Not done; the log says why.',
  CANCELLED: 'Ended because somebody wanted it.',
})

const MaintenanceStep = builder.objectRef<Step & { kind: Kind }>('BackupMaintenanceStep').implement({
  description: 'A part of the maintenance after a backup that has begun.',
  fields: t => ({
    kind: t.expose('kind', { type: MaintenanceKind, description: 'Which part.' }),
    status: t.field({
      type: JobStatus,
      description: '`RUNNING` until it is over.',
      resolve: ({ status }) => status ?? 'RUNNING',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it runs.',
    }),
    failure: t.field({
      type: JobFailure,
      nullable: true,
      description: 'Why it failed, or what its warning is.',
      resolve: ({ failureCode }) => (failureCode === null ? null : failureOf(readFailureCode(failureCode))),
    }),
    afterLine: t.exposeInt('afterLine', { description: 'Its lines in the job’s log come after this one.' }),
    lastLine: t.exposeInt('lastLine', {
      nullable: true,
      description: 'Its last line in the job’s log; null while it runs.',
    }),
  }),
})

interface Maintenance {
  steps: (Step & { kind: Kind })[]
  prune: End | null
  compact: End | null
  prunes: boolean
  compacts: boolean
}

const BackupMaintenance = builder.objectRef<Maintenance>('BackupMaintenance').implement({
  description: 'The pruning and compacting that follows a backup, as phases of the same job.',
  fields: t => ({
    steps: t.expose('steps', {
      type: [MaintenanceStep],
      description: 'Its parts that have begun, in order.',
    }),
    prunes: t.exposeBoolean('prunes', { description: 'Was pruning asked for?' }),
    compacts: t.exposeBoolean('compacts', { description: 'Was compacting asked for?' }),
    prune: t.expose('prune', {
      type: MaintenanceEnd,
      nullable: true,
      description: 'How the pruning ended; null until the job is over, and when it was not begun.',
    }),
    compact: t.expose('compact', {
      type: MaintenanceEnd,
      nullable: true,
      description: 'How the compacting ended; null until the job is over, and when it was not begun.',
    }),
  }),
})

export const BackupJob = builder.objectRef<JobRow>('BackupJob')

builder.node(BackupJob, {
  description: 'A job that makes an archive.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('BACKUP'),
  fields: t => ({
    archiveName: t.exposeString('archiveName', {
      nullable: true,
      description: 'The name of its archive; null before it starts when none was given.',
    }),
    archive: t.field({
      type: Archive,
      nullable: true,
      description: 'The archive, once it is there.',
      resolve: (job, _args, { loaders }) =>
        job.repositoryId === null || job.archiveName === null || !job.status.startsWith('COMPLETED')
          ? null
          : loaders.archive.load({ repositoryId: job.repositoryId, name: job.archiveName }),
    }),
    missingSource: t.string({
      nullable: true,
      description: 'The first source path that was not there, of a backup that failed because of that.',
      resolve: job => resultOf('BACKUP', job)?.missingSource ?? null,
    }),
    isPulled: t.boolean({
      description: 'Are its sources read from another machine? Told once it has begun to.',
      resolve: job => (JSON.parse(job.progress) as Progress).isPulled === true,
    }),
    maintenance: t.field({
      type: BackupMaintenance,
      nullable: true,
      description: 'Null when nothing was to follow.',
      resolve: maintenanceOf,
    }),
  }),
})

function maintenanceOf(job: JobRow): Maintenance | null {
  const { maintenance } = optionsOf('BACKUP', job)
  if (!maintenance) return null
  const ended = resultOf('BACKUP', job)?.maintenance
  const begun = (JSON.parse(job.progress) as Progress).maintenance ?? {}
  return {
    steps: maintenanceKinds.flatMap(kind => (begun[kind] ? [{ kind, ...begun[kind] }] : [])),
    prunes: maintenance.prune !== null,
    compacts: maintenance.compact,
    prune: ended?.prune ?? null,
    compact: ended?.compact ?? null,
  }
}
