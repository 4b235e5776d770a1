import type { World } from '../kernel/scope.ts'
import type { BorgCalls, CallFailure } from './borg-calls.ts'
import { removeChunksWithoutCall } from './call-streams.ts'

/** Calls that a worker on this machine left unanswered when it died: nobody can say how far Borg got. */
export async function failAbandonedCalls(world: World, host: string): Promise<void> {
  await giveUpIndexes(world, host)
  const failure: CallFailure = {
    code: 'PROCESS_LOST',
    message: 'The server was stopped while Borg was working.',
    remedy: 'Try again.',
  }
  await world.db
    .updateTable('borg_call')
    .set({ status: 'FAILED', output: JSON.stringify(failure) })
    .where('status', '=', 'RUNNING')
    .where('workerHost', '=', host)
    .execute()
}

/** Calls whose caller died are of no use after so long, in milliseconds; streams show sooner that nobody takes them. */
const keepFor = 86_400_000
const keepStreamsFor = 3_600_000

/** Removes calls that nobody waits for any more, and what they stream. */
export async function removeOldCalls(world: World): Promise<void> {
  const now = Date.now()
  await world.db
    .deleteFrom('borg_call')
    .where(({ or, and, eb }) =>
      or([
        eb('callerSeenAt', '<', now - keepStreamsFor),
        and([eb('callerSeenAt', 'is', null), eb('createdAt', '<', now - keepFor)]),
      ]),
    )
    .execute()
  await removeChunksWithoutCall(world)
}

/** Indexes that were being built: whoever waits for one starts it again at once. */
async function giveUpIndexes(world: World, host: string): Promise<void> {
  const orders = await world.db
    .deleteFrom('borg_call')
    .where('kind', '=', 'INDEX_ARCHIVE')
    .where('status', '=', 'RUNNING')
    .where('workerHost', '=', host)
    .returning('input')
    .execute()
  for (const { input } of orders) {
    const { archiveId, attempt } = JSON.parse(input) as BorgCalls['INDEX_ARCHIVE']['input']
    await world.db
      .updateTable('archive_index')
      .set({ usedAt: 0 })
      .where('archiveId', '=', archiveId)
      .where('startedAt', '=', attempt)
      .where('state', '=', 'BUILDING')
      .execute()
  }
}
