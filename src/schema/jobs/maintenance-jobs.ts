import { optionsOf } from '../../domain/jobs/job-options.ts'
import { resultOf } from '../../domain/jobs/job-results.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import { builder } from '../builder.ts'
import { JobInterface } from './job.ts'
import { isJobOf } from './job-types.ts'
import { RetentionRule } from './retention.ts'

export const CheckJob = builder.objectRef<JobRow>('CheckJob')
export const PruneJob = builder.objectRef<JobRow>('PruneJob')
export const CompactJob = builder.objectRef<JobRow>('CompactJob')
export const DeleteArchiveJob = builder.objectRef<JobRow>('DeleteArchiveJob')

builder.node(CheckJob, {
  description: 'A job that verifies a repository. Damage ends it as `FAILED` with `DAMAGE_FOUND`.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('CHECK'),
  fields: t => ({
    maxDurationSeconds: t.int({
      description: 'After so long Borg pauses, and goes on there next time; 0: no limit.',
      resolve: job => optionsOf('CHECK', job).maxDuration,
    }),
    flags: t.stringList({
      description: 'Options of `borg check`.',
      resolve: job => optionsOf('CHECK', job).flags,
    }),
  }),
})

builder.node(PruneJob, {
  description: 'A job that deletes archives by a retention rule.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('PRUNE'),
  fields: t => ({
    retention: t.field({
      type: RetentionRule,
      description: 'What is kept.',
      resolve: job => optionsOf('PRUNE', job).retention,
    }),
    dryRun: t.boolean({
      description: 'Does it only say what would go?',
      resolve: job => optionsOf('PRUNE', job).dryRun,
    }),
    archivePattern: t.string({
      nullable: true,
      description: 'Shell pattern of the archives that the rule is about; null: all.',
      resolve: job => optionsOf('PRUNE', job).archivePattern,
    }),
    keptCount: t.int({
      nullable: true,
      description: 'How many archives stay; null before the end.',
      resolve: job => resultOf('PRUNE', job)?.keptCount ?? null,
    }),
    prunedCount: t.int({
      nullable: true,
      description: 'How many archives went, or would go; null before the end.',
      resolve: job => resultOf('PRUNE', job)?.prunedCount ?? null,
    }),
    prunedArchives: t.stringList({
      nullable: true,
      description: 'Their names, at most a thousand; the log has all. Null before the end.',
      resolve: job => resultOf('PRUNE', job)?.pruned ?? null,
    }),
  }),
})

builder.node(CompactJob, {
  description: 'A job that frees the space of deleted archives.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('COMPACT'),
  fields: t => ({
    threshold: t.int({
      nullable: true,
      description: 'Percent of unused space below which a segment is left alone; null: Borg’s own 10.',
      resolve: job => optionsOf('COMPACT', job).threshold,
    }),
    freedBytes: t.field({
      type: 'ByteSize',
      nullable: true,
      description: 'As Borg says it, rounded; null before the end.',
      resolve: job => resultOf('COMPACT', job)?.freedBytes ?? null,
    }),
  }),
})

builder.node(DeleteArchiveJob, {
  description: 'A job that deletes one archive. Its space comes back with the next compaction.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('DELETE_ARCHIVE'),
  fields: t => ({
    archiveName: t.string({ description: 'The archive.', resolve: job => job.archiveName! }),
  }),
})
