import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { allows, type RepositoryRole, type Viewer } from '../kernel/access.ts'
import type { World } from '../kernel/scope.ts'

export type AlertSettingsRow = Selectable<Tables['alert_settings']>
export type AlertChannel = Selectable<Tables['alert_delivery']>['channel']

/** Somebody who wants to hear of repositories, and how. */
export interface Recipient {
  readonly userId: number
  readonly channels: readonly AlertChannel[]
  /** Of those that they may see. */
  hearsOf(repositoryId: number): boolean
}

/** Every active user with a way to be told anything. */
export async function findRecipients({ db, alerts }: Pick<World, 'db' | 'alerts'>): Promise<Recipient[]> {
  const users = await db
    .selectFrom('alert_settings')
    .innerJoin('user_account', 'user_account.id', 'alert_settings.userId')
    .selectAll('alert_settings')
    .select(['username', 'email', 'role', 'allRepositoriesRole'])
    .where('isActive', '=', 1)
    .execute()
  const reached = users
    .map(user => ({ user, channels: channelsOf(user, user, alerts.hasMail) }))
    .filter(({ channels }) => channels.length > 0)
  if (reached.length === 0) return []
  const grants = await db
    .selectFrom('repository_grant')
    .select(['userId', 'repositoryId', 'role'])
    .where(
      'userId',
      'in',
      reached.map(({ user }) => user.userId),
    )
    .execute()
  const byUser = Map.groupBy(grants, grant => grant.userId)
  return reached.map(({ user, channels }) => {
    const viewer = viewerOfUser(
      user,
      new Map(byUser.get(user.userId)?.map(({ repositoryId, role }) => [repositoryId, role])),
    )
    return { userId: user.userId, channels, hearsOf: id => allows(viewer, id, 'view') }
  })
}

/** The ways that are switched on and have what they need. */
export function channelsOf(
  settings: AlertSettingsRow,
  { email, role }: { email: string | null; role: Viewer['role'] },
  hasMail: boolean,
): AlertChannel[] {
  const channels: AlertChannel[] = []
  if (settings.emailEnabled && email && hasMail) channels.push('EMAIL')
  // Apprise as a program reaches whatever the server reaches: only for those who manage it.
  const hasApprise =
    settings.appriseMode === 'STATELESS'
      ? settings.appriseStatelessUrl
      : settings.appriseMode && role === 'ADMIN'
  if (settings.appriseEnabled && settings.sealedAppriseServices && hasApprise) channels.push('APPRISE')
  if (settings.webhookEnabled && settings.webhookUrl) channels.push('WEBHOOK')
  return channels
}

const viewerOfUser = (
  user: Pick<Viewer, 'userId' | 'username' | 'role' | 'allRepositoriesRole'>,
  grants: ReadonlyMap<number, RepositoryRole>,
): Viewer => ({
  userId: user.userId,
  username: user.username,
  role: user.role,
  allRepositoriesRole: user.allRepositoriesRole,
  grants,
  credential: { kind: 'proxy', id: user.userId, expiresAt: null },
})
