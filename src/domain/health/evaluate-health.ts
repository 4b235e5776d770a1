import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { mayTriggerChecks } from '../kernel/access.ts'
import { forbidden } from '../kernel/errors.ts'
import type { AlertRules } from '../kernel/hosting-rules.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import { type AlertedRepository, queueDeliveries } from './delivery-queue.ts'
import type { HealthRow } from './freshness.ts'
import { findRecipients, type Recipient } from './recipients.ts'
import type { Fill } from './storage-fill.ts'
import { type AlertKind, changesBy, judge, type Verdict } from './verdict.ts'

/** A repository as it stands, what was found, and who is told. */
interface Case {
  row: HealthRow
  repository: AlertedRepository
  verdict: Verdict
  changes: ReturnType<typeof changesBy>
  audience: Recipient[]
}

/**
 * Looks at the health of repositories now: writes what has changed, and queues what somebody should be told, in one transaction. Any
 * number of processes may do this; they take turns. Archived repositories are left out.
 *
 * @param repositoryIds null: all
 * @returns how many were looked at
 */
export async function evaluateHealth(
  world: World,
  repositoryIds: readonly number[] | null,
  now = Date.now(),
): Promise<number> {
  if (repositoryIds?.length === 0) return 0
  const { looked, changed, queued } = await world.db.transaction().execute(async db => {
    await takeTurn(db, now)
    const found = await readFacts(db, repositoryIds)
    const cases = await judgeAll(db, world.alerts, found, now)
    const mine: Case[] = []
    for (const one of cases) if (await write(db, one)) mine.push(one)
    await markChecked(
      db,
      found.map(({ row }) => row.repositoryId),
      now,
    )
    const queued = await queueDeliveries(db, messagesOf(mine), now)
    return { looked: found.length, changed: mine.length, queued }
  })
  if (changed > 0) await world.wakeups.ring('health')
  if (queued > 0) await world.wakeups.ring('alerts')
  return looked
}

/**
 * Waits until nobody else in the cluster is at it, and holds them up until the end of the transaction: what one has told, the next one
 * finds told, and they never wait for rows of each other in a circle.
 */
const takeTurn = (db: Kysely<Tables>, now: number) =>
  db
    .insertInto('periodic_task')
    .values({ name: 'health-turn', nextRunAt: now })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ nextRunAt: now }))
    .execute()

/** What changes by this look. */
async function judgeAll(
  db: Kysely<Tables>,
  alerts: AlertRules,
  found: Awaited<ReturnType<typeof readFacts>>,
  now: number,
): Promise<Case[]> {
  const judged = found.map(({ row, facts, repository }) => ({
    row,
    repository,
    verdict: judge(row, facts, alerts, now),
  }))
  const hasNews = judged.some(({ verdict }) => verdict.news.length > 0)
  const recipients = hasNews ? await findRecipients({ db, alerts }) : []
  return judged
    .map(({ row, repository, verdict }): Case => {
      const audience = recipients.filter(({ hearsOf }) => hearsOf(repository.id))
      const told = new Set(audience.length > 0 ? verdict.news : [])
      return { row, repository, verdict, audience, changes: changesBy(row, verdict, told, now) }
    })
    .filter(({ changes }) => Object.keys(changes).length > 0)
}

const markChecked = (db: Kysely<Tables>, ids: readonly number[], now: number) =>
  ids.length === 0
    ? null
    : db
        .updateTable('repository_health')
        .set({ checkedAt: now })
        .where('repositoryId', 'in', ids.length > mostIds ? unarchived(db) : [...ids])
        .execute()

/** Lists of ids longer than this are looked up again instead: databases count parameters. */
const mostIds = 500

const unarchived = (db: Kysely<Tables>) => healthOfAll(db).select('repository_health.repositoryId')

const healthOfAll = (db: Kysely<Tables>) =>
  db
    .selectFrom('repository_health')
    .innerJoin('repository', 'repository.id', 'repository_health.repositoryId')
    .leftJoin('hosted_repository', 'hosted_repository.repositoryId', 'repository.id')
    .where('repository.state', '=', 'READY')
    .where(({ eb, fn }) => eb(fn.coalesce('hosted_repository.archived', eb.lit(0)), '=', 0))

async function readFacts(db: Kysely<Tables>, repositoryIds: readonly number[] | null) {
  let query = healthOfAll(db)
    .selectAll('repository_health')
    .select(['kind', 'name', 'lastBackupAt', 'alias', 'lastModifiedAt', 'sizeOnDisk', 'quotaUsed', 'quota'])
    .orderBy('repository_health.repositoryId')
  if (repositoryIds) query = query.where('repository_health.repositoryId', 'in', [...repositoryIds])
  const rows = await query.execute()
  return rows.map(row => {
    const lastSuccessAt = row.kind === 'HOSTED' ? row.lastModifiedAt : row.lastBackupAt
    const { sizeOnDisk, quotaUsed, quota } = row
    const fill: Fill | null = quota === null ? null : { sizeOnDisk, quotaUsed, quota }
    const repository: AlertedRepository = {
      id: row.repositoryId,
      kind: row.kind,
      name: row.name,
      alias: row.alias,
      lastSuccessAt,
      freshnessSeconds: row.freshnessSeconds,
      ...(fill ?? { sizeOnDisk: null, quotaUsed: null, quota: null }),
    }
    return { row, facts: { lastSuccessAt, fill }, repository }
  })
}

/** @returns false when the objective was changed meanwhile: then it is looked at again */
async function write(db: Kysely<Tables>, { row, changes }: Case): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('repository_health')
    .set(changes)
    .where('repositoryId', '=', row.repositoryId)
    .where('status', '=', row.status)
    .where('since', '=', row.since)
    .where('freshnessSeconds', 'is not distinct from', row.freshnessSeconds)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** One message to each recipient by each of their ways for each kind of news, about all repositories that they may see. */
function messagesOf(cases: readonly Case[]) {
  const kinds = new Set(cases.flatMap(({ verdict }) => verdict.news))
  const recipients = new Map(cases.flatMap(({ audience }) => audience.map(one => [one.userId, one] as const)))
  return [...kinds].flatMap((kind: AlertKind) =>
    [...recipients.values()].flatMap(recipient => {
      const repositories = cases
        .filter(({ verdict, audience }) => verdict.news.includes(kind) && audience.includes(recipient))
        .map(({ repository }) => repository)
      if (repositories.length === 0) return []
      return recipient.channels.map(channel => ({ userId: recipient.userId, channel, kind, repositories }))
    }),
  )
}

/** {@link evaluateHealth} of everything, on demand. @throws DomainError `FORBIDDEN` but for administrators and the cron key */
export async function checkAllHealth(scope: Scope): Promise<number> {
  if (!mayTriggerChecks(viewerOf(scope))) throw forbidden()
  return evaluateHealth(scope, null)
}
