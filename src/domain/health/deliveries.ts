import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import type { Scope, World } from '../kernel/scope.ts'
import { AlertFailure, type AlertNews, type AlertTarget } from './alert-sender.ts'
import { readAlertSettings, requireOwnAlerts } from './alert-settings.ts'
import { targetOf } from './alert-targets.ts'
import { repositoriesOf } from './delivery-queue.ts'
import { channelsOf } from './recipients.ts'

export type DeliveryRow = Selectable<Tables['alert_delivery']>

/** After so many attempts a delivery is given up. */
const mostAttempts = 8
/** The pauses between attempts grow from one to sixty minutes, in milliseconds. */
const firstPause = 60_000
const longestPause = 3_600_000
/** An attempt takes no longer; when its server dies, another one starts over after this, in milliseconds. */
const lease = 120_000
/** Deliveries that are over are kept for so long, in milliseconds. */
const keptFor = 30 * 86_400_000

/**
 * Takes the delivery that has waited longest; it is this process's until the lease ends. One that comes after another one of the same user
 * and way waits while that is being attempted: what is said last arrives last. Null when none is due.
 */
export async function claimDelivery({ db }: Pick<World, 'db'>, now: number): Promise<DeliveryRow | null> {
  for (;;) {
    const due = await inTurn(db, now)
      .select(['alert_delivery.id', 'alert_delivery.nextAttemptAt'])
      .where('nextAttemptAt', '<=', now)
      .orderBy('nextAttemptAt')
      .orderBy('id')
      .executeTakeFirst()
    if (!due) return null
    const claimed = await db
      .updateTable('alert_delivery')
      .set(({ eb }) => ({
        nextAttemptAt: now + lease,
        attemptingUntil: now + lease,
        attempts: eb('attempts', '+', 1),
      }))
      .where('id', '=', due.id)
      .where('nextAttemptAt', '=', due.nextAttemptAt)
      .returningAll()
      .executeTakeFirst()
    // Otherwise another process was first: perhaps there is more.
    if (claimed) return claimed
  }
}

/** Deliveries before which no other one of the same user and way is being attempted. */
const inTurn = (db: World['db'], now: number) =>
  db
    .selectFrom('alert_delivery')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('alert_delivery as earlier')
            .select('earlier.id')
            .whereRef('earlier.userId', '=', 'alert_delivery.userId')
            .whereRef('earlier.channel', '=', 'alert_delivery.channel')
            .whereRef('earlier.id', '<', 'alert_delivery.id')
            .where('earlier.attemptingUntil', '>', now),
        ),
      ),
    )

/** When the next delivery is due, in unix milliseconds; null: none waits but for others that are being attempted. */
export async function nextDeliveryAt({ db }: Pick<World, 'db'>, now = Date.now()): Promise<number | null> {
  const next = await inTurn(db, now)
    .select('nextAttemptAt')
    .where('nextAttemptAt', 'is not', null)
    .orderBy('nextAttemptAt')
    .executeTakeFirst()
  return next?.nextAttemptAt ?? null
}

/** Makes one attempt at a delivery that was claimed, and writes down what came of it. @throws Error when that was a bug */
export async function attemptDelivery(
  world: World,
  delivery: DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  try {
    await world.alertSender.send(await currentTarget(world, delivery), newsOf(delivery), signal)
    await record(world, delivery, {
      status: 'SENT',
      nextAttemptAt: null,
      error: null,
      finishedAt: Date.now(),
    })
  } catch (error) {
    const isKnown = error instanceof AlertFailure
    const over = (isKnown && error.isFinal) || delivery.attempts >= mostAttempts
    await record(world, delivery, {
      error: isKnown ? error.message : 'Something went wrong on the server.',
      ...(over
        ? { status: 'FAILED', nextAttemptAt: null, finishedAt: Date.now() }
        : { nextAttemptAt: Date.now() + pauseAfter(delivery.attempts) }),
    })
    if (!isKnown) throw error
  }
}

/** Milliseconds until an attempt is repeated: twice as long each time, and never quite the same for all. */
export function pauseAfter(attempts: number, random = Math.random()): number {
  const pause = Math.min(longestPause, firstPause * 2 ** (attempts - 1))
  return Math.round(pause * (0.75 + random / 4))
}

/** Somebody who was switched off, or who switched the way off, is not told any more. */
async function currentTarget(world: World, { userId, channel }: DeliveryRow): Promise<AlertTarget> {
  const user = await world.db
    .selectFrom('user_account')
    .selectAll()
    .where('id', '=', userId)
    .where('isActive', '=', 1)
    .executeTakeFirst()
  const settings = await readAlertSettings(world, userId)
  if (!user || !settings || !channelsOf(settings, user, world.alerts.hasMail).includes(channel))
    throw new AlertFailure('CHANNEL_OFF', 'This way to tell the user was switched off.', { isFinal: true })
  return targetOf(world, user, settings, channel)
}

const newsOf = (delivery: DeliveryRow): AlertNews => ({
  id: String(delivery.id),
  kind: delivery.kind,
  at: delivery.createdAt,
  repositories: repositoriesOf(delivery),
})

/**
 * Writes nothing when the lease has ended and somebody else has tried since. What a newer alert has taken the place of meanwhile is not
 * tried again; if it was sent all the same, that is said.
 */
async function record(
  { db }: World,
  { id, attempts }: DeliveryRow,
  columns: Partial<DeliveryRow>,
): Promise<void> {
  const ours = () => db.updateTable('alert_delivery').where('id', '=', id).where('attempts', '=', attempts)
  const outcome = ours().set(columns)
  await (columns.status === 'SENT' ? outcome : outcome.where('status', '=', 'PENDING')).execute()
  await ours().set({ attemptingUntil: null }).execute()
}

/** Removes deliveries that have been over for long. */
export async function removeOldDeliveries({ db }: Pick<World, 'db'>, now = Date.now()): Promise<void> {
  await db
    .deleteFrom('alert_delivery')
    .where('createdAt', '<', now - keptFor)
    .where('status', '<>', 'PENDING')
    .execute()
}

/** What the caller was told or should have been, newest first. @throws DomainError `FORBIDDEN`, `INVALID_INPUT` */
export function listDeliveries(scope: Scope, args: PageArguments) {
  const userId = requireOwnAlerts(scope)
  const query = scope.db.selectFrom('alert_delivery').selectAll().where('userId', '=', userId)
  return fetchPage(query, 'id', 'desc', args)
}
