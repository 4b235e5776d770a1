import type { Selectable } from 'kysely'
import { RepositoryGrant, type Tables } from '../entities/index.ts'
import type { RepositoryRole } from './access.ts'
import { notFound } from './errors.ts'
import { type Scope, viewerOf } from './scope.ts'
import { findUser, requireAdmin } from './users.ts'

export type GrantRow = Selectable<Tables['repository_grant']>

/** Gives a user a role on one repository, or changes it. */
export async function grantRepositoryAccess(
  scope: Scope,
  grant: { userId: number; repositoryId: number; role: RepositoryRole },
): Promise<void> {
  requireAdmin(scope)
  await findUser(scope, grant.userId)
  await requireRepository(scope, grant.repositoryId)
  const em = scope.em.fork()
  await em.upsert(
    RepositoryGrant,
    { ...grant, createdAt: Date.now() },
    { onConflictFields: ['userId', 'repositoryId'], onConflictMergeFields: ['role'] },
  )
  await scope.wakeups.ring('access')
}

/** @throws DomainError `NOT_FOUND` when there is no such grant */
export async function revokeRepositoryAccess(
  scope: Scope,
  { userId, repositoryId }: { userId: number; repositoryId: number },
): Promise<void> {
  requireAdmin(scope)
  const gone = await scope.db
    .deleteFrom('repository_grant')
    .where('userId', '=', userId)
    .where('repositoryId', '=', repositoryId)
    .executeTakeFirst()
  if (gone.numDeletedRows === 0n) throw notFound('grant')
  await scope.wakeups.ring('access')
}

/** What users were granted, one row per repository, in the order asked for. @throws DomainError `FORBIDDEN` for others' */
export async function findGrants(scope: Scope, userIds: readonly number[]): Promise<GrantRow[][]> {
  const viewer = viewerOf(scope)
  if (userIds.some(id => id !== viewer.userId)) requireAdmin(scope)
  const rows = await scope.db
    .selectFrom('repository_grant')
    .selectAll()
    .where('userId', 'in', [...userIds])
    .orderBy('id')
    .execute()
  const byUser = Map.groupBy(rows, row => row.userId)
  return userIds.map(id => byUser.get(id) ?? [])
}

async function requireRepository(scope: Scope, id: number): Promise<void> {
  const found = await scope.db.selectFrom('repository').select('id').where('id', '=', id).executeTakeFirst()
  if (!found) throw notFound('repository')
}
