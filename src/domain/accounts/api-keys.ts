import { randomBytes, randomUUID } from 'node:crypto'
import type { Insertable, Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { type ApiKeyPermission, allows, isNarrowed } from '../kernel/access.ts'
import { conflict, forbidden, invalidInput, notFound } from '../kernel/errors.ts'
import { hashSecret } from '../kernel/hash-secret.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'

export type ApiKeyRow = Selectable<Tables['api_key']>

export interface CreateApiKey {
  name: string
  /** `ACCOUNT` keys carry all rights of their owner and ignore the rest. */
  kind: 'API_KEY' | 'ACCOUNT'
  permissions: readonly ApiKeyPermission[]
  repositoryIds: readonly number[] | null
  /** Unix milliseconds. */
  expiresAt: number | null
  /** Refuse a name that the owner has given to another key. */
  uniqueName?: boolean
  /** `UUID`: as BorgWarehouse makes them. */
  format?: 'VINCULUM' | 'UUID'
  /** A UUID of version 4 that the owner has made; BorgWarehouse's older pages do that. */
  secret?: string | null
}

/** A new key. `secret` exists only here: the database holds its SHA-256. */
export interface CreatedApiKey {
  apiKey: ApiKeyRow
  secret: string
}

/** How many first characters of a secret are shown in lists: enough to recognise it, too few to help guessing. */
const prefixLength = 12
/** Of a UUID, whose 122 random bits are fewer. */
export const uuidPrefixLength = 8
const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const prefixes = { API_KEY: 'vnc_', ACCOUNT: 'borgui_' } as const

/**
 * @throws DomainError `INVALID_INPUT`; `NOT_FOUND` for a repository that the owner may not see; `FORBIDDEN` with a restricted key;
 *   `CONFLICT` `NAME_TAKEN`
 */
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
  if (input.secret != null && !uuidV4.test(input.secret))
    throw invalidInput({ secret: 'Must be a UUID of version 4, in lower case.' })
  const secret = input.secret ?? newSecret(input)
  const row = {
    userId: viewer.userId,
    kind: input.kind,
    name,
    prefix: secret.slice(0, input.format === 'UUID' || input.secret ? uuidPrefixLength : prefixLength),
    secretHash: hashSecret(secret),
    permissions: JSON.stringify([...new Set(input.permissions)]),
    repositoryIds: input.repositoryIds && JSON.stringify([...new Set(input.repositoryIds)]),
    createdAt: Date.now(),
    expiresAt: input.expiresAt,
    lastUsedAt: null,
  }
  try {
    return { apiKey: await insert(scope, row, input.uniqueName ?? false), secret }
  } catch (error) {
    // Somebody else has invented the same: not to be told apart from a malformed one.
    if (isUniqueViolation(error)) throw invalidInput({ secret: 'Cannot be used. Make another.' })
    throw error
  }
}

function newSecret({ kind, format }: CreateApiKey): string {
  return format === 'UUID' ? randomUUID() : prefixes[kind] + randomBytes(32).toString('base64url')
}

async function insert(
  scope: Scope,
  row: Insertable<Tables['api_key']>,
  uniqueName: boolean,
): Promise<ApiKeyRow> {
  return scope.db.transaction().execute(async db => {
    // Held until the end: of two requests for one name the second sees the first.
    await db
      .updateTable('user_account')
      .set(({ ref }) => ({ role: ref('role') }))
      .where('id', '=', row.userId)
      .execute()
    const same =
      uniqueName &&
      (await db
        .selectFrom('api_key')
        .select('id')
        .where('userId', '=', row.userId)
        .where('name', '=', row.name)
        .executeTakeFirst())
    if (same) throw conflict('NAME_TAKEN', 'You have a key of this name already.')
    return db.insertInto('api_key').values(row).returningAll().executeTakeFirstOrThrow()
  })
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
