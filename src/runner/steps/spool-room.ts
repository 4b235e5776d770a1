import { statfs } from 'node:fs/promises'
import type { Run } from './run.ts'

/** Milliseconds between two looks. */
const interval = 200
/** With less room than this, in bytes, a write of a line can fail. */
const leastRoom = 8192

/** Whose output it is. */
type Watched = Pick<Run, 'isLogIncomplete' | 'noteIncompleteLog'>

/**
 * Looks whether there is room on the disk on which a process writes its output. What could not be written is lost without a trace: Borg
 * and scripts go on, and when there is room again, so does the file.
 */
export class RoomWatch {
  readonly #run: Watched
  readonly #folder: string
  #lookedAt = 0

  constructor(run: Watched, folder: string) {
    this.#run = run
    this.#folder = folder
  }

  /** Remembers with the run when there is no room; asks the system a few times a second at most. */
  async look(): Promise<void> {
    if (this.#run.isLogIncomplete || Date.now() - this.#lookedAt < interval) return
    this.#lookedAt = Date.now()
    try {
      const { bavail, bfree, bsize } = await statfs(this.#folder)
      const blocks = process.getuid?.() === 0 ? bfree : bavail
      if (blocks * bsize < leastRoom) this.#run.noteIncompleteLog()
    } catch {
      // Where the system does not say it, Borg's last line still tells.
    }
  }
}
