import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { LockHolder } from '../../domain/calls/borg-calls.ts'
import { workersOn } from '../../domain/calls/workers.ts'
import type { World } from '../../domain/kernel/scope.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { isRemoteLocation } from '../borg/environment.ts'
import { couldBeBorgOn, couldBeSomeBorg } from '../processes/process-identity.ts'
import type { RunnerSettings } from './settings.ts'

/** An entry of a lock of Borg (BORG.md section 6). */
export interface LockEntry {
  place: LockHolder['place']
  exclusive: boolean
  /** As Borg names it: `BORG_HOST_ID`, or the full host name, `@` and the number of a network card. */
  host: string
  pid: number
  /** Unix milliseconds; null when nobody knows. */
  since: number | null
}

type Located = Pick<RepositoryRow, 'id' | 'path'>

/** Who holds the local cache of the repository, and the repository itself where it is a folder of this machine. */
export async function lockEntries(settings: RunnerSettings, repository: Located): Promise<LockEntry[]> {
  const caches = join(settings.stateDir, String(repository.id), '.cache/borg')
  const folders = (await namesIn(caches)).map(name => ['CACHE', join(caches, name)] as const)
  const remote = isRemoteLocation(repository.path)
  const places = remote ? folders : [...folders, ['REPOSITORY', repository.path] as const]
  return (await Promise.all(places.map(([place, folder]) => entriesIn(place, folder)))).flat()
}

/** Owners of the exclusive lock by its folder, and of shared locks by the roster, which also names the exclusive ones. */
async function entriesIn(place: LockEntry['place'], folder: string): Promise<LockEntry[]> {
  const names = await namesIn(join(folder, 'lock.exclusive'))
  const exclusive = await Promise.all(
    names.map(async name => {
      const [, host = '', pid = ''] = /^(.*)\.(\d+)-[\da-f]+$/.exec(name) ?? []
      const since = await modifiedAt(join(folder, 'lock.exclusive', name))
      return { place, exclusive: true, host, pid: Number(pid), since }
    }),
  )
  const roster = await rosterIn(place, folder)
  const isKnown = (entry: LockEntry) =>
    exclusive.some(({ host, pid }) => host === entry.host && pid === entry.pid)
  return [...exclusive, ...roster.filter(entry => !isKnown(entry))]
}

async function rosterIn(place: LockEntry['place'], folder: string): Promise<LockEntry[]> {
  const file = join(folder, 'lock.roster')
  try {
    const roster = JSON.parse(await readFile(file, 'utf8')) as Record<string, [string, number, number][]>
    const since = await modifiedAt(file)
    return Object.entries(roster).flatMap(([kind, owners]) =>
      owners.map(([host, pid]) => ({ place, exclusive: kind === 'exclusive', host, pid, since })),
    )
  } catch {
    // None there, or half-written: Borg takes such a roster for an empty one.
    return []
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

const modifiedAt = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ mtimeMs }) => Math.round(mtimeMs),
    () => null,
  )

/** The same, with what can be found out about each process from here. */
export async function lockHolders(
  world: Pick<World, 'db'>,
  settings: RunnerSettings,
  repository: Located,
): Promise<LockHolder[]> {
  const entries = await lockEntries(settings, repository)
  if (entries.length === 0) return []
  const workers = await workerHosts(world.db)
  const neighbors = await workersOn(world, settings.machine)
  return entries.map(entry => ({ ...entry, ...examine(entry, settings, repository, workers, neighbors) }))
}

async function workerHosts(db: World['db']): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('worker').select('host').execute()
  return new Set(rows.map(({ host }) => host))
}

function examine(
  { host, pid }: LockEntry,
  settings: RunnerSettings,
  repository: Located,
  workers: ReadonlySet<string>,
  neighbors: ReadonlySet<string>,
): Pick<LockHolder, 'machine' | 'state'> {
  if (host === settings.host)
    return { machine: 'THIS_SERVER', state: couldBeBorgOn(pid, repository.path) ? 'ALIVE' : 'GONE' }
  if (neighbors.has(host))
    return { machine: 'SAME_MACHINE', state: couldBeBorgOn(pid, repository.path) ? 'ALIVE' : 'GONE' }
  if (isThisMachine(host)) return { machine: 'SAME_MACHINE', state: couldBeSomeBorg(pid) ? 'ALIVE' : 'GONE' }
  return { machine: workers.has(host) ? 'OTHER_WORKER' : 'ELSEWHERE', state: 'UNKNOWN' }
}

/**
 * Is it the name that a Borg without `BORG_HOST_ID` gives this very machine? Its number is that of a network card, or
 * one that Python made up, which has the bit of group addresses set.
 */
export function isThisMachine(host: string): boolean {
  const [, name = '', digits = ''] = /^(.+)@(\d{1,15})$/.exec(host) ?? []
  const number = Number(digits)
  const own = hostname()
  if (name !== own && !name.startsWith(`${own}.`)) return false
  return Math.floor(number / 2 ** 40) % 2 === 1 || networkCards().has(number)
}

/** Addresses as numbers. */
function networkCards(): ReadonlySet<number> {
  const folder = '/sys/class/net'
  try {
    const addresses = readdirSync(folder).map(name => readFileSync(`${folder}/${name}/address`, 'utf8'))
    return new Set(addresses.map(address => Number.parseInt(address.replaceAll(':', ''), 16)))
  } catch {
    return new Set()
  }
}
