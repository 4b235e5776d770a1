import type { JobRow } from '../../domain/jobs/job-states.ts'
import { startRestore, startRestoreCheck } from '../../domain/jobs/restores.ts'
import { builder } from '../builder.ts'
import { jobRequest, readJobRequest } from './job-request.ts'
import { RestoreCheckJob, RestoreJob } from './restore-jobs.ts'
import { readRestore, restoreRequest } from './restore-request.ts'

const StartRestoreInput = builder.inputType('StartRestoreInput', {
  description: 'What to restore, and where to.',
  fields: t => ({ ...jobRequest(t), ...restoreRequest(t) }),
})

const StartRestorePayload = builder.objectRef<{ job: JobRow }>('StartRestorePayload').implement({
  description: 'The queued job.',
  fields: t => ({ job: t.expose('job', { type: RestoreJob, description: 'The job.' }) }),
})

const StartRestoreCheckInput = builder.inputType('StartRestoreCheckInput', {
  description: 'Which repository to check, and which files of its newest archive.',
  fields: t => ({
    ...jobRequest(t),
    paths: t.stringList({ description: 'Paths in the archive; absent or empty: a sample of its files.' }),
    rawPaths: t.stringList({ description: 'More of them, by their `rawPath`.' }),
    fullArchive: t.boolean({ required: true, defaultValue: false, description: 'Compare every file.' }),
  }),
})

const StartRestoreCheckPayload = builder.objectRef<{ job: JobRow }>('StartRestoreCheckPayload').implement({
  description: 'The queued job.',
  fields: t => ({ job: t.expose('job', { type: RestoreCheckJob, description: 'The job.' }) }),
})

builder.mutationFields(t => ({
  startRestore: t.field({
    type: StartRestorePayload,
    authScopes: { signedIn: true },
    description: 'Queues a restore of an archive, or of some of its paths.',
    args: { input: t.arg({ type: StartRestoreInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await startRestore(scope, { ...readRestore(input), ...readJobRequest(input) }),
    }),
  }),
  startRestoreCheck: t.field({
    type: StartRestoreCheckPayload,
    authScopes: { signedIn: true },
    description: 'Queues a check that files of the newest archive can be restored as they were.',
    args: { input: t.arg({ type: StartRestoreCheckInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await startRestoreCheck(scope, {
        ...readJobRequest(input),
        paths: input.paths ?? [],
        rawPaths: input.rawPaths ?? [],
        fullArchive: input.fullArchive,
      }),
    }),
  }),
}))
