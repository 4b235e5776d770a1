import { randomBytes } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { hashSecret } from '../kernel/hash-secret.ts'
import type { World } from '../kernel/scope.ts'

/** What a one-time secret is for; one of another purpose does not open it. */
export type SecretPurpose =
  | 'totp-setup'
  | 'totp-challenge'
  | 'oidc-state'
  | 'oidc-grant'
  | 'oidc-session'
  | 'download'

/** A secret to be issued. */
export interface NewSecret {
  purpose: SecretPurpose
  /** Whose it is; it goes with the user. Null: nobody's yet. */
  userId: number | null
  /** JSON; seal what is secret inside. */
  content: object
  /** Milliseconds. */
  lifetime: number
  /** Default: 256 random bits. */
  secret?: string
}

/** What was kept with a secret. `Content` is what the issuer of this purpose put there. */
export interface Kept<Content> {
  userId: number | null
  content: Content
}

/**
 * Issues a secret that works until it is consumed or expires. The database keeps its SHA-256 only.
 *
 * @returns the secret, and when it expires in unix milliseconds
 */
export async function issueSecret(
  world: Pick<World, 'db'>,
  { purpose, userId, content, lifetime, secret = randomBytes(32).toString('base64url') }: NewSecret,
): Promise<{ secret: string; expiresAt: number }> {
  const now = Date.now()
  const row: Insertable<Tables['one_time_secret']> = {
    secretHash: hashSecret(secret),
    purpose,
    userId,
    content: JSON.stringify(content),
    createdAt: now,
    expiresAt: now + lifetime,
  }
  await world.db.deleteFrom('one_time_secret').where('expiresAt', '<', now).execute()
  await world.db.insertInto('one_time_secret').values(row).execute()
  return { secret, expiresAt: row.expiresAt }
}

/** Looks without using the secret up. Null when it is unknown, used, expired or of another purpose. */
export async function peekSecret<Content>(
  world: Pick<World, 'db'>,
  purpose: SecretPurpose,
  secret: string,
): Promise<Kept<Content> | null> {
  const row = await world.db
    .selectFrom('one_time_secret')
    .select(['userId', 'content'])
    .where('secretHash', '=', hashSecret(secret))
    .where('purpose', '=', purpose)
    .where('expiresAt', '>', Date.now())
    .executeTakeFirst()
  return row ? { userId: row.userId, content: JSON.parse(row.content) as Content } : null
}

/** Uses the secret up: of any number of callers at once, one gets its content. Null as for {@link peekSecret}. */
export async function consumeSecret<Content>(
  world: Pick<World, 'db'>,
  purpose: SecretPurpose,
  secret: string,
): Promise<Kept<Content> | null> {
  const row = await world.db
    .deleteFrom('one_time_secret')
    .where('secretHash', '=', hashSecret(secret))
    .where('purpose', '=', purpose)
    .where('expiresAt', '>', Date.now())
    .returning(['userId', 'content'])
    .executeTakeFirst()
  return row ? { userId: row.userId, content: JSON.parse(row.content) as Content } : null
}
