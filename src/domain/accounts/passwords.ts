import { hash, verify } from '@node-rs/argon2'
import { invalidInput } from '../kernel/errors.ts'
import { FairQueue, type Place } from '../kernel/fair-queue.ts'
import type { Attempts } from './attempts.ts'

/**
 * Hashing and checking of passwords, a few at a time. Imported accounts bring bcrypt, which takes longer to
 * check and sees the first 72 bytes only, until their first sign-in replaces it.
 */
export interface Passwords {
  /** @throws DomainError `UNAVAILABLE` when too many wait */
  hash(password: string): Promise<string>
  /**
   * Compares a guess with a hash; also takes its time when there is no such user (`phc` null). What `attempts` refuse is not
   * hashed.
   *
   * @throws DomainError `RATE_LIMITED` with `params.retryAfterSeconds`; `UNAVAILABLE` when too many wait
   */
  attempt(attempts: Attempts, phc: string | null, password: string): Promise<boolean>
}

/** Compares a bcrypt hash, off the event loop. */
export type CheckBcrypt = (hash: string, password: string) => Promise<boolean>

/** Stands where a hash would: no password opens the account (as in shadow(5)). */
export const noPassword = '!'

/**
 * bcrypt in the spellings of its implementations. With more than 2^14 rounds each guess would take a core for seconds: such a hash
 * is no password here.
 */
export const isBcrypt = (phc: string): boolean => /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/.test(phc)

/** One Argon2id hash takes 15 to 40 ms and 19 MiB (its defaults follow OWASP): more at once would only queue. */
const limits = { maxRunning: 2, maxWaiting: 1000, waitTimeoutMs: 10_000 }

/** Who is signed in and sets a password waits with those who are known. */
const newPassword: Place = { share: 'new password', isKnown: true }

export function createPasswords(checkBcrypt: CheckBcrypt): Passwords {
  const queue = new FairQueue(limits)
  // A hash of nothing in particular, so that an unknown user costs as much time as a wrong password.
  // Made when it is first needed: a hash takes 19 MiB.
  let decoy: Promise<string> | undefined
  const compare = async (phc: string | null, password: string) => {
    if (phc !== null && isBcrypt(phc)) return checkBcrypt(phc, password)
    const known = phc?.startsWith('$argon2') === true
    if (!known) decoy ??= hash(crypto.randomUUID())
    return (await verify(known ? phc : await decoy!, password)) && known
  }
  return {
    hash: password => queue.run(newPassword, () => hash(password)),
    async attempt(attempts, phc, password) {
      // Who is refused anyway does not stand in the way of others.
      await attempts.requireAllowance()
      return queue.run(attempts.place, async () => {
        // Of many attempts at once the later ones know what the earlier ones used up.
        await attempts.requireAllowance()
        const right = await compare(phc, password)
        await (right ? attempts.recordSuccess() : attempts.recordFailure())
        return right
      })
    },
  }
}

/** Borg UI's limit (contract 1.4), kept so that a password valid there stays valid here. */
const longestPassword = 72

/** @throws DomainError `INVALID_INPUT` naming `field` */
export function checkNewPassword(password: string, field: string): void {
  if (password.length < 8) throw invalidInput({ [field]: 'Must have at least 8 characters.' })
  if (Buffer.byteLength(password) > longestPassword)
    throw invalidInput({ [field]: `Must not exceed ${longestPassword} bytes when UTF-8 encoded.` })
}
