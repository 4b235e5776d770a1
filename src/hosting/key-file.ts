import { randomBytes } from 'node:crypto'
import { type FileHandle, lstat, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Larger files are none that we wrote: 200,000 keys. */
const largest = 128 * 1024 * 1024
/** So often a change is made again because somebody without our lock has changed the file meanwhile. */
const mostTries = 50
/** For so long another process may hold the lock, and so often we ask for it, in milliseconds. */
const lockTimeoutMs = 10_000
const lockPollMs = 50

/** Takes a lock among the processes of this machine that is gone with its holder; null when somebody has it. */
export type TakeLock = (path: string) => Disposable | null

/**
 * A file that sshd reads while we write it. Changes are made one after the other, also by several processes, and each is there as a
 * whole or not at all, also after a power failure.
 */
export class KeyFile {
  readonly #path: string
  readonly #takeLock: TakeLock
  #last: Promise<unknown> = Promise.resolve()

  /** @param path absolute; its folder is made when it is not there */
  constructor(path: string, takeLock: TakeLock) {
    this.#path = path
    this.#takeLock = takeLock
  }

  /** The content, a byte per character; empty when there is no file. @throws Error of the file system */
  async read(): Promise<string> {
    try {
      if ((await stat(this.#path)).size > largest) throw new Error('The authorized_keys file is too large.')
      return await readFile(this.#path, 'latin1')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }

  /**
   * Writes what `change` makes of the content; nothing when that is the same.
   *
   * @param change is called while nobody else writes
   * @throws Error of the file system; the file is as it was then
   */
  edit<Result extends { content: string }>(change: (content: string) => Promise<Result>): Promise<Result> {
    const done = this.#last.then(() => this.#edit(change))
    this.#last = done.catch(() => {})
    return done
  }

  /** A link stays a link: what it points to is replaced. @throws Error when that is not there */
  async #target(): Promise<string> {
    const isLink = await lstat(this.#path).then(
      found => found.isSymbolicLink(),
      () => false,
    )
    return isLink ? realpath(this.#path) : this.#path
  }

  async #edit<Result extends { content: string }>(
    change: (content: string) => Promise<Result>,
  ): Promise<Result> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    const path = await this.#target()
    using _lock = await this.#lock(join(dirname(path), `.${basename(path)}.vinculum-lock`))
    for (let tries = 0; tries < mostTries; tries += 1) {
      const state = await stateOf(path)
      const before = await this.read()
      const result = await change(before)
      if (result.content === before) return result
      const isAsRead = async () => (await stateOf(path)) === state
      if (await replaceFile(path, Buffer.from(result.content, 'latin1'), isAsRead)) return result
    }
    throw new Error('Somebody else keeps changing the authorized_keys file.')
  }

  /** @throws Error when somebody keeps it */
  async #lock(path: string): Promise<Disposable> {
    for (const end = Date.now() + lockTimeoutMs; Date.now() < end; await sleep(lockPollMs)) {
      const lock = this.#takeLock(path)
      if (lock) return lock
    }
    throw new Error('Another process keeps the lock of the authorized_keys file.')
  }
}

/** What changes with every change of a file; editors know nothing of our lock. */
const stateOf = (path: string): Promise<string> =>
  stat(path, { bigint: true }).then(
    ({ ino, size, mtimeNs, ctimeNs }) => `${ino} ${size} ${mtimeNs} ${ctimeNs}`,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    },
  )

/**
 * Mode and owner stay as they are; a new file can be read by its owner alone.
 *
 * @param isAsRead asked at the last moment
 * @returns false when the file is another one meanwhile, and stays as it is
 */
async function replaceFile(
  path: string,
  content: Buffer,
  isAsRead: () => Promise<boolean>,
): Promise<boolean> {
  const folder = dirname(path)
  const before = await stat(path).catch(() => null)
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      if (before) await keepOwner(file, before)
      await file.sync()
    } finally {
      await file.close()
    }
    if (!(await isAsRead())) {
      await rm(temporary)
      return false
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  const directory = await open(folder, 'r')
  await directory.sync().finally(() => directory.close())
  return true
}

async function keepOwner(
  file: FileHandle,
  { mode, uid, gid }: { mode: number; uid: number; gid: number },
): Promise<void> {
  const now = await file.stat()
  if (now.uid !== uid || now.gid !== gid) await file.chown(uid, gid)
  // Never writable for others: sshd would refuse it.
  await file.chmod(mode & 0o644)
}
