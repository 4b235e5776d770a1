import type { Place } from '../kernel/fair-queue.ts'
import type { World } from '../kernel/scope.ts'
import { extendAllowance, lookAtAllowance } from './allowances.ts'
import { networkOf } from './client-networks.ts'
import { createGuessLimit, type GuessLimit } from './guess-limit.ts'

/** One guess at a password: which failures count against it, and where it waits for its turn. */
export interface Attempts {
  readonly place: Place
  /** @throws TooManyFailures */
  requireAllowance(): Promise<void>
  /** @throws TooManyFailures when this failure uses an allowance up */
  recordFailure(): Promise<void>
  /** @throws TooManyFailures as `GuessLimit.recordSuccess` */
  recordSuccess(): Promise<void>
}

/** Guesses of a caller who is signed in at their own password: counted per account. */
export const ownPasswordAttempts = (guesses: GuessLimit, username: string): Attempts =>
  attemptsUnder(guesses, `change-password ${username}`, { share: `own ${username}`, isKnown: true })

/** All guesses under one allowance. */
export const attemptsUnder = (guesses: GuessLimit, key: string, place: Place): Attempts => ({
  place,
  requireAllowance: () => guesses.requireAllowance(key),
  recordFailure: () => guesses.recordFailure(key),
  recordSuccess: () => guesses.recordSuccess(key),
})

/** Failures from networks that the account does not know are counted together for so long. */
const accountWindowSeconds = 3600

/** A network from which a sign-in succeeded is known to the account for so long, in milliseconds. */
const knownForMs = 90 * 86_400_000

/**
 * Guesses at signing in. Each network has an allowance of its own for each account, so that others behind it, and its user elsewhere,
 * are not locked out. All networks together have a larger one (`Limits.maxAccountFailures` within an hour), so that thousands of
 * addresses do not make thousands of guesses; it is not asked for where the account has signed in during the last 90 days, so
 * that nobody can keep its owner out.
 */
export async function signInAttempts(world: World, username: string, address: string): Promise<Attempts> {
  const network = networkOf(address)
  // No name is that long.
  const account = username.slice(0, 200).toLowerCase()
  const known = `known ${network} ${account}`
  const isKnown = (await lookAtAllowance(world, known)) !== null
  const fromHere = attemptsUnder(world.guesses, `${network} ${account}`, { share: network, isKnown })
  const everywhere = attemptsUnder(
    createGuessLimit(world, {
      maxFailures: world.limits.maxAccountFailures,
      lockoutSeconds: accountWindowSeconds,
    }),
    accountKey(account),
    fromHere.place,
  )
  return {
    place: fromHere.place,
    async requireAllowance() {
      await fromHere.requireAllowance()
      if (!isKnown) await everywhere.requireAllowance()
    },
    async recordFailure() {
      const failures = [fromHere.recordFailure(), ...(isKnown ? [] : [everywhere.recordFailure()])]
      for (const outcome of await Promise.allSettled(failures))
        if (outcome.status === 'rejected') throw outcome.reason
    },
    async recordSuccess() {
      if (!isKnown) await everywhere.requireAllowance()
      await fromHere.recordSuccess()
      await extendAllowance(world, known, knownForMs)
    },
  }
}

/** Under which failures from everywhere are counted. */
export const accountKey = (username: string): string => `account ${username.slice(0, 200).toLowerCase()}`
