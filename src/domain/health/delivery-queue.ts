import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { AlertChannel } from './recipients.ts'
import type { AlertKind } from './verdict.ts'

/** A repository as it was when somebody was to be told of it. Instants in unix milliseconds, sizes in bytes. */
export interface AlertedRepository {
  readonly id: number
  readonly kind: 'MANAGED' | 'HOSTED'
  readonly name: string
  /** Null: a managed one. */
  readonly alias: string | null
  readonly lastSuccessAt: number | null
  readonly freshnessSeconds: number | null
  readonly sizeOnDisk: number | null
  readonly quotaUsed: number | null
  readonly quota: number | null
}

/** What one user is told by one way. */
export interface Message {
  userId: number
  channel: AlertChannel
  kind: AlertKind
  repositories: readonly AlertedRepository[]
}

/** Kinds of which a newer one says all that an older one about the same repository has said. */
const topics: readonly (readonly AlertKind[])[] = [
  ['STALE', 'RECOVERED'],
  ['STORAGE_NEARLY_FULL', 'STORAGE_RECOVERED'],
]

/**
 * Leaves messages to be delivered, in a transaction of the caller's. What waits to tell the same user by the same way of the same
 * repositories is not sent any more: its reader would end up with the older news.
 *
 * @returns how many
 */
export async function queueDeliveries(
  db: Kysely<Tables>,
  messages: readonly Message[],
  now: number,
): Promise<number> {
  for (const message of messages) await supersede(db, message, now)
  for (const { repositories, ...message } of messages)
    await db
      .insertInto('alert_delivery')
      .values({
        ...message,
        content: contentOf(repositories),
        status: 'PENDING',
        nextAttemptAt: now,
        createdAt: now,
      })
      .execute()
  return messages.length
}

const contentOf = (repositories: readonly AlertedRepository[]) => JSON.stringify({ repositories })

/** What a delivery is about. */
export const repositoriesOf = ({ content }: { content: string }): AlertedRepository[] =>
  (JSON.parse(content) as { repositories: AlertedRepository[] }).repositories

async function supersede(
  db: Kysely<Tables>,
  { userId, channel, kind, repositories }: Message,
  now: number,
): Promise<void> {
  const waiting = await db
    .selectFrom('alert_delivery')
    .select(['id', 'content'])
    .where('nextAttemptAt', 'is not', null)
    .where('userId', '=', userId)
    .where('channel', '=', channel)
    .where('kind', 'in', [...topics.find(kinds => kinds.includes(kind))!])
    .execute()
  const newer = new Set(repositories.map(({ id }) => id))
  for (const { id, content } of waiting) {
    const before = repositoriesOf({ content })
    const rest = before.filter(repository => !newer.has(repository.id))
    if (rest.length === before.length) continue
    await db
      .updateTable('alert_delivery')
      .set(
        rest.length > 0
          ? { content: contentOf(rest) }
          : { status: 'FAILED', nextAttemptAt: null, finishedAt: now, error: superseded },
      )
      .where('id', '=', id)
      // An attempt that is under way may end meanwhile.
      .where('status', '=', 'PENDING')
      .execute()
  }
}

/** Why a delivery is over that was not sent. */
export const superseded = 'A newer alert about the same repositories has taken its place.'
