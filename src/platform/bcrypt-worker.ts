import { parentPort, workerData } from 'node:worker_threads'
import bcrypt from 'bcryptjs'

/** What the thread of `bcrypt-thread.ts` is asked. */
export interface BcryptQuestion {
  hash: string
  password: string
}

const { hash, password } = workerData as BcryptQuestion
parentPort!.postMessage(bcrypt.compareSync(password, hash))
