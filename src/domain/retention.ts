import type { World } from './scope.ts'

export interface Retention {
  /** Days; 0 keeps logs for ever. */
  days: number
  /** Total size of the logs of finished jobs in bytes; 0 is unlimited. */
  totalBytes: number
}

/**
 * Removes the logs of finished jobs that are too old, and the oldest ones beyond the total size. The job itself stays in
 * the history. Never touches a job that is queued or running.
 *
 * @returns the ids of the jobs whose logs are gone
 */
export async function removeOldLogs(world: World, { days, totalBytes }: Retention): Promise<number[]> {
  const removed: number[] = []
  if (days > 0) {
    const limit = Date.now() - days * 86_400_000
    for (
      let batch = await finished(world, limit, 100);
      batch.length > 0;
      batch = await finished(world, limit, 100)
    )
      for (const { id } of batch) removed.push(await removeLog(world, id))
  }
  if (totalBytes > 0) {
    let excess = (await totalLogBytes(world)) - totalBytes
    while (excess > 0) {
      const batch = await finished(world, null, 100)
      if (batch.length === 0) break
      for (const job of batch) {
        if (excess <= 0) break
        excess -= job.logBytes
        removed.push(await removeLog(world, job.id))
      }
    }
  }
  return removed
}

/** Finished jobs that still have a log, oldest first. */
function finished(world: World, before: number | null, limit: number) {
  let query = world.db
    .selectFrom('job')
    .select(['id', 'logBytes'])
    .where('status', 'not in', ['PENDING', 'RUNNING'])
    .where('logDeletedAt', 'is', null)
    .where('lineCount', '>', 0)
    .orderBy('finishedAt')
    .orderBy('id')
    .limit(limit)
  if (before !== null) query = query.where('finishedAt', '<', before)
  return query.execute()
}

async function totalLogBytes(world: World): Promise<number> {
  const { total } = await world.db
    .selectFrom('job')
    .select(expression => expression.fn.sum<number | string | null>('logBytes').as('total'))
    .where('status', 'not in', ['PENDING', 'RUNNING'])
    .where('logDeletedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(total ?? 0)
}

async function removeLog(world: World, id: number): Promise<number> {
  await world.db.transaction().execute(async db => {
    await db.deleteFrom('log_chunk').where('jobId', '=', id).execute()
    await db
      .updateTable('job')
      .set(expression => ({
        logDeletedAt: Date.now(),
        logBytes: 0,
        revision: expression('revision', '+', 1),
      }))
      .where('id', '=', id)
      .execute()
  })
  return id
}
