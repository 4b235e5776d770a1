import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '../errors.ts'

/** How many failures are allowed, and how long no more are. */
export interface SignInLimit {
  maxFailures: number
  lockoutSeconds: number
}

/** Refused without a look at the guess. */
export class TooManyFailures extends DomainError {
  /** Whether this very failure used up the allowance. */
  readonly isNew: boolean

  constructor(milliseconds: number, isNew: boolean) {
    const retryAfterSeconds = Math.max(1, Math.ceil(milliseconds / 1000))
    super('RATE_LIMITED', `Too many failed attempts. Try again in ${retryAfterSeconds} s.`, {
      params: { retryAfterSeconds },
    })
    this.isNew = isNew
  }
}

/** Counts wrong guesses by key: whose secret is guessed, and perhaps from where. */
export interface GuessLimit {
  /** @throws TooManyFailures while the allowance of `key` is used up */
  requireAllowance(key: string): Promise<void>
  /** @throws TooManyFailures when this failure uses the allowance up */
  recordFailure(key: string): Promise<void>
  /** A right guess: the earlier failures do not count any more. */
  forget(key: string): Promise<void>
}

export function createGuessLimit({ maxFailures, lockoutSeconds }: SignInLimit): GuessLimit {
  const failures = new RateLimiterMemory({ points: maxFailures, duration: lockoutSeconds })
  return {
    async requireAllowance(key) {
      const spent = await failures.get(key)
      if (spent && spent.consumedPoints >= maxFailures) throw new TooManyFailures(spent.msBeforeNext, false)
    },
    async recordFailure(key) {
      const now = await failures.consume(key).catch((refused: unknown) => {
        if (refused instanceof RateLimiterRes) return refused
        throw refused
      })
      // The failure that uses up the allowance says so itself, as the old server's fifth one did.
      if (now.consumedPoints >= maxFailures)
        throw new TooManyFailures(now.msBeforeNext, now.consumedPoints === maxFailures)
    },
    async forget(key) {
      await failures.delete(key)
    },
  }
}
