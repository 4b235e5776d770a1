import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Another process that holds the write lock of an SQLite file, until it is told to give it back. */
export async function holdWriteLock(file: string): Promise<{ giveBack(): Promise<void> } & AsyncDisposable> {
  const program = join(import.meta.dirname, '../fixtures/lock-holder.ts')
  const child = spawn(process.execPath, [program, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  await once(child.stdout!, 'data')
  const giveBack = async () => {
    child.stdin!.end()
    await ended
  }
  return { giveBack, [Symbol.asyncDispose]: giveBack }
}
