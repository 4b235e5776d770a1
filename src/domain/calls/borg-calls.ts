import { setTimeout as sleep } from 'node:timers/promises'
import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { unavailable } from '../kernel/errors.ts'
import { whenBack } from '../kernel/outages.ts'
import type { World } from '../kernel/scope.ts'
import type { BorgCalls, CallKind } from './call-kinds.ts'
import { type CallLane, kindsIn } from './call-lanes.ts'
import { servesPool } from './workers.ts'

export * from './call-kinds.ts'
export type { CallLane }

export type BorgCallRow = Selectable<Tables['borg_call']>

/** A failure that Borg gave as an answer: a code of the failure catalogue with its sentences. */
export interface CallFailure {
  code: string
  message: string
  remedy: string
}

/** Borg's refusal of a call, for the caller to translate. */
export class BorgCallError extends Error {
  override name = 'BorgCallError'
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** What a call is about, whose workers answer it, and, where only one can, which. */
interface Addressee {
  id: number | null
  pool: string
  workerHost?: string
}

/** How long a call may wait for a worker, in milliseconds. One that has it ends it in time (`settings.ts`). */
const usualPatience = 150_000

/** Calls that are about another machine go to the workers of this pool. */
export const connectionPool = { id: null, pool: 'default' } as const

/**
 * Has a worker of the repository's pool run a short Borg command and waits for the answer.
 *
 * @throws BorgCallError when Borg refused; DomainError `UNAVAILABLE` when no worker answered in time
 */
export async function callBorg<Kind extends CallKind>(
  world: World,
  kind: Kind,
  repository: Addressee,
  input: BorgCalls[Kind]['input'],
  patience = usualPatience,
): Promise<BorgCalls[Kind]['output']> {
  const call = await postCall(world, kind, repository, input)
  using bell = world.wakeups.listen([`call:${call.id}`])
  await world.wakeups.ring('calls')
  const begun = Date.now()
  const unclaimed = begun + patience
  const unanswered = unclaimed + (await longestCall(world))
  const tooLate = AbortSignal.timeout(unanswered - Date.now())
  const read = world.db.selectFrom('borg_call').select(['status', 'output']).where('id', '=', call.id)
  try {
    for (;;) {
      // What the worker does meanwhile is done: only its answer is late.
      const row = await whenBack(() => read.executeTakeFirst(), bell.next.bind(bell), tooLate)
      if (row?.status === 'DONE') return JSON.parse(row.output!)
      if (row?.status === 'FAILED') throw new BorgCallError(JSON.parse(row.output!))
      const isLate = Date.now() > (row?.status === 'PENDING' ? unclaimed : unanswered)
      if (!row || isLate || (await isUnheard(world, row.status, repository.pool, begun)))
        throw unavailable(`No worker of pool ${repository.pool} answered. Is one running?`)
      await bell.next(500)
    }
  } finally {
    await world.db.deleteFrom('borg_call').where('id', '=', call.id).execute()
  }
}

/** A pool may be without workers for so long while they are restarted, in milliseconds. */
const restartPatience = 10_000

/** Is there nobody who could take the call? */
const isUnheard = async (world: World, status: string, pool: string, since: number): Promise<boolean> =>
  status === 'PENDING' && Date.now() > since + restartPatience && !(await servesPool(world, pool))

/** Milliseconds after which a worker that lives has ended whatever it was given. */
async function longestCall(world: World): Promise<number> {
  const { infoTimeout, listTimeout, initTimeout, mountTimeout } = await world.settings.values()
  return Math.max(infoTimeout + listTimeout, initTimeout, mountTimeout + 60) * 1000
}

async function postCall(world: World, kind: CallKind, repository: Addressee, input: object) {
  return world.db
    .insertInto('borg_call')
    .values({
      kind,
      repositoryId: repository.id,
      pool: repository.pool,
      workerHost: repository.workerHost ?? null,
      status: 'PENDING',
      input: JSON.stringify(input),
      createdAt: Date.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
}

/** Has a worker do something that nobody waits for here. @returns the call's id */
export async function postOrder<Kind extends CallKind>(
  world: World,
  kind: Kind,
  repository: { id: number; pool: string },
  input: BorgCalls[Kind]['input'],
): Promise<number> {
  const { id } = await postCall(world, kind, repository, input)
  await world.wakeups.ring('calls')
  return id
}

/** The worker's side: an order is done, and of no interest any more. */
export async function forgetOrder(world: World, id: number): Promise<void> {
  await world.db.deleteFrom('borg_call').where('id', '=', id).execute()
}

/** The worker's side: takes the oldest waiting call of its pools that belongs into a lane. */
export async function claimCall(
  world: World,
  host: string,
  pools: readonly string[],
  lane: CallLane,
): Promise<BorgCallRow | null> {
  const claimed = await world.db
    .updateTable('borg_call')
    .set({ status: 'RUNNING', workerHost: host })
    .where('id', '=', ({ selectFrom }) => {
      const next = selectFrom('borg_call as next')
        .select('next.id')
        .where('next.status', '=', 'PENDING')
        .where('next.pool', 'in', [...pools])
        .where(({ or, eb }) => or([eb('next.workerHost', 'is', null), eb('next.workerHost', '=', host)]))
        .where('next.kind', 'in', kindsIn(lane))
        .orderBy('next.id')
        .limit(1)
      return world.isSqlite ? next : next.forUpdate().skipLocked()
    })
    .returningAll()
    .executeTakeFirst()
  return claimed ?? null
}

/** The worker's side: calls of a lane that it has without knowing, because the answer to its claim got lost. */
export function strayCalls(
  { db }: World,
  host: string,
  lane: CallLane,
  known: readonly number[],
): Promise<BorgCallRow[]> {
  return (
    db
      .selectFrom('borg_call')
      .selectAll()
      .where('status', '=', 'RUNNING')
      .where('workerHost', '=', host)
      .where('kind', 'in', kindsIn(lane))
      // There is no call 0, and no empty list in SQL.
      .where('id', 'not in', [0, ...known])
      .execute()
  )
}

/** The worker's side: gives the answer; to a database that is away, when it is back. @throws when `signal` aborts before */
export async function answerCall(
  world: World,
  id: number,
  status: 'DONE' | 'FAILED',
  output: object,
  signal?: AbortSignal,
): Promise<void> {
  const write = world.db
    .updateTable('borg_call')
    .set({ status, output: JSON.stringify(output) })
    .where('id', '=', id)
  await whenBack(() => write.execute(), sleep, signal)
  await world.wakeups.ring(`call:${id}`)
}
