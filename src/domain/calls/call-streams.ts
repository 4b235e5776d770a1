import { sql } from 'kysely'
import type { World } from '../kernel/scope.ts'

/**
 * A call that streams: its worker stores chunks, its caller takes and removes them. Neither ever waits for a promise of the
 * other: each shows that it lives by a column of the call, and looks whether that of the other still changes, so that no
 * two clocks need to agree.
 */

/** A chunk has at most so many bytes, but for what came in one piece. */
export const chunkSize = 512 * 1024
/** So many chunks wait for the caller at the most. */
export const streamWindow = 8
/** So many are taken at once. */
export const chunksAtOnce = 2
/** How often either side shows that it lives, in milliseconds. */
const pulse = 1000
/** Who showed nothing for so long is lost, in milliseconds. */
const longestSilence = 15_000
/** How long a stream may wait for a worker with a free place, in milliseconds. */
const claimPatience = 30_000

/** `GONE`: the call was given up. `SILENT`: the other side died, or the database cannot be reached. `UNCLAIMED`: no worker took it. */
export type StreamLoss = 'GONE' | 'SILENT' | 'UNCLAIMED'

/**
 * Shows every second that one side of a stream lives, and watches the other until disposed of.
 *
 * @param lost called once, when there is no other side any more
 */
export function keepPulse(
  world: Pick<World, 'db'>,
  callId: number,
  side: 'CALLER' | 'WORKER',
  lost: (loss: StreamLoss) => void,
  silence = longestSilence,
): Disposable {
  const [own, other] =
    side === 'CALLER'
      ? (['callerSeenAt', 'workerSeenAt'] as const)
      : (['workerSeenAt', 'callerSeenAt'] as const)
  let seen: { status: string; sign: number | null } | undefined
  let seenAt = performance.now()
  const beat = async (): Promise<StreamLoss | null> => {
    const call = await world.db
      .updateTable('borg_call')
      .set({ [own]: Date.now() })
      .where('id', '=', callId)
      .returning(['status', `${other} as sign`])
      .execute()
      .catch(() => null)
    const now = call ? call[0] : seen
    if (call && !now) return 'GONE'
    if (now?.status !== seen?.status || now?.sign !== seen?.sign) seenAt = performance.now()
    seen = now
    // Whoever is done is silent.
    if (now?.status === 'DONE' || now?.status === 'FAILED') return null
    const patience = side === 'CALLER' && now?.status === 'PENDING' ? claimPatience : silence
    if (performance.now() - seenAt < patience) return null
    return now?.status === 'PENDING' ? 'UNCLAIMED' : 'SILENT'
  }
  let beating = false
  const timer = setInterval(async () => {
    if (beating) return
    beating = true
    const loss = await beat()
    beating = false
    if (!loss) return
    clearInterval(timer)
    lost(loss)
  }, pulse)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** The worker's side: stores one chunk. The same chunk once more changes nothing. */
export async function storeChunk(
  world: World,
  callId: number,
  number: number,
  content: Buffer,
): Promise<void> {
  await world.db
    .insertInto('stream_chunk')
    .values({ callId, number, content: content.toString('base64') })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  void world.wakeups.ring(`call:${callId}`)
}

/** After so many bytes of a stream, PostgreSQL is asked for the space that taken chunks left. */
export const vacuumInterval = 64 * 1024 * 1024

/**
 * Has PostgreSQL use the space of taken chunks again, which it would think of once a minute only: by then a fast stream has
 * filled gigabytes. SQLite needs no reminder, and would not understand this one.
 */
export const reclaimSpace = async ({ db }: World): Promise<unknown> =>
  sql`vacuum (skip_locked) "stream_chunk"`.execute(db)

/** How many chunks wait for the caller. */
export async function countChunks({ db }: World, callId: number): Promise<number> {
  const { count } = await db
    .selectFrom('stream_chunk')
    .select(expression => expression.fn.countAll<number | string>().as('count'))
    .where('callId', '=', callId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The caller's side: some chunks from `number` on, in order; those before it go. */
export async function takeChunks(
  world: World,
  callId: number,
  number: number,
): Promise<{ number: number; content: Buffer }[]> {
  const before = world.db
    .deleteFrom('stream_chunk')
    .where('callId', '=', callId)
    .where('number', '<', number)
    .executeTakeFirstOrThrow()
  const next = world.db
    .selectFrom('stream_chunk')
    .select(['number', 'content'])
    .where('callId', '=', callId)
    .where('number', '>=', number)
    .orderBy('number')
    .limit(chunksAtOnce)
    .execute()
  const [{ numDeletedRows }, chunks] = await Promise.all([before, next])
  if (numDeletedRows > 0n) void world.wakeups.ring(`stream:${callId}`)
  return chunks.map(chunk => ({ ...chunk, content: Buffer.from(chunk.content, 'base64') }))
}

/** The caller's side: whether the worker is done, and what it says. Undefined for a call that was given up. */
export const findStream = ({ db }: World, callId: number) =>
  db.selectFrom('borg_call').select(['status', 'output']).where('id', '=', callId).executeTakeFirst()

/** The call is over, or given up by one side; the other notices. */
export async function removeStream(world: World, callId: number): Promise<void> {
  await world.db.deleteFrom('borg_call').where('id', '=', callId).execute()
  await removeChunksWithoutCall(world, callId)
  await world.wakeups.ring(`stream:${callId}`)
}

/** Chunks that nobody will take, of one call or of all. */
export async function removeChunksWithoutCall({ db }: World, callId?: number): Promise<void> {
  await db
    .deleteFrom('stream_chunk')
    .$if(callId !== undefined, query => query.where('callId', '=', callId!))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('borg_call').select(sql`1`.as('one')).whereRef('id', '=', 'callId'))),
    )
    .execute()
}
