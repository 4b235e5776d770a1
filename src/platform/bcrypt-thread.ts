import { Worker } from 'node:worker_threads'
import type { BcryptQuestion } from './bcrypt-worker.ts'

/** Even 2^14 rounds take a few seconds on a slow machine; a thread that takes longer is ended. */
const timeoutMs = 30_000

/** Beside this file, from the sources as well as in `dist`. */
const script = new URL(`./bcrypt-worker${import.meta.url.slice(-3)}`, import.meta.url)

/**
 * Is this the password of a bcrypt hash? The arithmetic is JavaScript and takes up to seconds, so it has a thread of its own; starting
 * one takes little beside it, and every account needs it once (`renewHash`).
 *
 * @throws Error when the thread dies or takes too long
 */
export async function matchesBcrypt(hash: string, password: string): Promise<boolean> {
  const workerData: BcryptQuestion = { hash, password }
  const thread = new Worker(script, { workerData, env: {}, execArgv: [] })
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  thread.once('message', resolve)
  thread.once('error', reject)
  thread.once('exit', () => reject(new Error('The thread that compares a password ended without an answer.')))
  const timer = setTimeout(() => reject(new Error('Comparing a password took too long.')), timeoutMs)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    await thread.terminate()
  }
}
