import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { lookAtAllowance, restoreAllowance, spendAllowance } from './allowances.ts'

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

/** Counts wrong guesses by key, in the whole cluster: whose secret is guessed, and perhaps from where. */
export interface GuessLimit {
  /** @throws TooManyFailures while the allowance of `key` is used up */
  requireAllowance(key: string): Promise<void>
  /** @throws TooManyFailures when this failure uses the allowance up */
  recordFailure(key: string): Promise<void>
  /**
   * A right guess: the earlier failures do not count any more.
   *
   * @throws TooManyFailures when others have used the allowance up since it was looked at. So it does not help to guess on many
   *   servers at the same moment
   */
  recordSuccess(key: string): Promise<void>
}

/** Without the database nobody could sign in anyway, so a count that cannot be read is no reason to let anybody in. */
export function createGuessLimit(
  world: Pick<World, 'db'>,
  { maxFailures, lockoutSeconds }: SignInLimit,
): GuessLimit {
  const limit: GuessLimit = {
    async requireAllowance(key) {
      const spent = await lookAtAllowance(world, key)
      if (spent && spent.used >= maxFailures) throw new TooManyFailures(spent.rest, false)
    },
    async recordFailure(key) {
      const { used, rest } = await spendAllowance(world, key, lockoutSeconds * 1000)
      // The failure that uses up the allowance says so itself, as the old server's fifth one did.
      if (used >= maxFailures) throw new TooManyFailures(rest, used === maxFailures)
    },
    async recordSuccess(key) {
      await limit.requireAllowance(key)
      await restoreAllowance(world, key, maxFailures)
    },
  }
  return limit
}
