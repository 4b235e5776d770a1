import { visibleIn } from '../kernel/access.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import type { HealthRow } from './freshness.ts'

/** The health of a repository, as it is shown; instants in unix milliseconds. */
export interface HealthView extends Omit<HealthRow, 'since'> {
  /** Null: never looked at, because nothing is asked of it. */
  since: number | null
  lastSuccessAt: number | null
}

/** Of many repositories at once, in the order asked for. Whoever has a repository may see this, too. */
export async function findHealth(
  world: Pick<World, 'db'>,
  repositoryIds: readonly number[],
): Promise<HealthView[]> {
  const rows = await healthOf(world)
    .where('repository.id', 'in', [...repositoryIds])
    .execute()
  const byId = new Map(rows.map(row => [row.id, viewOf(row)]))
  return repositoryIds.map(id => byId.get(id) ?? viewOf({ ...nothing, id }))
}

/** Of every repository with a row that the viewer may see, or of one of them. */
export async function listHealth(scope: Scope, repositoryId: number | null): Promise<HealthView[]> {
  let query = healthOf(scope)
    .where('repository.state', '=', 'READY')
    .where('repository_health.repositoryId', 'is not', null)
    .where(visibleIn<'repository'>(viewerOf(scope), 'repository.id'))
  if (repositoryId !== null) query = query.where('repository.id', '=', repositoryId)
  return (await query.execute()).map(viewOf)
}

const healthOf = ({ db }: Pick<World, 'db'>) =>
  db
    .selectFrom('repository')
    .leftJoin('repository_health', 'repository_health.repositoryId', 'repository.id')
    .leftJoin('hosted_repository', 'hosted_repository.repositoryId', 'repository.id')
    .selectAll('repository_health')
    .select(['repository.id', 'repository.kind', 'lastBackupAt', 'lastModifiedAt'])

type Found = Awaited<ReturnType<ReturnType<typeof healthOf>['execute']>>[number]

const nothing: Omit<Found, 'id'> = {
  repositoryId: null,
  freshnessSeconds: null,
  status: null,
  since: null,
  checkedAt: null,
  lastAlertAt: null,
  alerted: null,
  storageNearlyFull: null,
  lastStorageAlertAt: null,
  kind: 'MANAGED',
  lastBackupAt: null,
  lastModifiedAt: null,
}

const viewOf = ({ id, kind, lastBackupAt, lastModifiedAt, ...row }: Found): HealthView => ({
  ...row,
  repositoryId: id,
  status: row.status ?? 'UNKNOWN',
  alerted: row.alerted ?? 0,
  storageNearlyFull: row.storageNearlyFull ?? 0,
  lastSuccessAt: kind === 'HOSTED' ? lastModifiedAt : lastBackupAt,
})
