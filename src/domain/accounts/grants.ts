import type { Selectable } from 'kysely'
import { RepositoryGrant, type Tables } from '../../entities/index.ts'
import { type RepositoryRole, visibleIn } from '../kernel/access.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { findUser, requireAdmin } from './users.ts'

export type GrantRow = Selectable<Tables['repository_grant']>

/** Who, on what, and what they may do there. */
export interface NewGrant {
  userId: number
  repositoryId: number
  role: RepositoryRole
}

/**
 * Gives a user a role on one repository.
 *
 * @param replace may it take the place of another role?
 * @throws DomainError `NOT_FOUND`; `CONFLICT` `ALREADY_GRANTED` when there is one that may not be replaced
 */
export async function grantRepositoryAccess(
  scope: Scope,
  grant: NewGrant,
  replace = true,
): Promise<GrantRow> {
  requireAdmin(scope)
  await findUser(scope, grant.userId)
  await requireRepository(scope, grant.repositoryId)
  const row = { ...grant, createdAt: Date.now() }
  const em = scope.em.fork()
  if (replace)
    await em.upsert(RepositoryGrant, row, {
      onConflictFields: ['userId', 'repositoryId'],
      onConflictMergeFields: ['role'],
    })
  else
    await em.insert(RepositoryGrant, row).catch(error => {
      if (!isUniqueViolation(error)) throw error
      throw conflict('ALREADY_GRANTED', 'This user has a role on this repository already.')
    })
  await scope.wakeups.ring('access')
  return findGrant(scope, grant)
}

/** Changes a role that was granted. @throws DomainError `NOT_FOUND` when there is none */
export async function changeGrantedRole(scope: Scope, { role, ...which }: NewGrant): Promise<GrantRow> {
  requireAdmin(scope)
  await scope.db
    .updateTable('repository_grant')
    .set({ role })
    .where('userId', '=', which.userId)
    .where('repositoryId', '=', which.repositoryId)
    .execute()
  const grant = await findGrant(scope, which)
  await scope.wakeups.ring('access')
  return grant
}

async function findGrant(
  scope: Scope,
  { userId, repositoryId }: Pick<NewGrant, 'userId' | 'repositoryId'>,
): Promise<GrantRow> {
  const grant = await scope.db
    .selectFrom('repository_grant')
    .selectAll()
    .where('userId', '=', userId)
    .where('repositoryId', '=', repositoryId)
    .executeTakeFirst()
  if (!grant) throw notFound('grant')
  return grant
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

/**
 * What users were granted, one row per repository, in the order asked for; of a key's owner only what the key may see.
 *
 * @throws DomainError `FORBIDDEN` for others'
 */
export async function findGrants(scope: Scope, userIds: readonly number[]): Promise<GrantRow[][]> {
  const viewer = viewerOf(scope)
  if (userIds.some(id => id !== viewer.userId)) requireAdmin(scope)
  const rows = await scope.db
    .selectFrom('repository_grant')
    .selectAll()
    .where('userId', 'in', [...userIds])
    .where(visibleIn<'repository_grant'>(viewer, 'repository_grant.repositoryId'))
    .orderBy('id')
    .execute()
  const byUser = Map.groupBy(rows, row => row.userId)
  return userIds.map(id => byUser.get(id) ?? [])
}

async function requireRepository(scope: Scope, id: number): Promise<void> {
  const found = await scope.db.selectFrom('repository').select('id').where('id', '=', id).executeTakeFirst()
  if (!found) throw notFound('repository')
}
