import type { Run } from '../execute.ts'
import {
  KeysDocument,
  type KeysQuery,
  MakeKeyDocument,
  RevokeKeyDocument,
} from '../generated/borgwarehouse/account.ts'

type Key = NonNullable<KeysQuery['viewer']>['apiKeys']['edges'][number]['node']

/** The four permissions of a key, as BorgWarehouse writes them. */
export interface Permissions {
  create: boolean
  read: boolean
  update: boolean
  delete: boolean
}

const words = { create: 'CREATE', read: 'READ', update: 'UPDATE', delete: 'DELETE' } as const
type Word = keyof typeof words

/** Names of keys (contract borgwarehouse, 5.1). */
export const keyName = /^[a-zA-Z0-9_-]{1,25}$/

/** Exactly four booleans? */
export function readPermissions(value: unknown): Permissions | null {
  if (typeof value !== 'object' || value === null) return null
  const given = value as Record<string, unknown>
  const fine = Object.keys(words).every(word => typeof given[word] === 'boolean')
  return fine ? (Object.fromEntries(Object.keys(words).map(word => [word, given[word]])) as never) : null
}

/** As the schema has them. */
export const permissionsOf = (permissions: Permissions) =>
  (Object.keys(words) as Word[]).filter(word => permissions[word]).map(word => words[word])

/** All keys of the caller. */
async function readKeys(run: Run): Promise<Key[]> {
  const keys: Key[] = []
  for (let after: string | null = null; ; ) {
    const { viewer }: KeysQuery = await run(KeysDocument, { after })
    if (!viewer) return keys
    keys.push(...viewer.apiKeys.edges.map(({ node }) => node))
    if (!viewer.apiKeys.pageInfo.hasNextPage) return keys
    after = viewer.apiKeys.pageInfo.endCursor ?? null
  }
}

const seconds = (instant: string) => Math.floor(Date.parse(instant) / 1000)

/** As lists show them, without the secret. */
export async function listKeys(run: Run) {
  return (await readKeys(run)).map(({ name, createdAt, expiresAt, permissions }) => ({
    name,
    creation: seconds(createdAt),
    expiration: expiresAt ? seconds(expiresAt) : null,
    permissions: Object.fromEntries(
      (Object.keys(words) as Word[]).map(word => [word, permissions.includes(words[word])]),
    ),
  }))
}

/** A key that the caller has not had; `secret` null: the server makes it. @returns the secret. @throws GraphqlFailure */
export async function makeKey(
  run: Run,
  key: { name: string; permissions: Permissions; secret: string | null; expiration: number | null },
): Promise<string> {
  const { createApiKey } = await run(MakeKeyDocument, {
    input: {
      kind: 'API_KEY',
      name: key.name,
      permissions: permissionsOf(key.permissions),
      uniqueName: true,
      format: 'UUID',
      secret: key.secret,
      expiresAt: key.expiration === null ? null : new Date(key.expiration * 1000).toISOString(),
    },
  })
  return createApiKey.secret
}

/** @returns whether there was one of this name */
export async function removeKey(run: Run, name: string): Promise<boolean> {
  const found = (await readKeys(run)).filter(key => key.name === name)
  for (const { id } of found) await run(RevokeKeyDocument, { input: { apiKeyId: id } })
  return found.length > 0
}
