import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { lstat, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '../../domain/kernel/scope.ts'
import { isRemoteLocation } from '../borg/environment.ts'
import { isBorgRunning } from '../processes/process-identity.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { borgsOwn } from './destroy-repository.ts'

/**
 * What is known of a repository while it is being made: a folder in `DATA_DIR/creations`, from before the start of Borg until the
 * record of the repository holds its key. A server that dies in between leaves it behind, with the key that Borg wrote there; by
 * it the repository is undone, or its key is found by an import.
 */
export interface Creation {
  /** Holds `creation.json`, and what Borg writes: `key`. */
  folder: string
  location: string
  /** The folder that was there, empty, or was made before Borg began; null on another machine, and for one that was not empty. */
  made: { device: number; inode: number; wasThere: boolean } | null
}

type CreationSettings = Pick<RunnerSettings, 'dataDir' | 'host'>

const creationsDir = ({ dataDir }: CreationSettings) => join(dataDir, 'creations')
export const keyFileOf = ({ folder }: Pick<Creation, 'folder'>) => join(folder, 'key')

/** Creations of one location begin with the same name: the location is no file name. */
const prefixOf = (location: string) => createHash('sha256').update(location).digest('hex').slice(0, 32)
const folderName = /^[0-9a-f]{32}-[0-9a-f]{8}$/

/** Notes, durably, that a repository is about to be made, and makes its empty folder when it is one of this machine. */
export async function beginCreation(settings: CreationSettings, location: string): Promise<Creation> {
  const folder = join(creationsDir(settings), `${prefixOf(location)}-${randomBytes(4).toString('hex')}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const write = (made: Creation['made']) =>
    writeFileSync(join(folder, 'creation.json'), JSON.stringify({ location, made }), {
      mode: 0o600,
      flush: true,
    })
  // Written before anything is made, too: without a note nothing would ever look there.
  write(null)
  const made = isRemoteLocation(location) ? null : await makeEmpty(location)
  write(made)
  return { folder, location, made }
}

/** Null where the folder is not empty or cannot be made: Borg will say what is wrong. */
async function makeEmpty(path: string): Promise<Creation['made']> {
  try {
    const wasThere = existsSync(path)
    await makeFolders(path)
    if ((await readdir(path)).length > 0) return null
    const { dev: device, ino: inode } = await lstat(path)
    return { device, inode, wasThere }
  } catch {
    return null
  }
}

/** One by one: below `/proc`, the recursive `mkdir` of Node never ends. */
async function makeFolders(path: string): Promise<void> {
  if (existsSync(path)) return
  await makeFolders(dirname(path))
  await mkdir(path, { mode: 0o700 })
}

/** What Borg has written there, brought to the disk; null for a repository that has no key file. */
export async function readNewKey(creation: Creation): Promise<string | null> {
  if (!existsSync(keyFileOf(creation))) return null
  for (const path of [keyFileOf(creation), creation.folder]) {
    await using file = await open(path, 'r')
    await file.sync()
  }
  return readFileSync(keyFileOf(creation), 'utf8')
}

/** Creations that nobody has ended, of one location or of all. */
export async function openCreations(settings: CreationSettings, location?: string): Promise<Creation[]> {
  const names = await readdir(creationsDir(settings)).catch(() => [])
  const wanted = names.filter(
    name => folderName.test(name) && (location === undefined || name.startsWith(prefixOf(location))),
  )
  const found = await Promise.all(wanted.map(name => readCreation(join(creationsDir(settings), name))))
  return found.filter(creation => creation !== null)
}

async function readCreation(folder: string): Promise<Creation | null> {
  try {
    return { folder, ...JSON.parse(await readFile(join(folder, 'creation.json'), 'utf8')) }
  } catch (error) {
    // Nothing was begun before the note was whole.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) {
      await endCreation({ folder })
      return null
    }
    throw error
  }
}

/** The key that an unfinished creation of this location has left; null when there is none. */
export async function keptKey(settings: CreationSettings, location: string): Promise<string | null> {
  for (const creation of await openCreations(settings, location)) {
    const key = await readNewKey(creation)
    if (key?.startsWith('BORG_KEY ')) return key
  }
  return null
}

export const endCreation = ({ folder }: Pick<Creation, 'folder'>): Promise<void> =>
  rm(folder, { recursive: true, force: true })

/**
 * What became of a creation: its repository is registered, it was undone, or what it left can be imported, with the key that is kept here or
 * with the one that it has itself.
 */
export type Settlement = 'REGISTERED' | 'UNDONE' | 'KEPT' | 'LEFT'

/**
 * Ends what an earlier process began to make: with a repository that is registered by now nothing is left to do; one that is
 * provably made by it, and that nobody has used since, is removed; of any other the key stays for an import.
 *
 * @returns null when somebody is still at it
 */
export async function settleCreation(
  world: Pick<World, 'db'>,
  settings: CreationSettings,
  creation: Creation,
  { isAbandoned = false } = {},
): Promise<Settlement | null> {
  const row = await world.db
    .selectFrom('repository')
    .select('state')
    .where('path', '=', creation.location)
    .executeTakeFirst()
  if (row?.state === 'READY') {
    await endCreation(creation)
    return 'REGISTERED'
  }
  if (row && !isAbandoned) return null
  if (!(await isOver(settings, creation))) return null
  if (await undoCreation(creation)) return 'UNDONE'
  if (existsSync(keyFileOf(creation))) return 'KEPT'
  await endCreation(creation)
  return 'LEFT'
}

/** A Borg outlives a server that was killed, in milliseconds. */
const longestInit = 10_000

async function isOver({ host }: CreationSettings, { location }: Creation): Promise<boolean> {
  for (const deadline = Date.now() + longestInit; isBorgRunning(host, location); await sleep(50))
    if (Date.now() > deadline) return false
  return true
}

/** Removes the repository, when it is provably the one that was made and nothing was done with it since. @returns whether it did */
export async function undoCreation(creation: Creation): Promise<boolean> {
  const { location, made } = creation
  if (made === null) return false
  const found = await lstat(location).catch(() => null)
  if (found) {
    if (found.dev !== made.device || found.ino !== made.inode || !(await isUntouched(location))) return false
    if (made.wasThere)
      for (const name of await readdir(location)) await rm(join(location, name), { recursive: true })
    else await rm(location, { recursive: true })
  }
  await endCreation(creation)
  return true
}

/** Segments that `borg init` writes: the manifest, and the end of the transaction. Every other command adds more. */
const initialSegments = /^[01]$/
const mostInitialBytes = 65_536

/** Is there nothing but what `borg init` itself makes, or a part of it? */
async function isUntouched(path: string): Promise<boolean> {
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const below = join(entry.parentPath, entry.name).slice(path.length + 1)
    const [top = '', ...rest] = below.split('/')
    if (top !== 'data') {
      const number = /^(?:hints|index|integrity)\.(\d+)/.exec(top)?.[1]
      if (!(borgsOwn.test(top) || initialLock.test(top)) || Number(number ?? 0) > 1) return false
    } else if (rest.length > 0 && rest[0] !== '0') return false
    else if (rest.length === 2) {
      const { size } = await lstat(join(entry.parentPath, entry.name))
      if (!initialSegments.test(rest[1]!) || size > mostInitialBytes) return false
    } else if (rest.length > 2) return false
  }
  return true
}

/** A lock that is being made. */
const initialLock = /^lock\.exclusive\.[A-Za-z0-9_]+\.tmp$/
