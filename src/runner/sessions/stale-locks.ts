import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { couldBeBorgOn } from '../processes/process-identity.ts'
import { type LockEntry, lockEntries } from './lock-holders.ts'
import type { RunnerSettings } from './settings.ts'

/**
 * Is there a lock, in the repository or in its local cache, whose owners were all processes of workers of this very machine, and
 * are gone? Borg removes one of its own host by itself unless the number of the dead process was given to another one, as happens
 * after a reboot (BORG.md section 6); one that another worker's Borg left it takes for a stranger's. Only such a lock may be
 * broken, and only while we hold the repository's turn.
 *
 * @param neighbors the workers of this machine (`workersOn`)
 */
export async function hasStaleLock(
  settings: RunnerSettings,
  repository: Pick<RepositoryRow, 'id' | 'path'>,
  neighbors: ReadonlySet<string>,
): Promise<boolean> {
  const isGone = ({ host, pid }: LockEntry) =>
    (host === settings.host || neighbors.has(host)) &&
    Number.isInteger(pid) &&
    !couldBeBorgOn(pid, repository.path)
  const entries = await lockEntries(settings, repository)
  return entries.length > 0 && entries.every(isGone)
}
