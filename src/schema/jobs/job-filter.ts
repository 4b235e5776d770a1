import type { JobFilter } from '../../domain/jobs/job-views.ts'
import { builder, readRepositoryId, readScheduleId } from '../builder.ts'
import { JobKind, JobStatus, JobTrigger, MaintenanceKind } from '../enums.ts'

export const JobFilterInput = builder.inputType('JobFilterInput', {
  description: 'Only jobs for which all of this holds.',
  fields: t => ({
    repositoryId: t.id({ description: 'Of this repository.' }),
    repositoryPath: t.string({ description: 'Made for this path.' }),
    scheduleId: t.id({ description: 'Made by this schedule.' }),
    statuses: t.field({ type: [JobStatus], description: 'With one of these statuses.' }),
    kinds: t.field({ type: [JobKind], description: 'Of one of these kinds.' }),
    trigger: t.field({ type: JobTrigger, description: 'Started by this.' }),
    triggers: t.field({ type: [JobTrigger], description: 'Started by one of these.' }),
    maintained: t.field({
      type: [MaintenanceKind],
      description: 'Backups in whose maintenance one of these has begun.',
    }),
  }),
})

/** @throws DomainError `NOT_FOUND` for an id that is not one */
export const readJobFilter = (filter: typeof JobFilterInput.$inferInput | null | undefined): JobFilter =>
  filter
    ? {
        ...filter,
        repositoryId: filter.repositoryId == null ? null : readRepositoryId(filter.repositoryId),
        scheduleId: filter.scheduleId == null ? null : readScheduleId(filter.scheduleId),
      }
    : {}
