import type { JobRow } from '../domain/job-states.ts'
import { startRestore } from '../domain/restores.ts'
import { builder } from './builder.ts'
import { jobRequest, readJobRequest } from './job-request.ts'
import { RestoreJob } from './restore-jobs.ts'
import { readRestore, restoreRequest } from './restore-request.ts'

const StartRestoreInput = builder.inputType('StartRestoreInput', {
  description: 'What to restore, and where to.',
  fields: t => ({ ...jobRequest(t), ...restoreRequest(t) }),
})

const StartRestorePayload = builder.objectRef<{ job: JobRow }>('StartRestorePayload').implement({
  description: 'The queued job.',
  fields: t => ({ job: t.expose('job', { type: RestoreJob, description: 'The job.' }) }),
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
}))
