import { defineEntity, p } from '@mikro-orm/core'
import { bytes, instant, jsonText } from './columns.ts'
import { Repository } from './repository.ts'
import { Schedule } from './schedule.ts'
import { User } from './user.ts'

export const jobKinds = [
  'BACKUP',
  'CHECK',
  'PRUNE',
  'COMPACT',
  'RESTORE',
  'RESTORE_CHECK',
  'DELETE_ARCHIVE',
] as const
export const jobStatuses = [
  'PENDING',
  'RUNNING',
  'COMPLETED',
  'COMPLETED_WITH_WARNINGS',
  'FAILED',
  'CANCELLED',
] as const
export const jobTriggers = ['MANUAL', 'SCHEDULE', 'RETRY'] as const
export const cancelOutcomes = ['GRACEFUL', 'FORCED', 'LOCK_LEFT'] as const
export const logSources = ['BORG', 'HOOK', 'SERVER'] as const

/** One run. The row is the queue entry, the lease, the result and the cursor into the spool, all at once. */
export const Job = defineEntity({
  name: 'Job',
  tableName: 'job',
  properties: {
    id: p.integer().primary().autoincrement(),
    kind: p.enum(jobKinds),
    status: p.enum(jobStatuses),
    trigger: p.enum(jobTriggers),
    /** Null once the repository's record was deleted, or when a legacy request named an unknown path. */
    repositoryId: () =>
      p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('set null').nullable(),
    /** The path as it was when the job was made. */
    repositoryPath: p.string().length(1024),
    pool: p.string(),
    requestedById: () =>
      p.manyToOne(User).mapToPk().joinColumn('requestedById').deleteRule('set null').nullable(),
    /** Chosen by the caller; unique among the jobs of that caller. */
    idempotencyKey: p.string().nullable(),
    /** The archive that a backup makes, or that the job is about. */
    archiveName: p.string().nullable(),
    /** JSON, by kind: what was asked for (`domain/jobs/job-options.ts`). */
    options: jsonText().nullable(),
    /** JSON, by kind: what came of it (`domain/jobs/job-results.ts`). */
    result: jsonText().nullable(),
    /** The schedule that made it; null for one made by hand, and when the schedule is gone. */
    scheduleId: () =>
      p.manyToOne(Schedule).mapToPk().joinColumn('scheduleId').deleteRule('set null').nullable(),
    /** The instant for which a schedule made it; null when it was run by hand. */
    scheduleDueAt: instant().nullable(),
    retryOfId: p.integer().nullable(),
    retryOriginalId: p.integer().nullable(),
    retryAttempt: p.integer().default(1),
    createdAt: instant(),
    startedAt: instant().nullable(),
    finishedAt: instant().nullable(),
    /** Counts every change that a dashboard should see. */
    revision: p.integer().default(1),
    changedAt: instant(),

    /** Which data directory's worker runs it; only that machine can adopt the process. */
    workerHost: p.string().nullable(),
    leaseUntil: instant().nullable(),
    /** Fencing token: grows with each claim or adoption, and every later write names it. */
    attempt: p.integer().default(0),
    /** Where the run stands (JSON `RunState` of the runner), so that another process can go on from here. */
    runState: jsonText().nullable(),
    /** Bytes of the current step's spool that are stored as log lines already. */
    spoolOffset: bytes().default(0),
    lineCount: p.integer().default(0),
    logBytes: bytes().default(0),
    /** Set when retention removed the lines. */
    logDeletedAt: instant().nullable(),
    /** JSON `Progress`: a value, latest wins. */
    progress: jsonText(),

    cancelRequestedAt: instant().nullable(),
    cancelRequestedById: () =>
      p.manyToOne(User).mapToPk().joinColumn('cancelRequestedById').deleteRule('set null').nullable(),
    cancelOutcome: p.enum(cancelOutcomes).nullable(),

    exitCode: p.integer().nullable(),
    failureCode: p.string().nullable(),
    failureMessage: p.text().nullable(),
    failureRemedy: p.text().nullable(),
  },
  uniques: [
    // One running job per repository: a rule of the table, not of a process.
    { name: 'job_one_running', properties: ['repositoryId'], where: `"status" = 'RUNNING'` },
    { name: 'job_idempotency', properties: ['requestedById', 'idempotencyKey'] },
    // A schedule fires once per instant and repository, however many servers look at it.
    { name: 'job_once_due', properties: ['scheduleId', 'repositoryId', 'scheduleDueAt'] },
  ],
  indexes: [
    { name: 'job_by_repository', properties: ['repositoryId', 'id'] },
    { name: 'job_by_status', properties: ['status', 'id'] },
    // Is there an older one in the queue?
    { name: 'job_pending', properties: ['repositoryId', 'id'], where: `"status" = 'PENDING'` },
    { name: 'job_changed', properties: ['changedAt'] },
    { name: 'job_by_kind', properties: ['kind', 'id'] },
    // Holds all that metrics ask for: nothing else is read to count a whole history.
    { name: 'job_counts', properties: ['repositoryId', 'kind', 'id', 'status'] },
    // The oldest log that there still is. Nothing here changes while a job runs: PostgreSQL then writes no index at all.
    {
      name: 'job_with_log',
      properties: ['finishedAt', 'id'],
      where: '"finishedAt" is not null and "logDeletedAt" is null',
    },
  ],
})

/** Consecutive log lines of one job that came from one source at one time. */
export const LogChunk = defineEntity({
  name: 'LogChunk',
  tableName: 'log_chunk',
  properties: {
    jobId: () => p.manyToOne(Job).mapToPk().joinColumn('jobId').deleteRule('cascade').primary(),
    /** Number of the last line, first in the index: "after N" is one look-up. */
    lastLine: p.integer().primary(),
    firstLine: p.integer(),
    source: p.enum(logSources),
    at: instant(),
    /** The lines, joined by newlines; none contains one. */
    content: p.text(),
  },
})

/**
 * A short Borg command that an API server wants answered: init, verification, key export. A row and not a function call,
 * because the API server may have no Borg; the worker of the pool answers it.
 */
export const BorgCall = defineEntity({
  name: 'BorgCall',
  tableName: 'borg_call',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** One of `BorgCalls` in `domain/calls/borg-calls.ts`; no list here, because it grows. */
    kind: p.string(),
    /** Null for a call that is about another machine, not about a repository. */
    repositoryId: () =>
      p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade').nullable(),
    pool: p.string(),
    status: p.enum(['PENDING', 'RUNNING', 'DONE', 'FAILED'] as const).index(),
    /** JSON; secrets inside are sealed. */
    input: jsonText(),
    /** JSON; secrets inside are sealed. */
    output: jsonText().nullable(),
    createdAt: instant(),
    workerHost: p.string().nullable(),
    /** Of a call that streams: when either side last showed that it lives, each by its own clock. */
    callerSeenAt: instant().nullable(),
    workerSeenAt: instant().nullable(),
  },
})

/** A worker process that is alive, with what its Borg can do. */
export const Worker = defineEntity({
  name: 'Worker',
  tableName: 'worker',
  properties: {
    /** The data directory's stable identity, also Borg's host id. */
    host: p.string().primary(),
    /** The system on whose processes it can look: boot and pid namespace (`process-identity.ts`); null before it was told. */
    machine: p.text().nullable(),
    pools: p.string(),
    borgVersion: p.string().nullable(),
    concurrency: p.integer(),
    startedAt: instant(),
    heartbeatAt: instant(),
  },
})
