import { writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'

/**
 * Takes a lock of the operating system's (through SQLite's own locking), so it is gone with the process, however that ended: there is
 * nothing stale to remove. It holds among the processes of one machine, and among the holders within one process.
 *
 * @param path of a file that is nothing but a lock, and stays
 * @returns what gives it back; null when somebody has it
 * @throws Error of the file system
 */
export function takeFileLock(path: string): Disposable | null {
  // For its owner alone: who may open it can hold it. Only made here, and never closed once it is used: closing a file gives back
  // every lock that this process has on it (POSIX, `fcntl`).
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const lock = new Database(path, { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    return null
  }
  return { [Symbol.dispose]: () => lock.close() }
}
