import { randomBytes } from 'node:crypto'
import type { World } from '../kernel/scope.ts'
import { stepOfCode } from './totp.ts'
import type { UserRow } from './users.ts'

/** A sealed value opens in its own column of its own row only. */
const contextOf = (userId: number, what: 'totp-secret' | 'recovery-codes') => `user:${userId}:${what}`

/** The two columns of a second factor, sealed. */
export const sealFactor = ({ sealer }: World, userId: number, secret: string, codes: readonly string[]) => ({
  sealedTotpSecret: sealer.seal(secret, contextOf(userId, 'totp-secret')),
  recoveryCodes: sealer.seal(JSON.stringify(codes), contextOf(userId, 'recovery-codes')),
})

/** The recovery codes that are left. */
export function recoveryCodesOf({ sealer }: World, { id, recoveryCodes }: UserRow): string[] {
  if (recoveryCodes === null) return []
  return JSON.parse(sealer.open(recoveryCodes, contextOf(id, 'recovery-codes'))) as string[]
}

/** Eight codes like `3F9A-07C1` (contract borg-ui, 2.8), each good once when the app is lost. */
export function createRecoveryCodes(): string[] {
  const digits = () => randomBytes(2).toString('hex').toUpperCase()
  return Array.from({ length: 8 }, () => `${digits()}-${digits()}`)
}

/**
 * Is this a code of the user's authenticator app or one of their recovery codes? A right one works this once.
 *
 * @throws TooManyFailures
 */
export async function spendCode(world: World, user: UserRow, code: string): Promise<boolean> {
  const key = `second factor ${user.id}`
  await world.guesses.requireAllowance(key)
  const typed = code.replaceAll(/\s/g, '')
  const right = /^\d{6}$/.test(typed)
    ? await spendStep(world, user, typed)
    : await spendRecoveryCode(world, user, typed)
  await (right ? world.guesses.recordSuccess(key) : world.guesses.recordFailure(key))
  return right
}

/** RFC 6238 section 5.2: of any number of uses of one code at once, one counts. */
async function spendStep(world: World, user: UserRow, code: string): Promise<boolean> {
  const secret = world.sealer.open(user.sealedTotpSecret!, contextOf(user.id, 'totp-secret'))
  const step = stepOfCode(secret, code, Date.now())
  if (step === null) return false
  const spent = await world.db
    .updateTable('user_account')
    .set({ totpLastStep: step })
    .where('id', '=', user.id)
    .where('sealedTotpSecret', '=', user.sealedTotpSecret)
    .where(row => row.or([row('totpLastStep', 'is', null), row('totpLastStep', '<', step)]))
    .executeTakeFirst()
  return spent.numUpdatedRows === 1n
}

async function spendRecoveryCode(world: World, user: UserRow, typed: string): Promise<boolean> {
  const plain = (code: string) => code.replace('-', '').toUpperCase()
  const codes = recoveryCodesOf(world, user)
  const left = codes.filter(code => plain(code) !== plain(typed))
  if (left.length === codes.length) return false
  const recoveryCodes = world.sealer.seal(JSON.stringify(left), contextOf(user.id, 'recovery-codes'))
  const spent = await world.db
    .updateTable('user_account')
    .set({ recoveryCodes })
    .where('id', '=', user.id)
    // Sealed afresh at each change: what was read is what is replaced.
    .where('recoveryCodes', '=', user.recoveryCodes)
    .executeTakeFirst()
  return spent.numUpdatedRows === 1n
}
