import { callBorg } from '../calls/borg-calls.ts'
import { holdsPermission, isFullAdmin } from '../kernel/access.ts'
import { forbidden } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { fingerprintOf } from '../ssh/ssh-key-formats.ts'
import { renderLine } from './authorized-keys.ts'
import { keyOfHosted } from './hosted-repositories.ts'
import type { KeyFileFinding } from './hosting-calls.ts'

/**
 * The lines that sshd is given for a key by `AuthorizedKeysCommand` (sshd_config(5)): one, or none for keys that open nothing.
 *
 * @param pool only repositories whose files are on machines of this pool
 * @throws DomainError `FORBIDDEN` but for administrators, also by API keys with `READ` and without restriction to repositories
 */
export async function authorizedKeysLines(
  scope: Scope,
  key: { type: string; data: string; pool: string },
): Promise<string[]> {
  const viewer = viewerOf(scope)
  const { credential } = viewer
  const isNarrow = credential.kind === 'api-key' && credential.repositoryIds !== null
  if (viewer.role !== 'ADMIN' || isNarrow || !holdsPermission(viewer, 'READ')) throw forbidden()
  const rows = await scope.db
    .selectFrom('hosted_repository')
    .innerJoin('repository', 'repository.id', 'hosted_repository.repositoryId')
    .selectAll('hosted_repository')
    .select('repository.path')
    .where('hosted_repository.keyFingerprint', '=', fingerprintOf(key.data))
    .where('hosted_repository.keyData', '=', key.data)
    .where('hosted_repository.keyType', '=', key.type)
    .where('hosted_repository.removing', '=', 0)
    .where('repository.pool', '=', key.pool)
    .execute()
  return rows
    .filter(({ archived }) => archived !== 1)
    .map(({ path, ...row }) => renderLine(keyOfHosted(path, row)))
}

/**
 * What is odd about the `authorized_keys` file of a pool's machine. Nothing is changed.
 *
 * @throws DomainError `FORBIDDEN` but for administrators; `UNAVAILABLE` when no worker answers
 */
export async function reviewAuthorizedKeys(scope: Scope, pool: string): Promise<KeyFileFinding[]> {
  if (!isFullAdmin(viewerOf(scope))) throw forbidden()
  return (await callBorg(scope, 'REVIEW_AUTHORIZED_KEYS', { id: null, pool }, {})).findings
}

/** Which storage targets of the configuration can be used now; none when no worker answers in time. */
export async function onlineStorageTargets(scope: Scope): Promise<string[]> {
  const paths = scope.hosting.storageTargets.map(({ path }) => path)
  if (paths.length === 0) return []
  const { online } = await callBorg(scope, 'PROBE_STORAGE_TARGETS', { id: null, pool: 'default' }, { paths })
  return online
}
