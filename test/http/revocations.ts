import type { TestServer } from '../support/server.ts'
import { mutate } from './mutate.ts'

const password = 'soon to be gone'

/** Somebody's credential, and how it, or what it may do, ends. */
export interface Revocation {
  secret: string
  revoke(): Promise<unknown>
}

/** How a right can end, and what the streams that relied on it end with. */
export interface RevocationCase {
  codes: string[]
  prepare(server: TestServer, repositoryId: string): Promise<Revocation>
}

let count = 0
/** Somebody new who may watch a repository, with a session. */
export async function makeWatcher(server: TestServer, repositoryId: string) {
  const username = `watcher-${++count}`
  const { user } = await mutate(server, 'createUser', { username, password }, 'user { id }')
  await mutate(server, 'grantRepositoryAccess', { userId: user.id, repositoryId, role: 'VIEWER' })
  return { userId: user.id as string, token: await server.token(username, password) }
}

const makeKey = (server: TestServer, input: object) =>
  mutate(server, 'createApiKey', { name: 'key', permissions: ['READ'], ...input }, 'secret apiKey { id }')

/** A session that is made from another credential. */
export async function refresh(server: TestServer, secret: string): Promise<string> {
  const { data } = await server.graphql('mutation { refreshToken { accessToken } }', {}, secret)
  return data.refreshToken.accessToken
}

/** All the ways, by name. */
export const revocations: Record<string, RevocationCase> = {
  'a sign-out': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server, repositoryId) {
      const { token } = await makeWatcher(server, repositoryId)
      return { secret: token, revoke: () => server.graphql('mutation { signOut { signedOut } }', {}, token) }
    },
  },
  'the sign-out of the session that it was refreshed from': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server, repositoryId) {
      const { token } = await makeWatcher(server, repositoryId)
      const secret = await refresh(server, await refresh(server, token))
      return { secret, revoke: () => server.graphql('mutation { signOut { signedOut } }', {}, token) }
    },
  },
  'a revoked account token that it was made from': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server) {
      const { secret, apiKey } = await makeKey(server, { kind: 'ACCOUNT' })
      const fresh = await refresh(server, await refresh(server, secret))
      return { secret: fresh, revoke: () => mutate(server, 'revokeApiKey', { apiKeyId: apiKey.id }) }
    },
  },
  'a revoked API key': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server) {
      const { secret, apiKey } = await makeKey(server, {})
      return { secret, revoke: () => mutate(server, 'revokeApiKey', { apiKeyId: apiKey.id }) }
    },
  },
  'an API key that expires': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server) {
      const expiresAt = Date.now() + 2500
      const { secret } = await makeKey(server, { expiresAt: new Date(expiresAt).toISOString() })
      return {
        secret,
        revoke: () => new Promise(resolve => setTimeout(resolve, expiresAt - Date.now())),
      }
    },
  },
  'a deactivated user': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server, repositoryId) {
      const { userId, token } = await makeWatcher(server, repositoryId)
      return { secret: token, revoke: () => mutate(server, 'updateUser', { userId, isActive: false }) }
    },
  },
  'a deleted user': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server, repositoryId) {
      const { userId, token } = await makeWatcher(server, repositoryId)
      return { secret: token, revoke: () => mutate(server, 'deleteUser', { userId }) }
    },
  },
  'a new password by an administrator': {
    codes: ['UNAUTHENTICATED', '4403'],
    async prepare(server, repositoryId) {
      const { userId, token } = await makeWatcher(server, repositoryId)
      return {
        secret: token,
        revoke: () => mutate(server, 'updateUser', { userId, password: 'another password' }),
      }
    },
  },
  'a withdrawn grant': {
    codes: ['FORBIDDEN'],
    async prepare(server, repositoryId) {
      const { userId, token } = await makeWatcher(server, repositoryId)
      return {
        secret: token,
        revoke: () => mutate(server, 'revokeRepositoryAccess', { userId, repositoryId }),
      }
    },
  },
}
