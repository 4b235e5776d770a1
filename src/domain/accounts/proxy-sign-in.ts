import type { RepositoryRole, UserRole, Viewer } from '../kernel/access.ts'
import type { World } from '../kernel/scope.ts'
import { recordAuthEvent } from './auth-events.ts'
import { loadViewer } from './credentials.ts'
import type { UserRow } from './users.ts'
import { addVouchedUser, displayText, freeEmail } from './vouched-users.ts'

/** What a trusted reverse proxy says of whoever sent a request. Null: its header is absent or not set up. */
export interface ProxyIdentity {
  /** In lower case. */
  username: string
  /** As sent; a word that is no role changes nothing. */
  role: string | null
  /** As sent; `none` takes the role away. */
  allRepositoriesRole: string | null
  email: string | null
  fullName: string | null
}

/**
 * The user of this name, made as a viewer at the first sight. What the proxy says of roles and names is taken over for
 * users that it made; everybody else's is an administrator's business. Null for an inactive user.
 *
 * @throws DomainError `INVALID_INPUT` for a name that nobody can have
 */
export async function viewerOfProxy(world: World, identity: ProxyIdentity): Promise<Viewer | null> {
  const user = (await userNamed(world, identity.username)) ?? (await makeUser(world, identity))
  if (!user?.isActive) return null
  await takeOver(world, user, identity)
  return loadViewer(world, user.id, { kind: 'proxy', id: user.id, expiresAt: null })
}

const userNamed = ({ db }: World, username: string) =>
  db.selectFrom('user_account').selectAll().where('username', '=', username).executeTakeFirst()

async function makeUser(world: World, { username, email, fullName }: ProxyIdentity) {
  const made = await addVouchedUser(world, {
    username,
    email,
    fullName,
    authSource: 'PROXY',
    role: 'VIEWER',
    isActive: true,
  })
  if (made) await recordAuthEvent(world, { type: 'proxy_user_provisioned', user: made })
  // Somebody else was faster: another request of the same page.
  return made ?? userNamed(world, username)
}

const userRoles: Readonly<Record<string, UserRole>> = {
  viewer: 'VIEWER',
  operator: 'OPERATOR',
  admin: 'ADMIN',
}
const repositoryRoles: Readonly<Record<string, RepositoryRole | null>> = {
  viewer: 'VIEWER',
  operator: 'OPERATOR',
  none: null,
}

/** Writes what has changed, and only that: most requests change nothing. */
async function takeOver(world: World, user: UserRow, identity: ProxyIdentity): Promise<void> {
  if (user.authSource !== 'PROXY') return
  const role = userRoles[identity.role?.toLowerCase() ?? '']
  const general = repositoryRoles[identity.allRepositoriesRole?.toLowerCase() ?? '']
  const newEmail = identity.email !== null && displayText(identity.email) !== user.email
  const said = {
    role,
    // Nobody gets more on all repositories than their global role.
    allRepositoriesRole: (role ?? user.role) === 'VIEWER' && general === 'OPERATOR' ? 'VIEWER' : general,
    email: newEmail ? ((await freeEmail(world, identity.email, user.id)) ?? undefined) : undefined,
    fullName: displayText(identity.fullName) ?? undefined,
  }
  const changes = Object.fromEntries(
    Object.entries(said).filter(
      ([name, value]) => value !== undefined && value !== user[name as keyof UserRow],
    ),
  )
  if (Object.keys(changes).length === 0) return
  await world.db.updateTable('user_account').set(changes).where('id', '=', user.id).execute()
  await world.wakeups.ring('access')
}
