import type { ApiKeyPermission, RepositoryRole, Viewer } from '../kernel/access.ts'
import { hashSecret } from '../kernel/hash-secret.ts'
import type { World } from '../kernel/scope.ts'

/** Do we make keys that look like this? Decides which table is asked; a wrong guess is only a miss. */
const isToken = (secret: string) => secret.split('.').length === 3

/** Who does this access token or API key belong to, now? Null when it is unknown, expired or revoked, or its owner inactive. */
export async function authenticate(world: World, secret: string): Promise<Viewer | null> {
  if (isToken(secret)) {
    const claims = await world.tokens.verify(secret)
    if (!claims) return null
    const session = await world.db
      .selectFrom('session')
      .select(['userId', 'expiresAt'])
      .where('id', '=', claims.sessionId)
      .executeTakeFirst()
    if (!session || session.expiresAt <= Date.now()) return null
    return loadViewer(world, session.userId, {
      kind: 'session',
      id: claims.sessionId,
      expiresAt: session.expiresAt,
    })
  }
  const key = await world.db
    .selectFrom('api_key')
    .select(['id', 'userId', 'kind', 'permissions', 'repositoryIds', 'expiresAt', 'lastUsedAt'])
    .where('secretHash', '=', hashSecret(secret))
    .executeTakeFirst()
  const now = Date.now()
  if (key && isSwitchedOff(world, key)) return null
  if (!key || (key.expiresAt !== null && key.expiresAt <= now)) return null
  // Once a minute is precise enough, and keeps reads from becoming writes.
  if (now - (key.lastUsedAt ?? 0) > 60_000)
    await world.db.updateTable('api_key').set({ lastUsedAt: now }).where('id', '=', key.id).execute()
  return loadViewer(world, key.userId, credentialOf(key))
}

/** Is this viewer's credential still good, and with which rights? Null when it is not. */
export async function reauthenticate(world: World, { credential, userId }: Viewer): Promise<Viewer | null> {
  if (credential.expiresAt !== null && credential.expiresAt <= Date.now()) return null
  if (credential.kind === 'session') {
    const session = await world.db
      .selectFrom('session')
      .select('id')
      .where('id', '=', credential.id)
      .executeTakeFirst()
    return session ? loadViewer(world, userId, credential) : null
  }
  if (credential.kind === 'proxy') return loadViewer(world, userId, credential)
  if (credential.kind === 'cron') return null
  const key = await world.db
    .selectFrom('api_key')
    .select(['id', 'kind', 'permissions', 'repositoryIds', 'expiresAt'])
    .where('id', '=', credential.id)
    .executeTakeFirst()
  return key && !isSwitchedOff(world, key) ? loadViewer(world, userId, credentialOf(key)) : null
}

/** `DISABLE_INTEGRATIONS`: no API key is any good (contract borgwarehouse, 5.2). */
const isSwitchedOff = (world: World, key: { kind: string }) =>
  !world.hosting.integrations && key.kind === 'API_KEY'

function credentialOf(key: {
  id: number
  kind: string
  permissions: string
  repositoryIds: string | null
  expiresAt: number | null
}): Viewer['credential'] {
  return {
    kind: 'api-key',
    id: key.id,
    permissions: key.kind === 'ACCOUNT' ? null : new Set(JSON.parse(key.permissions) as ApiKeyPermission[]),
    repositoryIds: key.repositoryIds === null ? null : new Set(JSON.parse(key.repositoryIds) as number[]),
    expiresAt: key.expiresAt,
  }
}

/** Who this user is now. Null when inactive or gone. */
export async function loadViewer(
  world: World,
  userId: number,
  credential: Viewer['credential'],
): Promise<Viewer | null> {
  const user = await world.db
    .selectFrom('user_account')
    .select(['id', 'username', 'role', 'allRepositoriesRole', 'isActive'])
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!user?.isActive) return null
  return {
    userId,
    username: user.username,
    role: user.role,
    allRepositoriesRole: user.allRepositoriesRole,
    // An administrator may do everything anyway: one query less on the busiest path.
    grants: user.role === 'ADMIN' ? new Map() : await loadGrants(world, userId),
    credential,
  }
}

async function loadGrants(world: World, userId: number): Promise<Map<number, RepositoryRole>> {
  const rows = await world.db
    .selectFrom('repository_grant')
    .select(['repositoryId', 'role'])
    .where('userId', '=', userId)
    .execute()
  return new Map(rows.map(row => [row.repositoryId, row.role]))
}
