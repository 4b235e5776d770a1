import { resultOf } from '../../domain/jobs/job-results.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import { builder } from '../builder.ts'
import { ManagedRepository } from '../repositories/managed-repository.ts'
import { RestoreCheckJob } from './restore-jobs.ts'

interface Proof {
  at: number
  /** Null when its record is gone. */
  job: JobRow | null
}

const evidenceOf = ({ job }: Proof) => job && resultOf('RESTORE_CHECK', job)

const ProvenRestore = builder.objectRef<Proof>('ProvenRestore').implement({
  description: 'That files of a repository came back exactly as Borg had recorded them.',
  fields: t => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was found.' }),
    archiveName: t.string({
      nullable: true,
      description: 'The archive; null when the job is not there any more.',
      resolve: proof => proof.job?.archiveName ?? null,
    }),
    fileCount: t.int({
      nullable: true,
      description: 'How many files; null when the job is not there any more.',
      resolve: proof => evidenceOf(proof)?.checkedCount ?? null,
    }),
    bytes: t.field({
      type: 'ByteSize',
      nullable: true,
      description: 'Their size together; null when the job is not there any more.',
      resolve: proof => evidenceOf(proof)?.checkedBytes ?? null,
    }),
    job: t.expose('job', {
      type: RestoreCheckJob,
      nullable: true,
      description: 'The job that found it, with the evidence; null when it is not there any more.',
    }),
  }),
})

builder.objectFields(ManagedRepository, t => ({
  lastProvenRestore: t.field({
    type: ProvenRestore,
    nullable: true,
    description: 'The last restore check that found everything as it should be; null when there was none.',
    resolve: async ({ lastProvenRestoreAt: at, lastProvenRestoreJobId: jobId }, _args, { loaders }) =>
      at === null ? null : { at, job: jobId === null ? null : await loaders.job.load(jobId) },
  }),
}))
