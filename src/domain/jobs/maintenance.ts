import { isArchiveGlob, isArchiveName } from '../borg/option-values.ts'
import { requireVerb } from '../kernel/access.ts'
import { conflict, invalidInput } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { readCheckFlags } from './check-flags.ts'
import { requireMayCompact } from './hosted-compaction.ts'
import type { Retention } from './job-options.ts'
import type { JobRow } from './job-states.ts'
import { type OnConflict, queueJob } from './jobs.ts'
import { checkRetention } from './retention-rules.ts'

/** What every request for maintenance says. */
interface Request {
  repositoryId: number
  onConflict: OnConflict
  idempotencyKey: string | null
}

/** The longest time limit of a check, in seconds: a month. */
const longestCheck = 31 * 86_400

/**
 * Queues `borg check`.
 *
 * @param input `maxDuration` in seconds, 0 for no limit; `flags` of `borg check`, one word each
 * @throws DomainError as `queueJob`; `INVALID_INPUT` on `flags`, `maxDurationSeconds`
 */
export async function startCheck(
  scope: Scope,
  input: Request & { maxDuration: number; flags: readonly string[] },
): Promise<JobRow> {
  const { maxDuration, flags, ...request } = input
  requireVerb(viewerOf(scope), request.repositoryId, 'maintain')
  if (maxDuration < 0 || maxDuration > longestCheck)
    throw invalidInput({ maxDurationSeconds: `Must be between 0 and ${longestCheck}.` })
  const options = { maxDuration, flags: readCheckFlags(flags, maxDuration) }
  return queueJob(scope, { kind: 'CHECK', archiveName: null, options, ...request })
}

/**
 * Queues `borg prune`.
 *
 * @throws DomainError as `queueJob`; `INVALID_INPUT` on `retention`, `archivePattern`
 */
export async function startPrune(
  scope: Scope,
  input: Request & { retention: Retention; dryRun: boolean; archivePattern: string | null },
): Promise<JobRow> {
  const { retention, dryRun, archivePattern, ...request } = input
  requireVerb(viewerOf(scope), request.repositoryId, 'maintain')
  if (archivePattern !== null && !isArchiveGlob(archivePattern))
    throw invalidInput({
      archivePattern:
        'Must be a shell pattern of 1 to 200 characters without braces, control characters and ranges such as `[z-a]`.',
    })
  const options = { retention: checkRetention(retention), dryRun, archivePattern }
  return queueJob(scope, { kind: 'PRUNE', archiveName: null, options, ...request })
}

/**
 * Queues `borg compact`.
 *
 * @param input `confirmAppendOnly`: it is known that on an append-only repository this makes final what its clients have deleted
 * @throws DomainError as `queueJob`; `INVALID_INPUT` on `threshold`; `CONFLICT` `APPEND_ONLY` without that confirmation; `FORBIDDEN`
 *   where the configuration lets nobody compact hosted repositories
 */
export async function startCompact(
  scope: Scope,
  input: Request & { threshold: number | null; confirmAppendOnly: boolean },
): Promise<JobRow> {
  const { threshold, confirmAppendOnly, ...request } = input
  requireVerb(viewerOf(scope), request.repositoryId, 'maintain')
  if (threshold !== null && (threshold < 0 || threshold > 100))
    throw invalidInput({ threshold: 'Must be between 0 and 100.' })
  await requireMayCompact(scope, request.repositoryId, confirmAppendOnly)
  return queueJob(scope, { kind: 'COMPACT', archiveName: null, options: { threshold }, ...request })
}

/**
 * Queues the deletion of one archive, which need not be in the catalogue: it may be newer than that.
 *
 * @throws DomainError as `queueJob`; `CONFLICT` `ARCHIVE_DELETION_ACTIVE` with `activeJobId` in `params`
 */
export async function deleteArchive(scope: Scope, input: Request & { archiveName: string }): Promise<JobRow> {
  requireVerb(viewerOf(scope), input.repositoryId, 'delete-archive')
  if (!isArchiveName(input.archiveName))
    throw invalidInput({ archiveName: 'Must be the name of an archive.' })
  const active = await scope.db
    .selectFrom('job')
    .select('id')
    .where('repositoryId', '=', input.repositoryId)
    .where('kind', '=', 'DELETE_ARCHIVE')
    .where('archiveName', '=', input.archiveName)
    .where('status', 'in', ['PENDING', 'RUNNING'])
    .executeTakeFirst()
  if (active)
    throw conflict('ARCHIVE_DELETION_ACTIVE', `Job ${active.id} deletes this archive already.`, {
      activeJobId: active.id,
    })
  const known = await scope.db
    .selectFrom('archive')
    .select('borgId')
    .where('repositoryId', '=', input.repositoryId)
    .where('name', '=', input.archiveName)
    .executeTakeFirst()
  const options = known ? { borgId: known.borgId } : {}
  return queueJob(scope, { kind: 'DELETE_ARCHIVE', options, ...input })
}
