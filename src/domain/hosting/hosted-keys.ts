import type { World } from '../kernel/scope.ts'
import type { HostedKey } from './authorized-keys.ts'
import { keyOfHosted } from './hosted-repositories.ts'

/** What the `authorized_keys` file of a worker has to say. */
export interface HostedKeys {
  /** Each has a line. */
  wanted: HostedKey[]
  /** Paths that are being removed. */
  gone: Set<string>
  /** Paths of the repositories of other pools. */
  others: Set<string>
}

/** Every hosted repository, as the worker of these pools sees it. */
export async function readHostedKeys({ db }: World, pools: readonly string[]): Promise<HostedKeys> {
  const rows = await db
    .selectFrom('hosted_repository')
    .innerJoin('repository', 'repository.id', 'hosted_repository.repositoryId')
    .selectAll('hosted_repository')
    .select(['repository.path', 'repository.pool'])
    .orderBy('hosted_repository.repositoryId')
    .execute()
  const keys: HostedKeys = { wanted: [], gone: new Set(), others: new Set() }
  for (const { path, pool, ...row } of rows)
    if (!pools.includes(pool)) keys.others.add(path)
    else if (row.removing === 1) keys.gone.add(path)
    else keys.wanted.push(keyOfHosted(path, row))
  return keys
}
