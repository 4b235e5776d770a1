import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takeFileLock } from './file-lock.ts'

/** Another process uses this data directory. */
export class DataDirInUseError extends Error {
  override name = 'DataDirInUseError'
}

/** The folder that a server owns. */
export interface DataDir extends Disposable {
  readonly path: string
  /** The key from which signing and sealing keys are derived; made once when none is configured. */
  secretKey(configured: string | undefined): string
  /** Stable, unique name of this directory's worker; also Borg's host id. */
  host(): string
  /** Keeps the generated password of the first administrator in a file that only its owner can read. */
  keepPassword(password: string): { file: string; remove(): void }
}

/**
 * Takes the data directory for this process, until it ends, however that comes.
 *
 * @throws DataDirInUseError
 */
export function takeDataDir(path: string): DataDir {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const lock = takeFileLock(join(path, 'lock.db'))
  if (!lock)
    throw new DataDirInUseError(
      `Another Vinculum process uses the data directory ${path}. Stop it, or give this one a DATA_DIR of its own.`,
    )
  return {
    path,
    secretKey: configured => secretKeyOf(path, configured),
    host: () => readOrMake(join(path, 'host-id'), () => `vinculum-${randomBytes(8).toString('hex')}`),
    keepPassword(password) {
      const file = join(path, 'initial-admin-password')
      writeFileSync(file, `${password}\n`, { mode: 0o600 })
      chmodSync(file, 0o600)
      return { file, remove: () => rmSync(file, { force: true }) }
    },
    [Symbol.dispose]: () => lock[Symbol.dispose](),
  }
}

/** The secret key of this data directory, whoever holds it. */
export function secretKeyOf(path: string, configured: string | undefined): string {
  if (configured !== undefined) return configured
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return readOrMake(join(path, 'secret.key'), () => randomBytes(48).toString('base64url'))
}

/** Reads a small file; makes it with mode 0600 when it is not there. */
function readOrMake(file: string, make: () => string): string {
  try {
    writeFileSync(file, `${make()}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    chmodSync(file, 0o600)
  }
  const content = readFileSync(file, 'utf8').trim()
  if (content === '')
    throw new Error(`${file} is empty. Restore it from a backup: without it stored secrets cannot be opened.`)
  return content
}
