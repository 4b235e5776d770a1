import { createHash, randomUUID } from 'node:crypto'
import { type ApiKeyPermission, isNarrowed, type RepositoryRole, type Viewer } from './access.ts'
import { DomainError, forbidden } from './errors.ts'
import { type Scope, viewerOf, type World } from './scope.ts'

/** A fresh access token. `expiresAt` is unix milliseconds. */
export interface SignedIn {
  accessToken: string
  expiresAt: number
  viewer: Viewer
}

/** @throws DomainError `UNAUTHENTICATED` for a wrong pair or an inactive user, `RATE_LIMITED` after too many failures */
export async function signIn(
  world: World,
  { username, password, address }: { username: string; password: string; address: string },
): Promise<SignedIn> {
  const user = await world.db
    .selectFrom('user_account')
    .select(['id', 'passwordHash', 'isActive'])
    .where('username', '=', username)
    .executeTakeFirst()
  const right = await world.passwords.attempt(username, address, user?.passwordHash ?? null, password)
  if (!right || !user) throw new DomainError('UNAUTHENTICATED', 'Wrong username or password.')
  // Only somebody who knows the password learns that the account is switched off.
  if (!user.isActive)
    throw new DomainError('UNAUTHENTICATED', 'This account is switched off.', { params: { inactive: true } })
  await world.db
    .updateTable('user_account')
    .set({ lastSignInAt: Date.now() })
    .where('id', '=', user.id)
    .execute()
  return openSession(world, user.id)
}

/**
 * A new token for somebody who is signed in; the old one stays valid until it expires.
 *
 * @throws DomainError `FORBIDDEN` with a restricted API key: a session may do everything that its user may
 */
export async function refreshSession(scope: Scope): Promise<SignedIn> {
  const viewer = viewerOf(scope)
  if (isNarrowed(viewer)) throw forbidden('A restricted API key cannot become a session.')
  return openSession(scope, viewer.userId)
}

async function openSession(world: World, userId: number): Promise<SignedIn> {
  const now = Date.now()
  // Whole seconds, because the token says it in seconds.
  const session = {
    id: randomUUID(),
    userId,
    createdAt: now,
    expiresAt: Math.floor((now + world.limits.tokenLifetime) / 1000) * 1000,
  }
  await world.db.deleteFrom('session').where('expiresAt', '<', now).execute()
  await world.db.insertInto('session').values(session).execute()
  const viewer = await loadViewer(world, userId, {
    kind: 'session',
    id: session.id,
    expiresAt: session.expiresAt,
  })
  if (!viewer) throw new DomainError('UNAUTHENTICATED', 'This account is switched off.')
  const accessToken = await world.tokens.sign({
    sessionId: session.id,
    username: viewer.username,
    expiresAt: session.expiresAt,
  })
  return { accessToken, expiresAt: session.expiresAt, viewer }
}

/**
 * Ends the session that the caller used. An API key is revoked by `revokeApiKey`, not by signing out.
 *
 * @returns whether there was a session to end
 */
export async function signOut(scope: Scope): Promise<boolean> {
  const { credential } = viewerOf(scope)
  if (credential.kind !== 'session') return false
  await scope.db.deleteFrom('session').where('id', '=', credential.id).execute()
  await scope.wakeups.ring('access')
  return true
}

/** SHA-256 is enough for a random 256-bit secret; a slow hash is for passwords. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('base64url')

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
  const key = await world.db
    .selectFrom('api_key')
    .select(['id', 'kind', 'permissions', 'repositoryIds', 'expiresAt'])
    .where('id', '=', credential.id)
    .executeTakeFirst()
  return key ? loadViewer(world, userId, credentialOf(key)) : null
}

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

async function loadViewer(
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
