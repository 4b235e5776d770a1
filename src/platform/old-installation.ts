import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { OldInstallation } from '../domain/hosting/import/import-plan.ts'
import type { OldFile } from '../domain/hosting/import/old-entries.ts'
import { poolsOfLines } from '../domain/hosting/import/old-key-lines.ts'

/** Where an installation of BorgWarehouse keeps its files (contract borgwarehouse, section 6.1). */
export interface OldPlaces {
  /** The folder with `repo.json` and `users.json`. */
  configDir: string
  /** Absent: what the lines of `authorized_keys` name, or `repos` in the home folder. */
  pool?: string | undefined
  /** Absent: `.ssh/authorized_keys` in the home folder. */
  authorizedKeys?: string | undefined
}

/** Reads all of an installation. Nothing is opened for writing; what cannot be read says why. */
export function readOldInstallation(places: OldPlaces): OldInstallation {
  const home = join(places.configDir, '../..')
  const authorizedKeys = read(places.authorizedKeys ?? join(home, '.ssh/authorized_keys'), 'latin1')
  const pool = readPool(places.pool, poolsOfLines(authorizedKeys)[0] ?? join(home, 'repos'))
  return {
    repositories: read(join(places.configDir, 'repo.json'), 'utf8'),
    users: read(join(places.configDir, 'users.json'), 'utf8'),
    authorizedKeys,
    pool,
  }
}

function read(path: string, encoding: 'utf8' | 'latin1'): OldFile {
  try {
    return { name: path, content: readFileSync(path, encoding) }
  } catch (error) {
    return { name: path, problem: `cannot be read (${codeOf(error)}).` }
  }
}

function readPool(given: string | undefined, byDefault: string): OldInstallation['pool'] {
  const dir = given ?? byDefault
  try {
    const entries = readdirSync(dir, { withFileTypes: true }).map(
      entry =>
        [
          entry.name,
          entry.isSymbolicLink() ? resolve(dir, readlinkSync(join(dir, entry.name))) : null,
        ] as const,
    )
    return { dir, isGiven: given !== undefined, entries: new Map(entries) }
  } catch (error) {
    return { dir, problem: `the pool cannot be read (${codeOf(error)}); --pool says where it is.` }
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code
