import { hash, verify } from '@node-rs/argon2'
import bcrypt from 'bcryptjs'
import { invalidInput, unavailable } from '../errors.ts'
import type { GuessLimit } from './guess-limit.ts'

/**
 * Hashing and checking of passwords, with the limits that keep guessing slow. Imported accounts bring bcrypt, which takes longer to
 * check and sees the first 72 bytes only, until their first sign-in replaces it.
 */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Compares without a sign-in limit; also takes its time when there is no such user (`phc` null). */
  matches(phc: string | null, password: string): Promise<boolean>
  /**
   * Like {@link matches}, under the limit of this user **from this address**: others behind the same address are never
   * locked out, and nobody can lock out a user from elsewhere.
   *
   * @throws DomainError `RATE_LIMITED` with `params.retryAfterSeconds`
   */
  attempt(username: string, address: string, phc: string | null, password: string): Promise<boolean>
}

/** Stands where a hash would: no password opens the account (as in shadow(5)). */
export const noPassword = '!'

/** bcrypt in the spellings of its implementations. More than 2^16 rounds would keep the server busy for seconds. */
export const isBcrypt = (phc: string): boolean => /^\$2[aby]\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$/.test(phc)

/** One Argon2id hash takes about 40 ms and 19 MiB (its defaults follow OWASP): more at once would only queue. */
const atOnce = 2
const waitingAtMost = 200

export function createPasswords(guesses: GuessLimit): Passwords {
  const slots = createSlots(atOnce, waitingAtMost)
  // A hash of nothing in particular, so that an unknown user costs as much time as a wrong password.
  // Made when it is first needed: a hash takes 19 MiB.
  let decoy: Promise<string> | undefined
  const compare = async (phc: string | null, password: string) => {
    const known = phc !== null && phc !== noPassword
    if (!known) decoy ??= hash(crypto.randomUUID())
    if (known && isBcrypt(phc)) return bcrypt.compare(password, phc)
    return (await verify(known ? phc : await decoy!, password)) && known
  }
  return {
    hash: password => slots(() => hash(password)),
    matches: (phc, password) => slots(() => compare(phc, password)),
    async attempt(username, address, phc, password) {
      // No name is that long.
      const key = `${address} ${username.slice(0, 200).toLowerCase()}`
      // Who is refused anyway does not stand in the way of others.
      await guesses.requireAllowance(key)
      return slots(async () => {
        // Of many attempts at once the later ones know what the earlier ones used up.
        await guesses.requireAllowance(key)
        const right = await compare(phc, password)
        await (right ? guesses.recordSuccess(key) : guesses.recordFailure(key))
        return right
      })
    },
  }
}

/** Runs at most `size` tasks at once; the others wait in line, and a line that is too long is refused. */
function createSlots(size: number, longest: number) {
  let busy = 0
  const line: (() => void)[] = []
  return async <Result>(task: () => Promise<Result>): Promise<Result> => {
    if (busy >= size) {
      if (line.length >= longest) throw unavailable('Too many sign-ins at once. Try again in a moment.')
      await new Promise<void>(resolve => line.push(resolve))
    } else busy += 1
    try {
      return await task()
    } finally {
      const next = line.shift()
      if (next) next()
      else busy -= 1
    }
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
