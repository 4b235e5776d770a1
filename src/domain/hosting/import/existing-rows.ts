import type { Kysely } from 'kysely'
import type { Tables } from '../../../entities/index.ts'
import type { UserRow } from '../../accounts/users.ts'
import type { Hosted, HostedRow } from '../hosted-repositories.ts'

/** What an import could meet in our database. */
export interface ExistingRows {
  readonly repositories: readonly ExistingRepository[]
  readonly users: readonly ExistingUser[]
  readonly apiKeys: readonly { readonly userId: number; readonly name: string; readonly secretHash: string }[]
}

export type ExistingRepository = Pick<Hosted, 'id' | 'name' | 'path' | 'state'> & {
  /** Null for a managed one. */
  readonly hosted: (HostedRow & { readonly freshnessSeconds: number | null }) | null
}

export type ExistingUser = Pick<
  UserRow,
  'id' | 'username' | 'email' | 'role' | 'isActive' | 'passwordHash' | 'preferences'
> & { readonly hasAlertSettings: boolean }

/** A database that nobody has used yet. */
export const noRows: ExistingRows = { repositories: [], users: [], apiKeys: [] }

export async function readExistingRows(db: Kysely<Tables>): Promise<ExistingRows> {
  const repositories = await db
    .selectFrom('repository')
    .select(['id', 'name', 'path', 'state'])
    .orderBy('id')
    .execute()
  const hosted = await db
    .selectFrom('hosted_repository')
    .leftJoin('repository_health', 'repository_health.repositoryId', 'hosted_repository.repositoryId')
    .selectAll('hosted_repository')
    .select('repository_health.freshnessSeconds')
    .execute()
  const users = await db
    .selectFrom('user_account')
    .leftJoin('alert_settings', 'alert_settings.userId', 'user_account.id')
    .select(['id', 'username', 'email', 'role', 'isActive', 'passwordHash', 'preferences'])
    .select('alert_settings.userId as settingsOf')
    .execute()
  const apiKeys = await db.selectFrom('api_key').select(['userId', 'name', 'secretHash']).execute()
  const hostedById = new Map(hosted.map(row => [row.repositoryId, row]))
  return {
    repositories: repositories.map(row => ({ ...row, hosted: hostedById.get(row.id) ?? null })),
    users: users.map(({ settingsOf, ...user }) => ({ ...user, hasAlertSettings: settingsOf !== null })),
    apiKeys,
  }
}
