import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import { ApiKey, type Tables } from '../../entities/index.ts'
import { type ApiKeyPermission, allows, isNarrowed } from '../access.ts'
import { forbidden, invalidInput, notFound } from '../errors.ts'
import { fetchPage, type PageArguments } from '../pages.ts'
import { type Scope, viewerOf } from '../scope.ts'
import { hashSecret } from './hash-secret.ts'

export type ApiKeyRow = Selectable<Tables['api_key']>

export interface CreateApiKey {
  name: string
  /** `ACCOUNT` keys carry all rights of their owner and ignore the rest. */
  kind: 'API_KEY' | 'ACCOUNT'
  permissions: readonly ApiKeyPermission[]
  repositoryIds: readonly number[] | null
  /** Unix milliseconds. */
  expiresAt: number | null
}

/** A new key. `secret` exists only here: the database holds its SHA-256. */
export interface CreatedApiKey {
  apiKey: ApiKeyRow
  secret: string
}

/** How many first characters of a secret are shown in lists: enough to recognise it, too few to help guessing. */
const prefixLength = 12
const prefixes = { API_KEY: 'vnc_', ACCOUNT: 'borgui_' } as const

/** @throws DomainError `INVALID_INPUT`; `NOT_FOUND` for a repository that the owner may not see; `FORBIDDEN` with a restricted key */
export async function createApiKey(scope: Scope, input: CreateApiKey): Promise<CreatedApiKey> {
  const viewer = viewerOf(scope)
  requireUnrestricted(scope)
  const name = input.name.trim()
  if (name.length < 1 || name.length > 100 || /\p{Cc}/u.test(name))
    throw invalidInput({ name: 'Must be 1 to 100 characters without control characters.' })
  if (input.kind === 'API_KEY' && input.permissions.length === 0)
    throw invalidInput({ permissions: 'Give at least one.' })
  if (input.expiresAt !== null && input.expiresAt <= Date.now())
    throw invalidInput({ expiresAt: 'Must be in the future.' })
  if (input.repositoryIds?.length === 0)
    throw invalidInput({ repositoryIds: 'Give at least one, or none at all for every repository.' })
  for (const id of input.repositoryIds ?? []) {
    const exists = await scope.db
      .selectFrom('repository')
      .select('id')
      .where('id', '=', id)
      .where('state', '=', 'READY')
      .executeTakeFirst()
    if (!exists || !allows(viewer, id, 'view')) throw notFound('repository')
  }
  const secret = prefixes[input.kind] + randomBytes(32).toString('base64url')
  const em = scope.em.fork()
  const apiKey = em.create(ApiKey, {
    userId: viewer.userId,
    kind: input.kind,
    name,
    prefix: secret.slice(0, prefixLength),
    secretHash: hashSecret(secret),
    permissions: JSON.stringify([...new Set(input.permissions)]),
    repositoryIds: input.repositoryIds && JSON.stringify([...new Set(input.repositoryIds)]),
    createdAt: Date.now(),
    expiresAt: input.expiresAt,
    lastUsedAt: null,
  })
  await em.flush()
  return { apiKey: apiKey as unknown as ApiKeyRow, secret }
}

/** Owners revoke their own keys, administrators everybody's. @throws DomainError `NOT_FOUND`, `FORBIDDEN` */
export async function revokeApiKey(scope: Scope, id: number): Promise<void> {
  const viewer = viewerOf(scope)
  // A key may end itself, but learns nothing of its siblings.
  const itself = viewer.credential.kind === 'api-key' && viewer.credential.id === id
  if (!itself) requireUnrestricted(scope)
  const key = await scope.db.selectFrom('api_key').select('userId').where('id', '=', id).executeTakeFirst()
  const own = key?.userId === viewer.userId
  if (!key || (!own && viewer.role !== 'ADMIN')) throw notFound('API key')
  await scope.db.deleteFrom('api_key').where('id', '=', id).execute()
  await scope.wakeups.ring('access')
}

/** The caller's own keys, or those of another user for an administrator. */
export function listApiKeys(
  scope: Scope,
  { userId, kind }: { userId: number; kind: ApiKeyRow['kind'] | null },
  args: PageArguments,
) {
  const viewer = viewerOf(scope)
  requireUnrestricted(scope)
  if (userId !== viewer.userId && viewer.role !== 'ADMIN') throw notFound('user')
  let query = scope.db.selectFrom('api_key').selectAll().where('userId', '=', userId)
  if (kind) query = query.where('kind', '=', kind)
  return fetchPage(query, 'id', 'asc', args)
}

export async function findApiKey(scope: Scope, id: number): Promise<ApiKeyRow> {
  const viewer = viewerOf(scope)
  requireUnrestricted(scope)
  const key = await scope.db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
  if (!key || (key.userId !== viewer.userId && viewer.role !== 'ADMIN')) throw notFound('API key')
  return key
}

/** A key that can only do some things must not be able to make one that can do more. */
function requireUnrestricted(scope: Scope): void {
  if (isNarrowed(viewerOf(scope))) throw forbidden('A restricted API key cannot manage keys.')
}
