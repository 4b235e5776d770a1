import type { Kysely } from 'kysely'
import type { Tables } from '../../../entities/index.ts'
import { orderUserChanges } from '../../accounts/account-checks.ts'
import { uuidPrefixLength } from '../../accounts/api-keys.ts'
import { readAlertSettingsChanges } from '../../health/alert-settings.ts'
import { hashSecret } from '../../kernel/hash-secret.ts'
import type { Sealer } from '../../kernel/sealed.ts'
import { insertHosted } from '../hosted-rows.ts'
import type { ImportPlan } from './import-plan.ts'
import type { OldToken } from './old-users.ts'
import type { PlannedRepository } from './plan-repository.ts'
import type { PlannedUser } from './plan-users.ts'
import { healthOf } from './planned-health.ts'

/** What writing needs. */
export interface ImportTarget {
  readonly db: Kysely<Tables>
  readonly sealer: Sealer
  /** Called in the transaction after rows with ids of their own were written: the next id must be a free one. */
  skipUsedIds(db: Kysely<Tables>): Promise<void>
}

/**
 * Does what a plan without mistakes says: all of it, or nothing. Nothing but our database is touched.
 *
 * @throws Error of the database, also when somebody has taken a name, path, key or id since the plan was made
 */
export async function applyImport(target: ImportTarget, plan: ImportPlan, now = Date.now()): Promise<void> {
  const withId = plan.repositories.filter(({ id }) => id !== undefined)
  const others = plan.repositories.filter(({ id }) => id === undefined)
  await target.db.transaction().execute(async db => {
    for (const repository of withId) await insertRepository(db, repository, now)
    await target.skipUsedIds(db)
    for (const repository of others) await insertRepository(db, repository, now)
    await orderUserChanges(db)
    for (const user of plan.users) await writeUser(db, target.sealer, user, now)
  })
}

async function insertRepository(
  db: Kysely<Tables>,
  { old, ...hosted }: PlannedRepository,
  now: number,
): Promise<void> {
  const id = await insertHosted(db, hosted, now)
  await db.updateTable('repository_health').set(healthOf(old, now)).where('repositoryId', '=', id).execute()
}

async function writeUser(db: Kysely<Tables>, sealer: Sealer, user: PlannedUser, now: number): Promise<void> {
  const { existing, alerts, dateFormat } = user
  const id = existing?.id ?? (await insertUser(db, user, now))
  for (const token of user.tokens) await insertApiKey(db, id, token, now)
  if (alerts)
    await db
      .insertInto('alert_settings')
      .values({ ...readAlertSettingsChanges({ sealer }, id, alerts), userId: id, updatedAt: now })
      .execute()
  if (dateFormat) {
    const preferences = JSON.stringify({ ...JSON.parse(existing?.preferences ?? '{}'), dateFormat })
    await db.updateTable('user_account').set({ preferences }).where('id', '=', id).execute()
  }
}

async function insertUser(
  db: Kysely<Tables>,
  { username, email, passwordHash }: PlannedUser,
  now: number,
): Promise<number> {
  const { id } = await db
    .insertInto('user_account')
    // Whoever had an account could do everything (contract borgwarehouse, section 5.4).
    .values({ username, email, passwordHash, role: 'ADMIN', createdAt: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function insertApiKey(
  db: Kysely<Tables>,
  userId: number,
  { secret, name, permissions, createdAt, expiresAt }: OldToken,
  now: number,
): Promise<void> {
  await db
    .insertInto('api_key')
    .values({
      userId,
      kind: 'API_KEY',
      name,
      prefix: secret.slice(0, uuidPrefixLength),
      secretHash: hashSecret(secret),
      permissions: JSON.stringify(permissions),
      createdAt: createdAt ?? now,
      expiresAt,
    })
    .execute()
}
