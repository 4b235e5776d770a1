import { invalidInput } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import type { StoragePoint } from './statistics.ts'

const day = 86_400_000

/**
 * The measurements of many hosted repositories, one a day, oldest first.
 *
 * @param days how far to look back
 * @throws DomainError `INVALID_INPUT` on `days`
 */
export async function readMeasurements(
  scope: Scope,
  repositoryIds: readonly number[],
  days: number,
): Promise<StoragePoint[][]> {
  if (days < 1 || days > 800) throw invalidInput({ days: 'Must be between 1 and 800.' })
  const rows = await scope.db
    .selectFrom('hosted_measurement')
    .select(['repositoryId', 'at', 'sizeOnDisk', 'quotaUsed'])
    .where('repositoryId', 'in', [...repositoryIds])
    .where('day', '>', Math.floor(Date.now() / day) - days)
    .orderBy('repositoryId')
    .orderBy('day')
    .execute()
  const byId = Map.groupBy(rows, row => row.repositoryId)
  return repositoryIds.map(id => byId.get(id) ?? [])
}
