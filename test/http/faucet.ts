import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Holds a job, mostly in its pre-backup script, which prints what the test pours, until the test closes it. */
export interface Faucet extends Disposable {
  /** For `preBackupScript`. */
  readonly script: string
  /** A named pipe: Borg, too, waits for it when it is told to read it (`--read-special`). */
  readonly pipe: string
  pour(...lines: string[]): void
  /** Lets the job go on. */
  close(): void
}

/** Makes a faucet. When the test ends, however that is, so does the script: its pipe has no writer any more. */
export function makeFaucet(folder: string): Faucet {
  const pipe = join(folder, `faucet-${randomUUID()}`)
  execFileSync('mkfifo', [pipe])
  // For reading too: opening does not wait for the script then.
  let descriptor: number | null = openSync(pipe, 'r+')
  const close = () => {
    if (descriptor === null) return
    unlinkSync(pipe)
    closeSync(descriptor)
    descriptor = null
  }
  return {
    pipe,
    // Jobs that come later find it gone, and do not wait; so does one that was about to open it.
    script: `cat '${pipe}' 2>/dev/null || true`,
    pour: (...lines) => void writeSync(descriptor!, lines.map(line => `${line}\n`).join('')),
    close,
    [Symbol.dispose]: close,
  }
}
