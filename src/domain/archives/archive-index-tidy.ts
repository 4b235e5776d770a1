import { setImmediate as breathe } from 'node:timers/promises'
import type { World } from '../kernel/scope.ts'
import { removeSomeEntries } from './archive-entry-writes.ts'

/** An index that nobody used for so long is removed, in milliseconds. */
const keepFor = 7 * 86_400_000
/** So many entries are kept in all; beyond, the indexes that were used least recently go. */
const mostEntries = 5_000_000

/**
 * Removes listings that nobody browses any more, and those of archives that are gone: in small portions, so that others can
 * write in between. Ends early when `signal` aborts; the next time goes on.
 */
export async function removeUnusedIndexes(world: World, signal: AbortSignal): Promise<void> {
  for (const archiveId of await unusedIndexes(world)) {
    // Its entries may go only while nobody reads them.
    await world.db
      .updateTable('archive_index')
      .set({ state: 'FAILED', startedAt: 0 })
      .where('archiveId', '=', archiveId)
      .where('state', '<>', 'BUILDING')
      .execute()
  }
  for await (const archiveId of archivesWithEntries(world)) {
    for (let more = true; more; await breathe()) {
      if (signal.aborted) return
      more = await removeSome(world, archiveId)
    }
  }
  await world.db
    .deleteFrom('archive_index')
    .where('state', '=', 'FAILED')
    .where('usedAt', '<', Date.now() - keepFor)
    .execute()
}

/** Too old, or too many. */
async function unusedIndexes({ db }: World): Promise<number[]> {
  const indexes = await db
    .selectFrom('archive_index')
    .select(['archiveId', 'entryCount', 'usedAt'])
    .where('state', '=', 'READY')
    .orderBy('usedAt', 'desc')
    .execute()
  let entries = 0
  return indexes
    .filter(({ entryCount, usedAt }) => {
      entries += entryCount
      return usedAt < Date.now() - keepFor || entries > mostEntries
    })
    .map(index => index.archiveId)
}

/** Each archive that has entries, by one look into the index of the table for each. */
async function* archivesWithEntries({ db }: World): AsyncGenerator<number> {
  for (let last = 0; ; ) {
    const next = await db
      .selectFrom('archive_entry')
      .select('archiveId')
      .where('archiveId', '>', last)
      .orderBy('archiveId')
      .limit(1)
      .executeTakeFirst()
    if (!next) return
    last = next.archiveId
    yield last
  }
}

/** Removes a portion, unless somebody builds or reads it. @returns whether there may be more to remove */
function removeSome(world: World, archiveId: number): Promise<boolean> {
  return world.db.transaction().execute(async db => {
    const index = await db
      .selectFrom('archive_index')
      .select('state')
      .where('archiveId', '=', archiveId)
      .executeTakeFirst()
    return !index || index.state === 'FAILED' ? removeSomeEntries(db, archiveId, 2000) : false
  })
}
