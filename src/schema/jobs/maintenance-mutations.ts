import type { JobRow } from '../../domain/jobs/job-states.ts'
import { deleteArchive, startCheck, startCompact, startPrune } from '../../domain/jobs/maintenance.ts'
import { untilOver } from '../../domain/jobs/streams.ts'
import { builder } from '../builder.ts'
import { jobRequest, readJobRequest } from './job-request.ts'
import { CheckJob, CompactJob, DeleteArchiveJob, PruneJob } from './maintenance-jobs.ts'
import { RetentionRuleInput, readRetention } from './retention.ts'

const StartCheckInput = builder.inputType('StartCheckInput', {
  description: 'Which repository to verify, and how.',
  fields: t => ({
    ...jobRequest(t),
    maxDurationSeconds: t.int({
      required: true,
      defaultValue: 0,
      description:
        'Borg pauses after so long and goes on there next time; checks the repository alone. 0: no limit.',
    }),
    flags: t.stringList({
      description: 'Options of `borg check`, such as `--verify-data` or `--repair`, one word each.',
    }),
  }),
})

const StartPruneInput = builder.inputType('StartPruneInput', {
  description: 'Which repository to prune, and by which rule.',
  fields: t => ({
    ...jobRequest(t),
    retention: t.field({
      type: RetentionRuleInput,
      description: 'Absent: 7 days, 4 weeks, 6 months, 1 year.',
    }),
    dryRun: t.boolean({ required: true, defaultValue: false, description: 'Only say what would go.' }),
    archivePattern: t.string({ description: 'Shell pattern of the archives that the rule is about.' }),
  }),
})

const StartCompactInput = builder.inputType('StartCompactInput', {
  description: 'Which repository to compact.',
  fields: t => ({
    ...jobRequest(t),
    threshold: t.int({ description: 'Percent of unused space below which a segment is left alone.' }),
    confirmAppendOnly: t.boolean({
      description:
        'Compact even an append-only hosted repository: what its clients deleted is gone for good then.',
    }),
  }),
})

const DeleteArchiveInput = builder.inputType('DeleteArchiveInput', {
  description: 'Which archive to delete.',
  fields: t => ({
    ...jobRequest(t),
    archiveName: t.string({ required: true, description: 'Its name; it need not be in the catalogue.' }),
  }),
})

const payload = (name: string, type: typeof CheckJob) =>
  builder.objectRef<{ job: JobRow }>(name).implement({
    description: 'The queued job.',
    fields: t => ({
      job: t.expose('job', { type, description: 'The job.' }),
      finishedJob: t.field({
        type,
        description: 'The job when it is over: the answer waits for that, which may take hours.',
        resolve: ({ job }, _args, { scope, followers }) => untilOver(scope, followers, job.id),
      }),
    }),
  })

builder.mutationFields(t => ({
  startCheck: t.field({
    type: payload('StartCheckPayload', CheckJob),
    authScopes: { signedIn: true },
    description: 'Queues a check of a repository.',
    args: { input: t.arg({ type: StartCheckInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await startCheck(scope, {
        ...readJobRequest(input),
        maxDuration: input.maxDurationSeconds,
        flags: input.flags ?? [],
      }),
    }),
  }),
  startPrune: t.field({
    type: payload('StartPrunePayload', PruneJob),
    authScopes: { signedIn: true },
    description: 'Queues the deletion of archives by a retention rule.',
    args: { input: t.arg({ type: StartPruneInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await startPrune(scope, {
        ...readJobRequest(input),
        retention: readRetention(input.retention),
        dryRun: input.dryRun,
        archivePattern: input.archivePattern ?? null,
      }),
    }),
  }),
  startCompact: t.field({
    type: payload('StartCompactPayload', CompactJob),
    authScopes: { signedIn: true },
    description: 'Queues a compaction, which frees the space of deleted archives.',
    args: { input: t.arg({ type: StartCompactInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await startCompact(scope, {
        ...readJobRequest(input),
        threshold: input.threshold ?? null,
        confirmAppendOnly: input.confirmAppendOnly ?? false,
      }),
    }),
  }),
  deleteArchive: t.field({
    type: payload('DeleteArchivePayload', DeleteArchiveJob),
    authScopes: { signedIn: true },
    description: 'Queues the deletion of one archive.',
    args: { input: t.arg({ type: DeleteArchiveInput, required: true, description: 'Of what.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      job: await deleteArchive(scope, { ...readJobRequest(input), archiveName: input.archiveName }),
    }),
  }),
}))
