import type { FailureCode } from '../borg/failures.ts'
import { holdsPermission, mayKnowOf, requireVerb } from '../kernel/access.ts'
import { forbidden, invalidInput } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { longestPath, storedPath } from '../repositories/repository-location.ts'
import { insertRefusal } from './job-refusals.ts'
import type { JobRow } from './job-states.ts'
import { startBackup } from './jobs.ts'
import { requireManualPlace } from './manual-limit.ts'

/**
 * The legacy way to start: by path, and never refused for what is wrong with the repository. Such a request is recorded
 * as a job that failed, so that unattended scripts find the reason in the history (contract borg-ui, 3.2).
 *
 * @throws DomainError `FORBIDDEN` when the caller may see the repository but not start backups, or has an API key that may
 *   not start any; `CONFLICT` `REPOSITORY_BUSY`, `TOO_MANY_BACKUPS`
 */
export async function startBackupByPath(
  scope: Scope,
  input: { path: string; onConflict: 'QUEUE' | 'REJECT'; idempotencyKey: string | null },
): Promise<JobRow> {
  const viewer = viewerOf(scope)
  const repository = await scope.db
    .selectFrom('repository')
    .select(['id', 'path', 'mode', 'sourceDirectories', 'pool'])
    .where('path', '=', storedPath(input.path))
    .where('kind', '=', 'MANAGED')
    .where('state', '=', 'READY')
    .executeTakeFirst()
  // To somebody without any right on it, a path that is registered looks like one that is not.
  if (!repository || !mayKnowOf(viewer, repository.id)) {
    if (!holdsPermission(viewer, 'CREATE', 'UPDATE')) throw forbidden()
    if (input.path.length > longestPath)
      throw invalidInput({ path: `Must not exceed ${longestPath} characters.` })
    if (input.onConflict === 'REJECT')
      await requireManualPlace(scope.db, (await scope.settings.values()).maxConcurrentBackups)
    return recordRefusal(scope, { id: null, path: input.path, pool: 'default' }, 'REPOSITORY_UNKNOWN')
  }
  requireVerb(viewer, repository.id, 'backup')
  if (repository.mode === 'OBSERVE') return recordRefusal(scope, repository, 'REPOSITORY_OBSERVED')
  if (JSON.parse(repository.sourceDirectories).length === 0)
    return recordRefusal(scope, repository, 'NO_SOURCES')
  return startBackup(scope, {
    repositoryId: repository.id,
    archiveName: null,
    onConflict: input.onConflict,
    idempotencyKey: input.idempotencyKey,
  })
}

async function recordRefusal(
  scope: Scope,
  repository: { id: number | null; path: string; pool: string },
  code: FailureCode,
): Promise<JobRow> {
  const input = {
    kind: 'BACKUP' as const,
    archiveName: null,
    options: { maintenance: null },
    idempotencyKey: null,
  }
  const job = await scope.db
    .transaction()
    .execute(db => insertRefusal(db, scope, repository, input, {}, code))
  await scope.wakeups.ring('jobs')
  return job
}
