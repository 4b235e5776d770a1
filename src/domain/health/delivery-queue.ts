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

/** Leaves messages to be delivered. @returns how many */
export async function queueDeliveries(
  db: Kysely<Tables>,
  messages: readonly Message[],
  now: number,
): Promise<number> {
  for (const { repositories, ...message } of messages)
    await db
      .insertInto('alert_delivery')
      .values({
        ...message,
        content: JSON.stringify({ repositories }),
        status: 'PENDING',
        nextAttemptAt: now,
        createdAt: now,
      })
      .execute()
  return messages.length
}
