import type { Holder } from '../jobs/job-leases.ts'
import type { World } from '../kernel/scope.ts'
import { failAbandonedCalls } from './abandoned-calls.ts'
import { livingHosts } from './workers.ts'

/**
 * Fails what workers were called for that have shown no life for a whole lease: somebody waits for the answer, and while a lock is
 * broken or an archive mounted no job of the repository begins.
 */
export async function failLostCalls(world: World, { host, lease }: Holder): Promise<void> {
  const lost = await world.db
    .selectFrom('borg_call')
    .select('workerHost')
    .distinct()
    .where('status', '=', 'RUNNING')
    .where('workerHost', '<>', host)
    .where('workerHost', 'not in', livingHosts(world, lease))
    .execute()
  for (const { workerHost } of lost) await failAbandonedCalls(world, workerHost!)
}
