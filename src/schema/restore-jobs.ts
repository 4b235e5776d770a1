import { optionsOf } from '../domain/job-options.ts'
import { resultOf } from '../domain/job-results.ts'
import type { JobRow } from '../domain/job-states.ts'
import { builder } from './builder.ts'
import { describedEnum } from './enums.ts'
import { JobInterface } from './job.ts'
import { isJobOf } from './job-types.ts'

export const RestoreLayout = describedEnum('RestoreLayout', 'Where restored paths land.', {
  PRESERVE_PATH: 'Below the destination as they are in the archive.',
  CONTENTS_ONLY: 'Each chosen path in the destination, by its last name alone.',
})

export const RestoreJob = builder.objectRef<JobRow>('RestoreJob')

builder.node(RestoreJob, {
  description:
    'A job that extracts files of an archive. What was restored stays when it fails or is cancelled.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('RESTORE'),
  fields: t => ({
    archiveName: t.string({ description: 'The archive.', resolve: job => job.archiveName! }),
    paths: t.stringList({
      description: 'Paths in the archive; empty: everything.',
      resolve: job => optionsOf('RESTORE', job).paths,
    }),
    destination: t.string({
      description: 'The folder on the worker’s machine.',
      resolve: job => optionsOf('RESTORE', job).destination,
    }),
    layout: t.field({
      type: RestoreLayout,
      description: 'Where the paths land in it.',
      resolve: job => optionsOf('RESTORE', job).layout,
    }),
    restoredFileCount: t.int({
      nullable: true,
      description: 'Regular files; null before the end, and when not all were restored.',
      resolve: job => resultOf('RESTORE', job)?.fileCount ?? null,
    }),
  }),
})
