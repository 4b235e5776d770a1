import type { RepositoryRow } from '../domain/repositories/repositories.ts'
import { lockEntries } from './lock-holders.ts'
import { couldBeBorgOn } from './processes/process-identity.ts'
import type { RunnerSettings } from './settings.ts'

/**
 * Is there a lock, in the repository or in its local cache, whose owners were all processes of this very host and are
 * gone? Borg removes such a lock by itself unless the number of the dead process was given to another one, as happens
 * after a reboot (BORG.md section 6). Only such a lock may be broken, and only while we hold the repository's turn.
 */
export async function hasStaleLock(
  settings: RunnerSettings,
  repository: Pick<RepositoryRow, 'id' | 'path'>,
): Promise<boolean> {
  const entries = await lockEntries(settings, repository)
  return entries.length > 0 && entries.every(entry => isGone(entry, settings.host, repository.path))
}

const isGone = ({ host, pid }: { host: string; pid: number }, ourHost: string, location: string): boolean =>
  host === ourHost && Number.isInteger(pid) && !couldBeBorgOn(pid, location)
