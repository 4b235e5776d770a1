import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepositoryRow } from '../domain/repositories.ts'
import { isRemoteLocation } from './borg/environment.ts'
import { couldBeBorgOn } from './process-identity.ts'
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
  const folders = await cacheFolders(settings, repository.id)
  if (!isRemoteLocation(repository.path)) folders.push(repository.path)
  const owners = (await Promise.all(folders.map(ownersIn))).flat()
  return owners.length > 0 && owners.every(owner => isGone(owner, settings.host, repository.path))
}

async function cacheFolders(settings: RunnerSettings, repositoryId: number): Promise<string[]> {
  const caches = join(settings.stateDir, String(repositoryId), '.cache/borg')
  return (await namesIn(caches)).map(name => join(caches, name))
}

interface Owner {
  host: string
  pid: number
}

/** Owners of the exclusive lock by its folder, and of all locks by the roster. */
async function ownersIn(folder: string): Promise<Owner[]> {
  const exclusive = (await namesIn(join(folder, 'lock.exclusive'))).map(name => {
    const [, host = '', pid = ''] = /^(.*)\.(\d+)-[\da-f]+$/.exec(name) ?? []
    return { host, pid: Number(pid) }
  })
  return [...exclusive, ...(await rosterIn(folder))]
}

async function rosterIn(folder: string): Promise<Owner[]> {
  try {
    const roster: unknown = JSON.parse(await readFile(join(folder, 'lock.roster'), 'utf8'))
    return Object.values(roster as Record<string, [string, number, number][]>)
      .flat()
      .map(([host, pid]) => ({ host, pid }))
  } catch {
    // None there, or half-written: Borg takes such a roster for an empty one.
    return []
  }
}

const isGone = ({ host, pid }: Owner, ourHost: string, location: string): boolean =>
  host === ourHost && Number.isInteger(pid) && !couldBeBorgOn(pid, location)

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
