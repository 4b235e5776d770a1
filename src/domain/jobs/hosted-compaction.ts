import { conflict, forbidden } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'

/**
 * May this repository be compacted from here, as far as hosted ones have rules of their own? Managed ones have none.
 *
 * @param confirmAppendOnly it is known that this makes final what clients of an append-only repository have deleted
 * @throws DomainError `FORBIDDEN` where the configuration lets nobody compact; `CONFLICT` `APPEND_ONLY` without that confirmation
 */
export async function requireMayCompact(
  scope: Scope,
  repositoryId: number,
  confirmAppendOnly: boolean,
): Promise<void> {
  const hosted = await scope.db
    .selectFrom('hosted_repository')
    .select('appendOnly')
    .where('repositoryId', '=', repositoryId)
    .executeTakeFirst()
  if (!hosted) return
  if (!scope.hosting.mayCompact) throw forbidden('Compaction is disabled on this server.')
  if (hosted.appendOnly === 1 && !confirmAppendOnly)
    throw conflict(
      'APPEND_ONLY',
      'This repository is append-only: compacting makes final what clients deleted. Confirm it.',
    )
}
