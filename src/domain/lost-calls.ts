import { sql } from 'kysely'
import { failAbandonedCalls } from './abandoned-calls.ts'
import type { Holder } from './jobs/job-leases.ts'
import type { World } from './scope.ts'

/**
 * While one of these runs, no job of its repository begins. When the worker that has it is lost, and the server that asked for
 * it as well, nobody else would ever end it.
 */
const blocking = ['BREAK_LOCK', 'MOUNT'] as const

/** Fails what workers were called for that have shown no life for a whole lease. */
export async function failLostCalls(world: World, { host, lease }: Holder): Promise<void> {
  const lost = await world.db
    .selectFrom('borg_call')
    .select('workerHost')
    .distinct()
    .where('status', '=', 'RUNNING')
    .where('kind', 'in', [...blocking])
    .where('workerHost', '<>', host)
    .where('workerHost', 'not in', ({ selectFrom }) =>
      selectFrom('worker').select('host').where('heartbeatAt', '>', sql<number>`${world.now()} - ${lease}`),
    )
    .execute()
  for (const { workerHost } of lost) await failAbandonedCalls(world, workerHost!)
}
