import type { World } from '../kernel/scope.ts'

/** A hosted repository to look at. */
export interface Probed {
  id: number
  name: string
  path: string
  lastModifiedAt: number | null
  ownModifiedAt: number | null
}

const day = 86_400_000

/** Which hosted repositories to look at. `ids`, `names` null: all. */
export async function hostedToProbe(
  { db }: World,
  {
    pools,
    ids = null,
    names = null,
    archived,
  }: {
    pools: readonly string[]
    ids?: readonly number[] | null
    names?: readonly string[] | null
    /** Also archived ones? */
    archived: boolean
  },
): Promise<Probed[]> {
  let query = db
    .selectFrom('hosted_repository')
    .innerJoin('repository', 'repository.id', 'hosted_repository.repositoryId')
    .select(['repository.id', 'repository.name', 'repository.path'])
    .select(['lastModifiedAt', 'ownModifiedAt'])
    .where('repository.pool', 'in', [...pools])
    .where('hosted_repository.removing', '=', 0)
    .orderBy('repository.id')
  if (ids) query = query.where('repository.id', 'in', [...ids])
  if (names) query = query.where('repository.name', 'in', [...names])
  if (!archived)
    query = query.where(({ eb, fn }) => eb(fn.coalesce('hosted_repository.archived', eb.lit(0)), '=', 0))
  return query.execute()
}

/** The folders in which hosted repositories of these pools lie. */
export async function poolFolders({ db }: World, pools: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('repository')
    .select('path')
    .where('kind', '=', 'HOSTED')
    .where('pool', 'in', [...pools])
    .execute()
  return [...new Set(rows.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))]
}

/**
 * Writes down when clients last changed a repository. Nothing else of the row is touched. A compaction of ours is no sign of life of
 * theirs (contract borgwarehouse, section 12, H19): while one runs, nobody can tell yet who has changed it.
 *
 * @param whileCompacting the change is known to be none of ours
 * @returns whether that is news
 */
export async function recordModification(
  { db }: World,
  repositoryId: number,
  lastModifiedAt: number,
  whileCompacting = false,
): Promise<boolean> {
  let update = db
    .updateTable('hosted_repository')
    .set({ lastModifiedAt })
    .where('repositoryId', '=', repositoryId)
    .where('lastModifiedAt', 'is distinct from', lastModifiedAt)
    .where('ownModifiedAt', 'is distinct from', lastModifiedAt)
  if (!whileCompacting)
    update = update.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('job')
            .select('job.id')
            .where('job.repositoryId', '=', repositoryId)
            .where('job.kind', '=', 'COMPACT')
            .where('job.status', '=', 'RUNNING')
            .where('job.startedAt', '<=', lastModifiedAt),
        ),
      ),
    )
  const { numUpdatedRows } = await update.executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Writes down what a compaction of ours has left. */
export async function recordOwnChange({ db }: World, repositoryId: number, at: number): Promise<void> {
  await db
    .updateTable('hosted_repository')
    .set({ ownModifiedAt: at })
    .where('repositoryId', '=', repositoryId)
    .execute()
}

/** Lists of ids are cut to this length: databases count parameters. */
const mostIds = 500

/** Writes down that repositories were looked at. */
export async function recordLooks(
  { db }: World,
  repositoryIds: readonly number[],
  now = Date.now(),
): Promise<void> {
  for (let at = 0; at < repositoryIds.length; at += mostIds)
    await db
      .updateTable('hosted_repository')
      .set({ probedAt: now })
      .where('repositoryId', 'in', repositoryIds.slice(at, at + mostIds))
      .execute()
}

/** Writes down how large a repository is, and keeps it as the measurement of this day (UTC). Sizes in bytes. */
export async function recordStorage(
  { db }: World,
  repositoryId: number,
  sizes: { sizeOnDisk: number; quotaUsed: number | null; reclaimable: number | null },
  now = Date.now(),
): Promise<void> {
  const { sizeOnDisk, quotaUsed } = sizes
  const measurement = { at: now, sizeOnDisk, quotaUsed }
  await db.transaction().execute(async transaction => {
    const { numUpdatedRows } = await transaction
      .updateTable('hosted_repository')
      .set({ ...sizes, measuredAt: now })
      .where('repositoryId', '=', repositoryId)
      .executeTakeFirst()
    // Deleted meanwhile.
    if (numUpdatedRows === 0n) return
    await transaction
      .insertInto('hosted_measurement')
      .values({ repositoryId, day: Math.floor(now / day), ...measurement })
      .onConflict(conflict => conflict.columns(['repositoryId', 'day']).doUpdateSet(measurement))
      .execute()
  })
}

/** Measurements are kept for so many days. */
const mostDays = 800

/** Removes measurements that nobody looks at any more. */
export async function removeOldMeasurements({ db }: World, now = Date.now()): Promise<void> {
  await db
    .deleteFrom('hosted_measurement')
    .where('day', '<', Math.floor(now / day) - mostDays)
    .execute()
}
