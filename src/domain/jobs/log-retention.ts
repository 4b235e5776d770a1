import type { World } from '../kernel/scope.ts'
import type { LogSavePolicy, SettingValues } from '../settings/setting-definitions.ts'
import { isWanted, speakingOfTrouble } from './log-policy.ts'

/** Logs that are gone now, and the bytes that they took. */
export interface RemovedLogs {
  jobIds: number[]
  bytes: number
}

export interface Retention {
  /** Days; 0 keeps logs for ever. */
  days: number
  /** Total size of the logs of finished jobs in bytes; 0 is unlimited. */
  totalBytes: number
  policy: LogSavePolicy
}

export const retentionOf = (values: SettingValues): Retention => ({
  days: values.logRetentionDays,
  totalBytes: values.logMaxTotalSizeMb * 1024 * 1024,
  policy: values.logSavePolicy,
})

/** Statements look at so many jobs at once. */
const batchSize = 100

/**
 * Removes the logs of finished jobs that are too old or not wanted, and the oldest ones beyond the total size. The job
 * itself stays in the history. Never touches a job that is queued or running.
 */
export async function removeOldLogs(
  world: World,
  { days, totalBytes, policy }: Retention,
): Promise<RemovedLogs> {
  const removed: RemovedLogs = { jobIds: [], bytes: 0 }
  const remove = async ({ id, logBytes }: { id: number; logBytes: number }) => {
    await removeLog(world, id)
    removed.jobIds.push(id)
    removed.bytes += logBytes
  }
  await removeUnwanted(world, policy, remove)
  if (days > 0) {
    const limit = Date.now() - days * 86_400_000
    for (let batch = await finished(world, limit); batch.length > 0; batch = await finished(world, limit))
      for (const job of batch) await remove(job)
  }
  if (totalBytes > 0) {
    let excess = (await totalLogBytes(world)) - totalBytes
    while (excess > 0) {
      const batch = await finished(world, null)
      if (batch.length === 0) break
      for (const job of batch) {
        if (excess <= 0) break
        excess -= job.logBytes
        await remove(job)
      }
    }
  }
  return removed
}

/** Finished jobs that still have a log, oldest first. */
function finished(world: World, before: number | null) {
  let query = world.db
    .selectFrom('job')
    .select(['id', 'logBytes'])
    .where('finishedAt', 'is not', null)
    .where('logDeletedAt', 'is', null)
    .where('lineCount', '>', 0)
    .orderBy('finishedAt')
    .orderBy('id')
    .limit(batchSize)
  if (before !== null) query = query.where('finishedAt', '<', before)
  return query.execute()
}

async function removeUnwanted(
  world: World,
  policy: LogSavePolicy,
  remove: (job: { id: number; logBytes: number }) => Promise<void>,
): Promise<void> {
  if (policy === 'ALL_JOBS') return
  for (let after = 0; ; ) {
    const batch = await world.db
      .selectFrom('job')
      .select(['id', 'status', 'logBytes'])
      .where('status', 'in', ['COMPLETED', 'COMPLETED_WITH_WARNINGS'])
      .where('logDeletedAt', 'is', null)
      .where('lineCount', '>', 0)
      .where('id', '>', after)
      .orderBy('id')
      .limit(batchSize)
      .execute()
    if (batch.length === 0) return
    after = batch.at(-1)!.id
    const doubtful = batch.filter(({ status }) => isWanted(policy, status) === null).map(({ id }) => id)
    const troubled = await speakingOfTrouble(world.db, doubtful)
    for (const job of batch) if (!(isWanted(policy, job.status) ?? troubled.has(job.id))) await remove(job)
  }
}

async function totalLogBytes(world: World): Promise<number> {
  const { total } = await world.db
    .selectFrom('job')
    .select(expression => expression.fn.sum<number | string | null>('logBytes').as('total'))
    .where('finishedAt', 'is not', null)
    .where('logDeletedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(total ?? 0)
}

async function removeLog(world: World, id: number): Promise<void> {
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
}
